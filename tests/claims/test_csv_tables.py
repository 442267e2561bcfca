"""What the CSV files hold, and that their description says the same."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, system

from claims.csv_tables import BETWEEN_NAMES, CLAIMS, SOURCES, STATEMENTS, TABLES, Table, at
from claims.datapackage import datapackage
from publication.exporting import documents_in_force
from publication.models import Edition
from tests.published import publish_record

pytestmark = [pytest.mark.django_db]


@pytest.fixture(scope="module")
def newest(rolled_back: Any) -> Any:
    with rolled_back():
        publish_record()
        yield Edition.objects.newest_number()


def rows(table: Table, newest: int) -> list[dict[str, str]]:
    text = b"".join(table.content(newest)).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def documents(kind: str, newest: int) -> list[dict[str, Any]]:
    return [json.loads(one) for block in documents_in_force(kind, newest) for one in block]


class TestTables:
    @pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
    def test_names_are_snake_case_and_different(self, table: Table) -> None:
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        assert all(name.isidentifier() and name.islower() for name in names)
        assert set(table.key) <= set(names)

    def test_a_claim(self, newest: int) -> None:
        found = {row["id"]: row for row in rows(CLAIMS, newest)}
        claims = documents("claim", newest)
        assert list(found) == [claim["id"] for claim in claims]
        claim = next(one for one in claims if one["id"] == "production-begun-usa")
        assert found["production-begun-usa"] == {
            "id": claim["id"],
            "path": claim["path"],
            "text": claim["text"],
            "kind": "fact",
            "due_on": "",
            "due_on_from": "",
            "due_on_to": "",
            "settles": claim["settles"] or "",
            "note": claim["note"] or "",
            "standing": "disputed",
            "standing_since": claim["standing"]["since"]["edtf"],
            "standing_since_from": claim["standing"]["since"]["from"],
            "standing_since_to": claim["standing"]["since"]["to"],
            "standing_followup": claim["standing"]["followup"],
            "first_said_on": claim["first_said_on"]["edtf"],
            "first_said_on_from": claim["first_said_on"]["from"],
            "first_said_on_to": claim["first_said_on"]["to"],
            "last_said_on": claim["last_said_on"]["edtf"],
            "last_said_on_from": claim["last_said_on"]["from"],
            "last_said_on_to": claim["last_said_on"]["to"],
            "statements": str(len(claim["statements"])),
            "followups": str(len(claim["followups"])),
            "edition": str(claim["edition"]["number"]),
            "published_at": claim["edition"]["published_at"],
        }

    def test_every_quotation_is_there_unaltered(self, newest: int) -> None:
        said = [item for source in documents("source", newest) for item in source["statements"]]
        found = rows(STATEMENTS, newest)
        assert [(row["id"], row["quote"], row["source"]) for row in found] == [
            (item["id"], item["quote"], item["source"]["id"]) for item in said
        ]
        assert [row["relayed_through"] for row in found] == [
            BETWEEN_NAMES.join(item["relayed_through"]) for item in said
        ]
        positions = [(row["start"], row["end"]) for row in found if row["start"]]
        assert positions
        assert all(int(start) < int(end) for start, end in positions)

    def test_every_piece_of_evidence_and_every_link_is_there(self, newest: int) -> None:
        claims = documents("claim", newest)
        by_name = {table.name: table for table in TABLES}
        for name, key, other, column in (
            ("followups", "followups", "id", "id"),
            ("claim_statements", "statements", "id", "statement"),
            ("claim_tags", "tags", "id", "tag"),
        ):
            assert [(row["claim"], row[column]) for row in rows(by_name[name], newest)] == [
                (claim["id"], item[other]) for claim in claims for item in claim[key]
            ]


@pytest.mark.once
class TestLines:
    def test_texts_are_written_as_rfc_4180_has_it(self) -> None:
        source: dict[str, Any] = {
            "id": "=1+1",
            "path": 'Said "so", twice',
            "title": "Two\nlines",
            "title_in_text": True,
            "url": "Carriage\rreturn",
            "archived_url": "",
            "characters": 0,
            "statements": [],
        }
        line = SOURCES.lines([json.dumps(source).encode()]).decode()
        assert line.startswith('=1+1,"Said ""so"", twice","Two\nlines",true,,"Carriage\rreturn",,')
        assert line.endswith("0,,0,,\r\n")
        assert SOURCES.header.startswith(b"id,path,title,title_in_text,kind,")

    def test_what_is_missing_or_null_is_empty(self) -> None:
        items: tuple[dict[str, Any], ...] = (
            {},
            {"a": None},
            {"a": {}},
            {"a": {"b": None}},
            {"a": {"b": {"c": None}}},
        )
        for item in items:
            assert at("a", "b", "c")(item) is None
        assert at("a", "b", "c")({"a": {"b": {"c": 0}}}) == 0


@pytest.mark.once
class TestDatapackage:
    def test_frictionless_finds_no_fault_in_it_nor_in_the_files(
        self, newest: int, tmp_path: Path
    ) -> None:
        described = datapackage(Edition.objects.get(number=newest))
        write(tmp_path, described, newest)
        with system.use_context(onerror="raise", standards="v2"):
            report = Package(str(tmp_path / "datapackage.json")).validate()
        assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
        assert [task.name for task in report.tasks] == [table.name for table in TABLES]

    def test_it_finds_faults(self, newest: int, tmp_path: Path) -> None:
        """The control for the test above: a statement that no claim can point to any more."""
        described = datapackage(Edition.objects.get(number=newest))
        write(tmp_path, described, newest)
        file = tmp_path / "statements.csv"
        gone = rows(STATEMENTS, newest)[0]["id"]
        file.write_text(file.read_text(encoding="utf-8").replace(f"{gone},", "other,", 1))
        report = Package(str(tmp_path / "datapackage.json")).validate()
        assert not report.valid
        assert {row[0] for row in report.flatten(["type"])} == {"foreign-key"}

    def test_it_describes_every_column_and_reference(self) -> None:
        described = datapackage(None)
        assert described["version"] == "0"
        for table, resource in zip(TABLES, described["resources"], strict=True):
            schema = resource["schema"]
            names = ",".join(field["name"] for field in schema["fields"])
            assert f"{names}\r\n".encode() == table.header
            assert resource["path"] == table.path.removeprefix("/export/")
            for key in schema["foreignKeys"]:
                assert key["reference"]["resource"] in {one.name for one in TABLES}


def write(folder: Path, described: dict[str, Any], newest: int) -> None:
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    for table in TABLES:
        (folder / f"{table.name}.csv").write_bytes(b"".join(table.content(newest)))
