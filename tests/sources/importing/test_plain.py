from hypothesis import given
from hypothesis import strategies as st

from sources.importing.document import check_parts
from sources.importing.lines import MOST_LINES
from sources.importing.plain import TOO_LONG, parts_of, remarks_of


def shown(text):
    """The parts, each as its kind with depth, parent, author and date where it has them, and the
    first word that it holds after those."""
    parts = parts_of(text)
    check_parts(text, parts)
    return [
        (
            str(part.kind),
            text[part.start : part.end].split()[0],
            *((part.depth, part.parent, part.author_line) if part.kind == "comment" else ()),
            *([part.dated] if part.dated else []),
        )
        for part in parts
    ]


ARTICLE = "It runs now\n\nThe plant has run since May, they say.\n\n"
HEAD = [("headline", "It"), ("article", "The")]
THREAD = "  • Jo Doe\n\n    Good news.\n\n    • Mo\n\n      I agree.\n\n  • Al Poe\n\n    When?\n"
COMMENTS = [
    ("comment", "•", 0, None, "Jo Doe"),
    ("comment", "•", 1, 2, "Mo"),
    ("comment", "•", 0, None, "Al Poe"),
]


def test_depth_is_the_indentation_and_the_parent_is_the_last_comment_less_deep():
    assert shown(ARTICLE + THREAD) == HEAD + COMMENTS


def test_the_same_form_with_other_bullets_steps_and_line_ends():
    for changed in (
        THREAD.replace("•", "-"),
        THREAD.replace("•", "*"),
        THREAD.replace("•", "·"),
        THREAD.replace("  ", "    "),
        THREAD.replace("  ", "\t"),
        THREAD.replace("\n", "\r\n"),
        THREAD.replace("\n", "\r"),
        THREAD.replace("\n", "  \n"),
    ):
        found = shown(ARTICLE + changed)
        assert [row[2:] for row in found] == [(), (), *(row[2:] for row in COMMENTS)]


def test_a_thread_without_bullets():
    assert [row[2:] for row in shown(ARTICLE + THREAD.replace("• ", ""))] == [
        (),
        (),
        (0, None, "Jo Doe"),
        (1, 2, "Mo"),
        (0, None, "Al Poe"),
    ]


def test_indented_titles_of_an_article_are_no_thread():
    titled = ARTICLE + THREAD.replace("• ", "") + "\nAnd so it goes.\n"
    assert shown(titled) == HEAD


def test_a_comment_without_author_and_an_author_without_text():
    text = ARTICLE + (
        "  • He has no customers, or so I hear.\n\n    • Mo\n\n      Who says so?\n\n"
        "    • Al Poe\n  • Jo Doe\n\n    Well.\n\n  • This one goes on\n    right below.\n"
    )
    assert shown(text) == [
        *HEAD,
        ("comment", "•", 0, None, ""),
        ("comment", "•", 1, 2, "Mo"),
        ("comment", "•", 1, 2, "Al Poe"),
        ("comment", "•", 0, None, "Jo Doe"),
        ("comment", "•", 0, None, ""),
    ]


def test_a_comment_glued_to_the_article():
    text = (
        ARTICLE.rstrip() + "\n    Will they keep the list?\n\n    • Mo\n\n      Yes.\n\n" + THREAD
    )
    assert shown(text)[:4] == [
        *HEAD,
        ("comment", "Will", 0, None, ""),
        ("comment", "•", 1, 2, "Mo"),
    ]


def test_a_quotation_above_the_thread_stays_in_the_article():
    assert shown(ARTICLE + "    They said it runs.\n\n" + THREAD) == HEAD + COMMENTS


def test_lists_of_the_article_are_no_comments():
    listed = "  • nickel powder, fine\n  • hydrogen\n\n  1. Are you sure? — yes\n\n"
    assert shown(ARTICLE + listed + "So they say.\n\n" + THREAD) == HEAD + COMMENTS
    assert shown(ARTICLE + listed + "So they say.\n") == HEAD
    assert shown(ARTICLE + listed) == HEAD


def test_lists_and_dialogues_within_a_comment_stay_in_it():
    inner = (
        "  • Jo Doe\n\n    Things:\n    • heat\n    • power\n\n    1) First\n\n    2) Second\n\n"
        "    Mo Roe\n    January 11th, 2015 at 8:40 AM\n\n    Dear Dr,\n    when?\n\n"
        "    Al Poe\n    January 11th, 2015 at 6:46 PM\n\n    Mo Roe:\n\n"
    )
    assert shown(ARTICLE + inner + THREAD) == [
        *HEAD,
        ("comment", "•", 0, None, "Jo Doe"),
        ("comment", "•", 0, None, "Jo Doe"),
        ("comment", "•", 1, 3, "Mo"),
        ("comment", "•", 0, None, "Al Poe"),
    ]


def test_what_follows_the_thread_is_no_comment():
    text = ARTICLE + THREAD + "\nAll rights reserved.\n"
    assert shown(text) == [*HEAD, *COMMENTS, ("article", "All")]


