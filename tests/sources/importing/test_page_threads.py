"""The comments of pages, in each form that programs of blogs and forums write."""

from typing import Any

import pytest

from sources.importing.layout import lay_out
from sources.importing.page_threads import day


def comments(html: str) -> list[tuple[Any, ...]]:
    """Of each comment its author line, depth, the author line of the one it answers, day, text."""
    found, body = lay_out(html.encode())
    parts, text = found["parts"], body.decode()
    return [
        (
            part["author_line"],
            part["depth"],
            None if part["parent"] is None else parts[part["parent"]]["author_line"],
            part["dated"],
            text[part["start"] : part["end"]],
        )
        for part in parts
        if part["kind"] == "comment"
    ]


WORDPRESS = """
<p>An article.</p><div id="comments"><h2 class="comments-title">3 thoughts</h2>
<ol class="comment-list">
<li id="comment-1" class="comment even thread-even depth-1 parent">
 <article class="comment-body"><footer class="comment-meta">
  <div class="comment-author vcard"><img class="avatar"><b class="fn"><a href="/">Ann</a></b>
  <span class="says">says:</span></div>
  <div class="comment-metadata"><a href="#"><time datetime="2015-01-11T23:40:00+01:00">January 11,
   2015 at 11:40 pm</time></a> <a class="comment-edit-link">Edit</a></div></footer>
  <div class="comment-content"><p>Does it run?</p><p>When?</p></div>
  <div class="reply"><a class="comment-reply-link">Reply</a></div></article>
 <ol class="children"><li id="comment-2" class="comment depth-2">
  <article class="comment-body"><div class="comment-author"><b class="fn">Bo</b></div>
  <div class="comment-content"><p>Yes.</p></div></article></li></ol></li>
<li id="comment-3" class="comment depth-1"><div class="comment-body">
 <div class="comment-author vcard"><cite class="fn">Cy</cite> <span class="says">says:</span></div>
 <div class="comment-meta commentmetadata"><a>March 3rd, 2015 at 8:40 AM</a></div>
 <p>An older theme.</p><div class="reply">Reply</div></div></li>
</ol></div>
"""


def test_wordpress() -> None:
    assert comments(WORDPRESS) == [
        (
            "Ann", 0, None, "2015-01-11",
            "• Ann\nJanuary 11, 2015 at 11:40 pm\n\nDoes it run?\n\nWhen?\n\n",
        ),
        ("Bo", 1, "Ann", "", "• Bo\n\nYes.\n\n"),
        (
            "Cy", 0, None, "2015-03-03",
            "• Cy\nMarch 3rd, 2015 at 8:40 AM\n\nAn older theme.\n\n",
        ),
    ]  # fmt: skip


def test_wordpress_themes_that_have_neither_classes_nor_elements_for_the_parts() -> None:
    html = """<ol class="commentlist"><li class="alt" id="comment-7"><cite><a>Ann</a></cite> Says:
    <br><small class="commentmetadata"><a>January 11th, 2015 at 8:40 AM</a></small>
    <p>Old words.</p></li></ol>"""

    assert comments(html) == [
        ("Ann", 0, None, "2015-01-11", "• Ann\nJanuary 11th, 2015 at 8:40 AM\n\nOld words.\n\n")
    ]


def test_an_item_of_a_list_and_the_element_in_it_are_one_comment() -> None:
    html = """<ol><li class="comment"><div class="comment"><b class="fn">Ann</b>
    <div class="comment-content">One.</div></div>
    <ul class="children"><li class="comment"><div class="comment"><b class="fn">Bo</b>
    <div class="comment-content">Two.</div></div></li></ul></li></ol>"""

    assert comments(html) == [
        ("Ann", 0, None, "", "• Ann\n\nOne.\n\n"),
        ("Bo", 1, "Ann", "", "• Bo\n\nTwo.\n\n"),
    ]


DISQUS = """<html><body><div id="layout"><nav>3 Comments</nav><ul id="post-list">
<li class="post" id="post-1"><div class="post-content"><ul class="post-menu"><li>Flag</li></ul>
 <div class="avatar"><img alt="Avatar"></div><div class="post-body"><header>
 <span class="post-byline"><span class="author"><a>Ann</a></span></span>
 <span class="post-meta"><span>•</span>
 <a class="time-ago" title="Sunday, January 11, 2015 8:40 AM">9 years ago</a></span></header>
 <div class="post-message"><p>Does it run?</p></div>
 <footer class="comment__footer"><a>Reply</a></footer></div></div>
 <ul class="children"><li class="post" id="post-2"><div class="post-content">
  <span class="post-byline"><span class="author">Bo</span> <a class="parent-link">Ann</a></span>
  <div class="post-message"><p>Yes.</p></div></div>
  <ul class="children"><li class="post" id="post-3"><div class="post-content">
   <span class="author">Ann</span><div class="post-message"><p>Thanks.</p></div></div></li>
  </ul></li></ul></li></ul></div></body></html>"""


def test_disqus_as_browsers_save_its_frame() -> None:
    found, _ = lay_out(DISQUS.encode())

    assert [part["kind"] for part in found["parts"]] == ["comment"] * 3
    assert comments(DISQUS) == [
        ("Ann", 0, None, "2015-01-11", "• Ann\n\nDoes it run?\n\n"),
        ("Bo", 1, "Ann", "", "• Bo\n\nYes.\n\n"),
        ("Ann", 2, "Bo", "", "• Ann\n\nThanks.\n\n"),
    ]


