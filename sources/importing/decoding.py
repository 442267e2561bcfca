"""From the bytes of a file to its text, every code point of it, or a reason why there is none.

No encoding is guessed. A wrong guess turns the words of a named person into other words, and nobody
sees it; a file that does not say how it is encoded can be saved anew as UTF-8 by whoever can see
whether it looks right.
"""

import codecs
import re
from typing import NamedTuple

import webencodings

from sources.importing.document import Unreadable
from sources.models import Certainty

# A post with thousands of comments is a tenth of this; reading one this long takes some 150 MB.
MOST_BYTES = 20_000_000

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# How files begin that are no text, and what they are.
_BEGINNINGS = (
    (b"\x1f\x8b", "compressed by gzip"),
    (b"BZh", "compressed by bzip2"),
    (b"\xfd7zXZ\0", "compressed by xz"),
    (b"\x28\xb5\x2f\xfd", "compressed by Zstandard"),
    (b"PK\x03\x04", "a zip archive, as .docx, .odt and .epub files are"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich text document (RTF)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"RIFF", "a picture, a sound or a film (RIFF)"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"ID3", "a sound (MP3)"),
    (b"OggS", "a sound or a film (Ogg)"),
    (b"\x1aE\xdf\xa3", "a film (Matroska or WebM)"),
    (b"bplist", "a web archive of Safari"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
)

# Ranges of code points, the last one included.
_DIRECTING = ((0x061C, 0x061C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
_WITHOUT_WIDTH = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x180E, 0x180E),
    (0x200B, 0x200D),
    (0x2060, 0x2064),
    (0xFEFF, 0xFEFF),
    (0xE0000, 0xE007F),
)
_VISIBLE = re.compile(
    f"[^\\s{''.join(f'{chr(first)}-{chr(last)}' for first, last in _WITHOUT_WIDTH)}]"
)


class Decoded(NamedTuple):
    """The text, the name of its encoding in lower case, and how surely that is known."""

    text: str
    encoding: str
    certainty: Certainty


def check_size(size: int) -> None:
    """Raises Unreadable for a file of that many bytes, before anybody reads it."""
    if size > MOST_BYTES:
        raise Unreadable(
            f"The file has {size:,} bytes, and at most {MOST_BYTES:,} are read. Save the page "
            "without its pictures, or as text."
        )
    if not size:
        raise Unreadable("The file is empty: it has 0 bytes.")


def check_kind(content: bytes) -> None:
    """Raises Unreadable, naming what it is, for a file that is no text whatever its name says."""
    kind = next((kind for sign, kind in _BEGINNINGS if content.startswith(sign)), "")
    if content[4:8] == b"ftyp":
        kind = "a film or a picture (MP4, HEIC)"
    if kind:
        raise Unreadable(
            f"This is no text: it is {kind}. Give plain text, Markdown, a saved HTML page or a "
            "WARC file."
        )


def check_text(text: str) -> None:
    """Raises Unreadable for a text with NUL, or without anything to read."""
    if "\0" in text:
        raise Unreadable(f"The text holds a NUL character at {text.index(chr(0))}, which none has.")
    if not _VISIBLE.search(text):
        raise Unreadable("There is nothing to read: the text is white space alone.")


def decode(content: bytes, declared: str = "") -> Decoded:
    """The text of the bytes. `declared` is the label by which the file or the server names the
    encoding, as browsers understand it ("latin-1" is windows-1252); it counts only where the bytes
    have no mark of their own and are no UTF-8.

    A byte order mark stays in the text as U+FEFF: every code point of the file is held. Raises
    Unreadable with the byte that cannot be read.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return Decoded(_marked(content, encoding), encoding, Certainty.MARKED)
    _refuse_unmarked_utf_16(content)
    try:
        return Decoded(content.decode("utf-8"), "utf-8", Certainty.VALID)
    except UnicodeDecodeError as error:
        return _declared(content, declared, error)


def remarks_on(text: str) -> list[str]:
    """Sentences for the editor about characters that make a text look other than it is held."""
    found = []
    directing = _counted(text, _DIRECTING)
    # A byte order mark is expected where it stands.
    invisible = _counted(text, _WITHOUT_WIDTH) - text.startswith("\ufeff")
    if directing:
        found.append(
            f"The text has characters that change the direction of writing ({directing}): what is "
            "seen may differ in its order from what is held."
        )
    if invisible:
        found.append(
            f"The text has characters without a width ({invisible}): what is held may hold more "
            "than is seen."
        )
    return found


def _counted(text: str, ranges: tuple[tuple[int, int], ...]) -> int:
    # One search for each character needs no memory; a list of all places may need 400 MB.
    return sum(text.count(chr(code)) for first, last in ranges for code in range(first, last + 1))


def _marked(content: bytes, encoding: str) -> str:
    if encoding == "utf-32":
        raise Unreadable("The file is marked as UTF-32, which is not read. Save it as UTF-8.")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The file is marked as {encoding.upper()}, but it is not at byte {error.start}. Save "
            "it as UTF-8."
        ) from None


def _refuse_unmarked_utf_16(content: bytes) -> None:
    """Text in UTF-16 has a zero byte beside nearly every letter of a European language, and is
    valid UTF-8 with NUL all the same."""
    head = content[:2000]
    for first, name in ((1, "UTF-16LE"), (0, "UTF-16BE")):
        zeros, others = head[first::2], head[1 - first :: 2]
        letters = zeros.count(0) > 0.6 * len(zeros) and others.count(0) < 0.2 * len(others)
        if len(head) > 3 and letters:
            raise Unreadable(
                f"The file holds NUL bytes and looks like {name} without its mark. Save it as "
                "UTF-8, or with a byte order mark."
            )


def _declared(content: bytes, declared: str, error: UnicodeDecodeError) -> Decoded:
    place = f"The file is not UTF-8 at byte {error.start} (0x{content[error.start]:02x})"
    # The standard has "latin1" and no "latin-1", which people write.
    label = re.sub("(?i)^latin[-_ ]", "latin", declared.strip())
    encoding = webencodings.lookup(label) if label else None
    if encoding is None:
        named = f", and “{declared.strip()[:40]}” is no encoding" if label else ""
        raise Unreadable(
            f"{place}{named}. Save it as UTF-8, or as an HTML page that declares its encoding."
        ) from None
    try:
        text, _ = encoding.codec_info.decode(content, "strict")
    except UnicodeDecodeError as other:
        raise Unreadable(
            f"{place}, nor {encoding.name}, which it declares, at byte {other.start}. Save it as "
            "UTF-8."
        ) from None
    return Decoded(text, encoding.name, Certainty.DECLARED)
