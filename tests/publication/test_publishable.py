import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction

from publication.models import Edition
from publication.signals import editions_issued
from sources.models import Source
from tests.factories import (
    make_claim,
    make_editor,
    make_publisher,
    make_source,
    make_speaker,
    make_statement,
    publish_claim,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

REASON_NEEDED = {"reason": ["This changes what is published: say why; readers will see it."]}


@pytest.fixture
def source() -> Source:
    publisher = make_publisher(slug="journal", name="Zürcher Journal 😀")
    source = make_source(slug="interview", title="“Begun”", publisher=publisher, url="")
    speaker = make_speaker(slug="inventor", name="An Inventor")
    make_statement(slug="begun", source=source, speaker=speaker, start=20, end=26)
    return Source.objects.get(pk=source.pk)


CITATION = {
    "id": "interview",
    "title": "“Begun”",
    "path": "/sources/interview/",
    "url": None,
    "archived_url": None,
    "publisher": {"id": "journal", "name": "Zürcher Journal 😀"},
    "author": None,
    "kind": "blog_post",
    "published_on": {"edtf": "2011-12-10", "from": "2011-12-10", "to": "2011-12-10"},
    "date_basis": "stated",
    "language": "en",
    "sha256": None,
}
DOCUMENT = {
    **CITATION,
    "type": "source",
    "title_in_text": True,
    "date_note": None,
    "retrieved_at": None,
    "characters": None,
    "text": None,
    "statements": [
        {
            "id": "begun",
            "path": "/statements/begun/",
            "quote": "Begun.",
            "kind": "assertion",
            "speaker": {
                "id": "inventor",
                "name": "An Inventor",
                "kind": "person",
                "role": "An inventor",
            },
            "said_on": {"edtf": "2011-12-09", "from": "2011-12-09", "to": "2011-12-09"},
            "said_on_note": None,
            "question": None,
            "venue": None,
            "relayed_through": [],
            "note": None,
            "source": CITATION,
            "anchor": "unchecked",
            "selector": [
                {"type": "TextQuoteSelector", "exact": "Begun.", "prefix": None, "suffix": None},
                {"type": "TextPositionSelector", "start": 20, "end": 26},
            ],
        }
    ],
    "withdrawn": None,
}


def spelled(value: Any) -> bytes:
    """Written once more, so that a change of publication.canonical is seen here."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def correct(source: Source, **fields: Any) -> Source:
    """Save other values, as an editor does who opens the row anew."""
    row = Source.objects.get(pk=source.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def columns() -> list[tuple[Any, ...]]:
    return list(Edition.objects.values_list("number", "key", "operation", "previous"))


class TestEditions:
    def test_the_first_is_number_1_and_follows_nothing(self, source: Source, editor: Any) -> None:
        edition = source.publish(by=editor, reason="First.")

        assert Edition.objects.values().get() == {
            "number": 1,
            "kind": "source",
            "key": "interview",
            "object_id": source.pk,
            "operation": "publish",
            "document": edition.document,
            "digest": edition.digest,
            "previous_id": None,
            "chain": edition.chain,
            "published_at": edition.published_at,
            "published_by_id": editor.pk,
            "reason": "First.",
        }
        assert edition.published_at.isoformat() == "2026-11-22T09:30:15+00:00"
        assert (source.edition, source.is_published, source.was_published) == (edition, True, True)

    def test_before_that_there_is_none(self, source: Source) -> None:
        assert (source.edition, source.is_published, source.was_published) == (None, False, False)
        assert source.published_document is None
        assert source.has_unpublished_changes()

    def test_bytes_digest_and_chain_are_as_computed_by_hand(
        self, source: Source, editor: Any, clock: time_machine.Traveller
    ) -> None:
        chain = "0" * 64
        previous_digest = None
        for number, operation in enumerate(("publish", "correct", "withdraw", "publish"), start=1):
            stamp = {
                "number": number,
                "published_at": f"2026-11-22T0{number}:00:00Z",
                "previous": number - 1 or None,
            }
            document = {**DOCUMENT, "edition": stamp}
            clock.move_to(f"2026-11-22T0{number}:00:00.75Z")
            if operation == "withdraw":
                source.withdraw(by=editor, reason="Why é.")
                notice = {"at": stamp["published_at"], "reason": "Why é."}
                document |= {"date_note": "Noted.", "withdrawn": notice}
            else:
                row = correct(source, date_note="Noted." if number > 1 else "")
                row.publish(by=editor, reason="Why é.")
                document |= {"date_note": row.date_note or None}
            # What was there and is null counts as changed, so the second one is a correction.
            line = {
                "number": number,
                "kind": "source",
                "id": "interview",
                "operation": operation,
                "published_at": stamp["published_at"],
                "reason": "Why é.",
                "digest": sha256(spelled(document)),
                "previous_digest": previous_digest,
            }
            chain = sha256(chain.encode() + spelled(line))
            previous_digest = line["digest"]

            edition = Edition.objects.get(number=number)

            assert json.loads(edition.document) == document
            assert edition.document.encode() == spelled(document)
            assert (edition.digest, edition.chain) == (line["digest"], chain)

    def test_numbers_have_no_gap_over_all_pages(self, source: Source, editor: Any) -> None:
        other = make_source(slug="other")
        source.publish(by=editor)
        other.publish(by=editor)
        with pytest.raises(ValidationError):
            correct(source, title="Corrected").publish(by=editor)
        correct(source, title="Corrected").publish(by=editor, reason="Wrong.")
        other.withdraw(by=editor, reason="Wrong.")

        assert columns() == [
            (1, "interview", "publish", None),
            (2, "other", "publish", None),
            (3, "interview", "correct", 1),
            (4, "other", "withdraw", 2),
        ]

    def test_claims_are_in_the_same_chain(self, editor: Any) -> None:
        publish_claim(make_claim(slug="claim"), editor)

        assert list(Edition.objects.values_list("number", "kind")) == [(1, "source"), (2, "claim")]


class TestPublish:
    def test_without_a_change_it_issues_nothing(self, source: Source, editor: Any) -> None:
        first = source.publish(by=editor)

        assert source.publish(by=make_editor(), reason="Again.") == first
        assert Source.objects.get(pk=source.pk).publish(by=editor) == first
        assert columns() == [(1, "interview", "publish", None)]

    @pytest.mark.parametrize("reason", ["", " ", "\n\t", "\u00a0"])
    def test_a_change_needs_a_reason(self, source: Source, editor: Any, reason: str) -> None:
        source.publish(by=editor)
        row = correct(source, title="Corrected")

        with pytest.raises(ValidationError) as refused:
            row.publish(by=editor, reason=reason)
        assert refused.value.message_dict == REASON_NEEDED
        assert columns() == [(1, "interview", "publish", None)]

        assert row.publish(by=editor, reason="Wrong.").operation == "correct"

    def test_a_change_of_a_statement_needs_a_reason(self, source: Source, editor: Any) -> None:
        source.publish(by=editor)
        statement = source.statements.get()
        statement.quote = "Began."
        statement.save()

        with pytest.raises(ValidationError) as refused:
            source.publish(by=editor)
        assert refused.value.message_dict == REASON_NEEDED
        assert source.publish(by=editor, reason="Wrong.").operation == "correct"

    def test_a_statement_more_needs_none(self, source: Source, editor: Any) -> None:
        source.publish(by=editor)
        make_statement(slug="before", source=source, start=3, end=9)

        edition = source.publish(by=editor)

        assert [item["id"] for item in edition.content["statements"]] == ["before", "begun"]
        assert (edition.operation, edition.reason, edition.previous_id) == ("publish", "", 1)

    def test_a_statement_less_needs_one(self, source: Source, editor: Any) -> None:
        source.publish(by=editor)
        source.statements.all().delete()

        with pytest.raises(ValidationError) as refused:
            source.publish(by=editor)
        assert refused.value.message_dict == REASON_NEEDED
        assert source.publish(by=editor, reason="Wrong.").operation == "correct"

    def test_it_publishes_the_row_as_saved(self, source: Source, editor: Any) -> None:
        stale = Source.objects.get(pk=source.pk)
        stale.title = "Not saved"
        correct(source, title="Saved")

        assert stale.publish(by=editor).content["title"] == "Saved"
        assert stale.title == "Saved"

    def test_a_stale_instance_knows_the_newest_edition(self, source: Source, editor: Any) -> None:
        stale = Source.objects.get(pk=source.pk)
        first = source.publish(by=editor)

        assert stale.publish(by=editor) == first
        assert stale.edition == first

    def test_it_refreshes_what_is_derived(self, source: Source, editor: Any) -> None:
        assert source.public_published is None

        source.publish(by=editor)

        assert source.public_published.isoformat() == "2011-12-10"
        assert list(Source.objects.published()) == [source]
        assert list(Source.objects.with_facet("statement", "begun", "x")) == [source]
        assert list(Source.objects.with_facet("statement", "x")) == []
        assert list(Source.objects.with_facet("statement")) == [source]


class TestRefusal:
    @pytest.fixture
    def invalid(self, source: Source, editor: Any) -> Source:
        source.publish(by=editor)
        Source.objects.filter(pk=source.pk).update(language="English!", title="Corrected")
        return Source.objects.get(pk=source.pk)

    def test_an_invalid_row_is_not_published(self, invalid: Source, editor: Any) -> None:
        with pytest.raises(ValidationError) as refused:
            invalid.publish(by=editor, reason="Wrong.")
        assert refused.value.message_dict == {"language": ["A BCP 47 tag, such as en."]}
        assert columns() == [(1, "interview", "publish", None)]

        assert correct(invalid, language="en").publish(by=editor, reason="Wrong.").number == 2

    def test_a_claim_without_a_published_source_is_not_published(self, editor: Any) -> None:
        claim = make_claim(statement=make_statement(slug="begun", source=make_source(slug="s")))

        with pytest.raises(ValidationError) as refused:
            claim.publish(by=editor)
        assert refused.value.messages == [
            "The source “s” is not published: publish it first, then this claim."
        ]
        assert claim.has_unpublished_changes()
        assert columns() == []

    def public_state(self, source: Source) -> dict[str, Any]:
        row = Source.objects.get(pk=source.pk)
        return {
            "editions": list(Edition.objects.values_list()),
            "facets": set(row.stored_facets().values_list("edition", "name", "value")),
            "columns": {name: getattr(row, name) for name in Source.PUBLIC_COLUMNS},
        }

    @pytest.fixture
    def broken_receiver(self) -> Iterator[Callable[..., None]]:
        def receiver(**kwargs: Any) -> None:
            raise RuntimeError("broken on purpose")

        editions_issued.connect(receiver)
        yield receiver
        editions_issued.disconnect(receiver)

    @pytest.mark.parametrize("verb", ["publish", "withdraw"])
    def test_a_receiver_that_raises_undoes_all(
        self, source: Source, editor: Any, request: Any, verb: str
    ) -> None:
        source.publish(by=editor)
        row = correct(source, title="Corrected", published_on="2012")
        before = self.public_state(row)
        receiver = request.getfixturevalue("broken_receiver")

        with pytest.raises(RuntimeError, match="broken on purpose"):
            getattr(row, verb)(by=editor, reason="Wrong.")
        assert self.public_state(row) == before

        editions_issued.disconnect(receiver)
        getattr(row, verb)(by=editor, reason="Wrong.")
        assert self.public_state(row)["editions"] != before["editions"]
        assert self.public_state(row)["facets"] != before["facets"]
        assert self.public_state(row)["columns"] != before["columns"]

    def test_a_transaction_that_is_undone_takes_no_number(
        self, source: Source, editor: Any
    ) -> None:
        with transaction.atomic():
            source.publish(by=editor)
            transaction.set_rollback(True)

        assert columns() == []
        assert Source.objects.get(pk=source.pk).publish(by=editor).number == 1
