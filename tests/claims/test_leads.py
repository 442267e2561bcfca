"""What a statement or a source may have to do with the record, as rows that editors decide on."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims.leads import MOST, LeadFinder, new_sources, new_statements
from claims.models import ClaimMeaning, Lead
from claims.nearness import Nearness
from sources.models import Decision, HeldText, Section, Source, Statement
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_speaker,
    make_statement,
)

pytestmark = pytest.mark.django_db


def look(*, statement: Statement | None = None, source: Source | None = None) -> LeadFinder:
    finder = LeadFinder(words_only=True)
    finder.find(statements=filter(None, [statement]), sources=filter(None, [source]))
    return finder


def rows() -> list[tuple[Any, ...]]:
    return list(Lead.objects.order_by("pk").values_list("kind", "statement", "claim", "earlier"))


@pytest.fixture
def inventor() -> Any:
    return make_speaker()


@pytest.fixture
def pumps(inventor: Any) -> Any:
    statement = make_statement(speaker=inventor, quote="Pumps work.", said_on="2011-01-01")
    return make_claim(text="Pumps are built in Spain.", statement=statement)


class TestClaims:
    def test_the_same_speaker_may_repeat_and_another_later_may_bear_on_it(
        self, pumps: Any, inventor: Any
    ) -> None:
        words = {"quote": "They build pumps in Spain."}
        own = make_statement(speaker=inventor, **words)
        later = make_statement(said_on="2012", **words)
        before = make_statement(said_on="2010", **words)
        undated = make_statement(said_on="", **words)
        LeadFinder(words_only=True).find(statements=[own, later, before, undated])
        assert set(Lead.objects.filter(claim=pumps).values_list("statement", "kind")) == {
            (own.pk, "repeats"),
            (later.pk, "bears_on"),
            (before.pk, "repeats"),
            (undated.pk, "repeats"),
        }
        [lead] = Lead.objects.filter(statement=own, claim=pumps)
        assert lead.words == ["pumps", "Spain"]
        assert 0 < lead.score <= 1000
        assert lead.decision == Decision.OPEN

    def test_what_is_linked_already_is_no_lead(self, pumps: Any) -> None:
        statement = make_statement(quote="Pumps are built in Spain.", said_on="2012")
        make_followup(claim=pumps, statement=statement, source=None)
        other = make_claim(text="Pumps are sold in Spain.", statement=statement)
        assert other is not None
        look(statement=statement)
        assert rows() == []

    def test_what_is_linked_afterwards_waits_no_longer(self, pumps: Any) -> None:
        statement = make_statement(quote="Pumps are built in Spain.", said_on="2012")
        look(statement=statement)
        assert Lead.objects.waiting().count() == 1
        pumps.link(statement, "repeats", by=None)
        assert Lead.objects.waiting().count() == 0

    def test_at_most_five_of_a_kind(self) -> None:
        for number in range(MOST + 3):
            make_claim(text=f"Pump {number} is built in Spain.")
        look(statement=make_statement(quote="Pumps are built in Spain.", said_on="2010"))
        assert [kind for kind, *_ in rows()] == ["repeats"] * MOST

    def test_what_has_nothing_in_common_is_no_lead(self, pumps: Any) -> None:
        look(statement=make_statement(quote="A licence was granted."))
        assert rows() == []


class TestPulls:
    def test_earlier_words_of_the_same_speaker(self, inventor: Any) -> None:
        words = "the order for the pumps of the plant"
        earlier = make_statement(speaker=inventor, quote=f"We got {words}.", said_on="2011")
        make_statement(quote=f"We got {words}.", said_on="2011")
        make_statement(speaker=inventor, quote=f"We already got {words}.", said_on="2013")
        later = make_statement(speaker=inventor, quote=f"We hope for {words}.", said_on="2012")
        look(statement=later)
        [lead] = Lead.objects.all()
        assert (lead.kind, lead.statement, lead.earlier) == ("pulls_against", later, earlier)
        assert lead.reason == "Earlier it was said to be done, and later to be still to come."
        assert lead.claims_to_judge() == []
        claim = make_claim(statement=earlier)
        assert lead.claims_to_judge() == [claim.pk]

    def test_readers_are_not_one_speaker(self) -> None:
        reader = make_speaker(kind="reader")
        for day, start in (("2011", "We got"), ("2012", "We hope for")):
            last = make_statement(speaker=reader, quote=f"{start} pumps of plants.", said_on=day)
        look(statement=last)
        assert rows() == []


class TestSources:
    def text(self, source: Source, text: str, kind: str = "article") -> Source:
        HeldText.objects.create(source=source, text=text)
        Section.objects.create(source=source, kind=kind, start=0, end=len(text))
        return source

    def test_open_claims_that_were_made_before_it(self, pumps: Any) -> None:
        words = "Nobody wrote this.\n\nPumps are now built in Spain, says a visitor."
        source = self.text(make_source(published_on="2012"), words)
        look(source=source)
        [lead] = Lead.objects.all()
        assert (lead.kind, lead.source, lead.claim) == ("bears_on", source, pumps)
        assert lead.words == ["Pumps", "built", "Spain"]
        older = self.text(make_source(published_on="2010"), words)
        comment = self.text(make_source(published_on="2012"), words, kind="comment")
        look(source=older)
        look(source=comment)
        assert Lead.objects.count() == 1

    def test_an_answered_claim_and_one_that_rests_on_it_are_left_out(self, pumps: Any) -> None:
        source = self.text(make_source(published_on="2012"), "Pumps are built in Spain today.")
        type(pumps).objects.filter(pk=pumps.pk).update(public_standing="fulfilled")
        look(source=source)
        assert rows() == []
        type(pumps).objects.filter(pk=pumps.pk).update(public_standing="open")
        make_followup(claim=pumps, source=source)
        look(source=source)
        assert rows() == []

    def test_the_title_speaks_where_no_text_is_held(self, pumps: Any) -> None:
        look(source=make_source(title="Pumps are built in Spain", published_on="2012"))
        assert [kind for kind, *_ in rows()] == ["bears_on"]


class TestAnew:
    def test_a_second_run_changes_nothing(self, pumps: Any) -> None:
        statement = make_statement(quote="Pumps are built in Spain.")
        look(statement=statement)
        before = list(Lead.objects.values())
        tally = look(statement=statement).tally
        assert list(Lead.objects.values()) == before
        assert (tally.made, tally.dropped, tally.kept) == (0, 0, 1)

    def test_decisions_stay_and_undecided_ones_go_with_their_reason(self, pumps: Any) -> None:
        other = make_claim(text="Pumps are sold in Spain.")
        statement = make_statement(quote="Pumps are built and sold in Spain.")
        look(statement=statement)
        editor = make_editor()
        Lead.objects.get(claim=pumps).decide(Decision.DISMISSED, by=editor)
        statement.quote = "Something else."
        statement.save()
        tally = look(statement=statement).tally
        [lead] = Lead.objects.all()
        assert (lead.claim, lead.decision, lead.decided_by) == (pumps, "dismissed", editor)
        assert (tally.made, tally.dropped, tally.kept) == (0, 1, 1)
        statement.quote = "Pumps are built and sold in Spain."
        statement.save()
        look(statement=statement)
        assert set(Lead.objects.values_list("claim", "decision")) == {
            (pumps.pk, "dismissed"),
            (other.pk, "open"),
        }

    def test_new_is_what_was_never_looked_at_or_was_saved_since(self) -> None:
        old, statement = make_statement(), make_statement()
        LeadFinder(words_only=True).find(statements=[old, statement])
        assert list(new_statements()) == []
        statement.save()
        fresh = make_statement()
        assert set(new_statements()) == {statement, fresh}
        source = make_source()
        assert source not in new_sources()
        HeldText.objects.create(source=source, text="Words.")
        assert list(new_sources()) == [source]
        look(source=source)
        assert list(new_sources()) == []
        HeldText.objects.update(attached_at=timezone.now())
        assert list(new_sources()) == [source]


class FakeEncoder:
    """Two numbers for a text, and how often it was asked."""

    asked = 0

    def vectors(self, texts: list[str]) -> Any:
        import numpy as np

        self.asked += len(texts)
        return np.array([[1.0, 0.0] if "pump" in text.casefold() else [0.0, 1.0] for text in texts])


def test_vectors_of_claims_are_kept_until_their_sentence_changes(
    pumps: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = FakeEncoder()
    monkeypatch.setattr("claims.nearness.meaning.encoder", lambda: encoder)
    assert Nearness().of("a pump", [pumps.pk]) == {pumps.pk: 1.0}
    assert (encoder.asked, ClaimMeaning.objects.count()) == (2, 1)
    assert Nearness().of("a dog", [pumps.pk]) == {pumps.pk: 0.0}
    assert encoder.asked == 3
    pumps.text = "A dog barks."
    pumps.save()
    assert Nearness().of("a dog", [pumps.pk]) == {pumps.pk: 1.0}
    assert (encoder.asked, ClaimMeaning.objects.count()) == (5, 1)
    assert Nearness(words_only=True).of("a dog", [pumps.pk]) == {}


class TestCommand:
    def said(self, capsys: Any, *args: str) -> str:
        call_command("find_evidence", *args, "--words-only")
        return str(capsys.readouterr().out)

    def test_it_looks_at_what_is_new_and_says_what_it_found(self, pumps: Any, capsys: Any) -> None:
        make_statement(quote="Pumps are built in Spain.")
        assert self.said(capsys).splitlines() == [
            "Looked at 2 statements and 0 texts, comparing words.",
            "Leads: 1 new, 0 that no longer hold dropped, 0 as they were or decided.",
            "Waiting for a decision: 1.",
        ]
        assert self.said(capsys).startswith("Looked at 0 statements and 0 texts")

    def test_sources_and_a_day_are_looked_at_again(self, pumps: Any, capsys: Any) -> None:
        self.said(capsys)
        slug = pumps.links.get().statement.source.slug
        assert self.said(capsys, slug).startswith("Looked at 1 statements and 1 texts")
        assert self.said(capsys, "--since", "2000-01-01").startswith("Looked at 1 statements")
        assert self.said(capsys, "--since", "2999-01-01").startswith("Looked at 0 statements")

    @pytest.mark.parametrize(
        ("args", "sentence"),
        [
            (["no-such"], "No source is called no-such."),
            (["x", "--since", "2020-01-01"], "Name sources or give --since, not both."),
            (["--since", "2020"], "--since 2020: a day such as 2026-11-27 is allowed here."),
            (["--since", "2020-02-31"], "--since 2020-02-31: a day such as 2026-11-27"),
        ],
    )
    def test_nonsense_is_refused_in_words(self, args: list[str], sentence: str) -> None:
        with pytest.raises(CommandError, match=sentence):
            call_command("find_evidence", *args)
