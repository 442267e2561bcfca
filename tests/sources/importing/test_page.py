"""HTML pages as documents, and pages that are none."""

import time
from typing import Any

import pytest
import webencodings

from sources.importing import confined
from sources.importing.document import Document, Part, Unreadable
from sources.importing.page import declared_encoding, read_page
from sources.models import Certainty, SectionKind

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Pumps | News</title>
<link rel="canonical" href="https://pumps.example/run">
<meta property="og:site_name" content="Pump News">
<meta property="article:published_time" content="2015-01-11T08:40:00+00:00"></head>
<body><nav>Home</nav><article><h1>A pump  that
runs</h1><p>It “runs”&nbsp;– since<br>May.</p>
<img src="data:image/png;base64,iVBORw0KGgo="></article>
<ol class="comment-list"><li class="comment depth-1"><b class="fn">Ann</b>
<time datetime="2015-01-12T08:40">January 12, 2015</time>
<div class="comment-content"><p>Does it?</p></div>
<ol class="children"><li class="comment depth-2"><b class="fn">Bo</b>
<div class="comment-content"><p>Yes.</p></div></li></ol></li></ol></body></html>"""

TEXT = (
    "A pump that runs\n\nIt “runs”\u00a0– since\nMay.\n\n"
    "• Ann\nJanuary 12, 2015\n\nDoes it?\n\n• Bo\n\nYes.\n\n"
)


def test_a_page_is_a_document() -> None:
    assert read_page(PAGE.encode()) == Document(
        TEXT,
        [
            Part(SectionKind.HEADLINE, 0, 18),
            Part(SectionKind.ARTICLE, 18, 42),
            Part(SectionKind.COMMENT, 42, 76, "Ann", dated="2015-01-12"),
            Part(SectionKind.COMMENT, 76, 88, "Bo", depth=1, parent=2),
        ],
        media_type="text/html",
        encoding="utf-8",
        certainty=Certainty.VALID,
        title="A pump that runs",
        url="https://pumps.example/run",
        publisher="Pump News",
        language="en",
        published_on="2015-01-11",
    )


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_page(mark: str) -> None:
    read = read_page(PAGE.encode(mark))

    assert read.text == TEXT
    assert read.certainty == Certainty.MARKED


@pytest.mark.parametrize(
    ("declared", "meta"),
    [
        ("", "<meta charset=latin1>"),
        ("windows-1252", ""),
        ("windows-1252", "<meta charset=koi8-r>"),
    ],
)
def test_an_encoding_is_declared(declared: str, meta: str) -> None:
    read = read_page(f"{meta}<p>“Größe”".encode("cp1252"), declared=declared)

    assert (read.text, read.encoding, read.certainty) == (
        "“Größe”\n\n",
        "windows-1252",
        Certainty.DECLARED,
    )


@pytest.mark.parametrize(
    ("page", "label"),
    [
        ('<meta charset="koi8-r">', "koi8-r"),
        ("<META http-equiv=Content-Type content='text/html; charset = Shift_JIS'>", "Shift_JIS"),
        ('<?xml version="1.0" encoding="iso-8859-2"?><html>', "iso-8859-2"),
        ("<p>charset=koi8-r", ""),
        (" " * 1024 + "<meta charset=koi8-r>", ""),
        ("<meta charset=>", ""),
    ],
)
def test_where_a_page_declares_its_encoding(page: str, label: str) -> None:
    assert declared_encoding(page.encode()) == label
    assert not label or webencodings.lookup(label)


NO_TEXT = (
    "The page shows no text: it may be drawn by a program that was not saved with it. Copy its "
    "text from the browser into a text file, and import that."
)
TOO_DEEP = (
    "The page nests more than 5,000 elements in one another, as no page does. Save what it shows "
    "as plain text, and import that."
)


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (b"", "The file is empty: it has 0 bytes."),
        (b"<script>x</script>", NO_TEXT),
        (b"<a " * 20_000, NO_TEXT),
        (b"<div>" * 100_000 + b"x", TOO_DEEP),
        (b"<DIV\n>" * 100_000 + b"x", TOO_DEEP),
        (b"<p>a\0b", "The text holds a NUL character at 4, which none has."),
        (b"<p>\xff", "The file is not UTF-8 at byte 3 (0xff). Save it as UTF-8, or as an HTML page "
                     "that declares its encoding."),
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused(page: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_page(page)
    assert refused.value.messages == [sentence]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (b"<p>a<!-- " + b"-- " * 300_000, "a\n\n"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><p>&d;", "]>\n\n&d;\n\n"),
        (b"<p>a<img src='data:image/png;base64," + b"A" * 8_000_000 + b"'>b", "ab\n\n"),
        (b"<b>" * 4000 + b"a", "a\n\n"),
        (b"<li>a" * 10_000, "a\n\n" * 10_000),
        (b"&" * 100_000, "&" * 100_000 + "\n\n"),
        ("<p>\u202eabc\u200b\u2066".encode(), "\u202eabc\u200b\u2066\n\n"),
    ],
)
def test_odd_pages_are_read_quickly(page: bytes, text: str) -> None:
    started = time.monotonic()

    assert read_page(page).text == text
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "page",
    [
        b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x",
        b"<select>" + b"<option>" * 200_000 + b"x",
        b"<dd><li>" * 100_000 + b"x",
    ],
)
def test_pages_that_the_parser_would_work_at_for_minutes_are_refused(
    page: bytes, monkeypatch: Any
) -> None:
    monkeypatch.setattr(confined, "SECONDS_IN_ALL", 1)
    with pytest.raises(Unreadable, match="Reading this file takes more than 5 seconds or 300 MB"):
        read_page(page)


def test_characters_that_mislead_are_reported() -> None:
    assert read_page("<p>\u202eabc".encode()).remarks == [
        "The text has characters that change the direction of writing (1): what is seen may "
        "differ in its order from what is held."
    ]
