"""The OpenAPI 3.1 document of all addresses for programs, made of what the site itself uses: the
URL patterns, the filters and forms, and the schemas of the documents."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from claims.csv_tables import TABLES
from claims.due_dates import CALENDAR
from claims.export_files import CSV
from claims.feed import ATOM, JSON_FEED
from claims.parameters import AS_OF, CHANGES, KNOWN, OEMBED, PAGING, Parameter, of_claim_filter
from claims.schema import DEFINITIONS
from claims.views.edition import CITATIONS
from publication.pages import JSON, NDJSON
from publication.schema import ID, VERSION, Schema

# Public addresses that are pages for people, or that tell search engines and the host where these
# are. All others are in the document: a test asks for every public address.
NOT_FOR_PROGRAMS = frozenset(
    {
        "home",
        "claim_list",
        "claim_detail",
        "claim_editions",
        "claim_edition",
        "claim_edition_changes",
        "claim_card",
        "statement_detail",
        "speaker_list",
        "speaker_detail",
        "tag_list",
        "tag_detail",
        "source_list",
        "source_detail",
        "promise_list",
        "follow",
        "change_list",
        "method",
        "export",
        "healthz",
        "robots",
        "sitemap",
        "sitemap_section",
    }
)
ERRORS = {
    400: "A value or a parameter that is not allowed.",
    404: "Nothing is published under this id, or nothing had been said by this day.",
    410: "These words are no longer part of the published record.",
    501: "This format is not available.",
}

ABOUT = (
    "Everything that is public in this record, without a key. Keys are only ever added to a "
    "document, and absent is null. Every answer has an ETag: sent back in If-None-Match, it saves "
    "the body where nothing has changed. Lists, claims, sources, feeds and exports refuse a "
    "parameter that does not exist. JSON Schema of the documents is at /schema.json."
)
HEADERS: dict[str, Any] = {
    "ETag": {
        "description": "Of exactly these bytes; of a stored document, its SHA-256.",
        "required": True,
        "schema": {"type": "string", "pattern": '^(W/)?"[^"]+"$'},
    },
    "Access-Control-Allow-Origin": {
        "description": "Every site may read the answer.",
        "required": True,
        "schema": {"type": "string", "const": "*"},
    },
    "Location": {
        "description": "Where it is published today.",
        "required": True,
        "schema": {"type": "string"},
    },
    "Allow": {
        "description": "The methods that are allowed.",
        "required": True,
        "schema": {"type": "string"},
    },
}


def headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


OF_PAGES = headers("ETag", "Access-Control-Allow-Origin")
SHARED_RESPONSES: dict[str, Any] = {
    "moved": {"description": "It has another id today.", "headers": headers("Location")},
    "not_modified": {
        "description": "What you have is still right.",
        "headers": headers("ETag", "Access-Control-Allow-Origin"),
    },
    "method_not_allowed": {
        "description": "Anything but GET and HEAD.",
        "headers": headers("Allow"),
    },
}


@dataclass(frozen=True)
class Operation:
    """What an address answers: the schema of `content` for its media type, None where the format
    has no JSON Schema. `statuses` are those beyond 200, 304, 400 and 405."""

    about: str
    content: dict[str, Schema | None]
    parameters: tuple[Parameter, ...] = ()
    statuses: tuple[int, ...] = ()


def component(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def document(about: str, name: str, *statuses: int, asked: list[Parameter] | None = None) -> Any:
    return Operation(about, {JSON: component(name)}, tuple(asked or ()), statuses)


def feeds(subject: str, about: str, *statuses: int) -> dict[str, Operation]:
    """The two formats of a feed."""
    json_feed: dict[str, Schema | None] = {JSON_FEED: component("json_feed")}
    return {
        f"{subject}_atom": Operation(f"{about}, as Atom 1.0.", {ATOM: None}, (), statuses),
        f"{subject}_json": Operation(f"{about}, as JSON Feed 1.1.", json_feed, (), statuses),
    }


def operations() -> dict[str, Operation]:
    """By the name of the URL pattern."""
    cited: dict[str, Schema | None] = {
        media_type: component("csl") if form == "json" else None
        for form, media_type in CITATIONS.items()
    }
    searching = [*of_claim_filter(), *PAGING]
    return {
        "claim_list_json": document("Claims.", "claim_list", 404, asked=searching),
        "claim_detail_json": document("A claim, or a past state.", "claim", 301, 404, asked=AS_OF),
        "claim_editions_json": document("All editions of a claim.", "edition_list", 404),
        "claim_edition_json": document("A claim as one edition has it.", "claim", 404),
        "claim_citation": Operation("How to cite an edition of a claim.", cited, (), (404,)),
        "statement_detail_json": document("A statement.", "statement_page", 404, 410),
        "speaker_list_json": document("Speakers, by id.", "speaker_list", asked=PAGING),
        "speaker_detail_json": document("A speaker.", "speaker", 404),
        "tag_list_json": document("Tags, by id.", "tag_list", asked=PAGING),
        "tag_detail_json": document("A tag.", "tag", 404),
        "source_list_json": document("Sources, by date.", "source_list", asked=PAGING),
        "source_detail_json": document("A source with its statements.", "source", 301, 404),
        **feeds("feed", "What changed in the record"),
        **feeds("claim_feed", "What changed about a claim", 301, 404),
        **feeds("tag_feed", "What changed about the claims with a tag", 404),
        **feeds("speaker_feed", "What changed about the claims of a speaker", 404),
        "due_calendar": Operation("When promises and goals fall due.", {CALENDAR: None}),
        "oembed": document("The card of a claim.", "oembed", 404, 501, asked=OEMBED),
        "openapi_json": Operation("This document.", {JSON: {"type": "object"}}),
        "schema_json": Operation("JSON Schema of all documents.", {JSON: {"type": "object"}}),
        **files(),
    }


def files() -> dict[str, Operation]:
    """The record in bulk."""

    def lines(about: str, name: str, *parameters: Parameter) -> Operation:
        # As OpenAPI 3.2 has it for formats of lines: the schema is that of all of them together.
        together = {"type": "array", "items": component(name)}
        return Operation(about, {NDJSON: together}, parameters)

    return {
        "export_index_json": document("What can be downloaded.", "index"),
        "export_claims": lines("Every claim in force, one a line.", "claim"),
        "export_sources": lines("Every source in force, one a line.", "source"),
        "export_changes": lines("Every edition, in order, with the chain.", "change", *CHANGES),
        "export_csv": Operation("A table of the record.", {CSV: None}, (), (404,)),
        "export_datapackage": Operation(
            "The tables, field by field, as Frictionless has it.", {JSON: {"type": "object"}}
        ),
        "export_verify": Operation("A program that checks an export.", {"text/x-python": None}),
    }


def public_patterns() -> Iterator[URLPattern]:
    """Of everything but the desk, which has a prefix."""
    for included in get_resolver().url_patterns:
        if isinstance(included, URLResolver) and not str(included.pattern):
            for pattern in included.url_patterns:
                if isinstance(pattern, URLPattern):
                    yield pattern


def template(pattern: URLPattern) -> str:
    """`claims/<slug:slug>.json` as OpenAPI writes it: `/claims/{slug}.json`."""
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))


def path_parameters(address: str, examples: Mapping[str, Any]) -> list[Parameter]:
    """`examples` has the id of one published thing of each kind, and the number of an edition."""
    schemas: dict[str, Schema] = {
        "slug": ID,
        "number": {"type": "integer", "minimum": 0},
        "form": {"type": "string", "enum": list(CITATIONS)},
        "name": {"type": "string", "enum": [table.name for table in TABLES]},
    }
    about = {
        "slug": "Its id.",
        "number": "The number of the edition.",
        "form": "The format.",
        "name": "The table.",
    }
    known = {**examples, "slug": examples.get(address.split("/")[1])}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": about[name],
            "schema": schemas[name],
            **({"example": known[name]} if known.get(name) is not None else {}),
        }
        for name in re.findall(r"{(\w+)}", address)
    ]


def openapi(examples: Mapping[str, Any]) -> dict[str, Any]:
    """The whole document. It names no host: the addresses are those of the site that serves it."""
    found = operations()
    paths = {}
    for pattern in public_patterns():
        name = str(pattern.name)
        if name in found:
            address = template(pattern)
            paths[address] = path_item(name, found[name], path_parameters(address, examples))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The public record of claims",
            "version": VERSION["const"],
            "description": ABOUT,
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "headers": HEADERS,
            "responses": SHARED_RESPONSES,
        },
    }


def schemas() -> dict[str, Schema]:
    """The definitions, naming each other by where they are in this document."""
    text = json.dumps(DEFINITIONS).replace('"#/$defs/', '"#/components/schemas/')
    moved: dict[str, Schema] = json.loads(text)
    return moved


def path_item(name: str, operation: Operation, in_path: list[Parameter]) -> dict[str, Any]:
    return {
        "parameters": [*in_path, *operation.parameters, KNOWN],
        "get": {
            "operationId": name,
            "summary": operation.about,
            "responses": responses(operation),
        },
        "head": {
            "operationId": f"{name}_head",
            "summary": f"The headers alone. {operation.about}",
            "responses": responses(operation, has_body=False),
        },
    }


def responses(operation: Operation, *, has_body: bool = True) -> dict[str, Any]:
    """By status. An answer to HEAD has no body, so no content is promised for it."""
    good = {bare(media_type): held(schema) for media_type, schema in operation.content.items()}
    bad = {bare(JSON): held(component("errors"))}
    if any("json" not in media_type for media_type in good):
        bad |= {"text/plain": {}, "text/html": {}}
    content = {"content": good} if has_body else {}
    errors = {"content": bad} if has_body else {}
    found: dict[str, Any] = {
        "200": {"description": operation.about, "headers": dict(OF_PAGES), **content},
        "304": {"$ref": "#/components/responses/not_modified"},
        "405": {"$ref": "#/components/responses/method_not_allowed"},
    }
    for status in (400, *operation.statuses):
        if status == 301:
            found["301"] = {"$ref": "#/components/responses/moved"}
        else:
            found[str(status)] = {"description": ERRORS[status], **errors}
    return dict(sorted(found.items()))


def held(schema: Schema | None) -> dict[str, Any]:
    return {} if schema is None else {"schema": schema}


def bare(media_type: str) -> str:
    """Without its charset, as OpenAPI has it."""
    return media_type.partition(";")[0]
