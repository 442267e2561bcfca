"""How to cite one edition of a claim: as plain text, in BibTeX and in CSL-JSON.

A citation names the edition and the SHA-256 of its document, so that whoever checks it later reads
the very words that were cited, whatever the page says by then.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from sources.dates import in_words

# What TeX would read as a command.
SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    '"': r"\textquotedbl{}",
    "–": "--",
    "—": "---",
    "“": "``",
    "”": "''",
    "„": r"\quotedblbase{}",
    "‘": "`",
    "’": "'",
    "…": r"\ldots{}",
    "\u00a0": "~",
    "ß": r"{\ss}",
    "æ": r"{\ae}",
    "Æ": r"{\AE}",
    "ø": r"{\o}",
    "Ø": r"{\O}",
    "œ": r"{\oe}",
    "Œ": r"{\OE}",
    "ł": r"{\l}",
    "Ł": r"{\L}",
    "å": r"{\aa}",
    "Å": r"{\AA}",
    "ı": r"{\i}",
    "€": r"\texteuro{}",
    "£": r"\pounds{}",
    "§": r"\S{}",
    "°": r"\textdegree{}",
}
# Combining marks that TeX has an accent for.
ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0327": "c",
    "\u0328": "k",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Citation:
    """One edition of a claim. `address` is the full address at which that edition stays."""

    key: str
    title: str
    site: str
    number: int
    published_on: date
    address: str
    digest: str
    withdrawn: bool

    @property
    def plain(self) -> str:
        withdrawn = " (withdrawn)" if self.withdrawn else ""
        # A citation is in the language of the record, whatever page it is copied from.
        with translation.override("en"):
            day = in_words(self.published_on.isoformat())
        return (
            f"{self.site}. “{one_line(self.title)}”{withdrawn} Edition {self.number}, {day}. "
            f"{self.address} (SHA-256 {self.digest})"
        )

    @property
    def bibtex(self) -> str:
        fields = {
            "author": f"{{{tex(self.site)}}}",
            "title": f"{{{tex(self.title)}}}",
            "year": str(self.published_on.year),
            "month": MONTHS[self.published_on.month - 1],
            "day": str(self.published_on.day),
            "version": str(self.number),
            "howpublished": rf"\url{{{self.address}}}",
            "url": self.address,
            "note": self.note,
        }
        # BibTeX knows the months by names that stand without braces.
        lines = [
            f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
            for name, value in fields.items()
        ]
        return f"@misc{{{self.key}-edition-{self.number},\n{''.join(lines)}}}\n"

    @property
    def csl(self) -> list[dict[str, Any]]:
        """One item of CSL-JSON; when it was accessed only the one who cites knows."""
        day = self.published_on
        return [
            {
                "id": f"{self.key}-edition-{self.number}",
                "type": "webpage",
                "title": self.title,
                "author": [{"literal": self.site}],
                "container-title": self.site,
                "publisher": self.site,
                "issued": {"date-parts": [[day.year, day.month, day.day]]},
                "version": str(self.number),
                "URL": self.address,
                "note": self.note,
            }
        ]

    @property
    def note(self) -> str:
        withdrawn = " Withdrawn." if self.withdrawn else ""
        return f"Edition {self.number}. SHA-256 {self.digest}.{withdrawn}"


def one_line(text: str) -> str:
    """Without line breaks and control characters."""
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip()


def tex(text: str) -> str:
    """The text as TeX prints it. Letters of Latin scripts become ASCII with accents; others stay
    as they are, in UTF-8, which every TeX of today reads."""
    flat = re.sub(r"[\x00-\x20\x7f\u2028\u2029]+", " ", text).strip()
    return "".join(map(_tex_letter, unicodedata.normalize("NFC", flat)))


def _tex_letter(letter: str) -> str:
    if letter in SPECIAL:
        return SPECIAL[letter]
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if len(marks) == 1 and marks[0] in ACCENTS and base.isascii():
        dotless = {"i": r"\i", "j": r"\j"}.get(base, base)
        return rf"{{\{ACCENTS[marks[0]]}{{{dotless}}}}}"
    return letter
