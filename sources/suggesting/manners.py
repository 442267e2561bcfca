"""The lines around somebody's words that are none of them: greetings, farewells, dates, names."""

import re

from sources.printed_dates import printed_date, printed_dates
from sources.suggesting.naming import NO_NAMES

_GREETING = re.compile(
    r"(?i)(?:dear|hi|hello|hey|good (?:morning|day|evening)|lieber?|sehr geehrter?|hallo|guten tag"
    r"|caro|cara|gentile|egregio|buongiorno|ciao)\b[ ,]*"
    r"(?P<who>[^,:;.!?]{0,60}(?:\.[^,:;.!?]{1,40})?)"
    r"\s*[,:;.!–-]*"
)
_ADDRESSED = re.compile(r"[*_@]*(?P<who>[^\W\d_][\w.’'& -]{1,48}?)[*_]*\s?[:,;][*_]*")
_FAREWELL = re.compile(
    r"(?i)(?:(?:with |my |very |most |and )*(?:warm(?:est)?|best|kind(?:est)?|many|all the|good)? ?"
    r"(?:regards|wishes|greetings|thanks|thank you(?: very much| so much)?|best|cheers|sincerely"
    r"|yours(?: sincerely| truly| faithfully)?|respectfully|thx)"
    r"|(?:mit |viele |beste |freundliche[nr]? |herzliche |schöne )*gr(?:ü|ue)(?:ß|ss)en?|mfg|danke"
    r"|(?:cordiali |distinti |un |cari )*salut[io]|grazie)[\s,.!–—-]*"
)
_WORDS_OF_TIME = re.compile(
    r"(?i)(?:[\W_]|\b(?:at|on|um|uhr|alle|ore|posted|edited|updated|published|the|of|am|pm|a|p|m"
    r"|utc|gmt|cet|cest|est|edt|pst|pdt|mon|tue|wed|thu|fri|sat|sun|\w{3,10}day)\b"
    r"|\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:am|pm|h)?\b)*"
)
_DIGIT = re.compile(r"\d\d")
_LONGEST = 90


def greeted(line: str) -> str | None:
    """Whom a line greets that does nothing else; "" where it names nobody; None for other lines.

    “Dear Dr. Doe”, “Hi,” and, alone on its line, “John Doe:”.
    """
    if len(line) > _LONGEST:
        return None
    greeting = _GREETING.fullmatch(line)
    if greeting:
        return greeting["who"].strip()
    addressed = _ADDRESSED.fullmatch(line)
    if addressed and len(addressed["who"].split()) <= 5 and not is_farewell(line):
        return addressed["who"].strip()
    return None


def is_farewell(line: str) -> bool:
    return len(line) <= _LONGEST and bool(_FAREWELL.fullmatch(line))


def date_of_line(line: str) -> str:
    """The EDTF date of a line that holds a date, maybe a time of day, and nothing else; or ""."""
    if len(line) > _LONGEST or not _DIGIT.search(line):
        return ""
    found = printed_dates(line)
    if len(found) != 1:
        return ""
    rest = line[: found[0].start] + " " + line[found[0].end :]
    return printed_date(line) if _WORDS_OF_TIME.fullmatch(rest) else ""


def named_and_dated(line: str) -> tuple[str, str] | None:
    """The name and the EDTF date of “John Doe March 3, 2014 at 2:04 PM” and of “On 3 March 2014,
    John Doe wrote:”."""
    dated = len(line) <= _LONGEST and _DIGIT.search(line)
    found = printed_dates(line) if dated else []
    if len(found) != 1:
        return None
    before, after = line[: found[0].start].strip(), line[found[0].end :].strip()
    if before.casefold() in ("on", "am", "il"):
        wrote = re.fullmatch(
            r"(?i)(?:.{0,20}\d[:.]\d\d[^,]*)?,? ?(.+?)\s?(?:wrote|schrieb|ha scritto):?", after
        )
        return (wrote[1].strip(" ,"), found[0].edtf) if wrote and is_name(wrote[1]) else None
    name = re.sub(
        r"(?i)[\s,·|•(–—-]*(?:\b(?:on|says?|wrote|posted|am|um))?[\s:,·|•(–—-]*$", "", before
    )
    if is_name(name) and _WORDS_OF_TIME.fullmatch(after):
        return name, found[0].edtf
    return None


def is_name(line: str) -> bool:
    """Whether a line may be somebody's name and nothing else."""
    words = line.split()
    return (
        0 < len(words) <= 5
        and len(line) <= 60
        and line[0].isalnum()
        and words[0].rstrip(".:").casefold() not in NO_NAMES
        and line[-1] not in "?!:;,"
        and not is_farewell(line)
        and not date_of_line(line)
    )
