"""The bulk export over HTTP, with the E-Cat record."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim
from publication import verify
from publication.canonical import canonical
from publication.models import Edition, FacetCount
from tests.factories import make_editor
from tests.published import publish_record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

CSV = ("claims", "statements", "followups", "sources", "claim_statements", "claim_tags")
STREAMS = (
    *(f"/export/{name}.csv" for name in CSV),
    *(f"/export/{name}.ndjson" for name in ("claims", "sources", "changes")),
)
FILES = (*STREAMS, *(f"/export/{name}" for name in ("datapackage.json", "index.json", "verify.py")))


@pytest.fixture(scope="module")
def record(rolled_back: Any) -> Any:
    with rolled_back():
        publish_record()
        yield


def body(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def old_line(edition: Edition) -> bytes:
    """A line of the change feed, put together as docs/json.md says."""
    line = edition.feed_line() | {"chain": edition.chain, "document": edition.content}
    return canonical(line)


class TestStreams:
    @pytest.mark.parametrize("path", FILES)
    def test_it_is_conditional_and_readable_from_other_sites(
        self, client: Client, path: str
    ) -> None:
        response = client.get(path)
        assert body(response)
        assert response["Access-Control-Allow-Origin"] == "*"
        again = client.get(path, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == response["ETag"]

    @pytest.mark.parametrize("path", STREAMS)
    def test_nothing_is_read_for_head(
        self, client: Client, path: str, django_assert_num_queries: Any
    ) -> None:
        # The number of the newest edition.
        with django_assert_num_queries(1):
            response = client.head(path)
            assert body(response) == b""
        assert response["Content-Type"] == client.get(path)["Content-Type"]
        assert "Content-Length" not in response

    @pytest.mark.parametrize("path", FILES[:-1])
    def test_an_unknown_parameter_is_an_error(self, client: Client, path: str) -> None:
        response = client.get(f"{path}?standing=open")
        assert response.status_code == 400
        assert list(response.json()["errors"]) == ["standing"]

    def test_documents_are_the_bytes_that_were_published(self, client: Client) -> None:
        for kind in ("claim", "source"):
            stored = Edition.objects.filter(kind=kind).order_by("number")
            expected = "".join(f"{edition.document}\n" for edition in stored)
            assert body(client.get(f"/export/{kind}s.ndjson")) == expected.encode()

    def test_changes_are_canonical_lines(self, client: Client) -> None:
        lines = [old_line(edition) for edition in Edition.objects.order_by("number")]
        assert body(client.get("/export/changes.ndjson")).splitlines() == lines
        assert body(client.get("/export/changes.ndjson?after=100&limit=3")) == (
            b"\n".join(lines[100:103]) + b"\n"
        )

    def test_there_is_no_other_table(self, client: Client) -> None:
        assert client.get("/export/speakers.csv").status_code == 404


class TestExportIndexJson:
    def test_it_says_what_each_file_is(self, client: Client) -> None:
        index = client.get("/export/index.json").json()
        newest = Edition.objects.order_by("-number").first()
        assert newest is not None
        assert {key: index[key] for key in ("version", "editions", "chain", "counts")} == {
            "version": "1.0",
            "editions": 109,
            "chain": newest.chain,
            "counts": {"claims": 62, "sources": 47},
        }
        assert index["updated_at"] == newest.feed_line()["published_at"]
        assert [file["path"] for file in index["files"]] == sorted(STREAMS, key=in_order)

    def test_lines_are_counted_without_reading_them(self, client: Client) -> None:
        for file in client.get("/export/index.json").json()["files"]:
            response = client.get(file["path"])
            assert response["Content-Type"] == file["media_type"]
            if file["lines"] is not None:
                header = file["path"].endswith(".csv")
                assert body(response).count(b"\n") == file["lines"] + header, file

    def test_without_editions_there_is_nothing(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("publication.making.newest_number", lambda: 0)
        FacetCount.objects.all().delete()
        index = client.get("/export/index.json").json()
        assert (index["editions"], index["chain"], index["updated_at"]) == (0, "0" * 64, None)
        assert "created" not in client.get("/export/datapackage.json").json()
        assert "Nothing is published yet." in client.get("/export/").content.decode()


def in_order(path: str) -> int:
    names = ("claims.ndjson", "sources.ndjson", "changes.ndjson", *(f"{name}.csv" for name in CSV))
    return names.index(path.rpartition("/")[2])


class TestExport:
    def test_it_says_how_large_files_are(self, client: Client) -> None:
        page = client.get("/export/").content.decode()
        for path in STREAMS:
            row = page.split(f'<a href="{path}">')[1].split("</span></dd>")[0]
            said, unit = row.rsplit("about ", 1)[1].split("\xa0")
            about = float(said) * {"KB": 1024, "MB": 1024**2}[unit]
            assert about == pytest.approx(len(body(client.get(path))), rel=0.05), path

    def test_it_says_what_every_column_is(self, client: Client) -> None:
        page = client.get("/export/").content.decode()
        for resource in client.get("/export/datapackage.json").json()["resources"]:
            table = page.split(f'<h3 id="{resource["name"]}">')[1].split("</dl>")[0]
            names = [field["name"] for field in resource["schema"]["fields"]]
            assert [part.split("</code>")[0] for part in table.split("<code>")[1:]] == names


class TestExportVerify:
    def test_it_is_the_program(self, client: Client) -> None:
        program = Path(verify.__file__).read_bytes()
        response = client.get("/export/verify.py")
        assert response.content == program
        assert response["ETag"] == f'"{hashlib.sha256(program).hexdigest()}"'


def test_a_withdrawn_page_is_in_the_changes_alone(client: Client) -> None:

    claim = Claim.objects.get(slug="production-begun-usa")
    claim.withdraw(by=make_editor(), reason="It was wrong.")
    for path in ("claims.ndjson", "claims.csv", "followups.csv", "claim_tags.csv"):
        assert b"production-begun-usa," not in body(client.get(f"/export/{path}"))
    last = json.loads(body(client.get("/export/changes.ndjson?after=109")))
    assert (last["operation"], last["id"]) == ("withdraw", "production-begun-usa")
    assert last["document"]["withdrawn"]["reason"] == "It was wrong."
    assert client.get("/export/index.json").json()["counts"]["claims"] == 61
