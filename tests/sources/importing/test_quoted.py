import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.importing.decoding import decode
from sources.importing.document import Unreadable, check_parts
from sources.importing.quoted import is_quoted, read_quoted

HEADERS = "From: Jo Doe <jo@a.example>\nDate: Mon, 3 Mar 2014 10:00:00 +0100\nSubject: Re: It\n\n"


def read(text):
    """The document, and its parts: kind, first words, author, date; depth and parent if any."""
    document = read_quoted(decode(text.encode()))
    assert document.text == text
    check_parts(text, document.parts)
    parts = [
        (str(part.kind), text[part.start : part.end].strip(), part.author_line, part.dated)
        + ((part.depth, part.parent) if part.kind == "comment" or part.parent is not None else ())
        for part in document.parts
    ]
    return document, parts


def test_a_mail_that_answers_line_by_line():
    text = HEADERS + (
        "On Sun, Mar 2, 2014 at 5:10 PM, Mo Roe <mo@b.example>\nwrote:\n\n"
        "> On 1 March 2014, Al Poe wrote:\n>> Is it ready?\n> Not yet.\n\nIt is now.\n\n"
        "> And where?\n\nIn the north.\n"
    )
    document, parts = read(text)
    assert (document.title, document.published_on) == ("Re: It", "2014-03-03")
    assert document.media_type == "message/rfc822"
    assert parts == [
        ("headline", HEADERS.strip(), "", ""),
        ("comment", text[len(HEADERS) :].split("\n\n>")[0], "Mo Roe", "2014-03-02", 0, None),
        (
            "comment",
            "> On 1 March 2014, Al Poe wrote:\n>> Is it ready?",
            "Al Poe",
            "2014-03-01",
            1,
            None,
        ),
        ("comment", "> Not yet.", "Mo Roe", "2014-03-02", 0, 2),
        ("article", "It is now.", "Jo Doe", "2014-03-03", 0, 3),
        ("comment", "> And where?", "Mo Roe", "2014-03-02", 0, None),
        ("article", "In the north.", "Jo Doe", "2014-03-03", 0, 5),
    ]


def test_a_mail_that_carries_the_older_one_below():
    older = (
        "-----Original Message-----\nFrom: Mo Roe [mailto:mo@b.example]\n"
        "Sent: Sunday, March 2, 2014 5:10 PM\nSubject: It\n\nIs it ready?"
    )
    assert read(f"{HEADERS}It is now.\n\n{older}\n")[1] == [
        ("headline", HEADERS.strip(), "", ""),
        ("article", "It is now.", "Jo Doe", "2014-03-03"),
        ("comment", older, "Mo Roe", "2014-03-02", 0, None),
    ]


def test_a_post_of_a_forum():
    _, parts = read("Mo Roe wrote:\n> Is it ready?\n\nIt is now.\n")
    assert parts == [
        ("comment", "Mo Roe wrote:\n> Is it ready?", "Mo Roe", "", 0, None),
        ("article", "It is now.", "", "", 0, 0),
    ]


def test_what_is_quoted_text_and_what_is_not():
    assert is_quoted(HEADERS + "It is now.")
    assert is_quoted("Mo wrote:\n> Ready?\n\nYes.")
    assert not is_quoted("An article.\n\n> It quotes this.\n\nAnd goes on.")
    assert not is_quoted("From: there\n\nOn the way.")
    assert not is_quoted("  • Jo Doe\n\n    Mo wrote:\n    > Ready?\n\n    Yes.\n")


def test_a_mail_as_it_travels_is_refused():
    encoded = HEADERS.strip() + "\nContent-Transfer-Encoding: base64\n\nSXQgcnVucy4=\n"
    with pytest.raises(Unreadable) as raised:
        read_quoted(decode(encoded.encode()))
    assert raised.value.messages == [
        "This is a mail as it travels, with its text encoded. Save the message as text from the "
        "mail program."
    ]


LINES = st.sampled_from(
    [
        "From: Jo",
        "Date: 3 Mar 2014",
        "Mo wrote:",
        "> Mo wrote:",
        ">> a",
        "> a",
        ">",
        "a",
        "",
        "",
        "-----Original Message-----",
        "Sent: now",
        "From a b",
        " more",
        "> > > a",
    ]
)


@given(st.lists(LINES, max_size=20).map("\n".join))
def test_the_parts_cover_every_text(text):
    check_parts(text, read_quoted(decode(text.encode())).parts) if text else None
