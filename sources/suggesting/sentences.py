"""The sentences of a text, as places in it: no character is lost, and none is changed.

A well-kept splitter would return sentences as strings, or take a model of the language along;
anchors need places, and the texts are short comments in several languages.
"""

import re

from sources.suggesting.lines import Line, is_item, lines, paragraphs, unwrapped

Place = tuple[int, int]

# Words before a name or a number, whose full stop never ends a sentence.
_TITLES = (
    "dr prof mr mrs ms messrs st rev hon gen col capt lt sgt sen rep gov hr fr frl dipl ing sig "
    "dott avv on mme mlle no nos nr art fig figs eq sec ch vol vols pp ed eds vs cf e.g i.e "
    "z.b d.h u.a bzw ca approx est al jan feb mar apr jun jul aug sep sept oct nov dec okt dez gen "
    "febbr sett"
)
# Words at whose full stop a sentence may end: it does where a word follows that begins one.
_SHORTENED = (
    "inc ltd co corp llc jr sr etc usw ecc abbrev bros dept univ a.m p.m u.s.a gmbh spa s.p.a s.r.l"
)
_BEGINNERS = (
    "the a an it its this that these those there here he she they we you i my our his her their in "
    "on at by for from to of as but and or so if when while since because although however now "
    "then soon also who what where why how is are was were do does did don’t don't no yes not all "
    "some der die das ein eine er sie es wir ich in am im und aber wenn als auch da doch so wer "
    "was wie il lo la i gli le un una è e ma se in di da con per non che chi ora poi"
)
_NEVER = frozenset(_TITLES.split())
_MAYBE = frozenset(_SHORTENED.split())
_BEGIN = frozenset(_BEGINNERS.split())
_MONTHS = re.compile(
    r"(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)",
    re.IGNORECASE,
)

# A mark that may end a sentence, the quotes and brackets that close after it, and what follows
# after white space of any kind. CJK marks need no white space.
_END = re.compile(
    # Possessive, and never from the middle of a run: a million full stops must not take minutes.
    r"(?<![.!?…])(?P<mark>[.!?…]++)(?P<close>[\"'”’»›)\]*_]*+)(?P<gap>\s++)"
    r"(?P<open>[\"'“‘„«‹(\[*_¿¡]*+)(?=(?P<next>\S))"
    r"|(?P<wide>[。！？]++[」』”’）]*+)"
)
_WORD_BEFORE = re.compile(r"[^\s\"'“”‘’„«»()\[\]]*\Z")
_WORD_AFTER = re.compile(r"[\w’'.-]*[\w’']|")
_LOOK_BACK = 40


def sentences(text: str, start: int, end: int) -> list[Place]:
    """The places of the sentences of a range, in order; between them stands only white space.

    Raises ValueError for a range outside the text.
    """
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"No range from {start} to {end} in a text of {len(text)} code points.")
    found: list[Place] = []
    for group in paragraphs(lines(text, start, end)):
        for run in unwrapped(group):
            found += _sentences_of(text, run)
    return found


def _sentences_of(text: str, run: list[Line]) -> list[Place]:
    begin, end = run[0].start, run[-1].end
    found: list[Place] = []
    for match in _END.finditer(text, begin, end):
        if match["wide"]:
            stop = following = match.end()
        elif _ends(text, match, begin):
            stop, following = match.start("gap"), match.end("gap")
        else:
            continue
        if stop > begin:
            found.append((begin, stop))
        begin = following
    # White space may follow a wide mark, too.
    begin += len(text[begin:end]) - len(text[begin:end].lstrip())
    return [*found, (begin, end)] if begin < end else found


def _ends(text: str, match: re.Match[str], begin: int) -> bool:
    mark, following = match["mark"], match["next"]
    if mark[-1] in "!?":
        return not following.islower() or bool(match["open"])
    if mark != ".":
        return not following.islower()
    if following.islower() and not match["open"]:
        return False
    if match["close"].strip("*_"):
        return True
    before = _WORD_BEFORE.search(text, max(begin, match.start() - _LOOK_BACK), match.start())
    word = before[0] if before else ""
    return _full_stop_ends(text, match, word, begin)


def _full_stop_ends(text: str, match: re.Match[str], word: str, begin: int) -> bool:
    """Whether the full stop after `word` ends a sentence, an upper-case letter following."""
    folded = word.casefold().lstrip("(")
    at_begin = match.start() - len(word) <= begin
    after = _WORD_AFTER.match(text, match.end())
    next_word = (after[0] if after else "").casefold()
    if at_begin and (word.isdigit() or len(word) == 1) and is_item(f"{word}. "):
        return False
    if folded in _NEVER:
        return False
    if word.isdigit():
        # A German ordinal: “am 3. August”.
        return not (len(word) <= 2 and _MONTHS.match(next_word))
    if folded in _MAYBE or re.fullmatch(r"(?:\w\.)+\w", word):
        return next_word in _BEGIN
    if len(word) == 1 and word.isupper():
        return next_word in _BEGIN and word != "I"
    return True
