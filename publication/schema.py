"""JSON Schema (2020-12) of what all public documents share, and what schemas are put together from.

Definitions name each other with `ref`. Every key is required, since absent is `null`, and other
keys are allowed, since keys are only ever added.
"""

from typing import Any

from publication.models.edition import Operation

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def record(keys: dict[str, Schema], about: str = "", *, optional: tuple[str, ...] = ()) -> Schema:
    """An object with all of these keys; `optional` are those that some documents lack."""
    described = {"description": about} if about else {}
    required = sorted(keys.keys() - set(optional))
    return {**described, "type": "object", "required": required, "properties": keys}


def also(name: str, keys: dict[str, Schema], about: str = "", **options: Any) -> Schema:
    """The document called `name` with more keys."""
    described = {"description": about} if about else {}
    return {**described, "allOf": [ref(name), record(keys, **options)]}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def choice(enumeration: Any) -> Schema:
    """One of the values of a `TextChoices`, with what pages call them."""
    return {"type": "string", "enum": list(enumeration.values)}


def list_of(schema: Schema, **limits: int) -> Schema:
    return {"type": "array", "items": schema, **limits}


TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "integer", "minimum": 0}
# The rule for ids of today is stricter, but what was published once keeps its address.
ID: Schema = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 80}
PATH: Schema = {"type": "string", "pattern": "^/"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
DAY: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
}
SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}

EDITION_NUMBER: Schema = {"type": "integer", "minimum": 1}
VERSION: Schema = {"type": "string", "const": "1.0"}

DEFINITIONS: dict[str, Schema] = {
    "edition": record(
        {
            "number": EDITION_NUMBER,
            "published_at": MOMENT,
            "previous": or_null(EDITION_NUMBER),
        },
        "Which edition of the record this document is, and the one before of the same page.",
    ),
    "withdrawal": record(
        {"at": MOMENT, "reason": TEXT}, "When the page was withdrawn, and why. The page stays."
    ),
    "edition_line": record(
        {
            "number": EDITION_NUMBER,
            "kind": {"type": "string", "enum": ["source", "claim"]},
            "id": ID,
            "operation": choice(Operation),
            "published_at": MOMENT,
            "reason": TEXT,
            "digest": SHA256,
            "previous_digest": or_null(SHA256),
            "chain": SHA256,
        },
        "What the chain says of one edition; `chain` covers all the other keys of the line.",
    ),
    "errors": record(
        {
            "errors": {
                "type": "object",
                "additionalProperties": list_of(TEXT, minItems=1),
                "minProperties": 1,
            }
        },
        "What is wrong, by parameter, in sentences.",
    ),
}


def listing(name: str) -> Schema:
    """A page of a list of documents called `name`."""
    return record(
        {
            "version": VERSION,
            "count": {**NUMBER, "description": "How many there are on all pages together."},
            "count_is": {"type": "string", "enum": ["exact", "at least"]},
            "next": {
                **or_null(PATH),
                "description": "The path of the next page; null on the last one.",
            },
            "results": list_of(ref(name)),
        },
        "A page of a list. Follow `next` to the end.",
    )
