"""A second site equals the first one byte for byte, whatever became of the record in between."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import Claim, ClaimStatement, Followup, Tag
from publication.models import Edition
from sources.models import HeldText, Publisher, Source, Speaker, Statement
from tests.factories import make_editor, make_speaker
from tests.first_site import ADDRESSES, FirstSite, Server, answers, serving
from tests.published import publish_record

ROOT = Path(__file__).parents[1]

Answers = dict[str, tuple[int, str, bytes]]

# What no document says, or what differs from site to site.
ONLY_THERE = {"version", "changed_at", "changed_by", "published_by", "withdrawn_by", "edition",
              "question_start", "question_end", "attached_at"}  # fmt: skip
FOR_EDITORS = {"note", "url", "description", "file"}


def rows() -> list[Any]:
    """All rows that documents lead to, with keys that do not differ from site to site."""
    found: list[Any] = []
    for model in (Publisher, Speaker, Source, Statement, Tag, Claim, ClaimStatement, Followup):
        own = model._default_manager.order_by("pk")
        natural = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
        for row in serializers.serialize("python", own, **natural):
            left_out = ONLY_THERE | (FOR_EDITORS if model in (Publisher, Speaker, Tag) else set())
            row["fields"] = {
                key: value for key, value in row["fields"].items() if key not in left_out
            }
            row["pk"] = None
            found.append(row)
    return sorted(found, key=lambda row: json.dumps(row, default=str, sort_keys=True))


@pytest.fixture(scope="module")
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False) as clock:
        yield clock


@pytest.fixture(scope="module")
def history(rolled_back: Any, clock: Any) -> list[tuple[Answers, list[Any]]]:
    """What the first site answers with and the rows that it has after each step of its editors."""
    found = []
    with rolled_back():
        site = FirstSite()
        for step in FirstSite.STEPS:
            step(site)
            found.append((answers(), rows()))
            clock.shift(60)
    return found


@pytest.fixture(scope="module")
def last(history: list[tuple[Answers, list[Any]]]) -> Answers:
    return history[-1][0]


@pytest.fixture
def site(last: Answers) -> Iterator[Server]:
    with serving(last) as server:
        yield server


def mirror(*arguments: str) -> str:
    out = StringIO()
    call_command("mirror", *arguments, stdout=out, stderr=out, no_color=True)
    return out.getvalue()


def unpublished() -> list[str]:
    models: tuple[Any, ...] = (Source, Claim, Followup)
    return [str(row) for model in models for row in model.objects.filter(unpublished_changes=True)]


def check_record() -> str:
    out = StringIO()
    call_command("check_record", stdout=out, stderr=out)
    return out.getvalue()


def assert_equal(there: Answers) -> None:
    here = answers(there)
    for address in there:
        assert here[address] == there[address], address


@pytest.mark.django_db
class TestMirror:
    def test_it_equals_the_first_site_after_every_step(
        self, history: list[tuple[Answers, list[Any]]]
    ) -> None:
        for stored, there in history:
            with serving(stored) as server:
                mirror(server.address)
            assert_equal(stored)
            assert rows() == there
            assert unpublished() == []
            assert check_record().startswith("The record holds:")

    @pytest.mark.parametrize("limit", ["1", "7"])
    def test_it_does_not_depend_on_where_batches_end(
        self, history: list[tuple[Answers, list[Any]]], site: Server, limit: str
    ) -> None:
        mirror(site.address, "--limit", limit)

        assert_equal(site.stored)
        assert rows() == history[-1][1]
        assert check_record().startswith("The record holds:")

    def test_it_equals_a_whole_record(self, rolled_back: Any) -> None:
        files = [address for address in ADDRESSES if address.startswith("/export/")]
        with rolled_back():
            publish_record()
            there = answers(files)
        with serving(there) as server:
            mirror(server.address)

        assert_equal(there)
        assert unpublished() == []

    def test_it_holds_only_the_texts_that_are_public(self, site: Server) -> None:
        mirror(site.address)

        assert [held.source.slug for held in HeldText.objects.all()] == ["a-post"]
        assert Statement.objects.get(slug="s-2").anchor == "exact"

    def test_an_anchor_that_is_not_as_published_is_found(self, site: Server) -> None:
        mirror(site.address)
        Statement.objects.filter(slug="s-2").update(anchor="moved")

        with pytest.raises(CommandError, match=r"^1 faults in the record\.$"):
            check_record()

    def test_nothing_happens_the_second_time(self, site: Server) -> None:
        first = mirror(site.address)
        versions = list(Claim.objects.order_by("pk").values_list("version", "changed_at"))
        site.asked.clear()

        second = mirror(site.address)

        newest = len(site.lines)
        assert first == f"{newest} new editions; the newest is {newest}.\n"
        assert second == f"0 new editions; the newest is {newest}.\n"
        assert site.asked == [
            "/export/index.json",
            f"/export/changes.ndjson?after={newest - 1}&limit=501",
        ]
        assert list(Claim.objects.order_by("pk").values_list("version", "changed_at")) == versions

    def test_an_empty_site_is_mirrored(self) -> None:
        with serving(answers()) as server:
            assert mirror(server.address) == "0 new editions; the newest is 0.\n"

    def test_nobody_can_sign_in_to_its_account(self, site: Server) -> None:
        mirror(site.address)

        account = get_user_model().objects.get(username="mirror")
        assert (account.is_active, account.has_usable_password()) == (False, False)
        assert set(Edition.objects.values_list("published_by", flat=True)) == {account.pk}

    def test_editors_can_go_on_from_it(self, site: Server) -> None:
        mirror(site.address)
        call_command("populate_history", auto=True, verbosity=0)
        editor = make_editor()
        claim = Claim.objects.get(slug="a-start")
        claim.note = "The first site is gone."
        claim.save(by=editor)

        edition = claim.publish(by=editor, reason="Now known.")

        assert (edition.number, edition.operation) == (len(site.lines) + 1, "correct")
        assert [entry.note for entry in claim.history.all()] == [claim.note, ""]
        assert check_record().startswith("The record holds:")
        with pytest.raises(CommandError, match=f"^Edition {edition.number} is stored here, and "):
            mirror(site.address)


@pytest.mark.django_db
class TestRefusals:
    def test_rows_that_were_never_published(self, site: Server) -> None:
        make_speaker()

        with pytest.raises(CommandError, match=r"^There are speakers here, and nothing is publis"):
            mirror(site.address)

    def test_an_account_that_can_sign_in(self, site: Server) -> None:
        make_editor("mirror")

        with pytest.raises(CommandError, match=r"^The account “mirror” can sign in"):
            mirror(site.address)

    @pytest.mark.parametrize(
        "arguments",
        [
            ["ftp://claims.example"],
            ["claims.example"],
            ["https://claims.example", "--limit", "0"],
            ["https://claims.example", "--limit", "5001"],
            ["https://claims.example", "--every", "0"],
            ["https://claims.example", "--every", "5", "--once"],
        ],
    )
    def test_wrong_arguments(self, arguments: list[str]) -> None:
        with pytest.raises(CommandError):
            mirror(*arguments)


# A mirror that kills itself, as no handler could keep it from being killed, when the rows and the
# editions of a later batch are written and not committed.
KILLED = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from claims import keeping

append, batches = keeping.append, []

def append_and_die(pairs):
    append(pairs)
    batches.append(pairs)
    if len(batches) == 3:
        os.kill(os.getpid(), signal.SIGKILL)

keeping.append = append_and_die
call_command("mirror", sys.argv[1], limit=5)
"""


@pytest.mark.django_db(transaction=True)
class TestInterruption:
    def test_a_killed_mirror_goes_on_where_it_was(self, site: Server) -> None:
        settings = connection.settings_dict
        place = f"sqlite:///{settings['NAME']}"
        if connection.vendor == "postgresql":
            place = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{settings['NAME']}"
        environment = {"DATABASE_URL": place, "DJANGO_SETTINGS_MODULE": "claimtracker.settings"}

        killed = subprocess.run(
            [sys.executable, "-c", KILLED, site.address],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            timeout=60,
            check=False,
        )

        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert Edition.objects.newest_number() == 10
        kept = answers()["/export/changes.ndjson"][2]
        assert kept.splitlines() == site.lines[:10]
        mirror(site.address)
        assert_equal(site.stored)
        assert check_record().startswith("The record holds:")
