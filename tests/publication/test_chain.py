import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, connections

from publication.chain import first_fault
from publication.management.commands.verify_editions import Command
from publication.models import Edition
from sources.models import Source
from tests.factories import make_editor, make_source
from tests.publication.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "history")]

DIGEST = "its document does not have the digest that was published"
PREVIOUS = "it does not follow the previous edition of the same page"
CHAIN = "its place in the chain is not the one that was published"
STAMP = "its document names another edition"
PAGE = "its document is that of another page"
FORM = "its document is not in canonical form"

Tamper = Callable[..., None]


@pytest.fixture(scope="module")
def history(rolled_back: Any) -> Iterator[None]:
    """Made once for all tests here; what one of them tampers with, the next finds whole."""
    with rolled_back():
        with time_machine.travel(NOW, tick=False):
            make_history(make_editor())
        yield


def make_history(editor: Any) -> None:
    """1 a published, 2 b published, 3 a corrected, 4 c published, 5 b withdrawn."""
    a, b, c = (make_source(slug=slug) for slug in "abc")
    a.publish(by=editor)
    b.publish(by=editor)
    a.title = "Corrected"
    a.save()
    a.publish(by=editor, reason="It was wrong.")
    c.publish(by=editor)
    b.withdraw(by=editor, reason="It was forged.")


