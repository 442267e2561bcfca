"""Lines that say who wrote what follows, and when: told by their form from sentences.

Nobody can tell by its form that "Thanks" is no name. What is taken here as an author stays at the
desk and makes nobody a speaker.
"""

import re
from typing import NamedTuple

from sources.printed_dates import printed_dates

LONGEST_NAME = 60
MOST_WORDS = 5
LONGEST_BYLINE = 160

# Words that stand small within names.
_SMALL = frozenset(
    ("von", "van", "der", "den", "de", "del", "di", "da", "la", "le", "of", "the", "and")
)
_TITLE = r"(?:Jr|Sr|Ph\.?\s?D|M\.?D|Esq|II|III|IV)\.?"
_TITLE_AFTER = re.compile(rf",\s*{_TITLE}$")
# "C. Kirk", "Dr. Smith" and "Smith Jr." have full stops that end no sentence.
_SHORTENED = re.compile(rf"(?:\w\.)+|(?:{_TITLE}|Dr|Prof|St|Mr|Mrs|Ms|Ing|Dipl)\.?")
_SENTENCE = re.compile(r"[!?;:…](?=[\s”’\"')\]]|$)|[。！？“”„\"<>{}=|]|//|\s[–—-]\s|\.\.|^www\.")

_VERB = (
    r"(?:says|said|wrote|writes|replied|replies|answered|commented|comments"
    r"|schrieb|schreibt|sagte|sagt|meinte|meint)"
)
_SAYING = re.compile(rf"(?i)\s+{_VERB}\s*:?$")
_SAID_FIRST = re.compile(r"(?i)(?:schrieb|schreibt|wrote)\s+(?P<name>[^:]+):?$")
# A date that is there but cannot be read: relative to a day that nobody knows, or ambiguous.
_VAGUE = re.compile(
    r"""(?ix)\b(?:(?:about\s)?(?:an?|\d{1,3})\s(?:second|minute|min|hour|day|week|month|year)s?\sago
    |vor\s(?:\d{1,3}|einem|einer)\s(?:sekunde|minute|stunde|tag|woche|monat|jahr)e?n?
    |yesterday|today|gestern|heute|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2}))\b"""
)
_BEFORE_DATE = re.compile(
    r"""(?ix)(?:[\s,(\[@•·|–—-]|\b(?:on|at|am|vom|posted|dated|date|published|edited|updated)\b:?
    |\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?
    |\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b)+$"""
)
_TIME = re.compile(
    r"""(?ix)[\s,@•·|–—-]*(?:\b(?:at|um)\s+)?
    (?:T?\d{1,2}(?:[:.]\d{2}){1,2}(?:\.\d+)?\s*(?:[ap]\.?m\b\.?)?\s*(?:uhr\b)?|\d{1,2}\s*[ap]\.?m\b\.?)?
    \s*\(?(?:(?:UTC|GMT|Z|[ECMP][SD]T|MES?Z|CES?T)\b|[+-]\d{2}:?\d{2}\b)?
    [\s,)\]|•·–—-]*(?:(?:permalink|reply|link|\#\s?\d{1,6})[\s|•·]*)*"""
)
_COUNTED = re.compile(r"(?:#\s?\d{1,6}[.:)]?|\d{1,6}[.)])\s+")
_BY = re.compile(r"(?i)(?:(?:comment|posted|written|kommentar|geschrieben)\s+)?(?:by|von):?\s+")


class Byline(NamedTuple):
    """The author as printed, "" in a line that is a date and nothing else; the date in EDTF, ""
    where none can be read; whether a date is printed at all; and whether the line has a form that
    prose does not have, as "#12 Name" and "Posted by Name"."""

    author: str
    dated: str
    when: bool
    sure: bool


def looks_like_name(words: str) -> bool:
    """Whether a line could be a name or a nickname rather than a sentence, by its form."""
    if len(words) > LONGEST_BYLINE:
        return False
    core = _TITLE_AFTER.sub("", words)
    if not core or len(core) > LONGEST_NAME or "," in core or _SENTENCE.search(core):
        return False
    parts = core.split()
    if len(parts) > MOST_WORDS or not any(sign.isalnum() for sign in core):
        return False
    if any(part.endswith(".") and not _SHORTENED.fullmatch(part) for part in parts):
        return False
    small = [part for part in parts if part[0].islower() and part not in _SMALL]
    return len(parts) < 3 or 2 * len(small) <= len(parts)


def begins_as_sentence(words: str) -> bool:
    """Whether only the first of several words has a capital, as in "Very good": few names do."""
    first, *others = words.split()
    return bool(others) and first[0].isupper() and all(word[0].islower() for word in others)


def byline(line: str) -> Byline | None:
    """What a line says about who wrote the lines after it, or None where it is another line.

    >>> byline("#12 Jo Doe (3 March 2014)")
    Byline(author='Jo Doe', dated='2014-03-03', when=True, sure=True)
    """
    if len(line) > LONGEST_BYLINE:
        return None
    when = _when(line)
    if when is None:
        said = _SAYING.search(line)
        name, sure = _unprefixed(line[: said.start()] if said else line)
        taken = looks_like_name(name) and (sure or (said is not None and line.endswith(":")))
        return Byline(name, "", False, sure) if taken else None
    start, end, dated = when
    time = _TIME.match(line, end)
    after = line[time.end() if time else end :]
    before = _BEFORE_DATE.sub("", line[:start])
    said = _SAID_FIRST.match(after)
    if not before and said:
        before, after = said["name"], ""
    elif not before and _SAYING.search(f" {after}"):
        before, after = _SAYING.sub("", after), ""
    if after and not _SAYING.fullmatch(f" {after}") and after != ":":
        return None
    name, sure = _unprefixed(_SAYING.sub("", before))
    return Byline(name, dated, True, sure) if not name or looks_like_name(name) else None


def date_line(line: str) -> Byline | None:
    """The byline of a line that is a date with its time and nothing else."""
    found = byline(line)
    return found if found and found.when and not found.author else None


def _unprefixed(words: str) -> tuple[str, bool]:
    """The words without "#12" and "Posted by", and whether there was one of them."""
    counted = _COUNTED.match(words)
    rest = words[counted.end() :] if counted else words
    by = _BY.match(rest)
    rest = (rest[by.end() :] if by else rest).strip().rstrip(" ,(-–—:")
    return rest, bool(by or (counted and counted[0].startswith("#")))


def _when(line: str) -> tuple[int, int, str] | None:
    """The place of the only date of a line, and the date; None for none and for several."""
    dates = printed_dates(line)
    if dates:
        # Nobody dates a comment by its month.
        return dates[0] if len(dates) == 1 and dates[0].edtf.count("-") == 2 else None
    vague = _VAGUE.search(line)
    return (vague.start(), vague.end(), "") if vague else None