def test_disqus_as_wordpress_prints_it() -> None:
    """The lists of answers stand beside the items, so that only their classes say the depth."""
    html = """<ul id="dsq-comments"><li class="comment depth-1" id="dsq-comment-1">
    <div class="dsq-comment-header"><cite id="dsq-cite-1"><span>Ann</span></cite></div>
    <div class="dsq-comment-body"><div class="dsq-comment-message"><p>One.</p></div></div></li>
    <ul class="children"><li class="comment depth-2" id="dsq-comment-2">
    <div class="dsq-comment-header"><cite id="dsq-cite-2">Bo</cite></div>
    <div class="dsq-comment-body"><div class="dsq-comment-message"><p>Two.</p></div></div></li>
    </ul></ul>"""

    assert comments(html) == [
        ("Ann", 0, None, "", "• Ann\n\nOne.\n\n"),
        ("Bo", 1, "Ann", "", "• Bo\n\nTwo.\n\n"),
    ]


def test_blogger() -> None:
    html = """<ol><li class="comment" id="c1"><div class="comment-block">
    <div class="comment-header"><cite class="user"><a>Ann</a></cite>
    <span class="datetime secondary-text"><a>11 January 2015 at 08:40</a></span></div>
    <p class="comment-content">One.<br>Two.</p>
    <span class="comment-actions"><a>Reply</a></span></div>
    <div class="comment-replies"><ol class="thread-chrome"><li class="comment" id="c2">
    <div class="comment-header"><cite class="user">Bo</cite></div>
    <p class="comment-content">Three.</p></li></ol></div></li></ol>"""

    assert comments(html) == [
        ("Ann", 0, None, "2015-01-11", "• Ann\n11 January 2015 at 08:40\n\nOne.\nTwo.\n\n"),
        ("Bo", 1, "Ann", "", "• Bo\n\nThree.\n\n"),
    ]


def test_a_forum() -> None:
    html = """<h2 class="topic-title">Pumps</h2><div class="post" id="p1"><dl class="postprofile">
    <dt>Level 3</dt></dl><div class="postbody"><h3>Re: Pumps</h3><p class="author">by
    <strong><a class="username">Ann</a></strong> » Sun Jan 11, 2015 8:40 am</p>
    <div class="content">One.<br><br>Two.</div></div></div>"""
    found, _ = lay_out(html.encode())

    assert [part["kind"] for part in found["parts"]] == ["headline", "comment"]
    assert comments(html) == [("Ann", 0, None, "2015-01-11", "• Ann\n\nOne.\n\nTwo.\n\n")]


def test_the_words_of_schema_org() -> None:
    html = """<div itemscope itemtype="https://schema.org/Comment"><span itemprop="author"
    itemscope><span itemprop="name">Ann</span></span><meta itemprop="dateCreated"
    content="2015-01-11"><p itemprop="text">One.</p>
    <div itemscope itemtype="https://schema.org/Comment"><b itemprop="author">Bo</b>
    <p itemprop="text">Two.</p></div></div>"""

    assert comments(html) == [
        ("Ann", 0, None, "2015-01-11", "• Ann\n\nOne.\n\n"),
        ("Bo", 1, "Ann", "", "• Bo\n\nTwo.\n\n"),
    ]


def test_authors_without_a_text_and_texts_without_an_author() -> None:
    html = """<ol><li class="comment"><b class="fn">Ann</b></li>
    <li class="comment"><div class="comment-content">Nobody’s words.</div></li>
    <li class="comment"></li></ol>"""

    assert comments(html) == [
        ("Ann", 0, None, "", "• Ann\n\n"),
        ("", 0, None, "", "Nobody’s words.\n\n"),
    ]


def test_what_is_too_long_for_a_name_stays_in_the_text() -> None:
    html = f'<ol><li class="comment"><b class="fn">{"x" * 201}</b><p>Words.</p></li></ol>'

    assert comments(html) == [("", 0, None, "", "x" * 201 + "\n\nWords.\n\n")]


def test_an_answer_to_a_comment_that_was_removed_keeps_its_depth() -> None:
    html = """<ol><li class="comment depth-1"><p>One.</p></li><li class="comment depth-4">
    <p>Two.</p></li><li class="comment depth-2"><p>Three.</p></li></ol>"""
    found, _ = lay_out(html.encode())
    answered = [(part["depth"], part["parent"]) for part in found["parts"]]

    assert answered == [(0, None), (3, 0), (1, 0)]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2015-01-11T08:40:00+01:00", "2015-01-11"),
        ("2015-01-11 08:40", "2015-01-11"),
        ("2015-01-11", "2015-01-11"),
        ("2015-01", "2015-01"),
        ("2011-12", "2011-12"),
        ("2015", "2015"),
        ("Sunday, January 11, 2015 8:40 AM", "2015-01-11"),
        ("2015-02-30", ""),
        ("0000-00-00", ""),
        ("-0001-11-30T00:00:00+00:00", ""),
        ("01/02/2015", ""),
        ("9 years ago", ""),
        ("", ""),
    ],
)
def test_days(text: str, edtf: str) -> None:
    assert day(text) == edtf


def test_no_comment_is_found_where_there_is_none() -> None:
    assert comments("<ul class='posts'><li class='post'><p>A teaser.</p></li></ul>") == []
    assert comments("") == []