def test_the_date_beside_or_under_the_author():
    text = ARTICLE + (
        "  • Jo Doe • March 3, 2014 at 5:10 pm\n\n    One.\n\n"
        "    • Mo\n\n      3 March 2014\n\n      Two.\n\n  • Al Poe • 12 days ago\n\n    Three.\n"
    )
    assert [row[2:] for row in shown(text)[2:]] == [
        (0, None, "Jo Doe", "2014-03-03"),
        (1, 2, "Mo", "2014-03-03"),
        (0, None, "Al Poe"),
    ]


def test_a_thread_alone_and_an_article_alone():
    assert [row[2:] for row in shown(THREAD)] == [
        (0, None, "Jo Doe"),
        (1, 0, "Mo"),
        (0, None, "Al Poe"),
    ]
    assert shown("Only this.") == [("article", "Only")]
    assert parts_of("") == []


def test_lists_of_comments_under_bylines():
    for first, second in (
        ("Jo Doe says:\nMarch 3, 2014 at 5:10 pm", "Mo says:\nMarch 4, 2014 at 5:10 pm"),
        ("Jo Doe on March 3, 2014 at 5:10 pm", "Mo on March 4, 2014 at 5:10 pm"),
        ("Posted by Jo Doe, 3 March 2014", "Posted by Mo, 4 March 2014"),
        ("#1 Jo Doe (2014-03-03)", "#2 Mo (2014-03-04)"),
        ("Jo Doe\nMarch 3rd, 2014 at 5:10 PM", "Mo\nMarch 4th, 2014 at 5:10 PM"),
    ):
        thread = f"{first}\n\nI think so.\n\n{second}\n\nI do not.\n"
        comments = [(0, None, "Jo Doe", "2014-03-03"), (0, None, "Mo", "2014-03-04")]
        headed = shown(ARTICLE + "2 Comments\n\n" + thread)
        assert headed[:2] == HEAD
        assert [row[2:] for row in headed[2:]] == comments
        assert [row[2:] for row in shown(thread)] == comments


def test_a_dialogue_that_an_article_or_an_update_quotes_is_no_list_of_comments():
    dialogue = "Jo Doe\nMarch 3, 2014 at 5:10 PM\nWhen?\n\nMo\nMarch 3, 2014 at 6:10 PM\nSoon.\n"
    assert shown(ARTICLE + dialogue) == HEAD
    update = ARTICLE + "UPDATE: more\n\n" + dialogue * 2
    assert shown(update) == [*HEAD, ("update", "UPDATE:")]


def test_updates_with_and_without_a_date():
    text = ARTICLE + (
        "UPDATE (Aug 4, 2016): more.\n\nMore.\n\nUpdate #2: and more.\n\nUpdates follow.\n\n"
        "EDIT — 5 August 2016\nLast.\n"
    )
    assert shown(text) == [
        *HEAD,
        ("update", "UPDATE", "2016-08-04"),
        ("update", "Update"),
        ("update", "EDIT", "2016-08-05"),
    ]


def test_an_update_above_the_article_is_a_paragraph():
    assert shown("It runs\n\nUPDATE: It stopped.\n\nThe plant runs.\n\nSo they say.\n") == [
        ("headline", "It"),
        ("update", "UPDATE:"),
        ("article", "The"),
    ]


def test_a_sentence_or_a_long_paragraph_is_no_headline():
    assert shown("It runs.\n\nThey say so.\n") == [("article", "It")]
    assert shown("They say:\n\nIt runs.\n") == [("article", "They")]
    assert shown(f"{'word ' * 50}\n\nIt runs.\n") == [("article", "word")]
    assert shown("It runs\nand runs\n\nThey say so.\n") == [("article", "It")]


def test_a_text_of_very_many_lines_is_held_as_one():
    text = "a\n" * (MOST_LINES + 1)
    assert shown(text) == [("article", "a")]
    assert remarks_of(text) == [TOO_LONG]
    assert remarks_of(THREAD) == []


INDENTS = st.sampled_from(["", " ", "  ", "    ", "      ", "\t", "\u00a0 "])
WORDS = st.sampled_from(
    ["Jo Doe", "s", "It runs.", "UPDATE (Aug 4, 2016):", "Update", "Mo says:", "1) one", "> no", ""]
) | st.sampled_from(
    ["#3 Mo (2014-03-03)", "March 3, 2014 at 5:10 PM", "2 Comments", "\ufeff", "—", "", "", ""]
)
LINES = st.builds(
    lambda *found: "".join(found),
    INDENTS,
    st.sampled_from(["", "", "• ", "- ", "* ", "•"]),
    WORDS,
    st.sampled_from(["\n", "\n\n", "\r\n", "\r", " \n", "\u2028", "\x0b"]),
)


@given(st.lists(LINES, max_size=25).map("".join) | st.text())
def test_the_parts_cover_every_text(text):
    check_parts(text, parts_of(text))
