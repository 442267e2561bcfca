"""The table of counts is what the facets say, whatever was published, corrected and withdrawn."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from claims.models import Claim, Followup, Tag, Verdict
from publication.bulk import Refused, publish_all
from publication.models import Facet, FacetCount, counting
from sources.models import Source, Speaker
from tests.derived import counts
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_speaker,
    make_statement,
    make_tag,
    publish_claim,
)
from tests.published import publish_record

pytestmark = pytest.mark.django_db

# Written once more, so that a change of the code is seen here.
TOGETHER = {"standing", "kind"}
NAMES = {
    "claim": {"standing", "kind", "basis", "tag", "speaker", "unsettled_due"},
    "source": {"kind", "speaker"},
}


def numbers(*key: str) -> dict[str, int]:
    """Of all claims, or of those with a value: {value: number} for a facet."""
    of_name, of_value, name = key if len(key) == 3 else ("", "", *key)
    rows = FacetCount.objects.filter(kind="claim", of_name=of_name, of_value=of_value, name=name)
    return dict(rows.values_list("value", "number"))


def by_the_facets() -> list[tuple[Any, ...]]:
    """The table as a plain reading of its description makes it, but for `began` and `ended`."""
    rows: Counter[tuple[str, ...]] = Counter()
    labels: dict[tuple[str, ...], tuple[str, str]] = {}
    for model in (Source, Claim):
        kind = str(model._meta.model_name)
        for row in model._default_manager.published().order_by("edition"):
            held = Facet.objects.filter(edition=row.edition_id, until=date.max)
            own = [one for one in held if one.name in NAMES[kind]]
            own += [
                Facet(name="unsettled_month", value=one.value[:7])
                for one in own
                if one.name == "unsettled_due"
            ]
            rows[kind, "", "", "", ""] += 1
            for one in own:
                rows[kind, "", "", one.name, one.value] += 1
                labels[kind, "", "", one.name, one.value] = (one.label, one.detail)
                for other in own:
                    if one is other or one.name.startswith("unsettled_"):
                        continue
                    if one.name != other.name or one.name == "tag":
                        rows[kind, one.name, one.value, other.name, other.value] += 1
                    if (
                        one.name < other.name
                        and {one.name, other.name} <= TOGETHER
                        and kind == "claim"
                    ):
                        of = f"{one.name} {other.name}", f"{one.value} {other.value}"
                        for third in own:
                            if third.name not in (one.name, other.name):
                                rows[kind, *of, third.name, third.value] += 1
    return sorted((*key, *labels.get(key, ("", "")), number) for key, number in rows.items())


def stored() -> list[tuple[Any, ...]]:
    return [row for row in counts() if row[3] not in ("began", "ended")]


class TestKeys:
    def one(self, name: str, value: str, **more: Any) -> counting.Counted:
        return counting.Counted(name, value, **more)

    def test_a_document_counts_alone_with_each_value_and_with_every_pair(self) -> None:
        found = [self.one("kind", "fact"), self.one("standing", "open")]
        assert counting.keys(found) == [
            ("", "", "", ""),
            ("", "", "kind", "fact"),
            ("", "", "standing", "open"),
            ("kind", "fact", "standing", "open"),
            ("standing", "open", "kind", "fact"),
        ]

    def test_values_of_one_facet_are_paired_only_where_a_list_asks_for_several(self) -> None:
        speakers = [self.one("speaker", "a"), self.one("speaker", "b")]
        tags = [self.one("tag", value, is_one_of_several=True) for value in ("a", "b")]
        assert counting.keys(speakers)[3:] == []
        assert counting.keys(tags)[3:] == [("tag", "a", "tag", "b"), ("tag", "b", "tag", "a")]

    def test_a_day_is_in_no_pair(self) -> None:
        found = [self.one("kind", "fact"), self.one("began", "open 2012-01-01", is_paired=False)]
        assert counting.keys(found)[3:] == []

    def test_nothing_is_counted_beside_what_nobody_asks_for(self) -> None:
        found = [self.one("kind", "fact"), self.one("due", "2012-01-01", is_choice=False)]
        assert counting.keys(found)[3:] == [("kind", "fact", "due", "2012-01-01")]

    def test_others_are_counted_beside_two_values_together(self) -> None:
        found = [
            self.one("standing", "open", is_together=True),
            self.one("basis", "self", is_together=True),
            self.one("basis", "official", is_together=True),
            self.one("tag", "a"),
        ]
        beside_two = [key for key in counting.keys(found) if " " in key[0]]
        assert beside_two == [
            ("basis standing", "self open", "tag", "a"),
            ("basis standing", "official open", "tag", "a"),
        ]

    def test_in_whatever_order_they_are_asked_for(self) -> None:
        one, two = ("kind", "fact"), ("standing", "open")
        assert counting.beside() == ("", "")
        assert counting.beside(two) == two
        assert (
            counting.beside(one, two) == counting.beside(two, one) == ("kind standing", "fact open")
        )

    def test_a_withdrawn_document_counts_nowhere(self) -> None:
        assert counting.keys([]) == []


class TestCounts:
    def test_all_of_a_claim_and_its_source(self) -> None:
        """By hand."""
        speaker = make_speaker(slug="maker", name="A Maker")
        statement = make_statement(speaker=speaker, source=make_source(slug="post"))
        claim = make_claim(statement=statement, kind="promise", due_on="2013")
        claim.tags.add(make_tag(slug="begun", name="production begun", group="stage"))
        publish_claim(claim, make_editor())
        alone: list[tuple[Any, ...]] = [
            ("", "", "", "", 1),
            ("began", "open 2011-12-09", "", "", 1),
            ("kind", "promise", "", "", 1),
            ("speaker", "maker", "A Maker", "person", 1),
            ("standing", "open", "", "", 1),
            ("tag", "begun", "production begun", "stage", 1),
            ("unsettled_due", "2013-12-31", "", "", 1),
            ("unsettled_month", "2013-12", "", "", 1),
        ]
        values = [row[:2] for row in alone if row[0] not in ("", "began")]
        pairs = [
            (*one, *other, "", "", 1)
            for one in values
            for other in values
            if one != other and not one[0].startswith("unsettled_")
        ]
        of_both = ("kind standing", "promise open")
        pairs += [
            (*of_both, *other, "", "", 1)
            for other in values
            if other[0] not in ("kind", "standing")
        ]
        assert counts() == sorted(
            [
                *[("claim", "", "", *row) for row in alone],
                *[("claim", *row) for row in pairs],
                ("source", "", "", "", "", "", "", 1),
                ("source", "", "", "kind", "blog_post", "", "", 1),
                ("source", "", "", "speaker", "maker", "A Maker", "person", 1),
                ("source", "kind", "blog_post", "speaker", "maker", "", "", 1),
                ("source", "speaker", "maker", "kind", "blog_post", "", "", 1),
            ]
        )

    def test_a_label_is_that_of_the_newest_edition_that_has_the_value(self) -> None:
        editor, tag = make_editor(), make_tag(slug="begun", name="begun")
        first, second = make_claim(), make_claim()
        for claim, name in ((first, "begun"), (second, "begun anew")):
            Tag.objects.filter(pk=tag.pk).update(name=name)
            claim.tags.add(tag)
            publish_claim(claim, editor)
        label = FacetCount.objects.filter(kind="claim", of_name="", name="tag")
        assert label.values_list("label", "number").get() == ("begun anew", 2)

        second.withdraw(by=editor, reason="Twice.")
        assert label.values_list("label", "number").get() == ("begun", 1)

        first.publish(by=editor, reason="The tag has another name.")
        assert label.values_list("label", "number").get() == ("begun anew", 1)

        first.withdraw(by=editor, reason="Wrong.")
        assert not label.exists()

    def test_a_promise_that_is_settled_is_due_no_more(self) -> None:
        editor = make_editor()
        claim = publish_claim(make_claim(kind="promise", due_on="2013"), editor)
        assert numbers("unsettled_due") == {"2013-12-31": 1}

        make_source(slug="report").publish(by=editor)
        kept = make_followup(
            claim=claim, source=Source.objects.get(slug="report"), verdict="not_fulfilled"
        )
        kept.publish(by=editor)
        assert numbers("unsettled_due") == {}

        kept.withdraw(by=editor, reason="Wrong.")
        assert numbers("unsettled_due") == {"2013-12-31": 1}

    def test_an_open_end_is_never_overdue(self) -> None:
        publish_claim(make_claim(kind="promise", due_on="2013/.."), make_editor())
        assert numbers("unsettled_due") == {}


DAYS = [date(year, month, 1) for year in range(2010, 2016) for month in (1, 7)]


def stood(day: date) -> dict[str, int]:
    """How many claims stood how at the end of the day, by the table."""
    found: Counter[str] = Counter()
    for name, sign in (("began", 1), ("ended", -1)):
        for value, number in numbers(name).items():
            verdict, since = value.split(" ")
            if date.fromisoformat(since) <= day:
                found[verdict] += sign * number
    return {verdict: number for verdict, number in found.items() if number}


@pytest.fixture(scope="class")
def desk(rolled_back: Any) -> Iterator[Any]:
    with rolled_back():
        speakers = [make_speaker() for _ in range(2)]
        for _ in range(3):
            make_tag()
        sources = [make_source() for _ in range(3)]
        for number in range(4):
            claim = make_claim(
                statement=make_statement(
                    source=sources[number % 2],
                    speaker=speakers[number % 2],
                    said_on=("2011-12-09", "", "2013", "2012-03/..")[number],
                )
            )
            make_followup(claim=claim, source=sources[2], occurred_on=f"201{number + 1}-06")
        yield make_editor()


def edit(chance: random.Random) -> None:
    """Save something else, as far as the rules allow it."""
    claim = chance.choice(Claim.objects.all())
    what = chance.randrange(4)
    if what == 0:
        claim.retag(add=[chance.choice(Tag.objects.all())], by=None)
    elif what == 1:
        claim.retag(remove=[chance.choice(Tag.objects.all())], by=None)
    elif what == 2:
        claim.kind, claim.due_on = chance.choice([("fact", ""), ("goal", "2013"), ("goal", "")])
        claim.save()
    else:
        model = chance.choice([Tag, Speaker])
        row = chance.choice(model.objects.all())
        row.name = f"{row.name[:20]} {chance.randrange(1000)}"
        row.save()


def act(chance: random.Random, editor: Any) -> None:
    how = {"by": editor, "reason": "Any."}
    what = chance.randrange(6)
    model: Any = chance.choice([Source, Claim, Claim, Followup])
    row = chance.choice(model.objects.all())
    if what == 0:
        row.withdraw(**how)
    elif what == 1:
        row.verdict = chance.choice(["", "disputed", "contradicted", "open"])
        if model is Followup:
            row.save()
        row.publish(**how)
    elif what < 4:
        row.publish(**how)
    else:
        model = Source if model is Followup else model
        with suppress(Refused):
            publish_all(model.objects.order_by("?"), **how)


def stood_by_the_facets(day: date) -> dict[str, int]:
    """Of the claims that had surely been said by then."""
    said = Claim.objects.published().filter(public_first_said__lte=day)
    held = Facet.objects.filter(edition__in=said.values("edition"), name="standing")
    return dict(Counter(held.filter(since__lte=day, until__gt=day).values_list("value", flat=True)))


class TestAnySequence:
    """Publishing, correcting, withdrawing and returning, in any order, one by one and in bulk."""

    @pytest.mark.parametrize("seed", range(4))
    def test_the_table_is_what_the_facets_say(self, desk: Any, seed: int) -> None:
        chance, done = random.Random(seed), 0
        for _ in range(20):
            edit(chance)
            # What the rules of publishing refuse is not what this is about.
            with suppress(ValidationError), transaction.atomic():
                act(chance, desk)
                done += 1
        assert done > 8
        assert stored() == by_the_facets()
        for day in DAYS:
            assert stood(day) == stood_by_the_facets(day), day
        assert set(Verdict.values) >= {value.split(" ")[0] for value in numbers("began")}
        kept = counts()
        assert [*counting.faults(Source), *counting.faults(Claim)] == []
        for model in (Source, Claim):
            assert sum(counting.rebuild(model)) == model._default_manager.published().count()
        assert counts() == kept


class TestRebuilding:
    def test_few_numbers_at_a_time_make_the_same_table(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        editor = make_editor()
        for _ in range(3):
            publish_claim(make_claim(), editor)
        right = counts()
        FacetCount.objects.all().delete()
        monkeypatch.setattr(counting, "MOST_AT_ONCE", 1)

        assert list(counting.rebuild(Claim)) == [1, 1, 1, 0]
        list(counting.rebuild(Source))

        assert counts() == right


def test_the_migration_counts_beside_two_values_from_the_facets_that_are_stored() -> None:
    publish_record()
    editor = get_user_model().objects.get()
    Claim.objects.order_by("pk")[0].withdraw(by=editor, reason="It named a private person.")
    wanted = counts()
    beside_two = FacetCount.objects.filter(of_name__contains=" ")
    assert beside_two.count() > 100
    migration: Any = import_module("claims.migrations.0011_counts_beside_two_values")
    with connection.cursor() as cursor:
        cursor.execute(migration.NO_NUMBERS)
        assert not beside_two.exists()
        cursor.execute(migration.NUMBERS)
        cursor.execute(migration.MONTHS)

    assert counts() == wanted
