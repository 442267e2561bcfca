"""Reading a file of any kind: what it is taken for, and what is refused with which words."""

import bz2
import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.importing.decoding import MOST_BYTES
from sources.importing.document import Unreadable, check_parts
from sources.importing.reading import read
from sources.models import Certainty

ZIP = "This is no text: it is a zip archive, as .docx, .odt and .epub files are."
NO_TEXT = "Give plain text, Markdown, a saved HTML page or a WARC file."


def refused(content, **given):
    with pytest.raises(Unreadable) as raised:
        read(content, **given)
    (sentence,) = raised.value.messages
    return sentence


def archive():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("text.txt", "It runs.")
    return written.getvalue()


def test_plain_text_is_held_with_every_code_point():
    text = "\ufeffIt runs\r\n\r\nThe plant “runs”\u00a0— they say.\r\n"
    document = read(text.encode(), url="https://a.example/runs")
    assert document.text == text
    assert [(str(part.kind), part.start, part.end) for part in document.parts] == [
        ("headline", 0, 12),
        ("article", 12, len(text)),
    ]
    assert (document.media_type, document.encoding) == ("text/plain", "utf-8")
    assert (document.certainty, document.url) == (Certainty.MARKED, "https://a.example/runs")
    assert document.remarks == []


def test_the_content_decides_and_the_name_only_between_texts():
    marked = b"# It runs\n\nThe plant runs.\n"
    assert read(marked, name="it.md").media_type == "text/markdown"
    assert read(marked, name="it.txt").media_type == "text/plain"
    assert (
        read(b"From: Jo\nSubject: It\n\nIt runs.\n", name="it.txt").media_type == "message/rfc822"
    )
    assert read("caf\xe9".encode("latin1"), declared="latin1").text == "café"


def test_what_is_not_seen_is_remarked_and_held():
    text = "It\u200b runs \u202eabc\u202c."
    document = read(text.encode())
    assert document.text == text
    assert len(document.remarks) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty: it has 0 bytes."),
        (b" \r\n\t\n", "There is nothing to read: the text is white space alone."),
        (b"It\0runs", "The text holds a NUL character at 2, which none has."),
        (
            b"It runs \xc3( here",
            "The file is not UTF-8 at byte 8 (0xc3). Save it as UTF-8, or as an HTML page that "
            "declares its encoding.",
        ),
        (
            "It runs.".encode("utf-16-le"),
            "The file holds NUL bytes and looks like UTF-16LE without its mark. Save it as UTF-8, "
            "or with a byte order mark.",
        ),
        (
            archive(),
            f"{ZIP} {NO_TEXT}",
        ),
        (gzip.compress(b"0" * 10**7), f"This is no text: it is compressed by gzip. {NO_TEXT}"),
        (bz2.compress(b"0" * 10**6), f"This is no text: it is compressed by bzip2. {NO_TEXT}"),
        (b"%PDF-1.7\n", f"This is no text: it is a PDF. {NO_TEXT}"),
        (
            b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'b'><!ENTITY b '&a;&a;'>]><l>&b;</l>",
            "This file declares entities of its own, which are never expanded. Save the page as "
            "HTML or as text.",
        ),
        (
            b"<!DOCTYPE html [<!ENTITY a 'lol'>]><html><p>&a;</p></html>",
            "This file declares entities of its own, which are never expanded. Save the page as "
            "HTML or as text.",
        ),
        (
            b"<?xml version='1.0'?><rss><channel/></rss>",
            "This is XML, which is not read. Save the page as HTML or as text.",
        ),
        (
            b"From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\n",
            "This page saved as MHTML is damaged: it does not say where parts begin.",
        ),
    ],
)
def test_bad_files_are_refused_with_a_sentence(content, sentence):
    assert refused(content, name="it.txt") == sentence


def test_a_file_of_a_hundred_megabytes_is_refused_unread():
    assert refused(bytes(MOST_BYTES + 1)).startswith("The file has 20,000,001 bytes, and at most")


@given(st.binary(max_size=200) | st.text().map(str.encode), st.sampled_from(["", "a.md", "a.txt"]))
def test_whatever_comes_is_read_or_refused(content, name):
    if content.lstrip()[:1] in (b"<", b"W"):
        return
    try:
        document = read(content, name=name)
    except Unreadable:
        return
    check_parts(document.text, document.parts)
