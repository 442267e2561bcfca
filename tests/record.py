"""The public documents that the fixture must lead to, built from its rows and from nothing else.

Written apart from the code under test: a plain reading of the contract in docs/json.md.
"""

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]

FIXTURE = Path(__file__).parent.parent / "fixtures" / "ecat.json"


class Record:
    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {}
        for item in json.loads(FIXTURE.read_text(encoding="utf-8")):
            self.rows.setdefault(item["model"].split(".")[1], []).append(item["fields"])
        self.by_slug = {
            (model, row["slug"]): row
            for model, rows in self.rows.items()
            for row in rows
            if "slug" in row
        }

    def get(self, model: str, key: list[str] | None) -> Row | None:
        return self.by_slug[model, key[0]] if key else None

    def date(self, row: Row, name: str) -> Row | None:
        if not row[name]:
            return None
        return {"edtf": row[name], "from": row[f"{name}_from"], "to": row[f"{name}_to"]}

    def citation(self, row: Row) -> Row:
        publisher = self.get("publisher", row["publisher"]) or {}
        author = self.get("speaker", row["author"])
        return {
            "id": row["slug"],
            "title": row["title"],
            "path": f"/sources/{row['slug']}/",
            "url": row["url"] or None,
            "archived_url": None,
            "publisher": {"id": publisher["slug"], "name": publisher["name"]},
            "author": {"id": author["slug"], "name": author["name"]} if author else None,
            "kind": row["kind"],
            "published_on": self.date(row, "published_on"),
            "date_basis": row["date_basis"],
            "language": row["language"],
            "sha256": row["sha256"] or None,
        }

    def statement(self, slug: str) -> Row:
        row = self.by_slug["statement", slug]
        speaker = self.get("speaker", row["speaker"]) or {}
        venue = self.get("publisher", row["venue"])
        selector = [
            {
                "type": "TextQuoteSelector",
                "exact": row["quote"],
                "prefix": row["prefix"],
                "suffix": row["suffix"],
            }
        ]
        if row["start"] is not None:
            place = {"type": "TextPositionSelector", "start": row["start"], "end": row["end"]}
            selector.append(place)
        return {
            "id": slug,
            "path": f"/statements/{slug}/",
            "quote": row["quote"],
            "kind": row["kind"],
            "speaker": {key: speaker[key] for key in ("name", "kind", "role")}
            | {"id": speaker["slug"]},
            "said_on": self.date(row, "said_on"),
            "said_on_note": row["said_on_note"] or None,
            "question": row["question"] or None,
            "venue": {"id": venue["slug"], "name": venue["name"]} if venue else None,
            "relayed_through": row["relayed_through"],
            "note": row["note"] or None,
            "source": self.citation(self.get("source", row["source"]) or {}),
            "anchor": "unchecked",
            "selector": selector,
        }

    def followups(self, claim: str) -> list[Row]:
        rows = [row for row in self.rows["followup"] if row["claim"] == [claim]]
        rows.sort(key=lambda row: (row["occurred_on_to"], row["occurred_on_from"], row["slug"]))
        return [
            {
                "id": row["slug"],
                "relation": row["relation"],
                "occurred_on": self.date(row, "occurred_on"),
                "basis": row["basis"],
                "summary": row["summary"],
                "verdict": row["verdict"] or None,
                "statement": row["statement"][0] if row["statement"] else None,
                "evidence": self.statement(row["statement"][0]) if row["statement"] else None,
                "source": self.citation(self.get("source", row["source"]) or {})
                if row["source"]
                else None,
            }
            for row in rows
        ]

    def statements(self, claim: str) -> list[Row]:
        links = [row for row in self.rows["claimstatement"] if row["claim"] == [claim]]
        found = [{"role": row["role"], **self.statement(row["statement"][0])} for row in links]
        return sorted(found, key=lambda item: (said(item)["to"], said(item)["from"], item["id"]))

    def claim(self, slug: str) -> Row:
        """The document without `edition`, and its followups without `recorded_at`."""
        row = self.by_slug["claim", slug]
        statements, followups = self.statements(slug), self.followups(slug)
        decisive = [item for item in followups if item["verdict"]]
        last = decisive[-1] if decisive else None
        tags = [self.get("tag", key) or {} for key in row["tags"]]
        return {
            "id": slug,
            "type": "claim",
            "path": f"/claims/{slug}/",
            "text": row["text"],
            "kind": row["kind"],
            "due_on": self.date(row, "due_on"),
            "settles": row["settles"] or None,
            "note": row["note"] or None,
            "tags": sorted(
                ({"id": tag["slug"], "name": tag["name"], "group": tag["group"]} for tag in tags),
                key=lambda tag: tag["id"],
            ),
            "standing": {
                "verdict": last["verdict"] if last else "open",
                "since": last["occurred_on"] if last else said(statements[0]),
                "followup": last["id"] if last else None,
            },
            "first_said_on": said(statements[0]),
            "last_said_on": said(statements[-1]),
            "statements": statements,
            "followups": followups,
            "withdrawn": None,
        }

    def source(self, slug: str) -> Row:
        """The document without `edition`."""
        row = self.by_slug["source", slug]
        own = [item for item in self.rows["statement"] if item["source"] == [slug]]
        own.sort(key=lambda item: (item["start"] is None, item["start"] or 0, item["slug"]))
        return {
            **self.citation(row),
            "type": "source",
            "title_in_text": row["title_in_text"],
            "date_note": row["date_note"] or None,
            "retrieved_at": None,
            "characters": row["characters"],
            "text": None,
            "statements": [self.statement(item["slug"]) for item in own],
            "withdrawn": None,
        }


def said(statement: Row) -> Row:
    when: Row = statement["said_on"] or statement["source"]["published_on"]
    return when
