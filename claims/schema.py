"""JSON Schema of claims and of everything else that is public as JSON, in one document.

The choices are those of the models, so that nothing is written down twice; a test validates every
document of the record against it, and finds every missing key and every value of a wrong type.
"""

from django.conf import settings

from claims.embedding import LEAST
from claims.models import Verdict
from claims.models.claim import ClaimKind
from claims.models.claim_statement import Role
from claims.models.followup import Basis, Relation
from claims.models.tag import TagGroup
from publication.schema import (
    ADDRESS,
    DAY,
    DIALECT,
    ID,
    MOMENT,
    NUMBER,
    PATH,
    SHA256,
    TEXT,
    TEXT_OR_NULL,
    VERSION,
    Schema,
    also,
    choice,
    list_of,
    listing,
    or_null,
    record,
    ref,
)
from sources import schema as sources_schema
from sources.models import SpeakerKind

TAG: dict[str, Schema] = {"id": ID, "name": TEXT, "group": choice(TagGroup)}
CLAIM_IN_BRIEF: dict[str, Schema] = {
    "id": ID,
    "path": PATH,
    "text": TEXT,
    "kind": choice(ClaimKind),
    "standing": ref("standing"),
}

CLAIM: dict[str, Schema] = {
    "standing": record(
        {
            "verdict": choice(Verdict),
            "since": or_null(ref("date")),
            "followup": or_null(ID),
        },
        "How a claim stands, and the id of the followup that decided it.",
    ),
    "claim_statement": also("statement", {"role": choice(Role)}),
    "followup": record(
        {
            "id": ID,
            "relation": choice(Relation),
            "occurred_on": ref("date"),
            "basis": choice(Basis),
            "summary": TEXT,
            "verdict": or_null(choice(Verdict)),
            "statement": or_null(ID),
            "evidence": or_null(ref("statement")),
            "source": or_null(ref("citation")),
            "recorded_at": or_null(MOMENT),
        },
        "Later evidence on a claim.",
    ),
    "claim": record(
        {
            "id": ID,
            "type": {"const": "claim"},
            "path": PATH,
            "text": TEXT,
            "kind": choice(ClaimKind),
            "due_on": or_null(ref("date")),
            "settles": TEXT_OR_NULL,
            "note": TEXT_OR_NULL,
            "tags": list_of(record(TAG)),
            "standing": ref("standing"),
            "first_said_on": or_null(ref("date")),
            "last_said_on": or_null(ref("date")),
            "statements": list_of(ref("claim_statement"), minItems=1),
            "followups": list_of(ref("followup")),
            "withdrawn": or_null(ref("withdrawal")),
            "edition": ref("edition"),
            "as_of": {**DAY, "description": "Only where the document is that of a past day."},
        },
        "One checkable proposition, who said it, and what was found since.",
        optional=("as_of",),
    ),
}

PAGES: dict[str, Schema] = {
    "statement_page": also(
        "statement",
        {
            "type": {"const": "statement"},
            "claims": list_of(record({"id": ID, "path": PATH})),
        },
        "A statement, with the claims that quote it.",
    ),
    "speaker_summary": record(
        {
            "id": ID,
            "type": {"const": "speaker"},
            "path": PATH,
            "name": TEXT,
            "kind": or_null(choice(SpeakerKind)),
            "claims": NUMBER,
        },
        "A speaker, with the number of claims in which he or she is quoted.",
    ),
    "speaker": record(
        {
            "id": ID,
            "type": {"const": "speaker"},
            "path": PATH,
            "name": TEXT,
            "kind": or_null(choice(SpeakerKind)),
            "role": TEXT_OR_NULL,
            "complete": {"type": "boolean"},
            "claims": list_of(record({**CLAIM_IN_BRIEF, "roles": list_of(choice(Role))})),
            "statements": list_of(ref("statement")),
        },
        "A speaker, with the claims and the words that the record has of him or her.",
    ),
    "tag_summary": record(
        {**TAG, "type": {"const": "tag"}, "path": PATH, "claims": NUMBER},
        "A tag, with the number of claims that have it.",
    ),
    "tag": also(
        "tag_summary",
        {
            "standings": list_of(record({"verdict": choice(Verdict), "claims": NUMBER})),
            "speakers": list_of(ref("speaker_summary")),
            "latest": list_of(record(CLAIM_IN_BRIEF)),
            "all_claims": PATH,
        },
        "A tag, with how its claims stand, who is quoted in them, and the latest of them.",
    ),
}

