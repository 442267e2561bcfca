import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.importing.decoding import (
    MOST_BYTES,
    check_kind,
    check_size,
    check_text,
    decode,
    remarks_on,
)
from sources.importing.document import Unreadable
from sources.models import Certainty


def refused(action, *given):
    with pytest.raises(Unreadable) as raised:
        action(*given)
    (sentence,) = raised.value.messages
    return sentence


@given(st.text())
def test_utf_8_is_held_as_it_is(text):
    marked = text.startswith("\ufeff")
    if "\0" not in text:
        certainty = Certainty.MARKED if marked else Certainty.VALID
        assert decode(text.encode()) == (text, "utf-8", certainty)


@given(st.text())
def test_utf_16_with_a_mark_is_read_and_the_mark_is_held(text):
    for encoding in ("utf-16-le", "utf-16-be"):
        found = decode(f"\ufeffx{text}".encode(encoding))
        assert found == (f"\ufeffx{text}", encoding, Certainty.MARKED)


def test_a_declared_encoding_counts_where_the_bytes_are_no_utf_8():
    cafe = "“café”".encode("cp1252")
    assert decode(cafe, "ISO-8859-1") == ("“café”", "windows-1252", Certainty.DECLARED)
    assert decode(cafe, " latin-1 ") == ("“café”", "windows-1252", Certainty.DECLARED)
    assert decode("café".encode(), "latin1") == ("café", "utf-8", Certainty.VALID)
    assert decode("ток".encode("koi8-r"), "koi8-r") == ("ток", "koi8-r", Certainty.DECLARED)


def test_bytes_that_cannot_be_read_are_refused_with_their_place():
    assert refused(decode, b"caf\xe9!") == (
        "The file is not UTF-8 at byte 3 (0xe9). Save it as UTF-8, or as an HTML page that "
        "declares its encoding."
    )
    assert refused(decode, b"caf\xe9!", "klingon") == (
        "The file is not UTF-8 at byte 3 (0xe9), and “klingon” is no encoding. Save it as UTF-8, "
        "or as an HTML page that declares its encoding."
    )
    assert refused(decode, b"caf\xe9\x81", "latin1") == (
        "The file is not UTF-8 at byte 3 (0xe9), nor windows-1252, which it declares, at byte 4. "
        "Save it as UTF-8."
    )
    assert refused(decode, b"\xef\xbb\xbfcaf\xe9") == (
        "The file is marked as UTF-8, but it is not at byte 6. Save it as UTF-8."
    )
    assert refused(decode, b"\xff\xfea\0\0\xd8") == (
        "The file is marked as UTF-16-LE, but it is not at byte 4. Save it as UTF-8."
    )
    assert refused(decode, "a".encode("utf-32")) == (
        "The file is marked as UTF-32, which is not read. Save it as UTF-8."
    )


def test_utf_16_without_a_mark_is_refused_by_name():
    for encoding, name in (("utf-16-le", "UTF-16LE"), ("utf-16-be", "UTF-16BE")):
        assert refused(decode, "It has begun.".encode(encoding)) == (
            f"The file holds NUL bytes and looks like {name} without its mark. Save it as UTF-8, "
            "or with a byte order mark."
        )


def test_nul_and_white_space_are_no_text():
    assert refused(check_text, "a\0b") == "The text holds a NUL character at 1, which none has."
    for blank in (" \r\n\t", "\ufeff\n", "\u00a0\u2003", "\u200b\ufeff "):
        assert refused(check_text, blank) == (
            "There is nothing to read: the text is white space alone."
        )
    check_text(" a ")


def test_sizes():
    check_size(1)
    check_size(MOST_BYTES)
    assert refused(check_size, 0) == "The file is empty: it has 0 bytes."
    assert refused(check_size, 100_000_000) == (
        "The file has 100,000,000 bytes, and at most 20,000,000 are read. Save the page without "
        "its pictures, or as text."
    )


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"\x1f\x8b\x08", "compressed by gzip"),
        (b"PK\x03\x04", "a zip archive, as .docx, .odt and .epub files are"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\0\0\0\x18ftypmp42", "a film or a picture (MP4, HEIC)"),
    ],
)
def test_what_is_no_text_is_refused_by_name(beginning, kind):
    assert refused(check_kind, beginning + b"rest") == (
        f"This is no text: it is {kind}. Give plain text, Markdown, a saved HTML page or a WARC "
        "file."
    )
    check_kind(b"PK is a pair of letters.")


def test_an_editor_is_told_of_characters_that_are_not_seen():
    directing = "\u200fעוד\u200f \u202eabc\u202c"
    assert remarks_on(directing) == [
        "The text has characters that change the direction of writing (4): what is seen may "
        "differ in its order from what is held."
    ]
    assert remarks_on("\ufeffIt\u200b runs\u2060.") == [
        "The text has characters without a width (2): what is held may hold more than is seen."
    ]
    assert remarks_on("עברית, and é") == []
