"""Pages that browsers saved as MHTML."""

import quopri
from base64 import encodebytes

import pytest

from sources.importing.document import Document, Part, Unreadable
from sources.importing.mhtml import is_mhtml, read_mhtml
from sources.importing.reading import read
from sources.models import Certainty, SectionKind

URL = "https://pumps.example/run"
HEADERS = (
    "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://pumps.example/run\r\n"
    "Subject: Pumps\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
    '\ttype="text/html";\r\n\tboundary="----Part--x----"\r\n\r\n\r\n'
)
HTML = "<title>Pumps</title><p>Größe = 1 “m”, and so on, until the line is too long for a mail.</p>"
TEXT = "Größe = 1 “m”, and so on, until the line is too long for a mail.\n\n"
STYLES = "------Part--x----\r\nContent-Type: text/css\r\n\r\np {}\r\n"


def saved(body: bytes, encoding: str, charset: str = "", headers: str = HEADERS) -> bytes:
    part = (
        f"------Part--x----\r\nContent-Type: text/html{charset}\r\nContent-ID: <a@b>\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\nContent-Location: {URL}\r\n\r\n"
    )
    begin = (headers + STYLES + part).encode()
    return begin + body + b"\r\n" + STYLES.encode() + b"------Part--x------\r\n"


@pytest.mark.parametrize(
    "content",
    [
        saved(quopri.encodestring(HTML.encode()), "quoted-printable"),
        saved(encodebytes(HTML.encode()), "base64"),
        saved(HTML.encode(), "8bit"),
        saved(HTML.encode(), "binary", headers=HEADERS.replace("Snapshot-", "X-")),
    ],
)
def test_the_page_of_the_file_is_a_document(content: bytes) -> None:
    document = Document(
        TEXT,
        [Part(SectionKind.ARTICLE, 0, len(TEXT))],
        media_type="multipart/related",
        encoding="utf-8",
        certainty=Certainty.VALID,
        title="Pumps",
        url=URL,
    )

    assert read_mhtml(content) == document
    assert read(content, name="a.mhtml") == document


def test_the_part_declares_its_encoding() -> None:
    read = read_mhtml(saved("<p>Łódź".encode("iso-8859-2"), "8bit", "; charset=iso-8859-2"))

    assert (read.text, read.encoding) == ("Łódź\n\n", "iso-8859-2")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Content-Type: multipart/related\r\n\r\nx",
         "This page saved as MHTML is damaged: it does not say where parts begin."),
        (b"Content-Type: multipart/related; boundary=x",
         "This page saved as MHTML is damaged: the headers of a part have no end."),
        (b"Content-Type: multipart/related; boundary=x\n\n--x\n" + b"A: b\n" * 100_000,
         "This page saved as MHTML is damaged: the headers of a part have no end."),
        (b"Content-Type: multipart/related; boundary=x\n\n" + b"--x\n\n\n" * 20_000,
         "This page saved as MHTML has no HTML part."),
        (saved(b"abcde", "base64"), "This page saved as MHTML is damaged: it is no base64."),
        (HEADERS.encode(), "This page saved as MHTML has no HTML part."),
    ],
)  # fmt: skip
def test_what_is_damaged_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_mhtml(content)
    assert refused.value.messages == [sentence]


def test_what_is_mhtml() -> None:
    assert is_mhtml(HEADERS)
    assert not is_mhtml("A text.\n\nContent-Type: multipart/related; boundary=x")
