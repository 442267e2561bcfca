"""The generator makes the same sound record every time, and the table says what was met."""

from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine

from benchmarks import invented
from benchmarks.generate import generate
from benchmarks.results import Result, table
from claims.checking import faults
from claims.models import Claim, ClaimStatement, Followup
from publication.models import Edition
from sources.models import Source, Statement

CLAIMS = 20
CHAIN = "f32a734622ec82af576badff6cc2824434043a23c1eff76737ed7a63f26cb881"


@pytest.mark.django_db
@time_machine.travel(datetime(2026, 11, 25, tzinfo=UTC), tick=False)
def test_a_record_is_sound_and_always_the_same() -> None:
    generate(CLAIMS)

    counts = {model: model.objects.count() for model in (Claim, Statement, Followup, Source)}
    assert counts == {Claim: 20, Statement: 40, Followup: 40, Source: 2}
    assert ClaimStatement.objects.count() == 40
    assert Edition.objects.count() == 22
    # Another chain means other documents: then databases that were kept are out of date as well,
    # and `invented.VERSION` needs to be raised.
    assert Edition.objects.get(pk=22).chain == CHAIN
    assert list(faults()) == []
    # What is saved later gets keys of its own.
    assert Statement.objects.create(**another()).pk == 41


def another() -> dict[str, object]:
    known = Statement.objects.get(pk=1)
    return {
        "slug": "another", "source": known.source, "speaker": known.speaker, "quote": "Another.",
        "kind": "assertion",
    }  # fmt: skip


@pytest.mark.once
class TestInvented:
    def test_a_claim_does_not_depend_on_the_size_of_the_record(self) -> None:
        assert invented.claim(7, 1_000) == invented.claim(7, 1_000_000)
        assert invented.claim(7, 1_000) != invented.claim(8, 1_000)

    def test_a_record_is_as_uneven_as_it_says(self) -> None:
        made = [invented.claim(number, 2_000) for number in range(2_000)]
        tags = Counter(tag for claim in made for tag in claim.tags)
        verdicts = {claim.followups[1]["verdict"] for claim in made}
        quotes = [claim.statements[0]["quote"] for claim in made]

        def with_word(word: str) -> int:
            return sum(word.capitalize() in quote for quote in quotes)

        assert 350 < tags[0] < 500
        assert {len(claim.tags) for claim in made} == {1, 2, 3, 4}
        assert 350 < with_word(invented.COMMON_WORD) < 450
        assert 10 < with_word(invented.UNCOMMON_WORD) < 30
        assert 540 < sum(bool(claim.fields["due_on"]) for claim in made) < 660
        assert verdicts == {"", *invented.STANDINGS} - {"open"}

    def test_names_are_different(self) -> None:
        for make, size in (
            (invented.publisher, invented.PUBLISHERS),
            (invented.speaker, invented.SPEAKERS),
            (invented.tag, invented.TAGS),
        ):
            assert len({make(number)["name"] for number in range(size)}) == size


@pytest.mark.once
class TestTable:
    def test_it_says_what_was_met_and_what_was_not(self) -> None:
        given = {"goal": "4", "what": "last page", "claims": 100_000, "vendor": "SQLite"}
        results = [
            Result(**given, measured=1.19, at_most=1.2, ours="2 ms", anchor="1.7 ms"),
            Result(**given, measured=1.21, at_most=1.2),
            Result(**given, measured=999, unit="a second", at_least=1_000),
            Result(**given, measured=1000, unit="a second", at_least=1_000),
            Result(**given, measured=12345),
        ]
        assert table(results).splitlines() == [
            "| goal | what | record | database | ours | anchor | measured | asked for |  |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            "| 4 | last page | 100,000 | SQLite | 2 ms | 1.7 ms | 1.19× | at most 1.20× | met |",
            "| 4 | last page | 100,000 | SQLite |  |  | 1.21× | at most 1.20× | **not met** |",
            "| 4 | last page | 100,000 | SQLite |  |  | 999 a second | at least 1,000 a second "
            "| **not met** |",
            "| 4 | last page | 100,000 | SQLite |  |  | 1,000 a second | at least 1,000 a second "
            "| met |",
            "| 4 | last page | 100,000 | SQLite |  |  | 12,345× |  |  |",
        ]
