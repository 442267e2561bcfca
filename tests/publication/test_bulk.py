"""Publishing many rows at once is publishing each, only faster."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, ClaimStatement, Followup
from publication import bulk
from publication.bulk import Refusal, Refused, publish_all
from publication.chain import first_fault
from publication.models import Edition, counting
from publication.models.appending import Chain, append
from sources.models import HeldText, Publisher, Source
from tests.derived import derived
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_publisher,
    make_source,
    make_speaker,
    make_statement,
    make_tag,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

REASON = "For the first time."


@pytest.fixture(scope="class")
def desk(rolled_back: Any) -> Iterator[Any]:
    """Nothing is published yet."""
    with rolled_back(), time_machine.travel("2026-11-20T08:00Z", tick=False):
        editor = make_editor()
        publisher, tags = make_publisher(), [make_tag() for _ in range(3)]
        sources = [make_source(slug=f"source-{at}", publisher=publisher) for at in range(5)]
        held = sources[4]
        held.text_is_public = True
        held.save()
        HeldText.objects.create(source=held, text="It is said. Begun.")
        for at in range(5):
            speaker = make_speaker()
            for source in (sources[at], sources[(at + 1) % 5]):
                make_statement(source=source, speaker=speaker, said_on=f"201{at}")
            statement = sources[at].statements.first()
            claim = make_claim(
                slug=f"claim-{at}",
                statement=statement,
                kind="promise" if at % 2 else "fact",
                due_on="2015" if at % 2 else "",
            )
            claim.tags.add(*tags[: at % 4])
            words = make_statement(source=sources[(at + 2) % 5])
            make_followup(claim=claim, statement=words, basis="affiliated", verdict="qualified")
            make_followup(claim=claim, source=sources[3], verdict="disputed").publish(by=editor)
            ClaimStatement.objects.create(
                claim=claim, statement=sources[(at + 1) % 5].statements.first(), role="reports"
            )
        yield editor


@pytest.fixture
def published(desk: Any) -> Any:
    publish_all(Source.objects.order_by("pk"), by=desk, reason=REASON)
    publish_all(Claim.objects.order_by("pk"), by=desk, reason=REASON)
    return desk


def each(model: Any, by: Any, reason: str) -> None:
    for row in model._default_manager.order_by("pk"):
        row.publish(by=by, reason=reason)


def at_once(model: Any, by: Any, reason: str) -> None:
    publish_all(model._default_manager.order_by("pk"), by=by, reason=reason)


def is_sound() -> None:
    assert first_fault(Edition.objects.order_by("number")) is None
    assert [*counting.faults(Source), *counting.faults(Claim)] == []


class TestItIsAsOneByOne:
    def change_some(self) -> None:
        """Of a source and of two claims."""
        source = Source.objects.get(slug="source-1")
        source.title = "Another title"
        source.save()
        for slug in ("claim-0", "claim-3"):
            claim = Claim.objects.get(slug=slug)
            claim.text = f"Of {slug} something else is so."
            claim.tags.clear()
            claim.save()

    def history(self, publish: Any, by: Any, clock: Any) -> list[dict[str, Any]]:
        """All tables after the first publication, after corrections, and after a return."""
        states = []
        with transaction.atomic():
            for hour in range(10, 13):
                clock.move_to(f"2026-11-22T{hour}:00Z")
                for model in (Source, Claim):
                    publish(model, by, REASON)
                states.append(derived())
                if hour == 10:
                    self.change_some()
                if hour == 11:
                    Claim.objects.get(slug="claim-2").withdraw(by=by, reason="Twice.")
            transaction.set_rollback(True)
        return states

    def test_every_table_is_the_same(
        self, desk: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one_by_one = self.history(each, desk, clock)
        assert [len(state["editions"]) for state in one_by_one] == [10, 15, 17]
        for size in (2, 1_000):
            monkeypatch.setattr(bulk, "BATCH", size)
            assert self.history(at_once, desk, clock) == one_by_one

    def test_what_is_public_already_gets_no_edition(self, published: Any) -> None:
        before = derived()
        assert publish_all(Claim.objects.all(), by=published) == 0
        assert derived() == before

    def test_it_returns_and_tells_how_many(
        self, desk: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bulk, "BATCH", 2)
        told: list[int] = []
        assert publish_all(Source.objects.all(), by=desk, progress=told.append) == 5
        assert told == [2, 2, 1]

    def test_the_order_is_that_of_the_query(self, desk: Any) -> None:
        publish_all(Source.objects.order_by("-slug"), by=desk)
        keys = Edition.objects.order_by("number").values_list("key", flat=True)
        assert list(keys) == [f"source-{at}" for at in (4, 3, 2, 1, 0)]

    def test_more_rows_take_no_more_queries(self, desk: Any) -> None:
        publish_all(Source.objects.all(), by=desk)
        taken = []
        for slugs in (["claim-0"], ["claim-1", "claim-2", "claim-3"]):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                publish_all(Claim.objects.filter(slug__in=slugs), by=desk)
            taken.append(len(queries))
        assert taken[0] == taken[1]

    def test_what_saved_evidence_and_statements_changed_is_public(self, published: Any) -> None:
        followup = Followup.objects.published()[0]
        followup.summary = "In other words."
        followup.save()
        assert Claim.objects.with_unpublished_changes().get() == followup.claim
        publish_all(Claim.objects.all(), by=published, reason="Better words.")
        assert not Claim.objects.with_unpublished_changes().exists()
        assert not Followup.objects.with_unpublished_changes().exists()


class TestRefusals:
    def refused(self, rows: Any, by: Any, reason: str = "") -> list[tuple[str, str]]:
        with pytest.raises(Refused) as error:
            publish_all(rows, by=by, reason=reason)
        refusals = error.value.refusals
        assert all(isinstance(one, Refusal) for one in refusals)
        return [(one.slug, one.message) for one in refusals]

    def test_one_that_is_invalid_keeps_nobody_else(self, desk: Any) -> None:
        publish_all(Source.objects.exclude(slug="source-0"), by=desk)
        Claim.objects.filter(slug="claim-2").update(text="No sentence")
        no_source = "The source “source-0” is not published: publish it first, then this claim."
        assert self.refused(Claim.objects.order_by("slug"), desk) == [
            ("claim-0", no_source),
            ("claim-2", "A claim is one sentence and ends with a full stop."),
            ("claim-4", no_source),
        ]
        assert [claim.slug for claim in Claim.objects.published()] == ["claim-1", "claim-3"]
        is_sound()

    def test_a_correction_needs_its_reason(self, published: Any) -> None:
        Claim.objects.filter(slug="claim-1").update(text="It is otherwise.")
        claims = Claim.objects.order_by("slug")
        assert self.refused(claims, published) == [
            ("claim-1", "This changes what is published: say why; readers will see it.")
        ]
        assert publish_all(claims, by=published, reason="A slip.") == 1

    def test_an_address_of_another_page_is_not_taken_over(self, published: Any) -> None:
        Claim.objects.filter(slug="claim-1").update(slug="claim-9")
        Claim.objects.filter(slug="claim-2").update(slug="claim-1")
        assert self.refused(Claim.objects.order_by("slug"), published, "Renamed.") == [
            ("claim-1", "The address “claim-1” once belonged to another page: choose a new one.")
        ]

    def test_a_source_on_which_claims_rest_keeps_its_words(self, published: Any) -> None:
        """What a page that follows refuses undoes that source alone."""
        source = Source.objects.get(slug="source-0")
        for statement in source.statements.all():
            ClaimStatement.objects.filter(statement=statement).delete()
            Followup.objects.filter(statement=statement).delete()
            statement.delete()
        Publisher.objects.update(name="Another name")
        ((slug, message),) = self.refused(Source.objects.order_by("pk"), published, "A name.")
        assert slug == "source-0"
        assert "rests on the statement" in message
        assert Source.objects.filter(edition__document__contains="Another name").count() == 4
        is_sound()

    @pytest.mark.parametrize("group", ["Editor", "Auditor"])
    def test_a_right_is_needed(self, desk: Any, group: str) -> None:
        refused = self.refused(Source.objects.order_by("pk"), make_editor(group=group))
        assert refused == [(f"source-{at}", "You may not publish sources.") for at in range(5)]
        assert not Edition.objects.exists()
        assert publish_all(Source.objects.all(), by=make_editor(group="Publisher")) == 5

    def test_statements_of_a_public_source_need_their_own_right_alone(self, published: Any) -> None:
        make_statement(source=Source.objects.get(slug="source-2"))
        assert publish_all(Source.objects.all(), by=make_editor(group="Editor")) == 1

    def test_a_second_editor_is_asked_for(self, desk: Any, settings: Any) -> None:
        settings.REQUIRE_SECOND_EDITOR = True
        own = Source.objects.get(slug="source-3")
        own.save(by=desk)
        assert self.refused(Source.objects.order_by("pk"), desk) == [
            (
                "source-3",
                "You wrote the last change of “Title of source-3”: somebody else publishes it.",
            )
        ]
        assert publish_all(Source.objects.all(), by=make_editor()) == 1


class TestInterruption:
    def test_whole_batches_are_left_and_the_rest_can_follow(
        self, desk: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bulk, "BATCH", 2)
        link, asked = Chain.link, []

        def killed(chain: Chain, *args: Any, **how: Any) -> Edition:
            asked.append(args)
            if len(asked) == 4:
                raise KeyboardInterrupt
            return link(chain, *args, **how)

        with monkeypatch.context() as patched:
            patched.setattr(Chain, "link", killed)
            with pytest.raises(KeyboardInterrupt):
                publish_all(Source.objects.order_by("pk"), by=desk)
        assert Source.objects.published().count() == Edition.objects.count() == 2
        is_sound()

        publish_all(Source.objects.order_by("pk"), by=desk)
        assert Source.objects.published().count() == Edition.objects.count() == 5
        is_sound()


class TestAppending:
    """Editions of another site come chained; the rows follow from them."""

    def test_several_editions_of_one_row_leave_what_follows_from_the_last(
        self, published: Any
    ) -> None:
        claim = Claim.objects.get(slug="claim-3")
        with transaction.atomic():
            claim.withdraw(by=published, reason="Wrong.")
            claim.text = "Something else is so."
            claim.save()
            claim.publish(by=published)
            claim.kind = "goal"
            claim.save()
            claim.publish(by=published, reason="A goal.")
            expected = derived()
            given = [
                {name: getattr(edition, name) for name in editions_columns()}
                for edition in Edition.objects.order_by("-number")[:3]
            ]
            transaction.set_rollback(True)
        Claim.objects.filter(pk=claim.pk).update(text="Something else is so.", kind="goal")

        row = Claim.objects.get(pk=claim.pk)
        pairs: list[Any] = []
        for columns in reversed(given):
            edition = Edition(**columns)
            edition.previous = pairs[-1][1] if pairs else row.edition
            pairs.append((row, edition))
        append(pairs)

        assert derived() == expected
        is_sound()

    def test_nothing_is_nothing(self, published: Any) -> None:
        before = derived()
        assert append([]) == []
        assert derived() == before

    def test_no_other_page_is_issued(self, published: Any) -> None:
        source = Source.objects.get(slug="source-1")
        source.title = "Another title"
        chain = Chain()
        edition = chain.link(
            source,
            source.document(),
            operation="correct",
            by=get_user_model().objects.get(pk=published.pk),
            reason="A slip.",
            at=source.edition.published_at,  # type: ignore[union-attr]
        )
        append([(source, edition)])
        assert Edition.objects.newest_number() == edition.number
        is_sound()


def editions_columns() -> list[str]:
    return [field.attname for field in Edition._meta.concrete_fields]