LISTS: dict[str, Schema] = {
    "claim_list": listing("claim"),
    "source_list": listing("source"),
    "speaker_list": listing("speaker_summary"),
    "tag_list": listing("tag_summary"),
    "edition_list": listing("edition_line"),
}

BULK: dict[str, Schema] = {
    "document": {
        "description": "What an edition holds.",
        "oneOf": [ref("claim"), ref("source")],
    },
    "change": also(
        "edition_line",
        {"document": ref("document")},
        "One edition: a line of the change feed.",
    ),
    "index": record(
        {
            "version": VERSION,
            "editions": NUMBER,
            "chain": SHA256,
            "updated_at": or_null(MOMENT),
            "counts": record({"claims": NUMBER, "sources": NUMBER}),
            "files": list_of(
                record(
                    {
                        "path": PATH,
                        "media_type": TEXT,
                        "description": TEXT,
                        "lines": or_null(NUMBER),
                    }
                )
            ),
            "licence": record({"editorial": TEXT, "quotations": TEXT}),
        },
        "What can be downloaded, and the newest edition.",
    ),
}

OTHERS_FORMATS: dict[str, Schema] = {
    "json_feed": record(
        {
            "version": {"const": "https://jsonfeed.org/version/1.1"},
            "title": TEXT,
            "description": TEXT,
            "home_page_url": ADDRESS,
            "feed_url": ADDRESS,
            "language": TEXT,
            "authors": list_of(record({"name": TEXT, "url": ADDRESS}), minItems=1),
            "items": list_of(ref("json_feed_item")),
        },
        "JSON Feed 1.1.",
    ),
    "json_feed_item": record(
        {
            "id": {**ADDRESS, "description": "A tag: URI that stays."},
            "url": ADDRESS,
            "title": TEXT,
            "content_text": TEXT,
            "date_published": MOMENT,
            "date_modified": MOMENT,
            "tags": list_of(TEXT),
        },
        "One edition with which a claim became public, changed its standing or got evidence.",
    ),
    "oembed": record(
        {
            "type": {"const": "rich"},
            "version": {"const": "1.0"},
            "title": TEXT,
            "provider_name": TEXT,
            "provider_url": ADDRESS,
            "html": TEXT,
            "width": {"type": "integer", "minimum": LEAST},
            "height": {"type": "integer", "minimum": LEAST},
        },
        "oEmbed 1.0.",
    ),
    "csl": list_of(
        record(
            {
                "id": TEXT,
                "type": {"const": "webpage"},
                "title": TEXT,
                "author": list_of(record({"literal": TEXT}), minItems=1),
                "container-title": TEXT,
                "publisher": TEXT,
                "issued": record({"date-parts": list_of(list_of({"type": "integer"}), minItems=1)}),
                "version": TEXT,
                "URL": ADDRESS,
                "note": TEXT,
            },
            "One edition, as CSL-JSON has it.",
        ),
        minItems=1,
        maxItems=1,
    ),
}

DEFINITIONS: dict[str, Schema] = {
    **sources_schema.DEFINITIONS,
    **CLAIM,
    **PAGES,
    **LISTS,
    **BULK,
    **OTHERS_FORMATS,
}


def schema() -> Schema:
    """The whole of it. Alone it describes what an edition holds: a line of claims.ndjson or
    sources.ndjson. All else is asked for by name: `…/schema.json#/$defs/statement`."""
    return {
        "$schema": DIALECT,
        "$id": f"{settings.SITE_URL}/schema.json",
        "title": "The public documents of this record, version 1.0",
        **ref("document"),
        "$defs": DEFINITIONS,
    }
