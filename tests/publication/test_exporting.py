"""Reading the record in blocks, each of which ends its query."""

import json
from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest
from django.db import connection, connections

from publication import exporting
from publication.exporting import change_lines, documents_in_force
from publication.models import Edition
from tests.factories import make_editor, make_source

pytestmark = [pytest.mark.django_db]


@pytest.fixture(scope="module")
def sources(rolled_back: Any) -> Any:
    """Editions 1 to 6 publish a to f, 7 corrects a, 8 withdraws b."""
    with rolled_back():
        editor = make_editor()
        rows = [make_source(slug=slug) for slug in "abcdef"]
        for row in rows:
            row.publish(by=editor)
        rows[0].title = "“Corrected”"
        rows[0].save()
        rows[0].publish(by=editor, reason='It said "so",\n\tand \\ was wrong: \x7f\u2028.')
        rows[1].withdraw(by=editor, reason="It was forged.")
        yield


def numbers(blocks: Any) -> list[list[int]]:
    return [[json.loads(document)["edition"]["number"] for document in block] for block in blocks]


@pytest.mark.usefixtures("sources")
class TestDocumentsInForce:
    def test_they_are_those_of_the_moment(self) -> None:
        assert numbers(documents_in_force("source", 8)) == [[3, 4, 5, 6, 7]]
        assert numbers(documents_in_force("source", 7)) == [[2, 3, 4, 5, 6, 7]]
        assert numbers(documents_in_force("source", 3)) == [[1, 2, 3]]
        assert numbers(documents_in_force("source", 0)) == []
        assert numbers(documents_in_force("claim", 8)) == []

    def test_at_every_moment_they_are_those_that_editions_say(self) -> None:
        """The rule is spelled twice in edition.py: for any editions, and for all of a range."""
        for at in range(9):
            held = Edition.objects.in_force(at).filter(kind="source").order_by("number")
            found = chain.from_iterable(numbers(documents_in_force("source", at)))
            assert list(found) == list(held.values_list("number", flat=True)), at

    def test_a_block_ends_where_it_has_enough_bytes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lengths = {
            edition.number: len(edition.document.encode()) for edition in Edition.objects.all()
        }
        monkeypatch.setattr(exporting, "BLOCK", lengths[1] + 1)
        assert numbers(documents_in_force("source", 6)) == [[1, 2], [3, 4], [5, 6]]
        monkeypatch.setattr(exporting, "BLOCK", 1)
        assert numbers(documents_in_force("source", 8)) == [[3], [4], [5], [6], [7]]

    def test_numbers_without_a_document_in_force_are_passed_by(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(exporting, "SPAN", 1)
        assert numbers(documents_in_force("source", 8)) == [[3], [4], [5], [6], [7]]

    def test_no_query_is_open_while_a_block_is_taken(self) -> None:
        """What a slow reader holds is a block of bytes, not a lock: another one can write."""
        blocks = documents_in_force("source", 8)
        next(blocks)
        if connection.vendor == "sqlite":
            # Refused while a statement of this connection is still reading the table.
            with connection.cursor() as cursor:
                cursor.execute("CREATE TABLE other (one INTEGER)")
                cursor.execute("DROP TABLE other")

    def test_a_connection_outside_of_a_transaction_goes_back(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed: list[bool] = []
        used = connections["default"]
        monkeypatch.setattr(used, "close", lambda: closed.append(True))
        monkeypatch.setattr(used, "in_atomic_block", False)
        list(documents_in_force("source", 8))
        assert bool(closed) == (connection.vendor == "postgresql")


@pytest.mark.usefixtures("sources")
class TestChangeLines:
    def test_each_is_the_canonical_line(self) -> None:
        def line(edition: Edition) -> bytes:
            value = edition.feed_line() | {"chain": edition.chain, "document": edition.content}
            text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            return text.encode()

        lines = [line(edition) for edition in Edition.objects.order_by("number")]
        assert [one for block in change_lines(0, 8) for one in block] == lines
        assert [one for block in change_lines(6, 8) for one in block] == lines[6:8]
        assert list(change_lines(8, 8)) == []

    def test_one_query_reads_many(self, django_assert_num_queries: Callable[[int], Any]) -> None:
        with django_assert_num_queries(1):
            list(change_lines(0, 8))
