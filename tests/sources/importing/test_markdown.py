from sources.importing.decoding import decode
from sources.importing.document import check_parts
from sources.importing.markdown import read_markdown

FRONT = '---\ntitle: "It runs"\ndate: 2014-03-03\nurl: https://a.example/runs\nlang: en\n---\n\n'


def read(text):
    document = read_markdown(decode(text.encode()))
    assert document.text == text
    check_parts(text, document.parts)
    parts = [(str(part.kind), text[part.start : part.end], part.dated) for part in document.parts]
    return document, parts


def test_front_matter_and_heading_are_the_headline_and_stay_in_the_text():
    document, parts = read(FRONT + "# It runs, they say\n\nThe plant.\n\n> quoted\n")
    assert parts == [
        ("headline", FRONT + "# It runs, they say\n\n", ""),
        ("article", "The plant.\n\n> quoted\n", ""),
    ]
    assert (document.title, document.published_on) == ("It runs", "2014-03-03")
    assert (document.url, document.language) == ("https://a.example/runs", "en")
    assert document.media_type == "text/markdown"


def test_an_underlined_heading_and_a_marked_update():
    document, parts = read("It runs\n=======\n\nThe plant.\n\n**UPDATE (Aug 4, 2016):** more\n")
    assert document.title == "It runs"
    assert parts == [
        ("headline", "It runs\n=======\n\n", ""),
        ("article", "The plant.\n\n", ""),
        ("update", "**UPDATE (Aug 4, 2016):** more\n", "2016-08-04"),
    ]


def test_nothing_is_taken_that_is_not_given():
    front = "---\ndate: yesterday\nurl: javascript:alert(1)\nauthor: &a [*a, *a]\n---\n"
    document, _ = read(front + "Text of it.\n")
    assert (document.title, document.url, document.published_on) == ("", "", "")
    document, parts = read("- a list\n\n# Later\n\nText.\n")
    assert document.title == ""
    assert parts == [("article", "- a list\n\n# Later\n\nText.\n", "")]


def test_a_date_in_words():
    assert read("---\ndate: March 2014\n---\n\nText.\n")[0].published_on == "2014-03"