def fault() -> str | None:
    return first_fault(Edition.objects.order_by("number"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def spelled(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def update(tamper: Tamper, number: int, **columns: Any) -> None:
    names = ", ".join(f"{name} = %s" for name in columns)
    tamper(f"UPDATE publication_edition SET {names} WHERE number = %s", *columns.values(), number)


def rewrite_last(tamper: Tamper, document: str) -> None:
    """Put another document into the last edition, with the digest and the chain that fit it."""
    last, before = Edition.objects.get(number=5), Edition.objects.get(number=4)
    line = {**last.feed_line(), "digest": sha256(document)}
    update(
        tamper,
        5,
        document=document,
        digest=line["digest"],
        chain=sha256(before.chain + spelled(line)),
    )


def document_of(number: int, **changes: Any) -> dict[str, Any]:
    return {**Edition.objects.get(number=number).content, **changes}


def swap(tamper: Tamper, one: int, other: int) -> None:
    columns = ("kind", "key", "object_id", "operation", "document", "digest", "chain", "reason")
    rows = {number: Edition.objects.get(number=number) for number in (one, other)}
    for number, taken in ((one, rows[other]), (other, rows[one])):
        update(tamper, number, **{name: getattr(taken, name) for name in columns})


def remove_c(tamper: Tamper) -> None:
    """Remove edition 4 and all that refers to it."""
    Source.objects.get(slug="c").stored_facets().delete()
    Source.objects.filter(slug="c").update(edition=None)
    tamper("DELETE FROM publication_edition WHERE number = 4")


def change_byte(tamper: Tamper, *, with_digest: bool) -> None:
    document = Edition.objects.get(number=2).document.replace("Title of b", "Title of B")
    update(tamper, 2, document=document)
    if with_digest:
        update(tamper, 2, digest=sha256(document))


TAMPERING: dict[str, tuple[Callable[[Tamper], None], str]] = {
    "a byte of a document": (
        lambda tamper: change_byte(tamper, with_digest=False),
        f"Edition 2 (source b): {DIGEST}.",
    ),
    "a byte of a document and its digest": (
        lambda tamper: change_byte(tamper, with_digest=True),
        f"Edition 2 (source b): {CHAIN}.",
    ),
    "a digest": (
        lambda tamper: update(tamper, 4, digest="0" * 64),
        f"Edition 4 (source c): {DIGEST}.",
    ),
    "a reason": (
        lambda tamper: update(tamper, 3, reason="It was right."),
        f"Edition 3 (source a): {CHAIN}.",
    ),
    "the time of the first": (
        lambda tamper: update(tamper, 1, published_at="2026-11-21 09:30:15+00:00"),
        f"Edition 1 (source a): {CHAIN}.",
    ),
    "an operation": (
        lambda tamper: update(tamper, 3, operation="publish"),
        f"Edition 3 (source a): {CHAIN}.",
    ),
    "a key": (
        lambda tamper: update(tamper, 4, key="d"),
        f"Edition 4 (source d): {CHAIN}.",
    ),
    "a kind": (
        lambda tamper: update(tamper, 4, kind="claim"),
        f"Edition 4 (claim c): {CHAIN}.",
    ),
    "the order": (
        lambda tamper: swap(tamper, 2, 4),
        f"Edition 2 (source c): {CHAIN}.",
    ),
    "an edition that is missing": (
        remove_c,
        "Edition 5 (source b): its number should be 4, so an edition is missing.",
    ),
    "a previous edition that is none": (
        lambda tamper: update(tamper, 3, previous_id=None),
        f"Edition 3 (source a): {PREVIOUS}.",
    ),
    "a previous edition of another page": (
        lambda tamper: update(tamper, 3, previous_id=4),
        f"Edition 3 (source a): {PREVIOUS}.",
    ),
    "a previous edition of the first": (
        lambda tamper: update(tamper, 1, previous_id=4),
        f"Edition 1 (source a): {PREVIOUS}.",
    ),
    "a page with a history given to another": (
        lambda tamper: update(tamper, 3, object_id=9999),
        f"Edition 3 (source a): {PREVIOUS}.",
    ),
    "a chain hash": (
        lambda tamper: update(tamper, 2, chain="0" * 64),
        f"Edition 2 (source b): {CHAIN}.",
    ),
    "the last chain hash": (
        lambda tamper: update(tamper, 5, chain="0" * 64),
        f"Edition 5 (source b): {CHAIN}.",
    ),
    "all from the last one on, under another number": (
        lambda tamper: rewrite_last(
            tamper,
            spelled(document_of(5, edition={**document_of(5)["edition"], "number": 6})),
        ),
        f"Edition 5 (source b): {STAMP}.",
    ),
    "all from the last one on, at another time": (
        lambda tamper: rewrite_last(
            tamper,
            spelled(document_of(5, edition={**document_of(5)["edition"], "published_at": ""})),
        ),
        f"Edition 5 (source b): {STAMP}.",
    ),
    "all from the last one on, after another edition": (
        lambda tamper: rewrite_last(
            tamper, spelled(document_of(5, edition={**document_of(5)["edition"], "previous": 4}))
        ),
        f"Edition 5 (source b): {STAMP}.",
    ),
    "all from the last one on, for another page": (
        lambda tamper: rewrite_last(tamper, spelled(document_of(5, id="a"))),
        f"Edition 5 (source b): {PAGE}.",
    ),
    "all from the last one on, for another kind of page": (
        lambda tamper: rewrite_last(tamper, spelled(document_of(5, type="claim"))),
        f"Edition 5 (source b): {PAGE}.",
    ),
    "all from the last one on, in another form": (
        lambda tamper: rewrite_last(tamper, json.dumps(document_of(5))),
        f"Edition 5 (source b): {FORM}.",
    ),
}

# What fits its digest and its chain hash and is no document all the same.
NO_DOCUMENT = {
    "no json": lambda: "nonsense",
    "a list": lambda: "[]",
    "a number with a fraction": lambda: spelled(document_of(5, characters=1.5)),
    "nothing": lambda: "{}",
    "no edition": lambda: spelled(
        {key: value for key, value in document_of(5).items() if key != "edition"}
    ),
}


class TestFirstFault:
    def test_a_good_history_has_none(self) -> None:
        assert fault() is None
        assert Edition.objects.count() == 5

    def test_nothing_has_none(self) -> None:
        assert first_fault([]) is None

    @pytest.mark.parametrize("name", TAMPERING)
    def test_it_names(self, tamper: Tamper, name: str) -> None:
        change, expected = TAMPERING[name]
        change(tamper)

        assert fault() == expected

    def test_the_last_one_written_anew_as_it_was_has_none(self, tamper: Tamper) -> None:
        before = list(Edition.objects.values_list())
        rewrite_last(tamper, spelled(document_of(5)))

        assert fault() is None
        assert list(Edition.objects.values_list()) == before

    @pytest.mark.parametrize("name", NO_DOCUMENT)
    def test_it_names_an_edition_without_a_document(self, tamper: Tamper, name: str) -> None:
        rewrite_last(tamper, NO_DOCUMENT[name]())

        assert (fault() or "").startswith("Edition 5 (source b): ")

    def test_editions_have_to_come_in_order(self) -> None:
        assert first_fault(Edition.objects.order_by("-number")) == (
            "Edition 5 (source b): its number should be 1, so an edition is missing."
        )

    def test_the_first_fault_is_named_where_there_are_several(self, tamper: Tamper) -> None:
        for number in (4, 2, 5):
            update(tamper, number, reason="Tampered.")

        assert fault() == f"Edition 2 (source b): {CHAIN}."


class TestVerifyEditions:
    @pytest.fixture
    def status(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
        """Run it as the shell does, for its exit status."""
        # It closes all connections at its end, but this one has the transaction of the test.
        monkeypatch.setattr(connections, "close_all", lambda: None)

        def run() -> int:
            try:
                Command().run_from_argv(["manage.py", "verify_editions"])
            except SystemExit as end:
                return int(end.code or 0)
            return 0

        return run

    def test_a_good_history(
        self, status: Callable[[], int], capsys: pytest.CaptureFixture[str]
    ) -> None:
        chain = Edition.objects.get(number=5).chain

        assert status() == 0
        assert capsys.readouterr() == (f"5 editions hold. Newest chain hash: {chain}\n", "")

    def test_one_that_was_tampered_with(
        self, tamper: Tamper, status: Callable[[], int], capsys: pytest.CaptureFixture[str]
    ) -> None:
        update(tamper, 3, reason="It was right.")

        assert status() == 1
        assert capsys.readouterr() == ("", f"CommandError: Edition 3 (source a): {CHAIN}.\n")

    def test_no_history(
        self, lifted: Callable[[], Any], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with lifted():
            for source in Source.objects.all():
                source.stored_facets().delete()
                source.write_public(edition=None)
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM publication_edition")

        call_command("verify_editions")

        assert capsys.readouterr().out == (f"0 editions hold. Newest chain hash: {'0' * 64}\n")

    def test_it_needs_no_query_per_edition(
        self, django_assert_num_queries: Callable[[int], Any]
    ) -> None:
        # The editions with their previous ones, and the newest number.
        with django_assert_num_queries(2):
            call_command("verify_editions", stdout=None)

    @pytest.mark.parametrize("name", TAMPERING)
    def test_it_says_what_first_fault_says(self, tamper: Tamper, name: str) -> None:
        change, expected = TAMPERING[name]
        change(tamper)

        with pytest.raises(CommandError) as error:
            call_command("verify_editions")
        assert str(error.value) == expected
        assert error.value.returncode == 1
