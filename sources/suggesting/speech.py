"""Who is said to speak, in the sentence that brings the words: “X’s response:”, “X said”."""

import re
from collections.abc import Sequence

from sources.suggesting.naming import Named, Person, names_in
from sources.suggesting.sentences import sentences

Place = tuple[int, int]

_SAID = (
    r"(?:said|says|wrote|writes|answer(?:s|ed)|repl(?:y|ies|ied)|respond(?:s|ed)|told|tells|stated?s?"
    r"|announce[sd]?|explain(?:s|ed)|comment(?:s|ed)|post(?:s|ed)|add(?:s|ed)|confirm(?:s|ed)"
    r"|declare[sd]?|claim(?:s|ed)|insist(?:s|ed)|note[sd]|claimed|put it|sagte?|schreibt|schrieb"
    r"|antwortete?|erklärte?|teilte|dice|ha detto|ha scritto|ha risposto|scrive|risponde)"
)
_WORDS = (
    r"(?:response|answer|reply|replies|comment|statement|remark|message|note|words|explanation"
    r"|e-?mail|letter|post|announcement|antwort|erklärung|stellungnahme|risposta|commento)s?"
)
_BY_VERB = re.compile(
    r"(?i)(?:,[^,:]{1,60},)?\s"
    rf"(?:(?:has|have|had|also|then|now|just|again|later|recently) )*{_SAID}\b"
)
_BY_NOUN = re.compile(rf"(?i)[’']s?\s(?:[\w-]+ ){{0,3}}?{_WORDS}\b")
_NOUN_BEFORE = re.compile(
    rf"(?i)\b{_WORDS}\s(?:[\w-]+ ){{0,2}}?(?:from|by|of|von|di|da)\s(?:[\w.]+\s){{0,2}}?$"
)
_VERB_BEFORE = re.compile(rf"(?i)(?:\b{_SAID}|\baccording to|\blaut|\bsecondo)\s$")
_HAS_DONE = re.compile(r"(?i)\s(?:has|have|had|hat|haben|ha)\s(?:\w+ )?\w+(?:ed|t|en|[aiu]to)\b")
_ASKED = re.compile(r"(?i)(?:\basked|\bto|\bwith|\binterview(?:ed)?|\ban|\bmit)\s$")
_REPORTED = re.compile(
    r"(?i)\b(?:questions?|ask(?:ed|ing)|quer(?:y|ies)|inquir(?:y|ies|ed)|frage|gefragt|domanda)\b"
    r"[^.?!:]{0,120}?\b(?P<asks>whether|if|when|where|why|how|what|who|which|ob|wann|warum|wie|se"
    r"|quando|perché)\b"
)
_ASIDE = re.compile(r"\s[—–-]{1,2}\s|[:.;?!](?=\s|$)|[\"”»]")
_BACK = 160


def bringer(words: str, people: Sequence[Person]) -> str:
    """Who a sentence says that the words after its colon are of, as printed; "" for nobody."""
    names = list(names_in(words, people))
    for test in (_has_words, _is_source, _speaks, _after_verb):
        found = [one for one in names if test(words, one)]
        if found:
            return found[-1].name
    return ""


def subject(words: str, people: Sequence[Person]) -> str:
    """Who of a paragraph before a dialogue is likely to answer in it; "" where it does not say."""
    brought = bringer(words, people)
    if brought:
        return brought
    names = list(names_in(words, people))
    for pattern, look_back in ((_HAS_DONE, False), (_ASKED, True)):
        for one in names:
            if _before(words, one, pattern) if look_back else pattern.match(words, one.end):
                return one.name
    return ""


def attribution(before: str, after: str, people: Sequence[Person]) -> str:
    """Who the words around a quotation say that it is of; "" where they do not say.

    `before` and `after` reach to the ends of the sentence or to the next quotation.
    """
    follows = re.match(r"[\s,.—–-]*", after)
    tail = after[follows.end() if follows else 0 :]
    for one in names_in(tail[:_BACK], people):
        speaks = one.start == 0 and _BY_VERB.match(tail, one.end)
        if speaks or (_VERB_BEFORE.search(tail[: one.start]) and one.start <= 24):
            return one.name
        break
    if before.rstrip().endswith((":", ",")):
        return bringer(before, people)
    return ""


def reported_question(words: str) -> Place | None:
    """The clause in which a sentence reports what was asked, from its first word."""
    found = _REPORTED.search(words)
    if not found:
        return None
    start = found.start("asks")
    aside = _ASIDE.search(words, start)
    return start, aside.start() if aside else len(words)


def asks(text: str, start: int, end: int) -> Place | None:
    """From the first sentence of a range that asks to its last."""
    asking = [
        place
        for place in sentences(text, start, end)
        if "?" in text[place[1] - min(6, place[1] - place[0]) : place[1]]
    ]
    return (asking[0][0], asking[-1][1]) if asking else None


def _has_words(words: str, one: Named) -> bool:
    return bool(_BY_NOUN.match(words, one.end))


def _is_source(words: str, one: Named) -> bool:
    return _before(words, one, _NOUN_BEFORE)


def _speaks(words: str, one: Named) -> bool:
    return bool(_BY_VERB.match(words, one.end))


def _after_verb(words: str, one: Named) -> bool:
    return _before(words, one, _VERB_BEFORE)


def _before(words: str, one: Named, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.search(words[max(0, one.start - _BACK) : one.start]))
