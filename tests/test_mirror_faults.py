"""A mirror stops where the feed is wrong, and goes on when it is right again."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.management import CommandError

from publication.models import Edition
from sources.models import Source
from tests.first_site import Server
from tests.forged_feed import changed, forged, number_of, rename
from tests.test_mirror import (
    Answers,
    assert_equal,
    check_record,
    clock,
    history,
    last,
    mirror,
    site,
)

__all__ = ["clock", "history", "last", "site"]


REFUSED = {
    "its document does not have the digest that was published": {"document": {}},
    "it does not follow the previous edition of the same page": {"previous_digest": "0" * 64},
    "its place in the chain is not the one that was published": {"reason": "Another one."},
    "its number should be 20, so an edition is missing": {"number": 21},
    "its line has no document": {"document": None},
    "“operation” in its line is none of: publish, correct, withdraw": {"operation": "redact"},
}


@pytest.mark.django_db
class TestBadFeed:
    @pytest.mark.parametrize("fault", REFUSED)
    def test_it_stops_with_the_number(self, site: Server, fault: str) -> None:
        site.lines = changed(site.lines, 20, REFUSED[fault])

        with pytest.raises(CommandError, match=rf"^Edition \d+.*: {fault}\.$"):
            mirror(site.address)

        assert Edition.objects.newest_number() == 19
        assert check_record().startswith("The record holds:")

    def test_it_goes_on_when_the_feed_is_right_again(self, site: Server) -> None:
        lines = site.lines
        site.lines = [*lines[:19], b"{", *lines[20:]]
        with pytest.raises(CommandError, match=r"^Edition 20: its line is no JSON\.$"):
            mirror(site.address)
        site.lines = lines

        mirror(site.address)

        assert_equal(site.stored)

    def test_another_history_stops_it(self, site: Server) -> None:
        mirror(site.address)
        newest = len(site.lines)
        site.lines = changed(site.lines, newest, {"chain": "0" * 64})

        with pytest.raises(CommandError) as error:
            mirror(site.address)

        assert str(error.value) == (
            f"Edition {newest} here has another chain hash than at {site.address}."
        )

    def test_a_feed_without_what_the_index_says(self, site: Server) -> None:
        newest, site.lines = len(site.lines), []

        with pytest.raises(CommandError) as error:
            mirror(site.address)

        assert str(error.value) == (
            f"{site.address} has {newest} editions, and its change feed none from number 1 on."
        )


# Editions that are chained rightly and cannot be kept: whose, what is wrong, what is said of it.
UNUSABLE: dict[str, tuple[str, str, Callable[[dict[str, Any]], Any], str]] = {
    "a key that is missing": (
        "source",
        "a-report",
        lambda line: line["document"].pop("title"),
        "no rows can be made of it: KeyError: 'title'",
    ),
    "a value that no row has": (
        "source",
        "a-report",
        lambda line: line["document"].update(url="javascript:alert(1)"),
        "no rows can be made of it: url: Enter a valid URL.",
    ),
    "words that were never published": (
        "claim",
        "b-end",
        lambda line: line["document"]["statements"][0].update(id="s-unheard"),
        "no rows can be made of it: KeyError: 's-unheard'",
    ),
    "the address of another page": (
        "claim",
        "b-end",
        lambda line: rename(line, "a-start"),
        "(claim a-start): its address is that of another page.",
    ),
    "more than this release knows": (
        "claim",
        "b-end",
        lambda line: line.update(note="New."),
        "(claim b-end): its line says more, or otherwise, than this release would.",
    ),
    "a time that is none": (
        "claim",
        "b-end",
        lambda line: line.update(published_at="yesterday"),
        "time data 'yesterday' does not match format '%Y-%m-%dT%H:%M:%SZ'.",
    ),
}


@pytest.mark.django_db
class TestUnusableEditions:
    @pytest.mark.parametrize("fault", UNUSABLE)
    def test_what_comes_before_is_kept(self, site: Server, fault: str) -> None:
        kind, key, change, said = UNUSABLE[fault]
        number = number_of(site.lines, kind, key)
        site.lines = forged(site.lines, number, change)

        # Rows are made of the last edition of a page in each batch, so this is to be the last.
        with pytest.raises(CommandError) as error:
            mirror(site.address, "--limit", str(number))

        assert str(error.value).startswith(f"Edition {number}")
        assert str(error.value).endswith(said)
        assert Edition.objects.newest_number() == number - 1

    def test_a_feed_that_is_forged_without_a_fault_holds(self, site: Server) -> None:
        site.lines = forged(site.lines, 1, lambda line: line["document"].update(title="Other."))

        mirror(site.address)

        assert Source.objects.get(slug="a-post").title == "Another title"
        assert Edition.objects.newest_number() == len(site.lines)


@pytest.fixture
def pauses() -> Iterator[list[float]]:
    """The seconds for which the command wanted to sleep, which it did not."""
    found: list[float] = []
    with mock.patch("claims.management.commands.mirror.time.sleep", found.append):
        yield found


@pytest.mark.django_db
class TestNetwork:
    def test_a_site_that_does_not_answer_is_asked_again(
        self, site: Server, pauses: list[float]
    ) -> None:
        site.instead["/export/index.json"] = (503, {}, b"")

        with pytest.raises(CommandError, match=r"/export/index.json answers with status 503\.$"):
            mirror(site.address)

        assert pauses == [1, 3, 9]
        assert len(site.asked) == 4

    def test_what_came_before_an_interruption_is_kept(
        self, site: Server, pauses: list[float]
    ) -> None:
        media_type = {"Content-Type": "application/x-ndjson"}
        start = b"\n".join(site.lines[:8])
        site.instead["/export/changes.ndjson"] = (200, media_type, start[:-10])

        with pytest.raises(CommandError, match=r"broke off in the middle of a line\.$|another ch"):
            mirror(site.address)

        assert Edition.objects.newest_number() == 7

    def test_it_looks_again_and_again(self, site: Server, pauses: list[float]) -> None:
        lines, site.lines = site.lines, site.lines[:5]
        stored, site.stored = site.stored, {**site.stored, **index_of(5)}

        def sleep(seconds: float) -> None:
            pauses.append(seconds)
            site.lines, site.stored = lines, stored
            site.instead = {"/export/index.json": (404, {}, b"")} if len(pauses) == 2 else {}
            if len(pauses) == 4:
                raise KeyboardInterrupt

        with (
            mock.patch("claims.management.commands.mirror.time.sleep", sleep),
            mock.patch("claims.management.commands.mirror.connection") as connection,
        ):
            said = mirror(site.address, "--every", "60")

        assert pauses == [60] * 4
        assert connection.close.call_count == 4
        assert said.splitlines() == [
            "5 new editions; the newest is 5.",
            f"{len(lines) - 5} new editions; the newest is {len(lines)}.",
            f"{site.address}/export/index.json answers with status 404.",
            "Stopped; what was stored stays.",
        ]


def index_of(editions: int) -> Answers:
    body = json.dumps({"version": "1.0", "editions": editions}).encode()
    return {"/export/index.json": (200, "", body)}
