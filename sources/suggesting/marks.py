"""What makes a sentence checkable, by its form alone.

The lists hold the words that make a form (auxiliaries, conjunctions, negations) in English, German
and Italian, and no words of any subject. A mark is a hint for the order of suggestions; it decides
nothing about what the words mean.
"""

import re
from enum import StrEnum
from functools import cache

LANGUAGES = ("en", "de", "it")


class Mark(StrEnum):
    EVENT = "event"
    QUANTITY = "quantity"
    DATE = "date"
    PROMISE = "promise"
    NEGATION = "negation"
    CONDITION = "condition"
    REFUSAL = "refusal"


_YEAR = r"(?:19|20)\d\d"
_EVERYWHERE = {
    # A number that is neither a year nor the number of an item in a list.
    Mark.QUANTITY: rf"(?<![\w.,:/])(?!{_YEAR}\b)[$€£]?\d[\d.,]*+(?![\w.]*[.)]\s)|[$€£]\s?\d|\d\s?%",
    Mark.DATE: rf"\b{_YEAR}\b|\d[:.]\d\d\s?(?:am|pm|uhr)\b",
}

# A form in each language: perfect and passive for what happened or is under way, the future and
# the verbs of intention for what is promised.
_ENGLISH = {
    Mark.EVENT: (
        r"(?:has|have|had|'ve|’ve)(?:n['’]t| not| never| already| now| just| also| been)*"
        r" \w+(?:ed|en|un|wn|lt|ld|nt|pt|ft|ught|ood|ade|ut|old|one|one)\b"
        r"|(?:is|are|was|were|been|be|being|am)(?:n['’]t| not| already| now| just| also| so far"
        r"| currently| still| \w+ly)* \w+(?:ed|en|un|wn|ilt|old|ing|ade)\b"
        r"|(?:began|begun|started|completed|finished|signed|sold|delivered|shipped|installed|made"
        r"|built|tested|opened|closed|received|won|lost|agreed|admitted|found|showed|failed)\b"
    ),
    Mark.QUANTITY: (
        r"(?:two|three|four|five|six|seven|eight|nine|ten|twelve|dozens?|hundreds?|thousands?"
        r"|millions?|billions?|half|twice|percent|per cent)\b"
    ),
    Mark.DATE: (
        r"(?:january|february|march(?= \d)|april|june|july|august|september|october|november"
        r"|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
        r"|(?:yesterday|today|tomorrow|tonight)\b"
        r"|(?:last|next|this|early|late|by the end of(?: the)?) (?:week|month|year|quarter|spring"
        r"|summer|autumn|fall|winter)\b"
    ),
    Mark.PROMISE: (
        r"(?:will|shall|won['’]t|soon|shortly|\w+['’]ll|going to"
        r"|expect(?:s|ed)? to|plan(?:s|ned|ning)? to|intend(?:s|ed)? to|aim(?:s|ed)? to"
        r"|hope(?:s|d)? to"
        r"|promis\w+|about to|would like to)\b"
    ),
    Mark.NEGATION: (
        r"(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|cannot|without|\w+n['’]t)\b"
    ),
    Mark.CONDITION: (
        r"(?:if|unless|until|provided that|providing|depend\w*|as long as|in case|once|subject to"
        r"|only when|could|may(?! \d)|might|not exclusively|so far)\b"
    ),
    Mark.REFUSAL: (
        r"(?:confidential|no comments?|(?:cannot|can['’]t|can not|not|won['’]t|prefer not to"
        r"|declin\w+"
        r" to|refus\w+ to|unable to) (?:\w+ )?(?:say|tell|comment|answer|disclose|discuss|reveal"
        r"|give|share)|reserve the answer|not allowed to|under nda)\b"
    ),
}
_GERMAN = {
    Mark.EVENT: (
        r"(?:hat|haben|hatte|hatten|ist|sind|war|waren|wird|werden|wurde|wurden|worden)\b"
        r"(?: [\wäöüß]+){0,8}? (?:ge[\wäöüß]+(?:t|en)|[\wäöüß]+(?:iert|ossen|onnen|ungen))\b"
    ),
    Mark.QUANTITY: r"(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|dutzend|hundert\w*"
    r"|tausend\w*"
    r"|million\w*|milliarde\w*|hälfte|prozent)\b",
    Mark.DATE: (
        r"(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november"
        r"|dezember|montag|dienstag|mittwoch|donnerstag|freitag|samstag"
        r"|sonntag|gestern|heute|morgen)\b"
        r"|(?:letzte|vorige|nächste|kommende|diese)[nrs]? (?:woche|monat|jahr|quartal)"
    ),
    Mark.PROMISE: r"(?:werde|wirst|wird|werden|werdet|bald|demnächst|plan(?:e|en|t)|beabsichtig\w+"
    r"|versprech\w+|verspr[ai]ch\w*|vorhaben|wollen)\b",
    Mark.NEGATION: r"(?:nicht|nie|niemals|nichts|niemand|kein\w*|weder|ohne)\b",
    Mark.CONDITION: r"(?:wenn|falls|sofern|solange|sobald|außer|vorausgesetzt"
    r"|könnte\w*|abhäng\w+)\b",
    Mark.REFUSAL: r"(?:vertraulich|kein kommentar|(?:nicht|nichts) (?:\w+ )?(?:sagen"
    r"|verraten|beantworten"
    r"|kommentieren|preisgeben))\b",
}
_ITALIAN = {
    Mark.EVENT: r"(?:ho|ha|abbiamo|hanno|è|sono|era|erano|sta|stanno|stato|stati|stata"
    r"|viene|vengono)"
    r"(?: già| anche| non| appena| ora)* [\wàèìòù]+(?:at|ut|it|ss|rt|ns|tt)[oaie]\b"
    r"|(?:sto|sta|stiamo|stanno) \w+ndo\b",
    Mark.QUANTITY: r"(?:due|tre|quattro|cinque|sei|sette|otto|nove|dieci|dozzin\w+|cent\w+ai\w+"
    r"|migliaia|mila|milion\w|miliard\w|metà|per cento)\b",
    Mark.DATE: (
        r"(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre"
        r"|dicembre|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|ieri|oggi|domani)\b"
        r"|(?:prossim|scors)[oaie]\b|quest'anno\b"
    ),
    Mark.PROMISE: r"(?:\w{2,}(?:rò|rà|remo|rete|ranno)|presto|a breve|prevediamo"
    r"|intend\w+|promett\w+)\b",
    Mark.NEGATION: r"(?:non|nessun\w*|mai|niente|nulla|né|senza)\b",
    Mark.CONDITION: r"(?:se|finché|qualora|purché|dipend\w+|potrebbe\w*|a condizione)\b",
    Mark.REFUSAL: r"(?:riservat\w|nessun commento|non (?:posso|possiamo|può) (?:\w+ )?(?:dire"
    r"|rispondere"
    r"|rivelare|commentare))\b",
}
_FORMS = {"en": _ENGLISH, "de": _GERMAN, "it": _ITALIAN}


def marks(words: str, language: str = "") -> list[Mark]:
    """The marks of a sentence, in the order of `Mark`; of any language where none is known.

    `language` is a BCP 47 tag. A question asks and states nothing, so that it has none.
    """
    if words.rstrip("\"'”’»)]*_ ").endswith("?"):
        return []
    known = language.partition("-")[0].casefold()
    languages = (known,) if known in LANGUAGES else LANGUAGES
    return [mark for mark in Mark if _pattern(mark, languages).search(words)]


@cache
def _pattern(mark: Mark, languages: tuple[str, ...]) -> re.Pattern[str]:
    of_words = [rf"\b(?:{_FORMS[language][mark]})" for language in languages]
    return re.compile("|".join([*of_words, *filter(None, [_EVERYWHERE.get(mark)])]), re.IGNORECASE)
