"""What migrations do with a record that is there already."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from publication.models import Facet, Held
from tests.factories import make_source, make_statement

COLUMNS = "edition_id, name, value, label, detail, since, until"


@pytest.fixture
def back_before_0004(transactional_db: None, editor: Any) -> Iterator[list[tuple[Any, ...]]]:
    """The facets of a published source, in the tables of an older release."""
    make_statement(source=(source := make_source()))
    source.publish(by=editor)
    held = facets()
    call_command("migrate", "publication", "0003", verbosity=0)
    yield held
    call_command("migrate", verbosity=0)


def facets() -> list[tuple[Any, ...]]:
    return sorted(Facet.objects.values_list("edition", *Held._fields))


def old_facets() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {COLUMNS} FROM publication_facet ORDER BY id")
        return list(cursor.fetchall())


def test_facets_stay_on_the_way_back_and_forth(back_before_0004: list[tuple[Any, ...]]) -> None:
    old = old_facets()
    assert len(back_before_0004) == len(old) == 5
    assert len({key for key, *_ in old}) == 5

    call_command("migrate", verbosity=0)

    assert facets() == back_before_0004


def test_a_facet_that_was_stored_twice_is_kept_once(
    back_before_0004: list[tuple[Any, ...]],
) -> None:
    with connection.cursor() as cursor:
        twice = f"INSERT INTO publication_facet ({COLUMNS}) SELECT {COLUMNS} FROM publication_facet"
        cursor.execute(twice)
    assert len(old_facets()) == 10

    call_command("migrate", verbosity=0)

    assert facets() == back_before_0004
