"""Which part of a page is its headline and its article, and what stands in neither."""

import pytest

from sources.importing.layout import lay_out

UNKNOWN_THREAD = (
    "The page has a place for comments, but none was found in it: what stands there is in the "
    "article, or was not saved with the page."
)


def parts(html: str) -> list[tuple[str, str]]:
    found, body = lay_out(html.encode())
    text = body.decode()
    return [(part["kind"], text[part["start"] : part["end"]]) for part in found["parts"]]


@pytest.mark.parametrize(
    "html",
    [
        "<article><h1>Pumps</h1><p>Words.</p></article>",
        "<header><h1>Pumps</h1></header><article><p>Words.</p></article>",
        "<h1>The site</h1><main><h1>Pumps</h1><p>Words.</p></main><p>Around.</p>",
        "<h1 class='site-title'>The site</h1><div class='post'><h2 class='entry-title'>Pumps</h2>"
        "<div class='entry-content'>Words.</div></div><div id='sidebar'>Around.</div>",
        "<div itemprop='headline'>Pumps</div><div itemprop='articleBody'>Words.</div>Around.",
        "<h1>Pumps</h1><p>Words.</p><nav>Around.</nav>",
        "<article>Other.</article><article><h1>Pumps</h1><p>Words.</p></article>",
        "<article><h1>Pumps</h1>Words.<div class='sharedaddy'>Share this</div></article>",
        "<article></article><h1>Pumps</h1>Words.",
    ],
)
def test_a_headline_and_an_article(html: str) -> None:
    assert parts(html) == [("headline", "Pumps\n\n"), ("article", "Words.\n\n")]


def test_an_article_without_a_headline() -> None:
    assert parts("<title>Pumps</title><p>Words.") == [("article", "Words.\n\n")]


def test_a_headline_alone() -> None:
    assert parts("<h1>Pumps</h1>") == [("headline", "Pumps\n\n")]


def test_nothing() -> None:
    assert parts("<script>x</script>") == []


def test_comments_in_the_article_are_comments() -> None:
    html = """<article><h1>Pumps</h1><p>Words.</p><div id="comments"><h3>1 comment</h3><ol>
    <li class="comment"><h4 class="entry-title">No headline</h4></li></ol>
    <div id="respond">Reply</div></div></article>"""

    assert parts(html) == [
        ("headline", "Pumps\n\n"),
        ("article", "Words.\n\n"),
        ("comment", "No headline\n\n"),
    ]


def test_comments_in_a_form_that_is_not_known_are_not_lost() -> None:
    html = "<article><p>Words.</p><div id='comments'><p>Ann: Does it run?</p></div></article>"
    found, _ = lay_out(html.encode())

    assert parts(html) == [("article", "Words.\n\nAnn: Does it run?\n\n")]
    assert found["remarks"] == [UNKNOWN_THREAD]


def test_a_page_without_a_place_for_comments_says_nothing_of_them() -> None:
    assert lay_out(b"<p>Words.")[0]["remarks"] == []


def test_updates_are_parts_with_their_dates() -> None:
    html = """<article><h1>Pumps</h1><p>Words.</p><p><b>UPDATE</b> (January 12, 2015): It runs.</p>
    <p>And runs.</p><p>UPDATE: It stopped.<br>UPDATED twice.</p></article><ol><li class="comment">
    <p>UPDATE: no update.</p></li></ol>"""
    found, body = lay_out(html.encode())
    text = body.decode()

    assert [
        (part["kind"], part.get("dated"), text[part["start"] : part["end"]])
        for part in found["parts"]
    ] == [
        ("headline", None, "Pumps\n\n"),
        ("article", "", "Words.\n\n"),
        ("update", "2015-01-12", "UPDATE (January 12, 2015): It runs.\n\nAnd runs.\n\n"),
        ("update", "", "UPDATE: It stopped.\nUPDATED twice.\n\n"),
        ("comment", "", "UPDATE: no update.\n\n"),
    ]
