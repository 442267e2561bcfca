"""`datapackage.json`: the CSV files described field by field, as Frictionless Data Package 2.0 has
it, so that programs know the types, the keys and the licence without being told."""

from typing import Any

from claims.csv_tables import TABLES, Column, Table
from publication.canonical import timestamp
from publication.models import Edition

PROFILES = "https://datapackage.org/profiles/2.0"
LICENCE = {
    "editorial": "CC-BY-4.0",
    "quotations": "They belong to their authors and are cited for the record.",
}


def datapackage(newest: Edition | None) -> dict[str, Any]:
    """As of the edition `newest`; None before anything was published."""
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": "claims",
        "title": "A record of claims",
        "description": (
            "Who said what, in which words and when, and what was found later. "
            f"Quotations: {LICENCE['quotations']}"
        ),
        "version": str(newest.number if newest else 0),
        **({"created": timestamp(newest.published_at)} if newest else {}),
        "licenses": [
            {
                "name": LICENCE["editorial"],
                "path": "https://creativecommons.org/licenses/by/4.0/",
                "title": "Creative Commons Attribution 4.0 (the editors’ words)",
            }
        ],
        "sources": [{"title": "The editions of this record", "path": "changes.ndjson"}],
        "resources": [resource(table) for table in TABLES],
    }


def resource(table: Table) -> dict[str, Any]:
    # A path in a package is relative to it, and so is the same on every site.
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": table.description,
        "dialect": {"header": True, "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'},
        "schema": {
            "$schema": f"{PROFILES}/tableschema.json",
            "fields": [field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "fields": [column.name],
                    "reference": {"resource": column.refers_to, "fields": ["id"]},
                }
                for column in table.columns
                if column.refers_to
            ],
        },
    }


def field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices:
        constraints["enum"] = list(column.choices)
    return {
        "name": column.name,
        "type": column.type,
        "description": column.description,
        **({"constraints": constraints} if constraints else {}),
    }
