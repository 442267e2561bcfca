"""JSON Schema of sources and statements, and of what they are made of."""

from publication import schema
from publication.schema import (
    ADDRESS,
    DAY,
    ID,
    MOMENT,
    NUMBER,
    PATH,
    SHA256,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    also,
    choice,
    list_of,
    or_null,
    record,
    ref,
)
from sources.models import AnchorState, DateBasis, SourceKind, SpeakerKind, StatementKind

_YEAR = "(?:[1-8][0-9]{3}|9[0-8][0-9]{2})"
_LEAP_YEAR = (
    "(?:(?:[1-8][0-9]|9[0-8])(?:0[48]|[2468][048]|[13579][26])"
    "|(?:1[26]|2[048]|3[26]|4[048]|5[26]|6[048]|7[26]|8[048]|9[26])00)"
)
_DAY_OF_MONTH = (
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8])"
)
_MONTH = "(?:0[1-9]|1[0-2])"
_DATE = (
    f"(?:{_YEAR}(?:-(?:{_MONTH}|{_DAY_OF_MONTH}|XX|{_MONTH}-XX|XX-XX))?|{_LEAP_YEAR}-02-29"
    "|(?:[1-8][0-9]{2}|9[0-8][0-9])X|(?:[1-8][0-9]|9[0-8])XX)[?~%]?"
)
# One date of EDTF that has an end, in a year from 1000 to 9899, as a parameter of an address. The
# rules are those of sources/dates.py, for programs that know regular expressions only.
ONE_DATE: Schema = {
    "type": "string",
    "pattern": f"^(?:{_DATE}|{_YEAR}-2[1-4])$",
    "examples": ["2011-12-09", "2014-06", "2014-21", "2014-01~"],
}
QUOTE = record(
    {
        "type": {"const": "TextQuoteSelector"},
        "exact": TEXT,
        "prefix": TEXT_OR_NULL,
        "suffix": TEXT_OR_NULL,
    }
)
POSITION = record({"type": {"const": "TextPositionSelector"}, "start": NUMBER, "end": NUMBER})

DEFINITIONS: dict[str, Schema] = {
    **schema.DEFINITIONS,
    "date": record(
        {"edtf": {**TEXT, "minLength": 4}, "from": or_null(DAY), "to": or_null(DAY)},
        "A date as it is known, in EDTF (ISO 8601-2), with its first and last day; null: open.",
    ),
    "publisher": record({"id": ID, "name": TEXT}),
    "author": record({"id": ID, "name": TEXT}),
    "quoted_speaker": record(
        {"id": ID, "name": TEXT, "kind": choice(SpeakerKind), "role": TEXT},
        "Who says it, and who that is in a few words.",
    ),
    "citation": record(
        {
            "id": ID,
            "title": TEXT,
            "path": PATH,
            "url": or_null(ADDRESS),
            "archived_url": or_null(ADDRESS),
            "publisher": ref("publisher"),
            "author": or_null(ref("author")),
            "kind": choice(SourceKind),
            "published_on": or_null(ref("date")),
            "date_basis": choice(DateBasis),
            "language": {**TEXT, "description": "BCP 47. Old editions lack it."},
            "sha256": or_null(SHA256),
        },
        "What identifies one document.",
        optional=("language",),
    ),
    "statement": record(
        {
            "id": ID,
            "path": PATH,
            "quote": TEXT,
            "kind": choice(StatementKind),
            "speaker": ref("quoted_speaker"),
            "said_on": or_null(ref("date")),
            "said_on_note": TEXT_OR_NULL,
            "question": TEXT_OR_NULL,
            "venue": or_null(ref("publisher")),
            "relayed_through": list_of(TEXT),
            "note": TEXT_OR_NULL,
            "source": ref("citation"),
            "anchor": choice(AnchorState),
            "selector": {
                "type": "array",
                "prefixItems": [QUOTE, POSITION],
                "items": False,
                "minItems": 1,
                "description": "W3C Web Annotation; the position, where known, in code points.",
            },
        },
        "Exact words of a speaker in a source.",
    ),
    "source": also(
        "citation",
        {
            "type": {"const": "source"},
            "title_in_text": {"type": "boolean"},
            "date_note": TEXT_OR_NULL,
            "retrieved_at": or_null(MOMENT),
            "characters": or_null(NUMBER),
            "text": {
                **TEXT_OR_NULL,
                "description": "All of it, where it may be published. Old editions lack the key.",
            },
            "statements": list_of(ref("statement")),
            "withdrawn": or_null(ref("withdrawal")),
            "edition": ref("edition"),
        },
        "A document, with all statements that are taken from it, in document order.",
        optional=("text",),
    ),
}
