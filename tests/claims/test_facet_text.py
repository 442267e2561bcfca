"""The text from which the facets of many claims are counted, written and read."""

from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection

from claims.facet_text import facet_text, numbers_on, numbers_today
from claims.facets import claim_facets
from claims.models import Claim
from tests.claims.test_facets import FULL, POST, claim, found, words
from tests.published import publish_record

TEXT = """\
basis official
basis self
kind promise
speaker maker
speaker writer
standing contradicted
tag begun
tag engines

basis official 2014-12-31
basis self 2012-03-01
overdue true 2012-06-01 2014-12-31
speaker maker 2011-12-09
speaker writer 2013-05-31
standing contradicted 2014-12-31
standing open 0001-01-01 2012-03-01
standing qualified 2012-03-01 2014-12-31"""
UNDATED = claim([words("s-1", "", speaker="maker", source={**POST, "published_on": None})])


def text(document: dict[str, Any]) -> str:
    return facet_text(document, list(claim_facets(document)))


class TestWriting:
    def test_what_is_so_today_and_what_was_on_other_days(self) -> None:
        assert text(FULL) == TEXT

    def test_what_is_due_waits_for_its_day_and_then_for_an_answer(self) -> None:
        said = words("s-1", "2011-12-09", speaker="maker", source=POST)
        lines = text(claim([said], due_on="2012-06")).split("\n")
        assert "unsettled_due 2012-06-30" in lines
        assert "overdue true 2012-07-01" in lines
        answered = found("f-1", "2012-07-01", "official", verdict="fulfilled")
        lines = text(claim([said], answered, due_on="2012-06")).split("\n")
        assert not [line for line in lines if "due" in line]

    def test_words_of_no_known_day_were_said_on_no_day_of_the_past(self) -> None:
        assert text(UNDATED) == (
            "kind promise\nspeaker maker\nstanding open\n\nstanding open 0001-01-01"
        )

    def test_a_withdrawn_claim_has_none(self) -> None:
        notice = {"at": "2026-05-01T08:30:00Z", "reason": "It was said by nobody."}
        assert text({**FULL, "withdrawn": notice}) == ""


class TestReading:
    def test_claims_are_counted_by_what_they_have(self) -> None:
        counted = numbers_today([TEXT, TEXT, text(UNDATED)], date(2026, 5, 1))
        assert sorted(counted) == [
            ("basis", "official", 2),
            ("basis", "self", 2),
            ("kind", "promise", 3),
            ("speaker", "maker", 3),
            ("speaker", "writer", 2),
            ("standing", "contradicted", 2),
            ("standing", "open", 1),
            ("tag", "begun", 2),
            ("tag", "engines", 2),
        ]

    @pytest.mark.parametrize(
        ("day", "standing", "late", "others"),
        [
            ("2011-12-08", "open", 0, []),
            ("2011-12-09", "open", 0, ["maker"]),
            ("2012-03-01", "qualified", 0, ["self", "maker"]),
            ("2012-05-31", "qualified", 0, ["self", "maker"]),
            ("2012-06-01", "qualified", 1, ["self", "maker"]),
            ("2014-12-30", "qualified", 1, ["self", "maker", "writer"]),
            ("2014-12-31", "contradicted", 0, ["official", "self", "maker", "writer"]),
        ],
    )
    def test_on_a_day_of_the_past(
        self, day: str, standing: str, late: int, others: list[str]
    ) -> None:
        counted = {
            (name, value): n for name, value, n in numbers_on([TEXT], date.fromisoformat(day))
        }
        assert counted.pop(("standing", standing)) == 1
        assert counted.pop(("overdue", "true"), 0) == late
        fixed = {("kind", "promise"), ("tag", "begun"), ("tag", "engines")}
        assert sorted(value for name, value in counted.keys() - fixed) == sorted(others)
        assert fixed <= counted.keys()
        assert set(counted.values()) == {1}

    def test_what_is_due_counts_from_the_day_after(self) -> None:
        lines = "kind promise\nstanding open\nunsettled_due 2012-06-30\n\nstanding open 0001-01-01"
        for day, number in (("2012-06-30", 0), ("2012-07-01", 2)):
            counted = numbers_today([lines, lines], date.fromisoformat(day))
            assert sum(n for name, _, n in counted if name == "overdue") == number

    def test_of_no_claims_there_are_none(self) -> None:
        assert list(numbers_today([], date(2026, 5, 1))) == []
        assert list(numbers_on([], date(2026, 5, 1))) == []


@pytest.mark.django_db
def test_the_migration_makes_it_of_the_facets_that_are_stored() -> None:
    publish_record()
    editor = get_user_model().objects.get()
    withdrawn, *_ = Claim.objects.order_by("pk")
    withdrawn.withdraw(by=editor, reason="It named somebody who is no public person.")
    wanted = dict(Claim.objects.values_list("pk", "public_facets"))
    assert wanted[withdrawn.pk] == ""
    assert len(set(wanted.values())) > 50
    Claim.objects.update(public_facets="")
    migration: Any = import_module("claims.migrations.0010_public_facets")
    migration.BATCH = 7

    migration.fill(apps, SimpleNamespace(connection=connection))

    assert dict(Claim.objects.values_list("pk", "public_facets")) == wanted
