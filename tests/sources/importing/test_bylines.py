import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.importing.bylines import begins_as_sentence, byline, date_line, looks_like_name


@pytest.mark.parametrize(
    ("line", "author", "dated"),
    [
        ("Jo Doe says:", "Jo Doe", ""),
        ("Jo Doe on March 3, 2014 at 5:10 pm", "Jo Doe", "2014-03-03"),
        ("Jo Doe on March 3, 2014 at 5:10 pm said:", "Jo Doe", "2014-03-03"),
        ("Posted by Jo Doe, 3 March 2014", "Jo Doe", "2014-03-03"),
        ("Comment by Jo Doe — 5 years ago", "Jo Doe", ""),
        ("#12 Jo Doe (3 March 2014)", "Jo Doe", "2014-03-03"),
        ("12. Jo Doe — March 3, 2014", "Jo Doe", "2014-03-03"),
        ("Jo Doe • 12 days ago", "Jo Doe", ""),
        ("Jo Doe (03/04/2014)", "Jo Doe", ""),
        ("Jo Doe @ 2014-03-03T14:02:11Z | Reply #3", "Jo Doe", "2014-03-03"),
        ("On Sun, Mar 2, 2014 at 5:10 PM, Jo Doe wrote:", "Jo Doe", "2014-03-02"),
        ("Am 3. März 2014 um 14:02 schrieb Jo Doe:", "Jo Doe", "2014-03-03"),
        ("Jo Doe schrieb am 3. März 2014 um 14:02 Uhr:", "Jo Doe", "2014-03-03"),
        ("January 11th, 2015 at 8:40 AM", "", "2015-01-11"),
    ],
)
def test_the_author_and_the_date_of_a_byline(line, author, dated):
    found = byline(line)
    assert (found.author, found.dated) == (author, dated)
    assert found.author in line


@pytest.mark.parametrize(
    "line",
    [
        "Jo Doe",
        "They said that on March 3, 2014 it began",
        "On March 3, 2014 it began.",
        "It began in March 2014",
        "1. Are you there?",
        "#4",
        "March 3, 2014 – March 5, 2014",
        "This is what everybody in the room said:",
        "x" * 1000 + " says:",
    ],
)
def test_other_lines_are_no_bylines(line):
    assert byline(line) is None


def test_a_line_of_a_date_alone():
    assert date_line("3 March 2014 at 14:02 UTC").dated == "2014-03-03"
    assert date_line("Jo Doe, 3 March 2014") is None
    assert date_line("Jo Doe says:") is None


@pytest.mark.parametrize(
    "words",
    [
        "Jo Doe",
        "s",
        "jo doe",
        "J. Doe",
        "Dr. Jo Doe",
        "Jo Doe, Jr.",
        "Jo D.",
        "Jo_71",
        "Ωμέγα",
        "Jo van der Doe",
        "@jo",
        "Jo (admin)",
    ],
)
def test_names_and_nicknames(words):
    assert looks_like_name(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "—",
        "It runs.",
        "Really?",
        "Jo, what is it?",
        "Jo Doe:",
        "“Soon”",
        "No. It stopped there",
        "so it is said ( you see )",
        "good news for once",
        "https://a.example",
        "wait…",
        "Jo: yes",
        "One Two Three Four Five Six",
        "X" * 61,
        "成功した。",
    ],
)
def test_sentences_are_no_names(words):
    assert not looks_like_name(words)


def test_a_sentence_begins_with_one_capital():
    assert begins_as_sentence("Very good")
    assert not any(map(begins_as_sentence, ["Jo Doe", "jo doe", "Jo"]))


@given(st.text(max_size=200))
def test_whatever_is_taken_stands_in_the_line(line):
    found = byline(line)
    assert found is None or found.author in line
