import base64
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet, Subquery, Value
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publication.keyset import Order, Page, page
from sources.models import Publisher, Source
from tests.factories import make_editor, make_publisher, make_source, make_speaker, make_statement

pytestmark = pytest.mark.django_db

UP, DOWN = Order("public_published"), Order("public_published", descending=True)
BY_LENGTH = Order("characters")
BY_TITLE = Order("title", id_column="slug")
ORDERS = (UP, DOWN, BY_LENGTH, BY_TITLE)
FIRST = date(2011, 12, 9)

# Which of five days, titles and lengths each of 23 rows has, so that there are many ties.
PLACES = [3, 0, 4, 1, 1, 0, 3, 2, 2, 2, 4, 0, 1, 3, 3, 3, 2, 0, 4, 4, 1, 2, 0]

NOT_IDS = [None, True, False, 1.5, "x", "", "1.5", "1\x00", [1], {"a": 1}, -1, 2**63, 10**400]
NOT_DAYS = [
    *(None, True, 1.5, 1, -1, 2**63, 10**400, ["2011-12-09"], {}, "", "x", "\x00", "\ud800"),
    *("2011-13-45", "0000-01-01", "2011-12-09\n\n", "2011-12-09T00:00", "2011-12"),
]


def add_rows(places: list[int], *, publisher: Publisher, name: str = "row") -> list[Source]:
    return Source.objects.bulk_create(
        Source(
            # The order of the slugs is another one than that of the ids.
            slug=f"{name}-{index * 7 % 23:02}-{index}",
            title=f"Title {place}",
            publisher=publisher,
            kind="blog_post",
            date_basis="unknown",
            characters=max(place, 0),
            sha256=f"{name}-{index}".encode().hex().zfill(64),
            public_published=FIRST + timedelta(days=place),
        )
        for index, place in enumerate(places)
    )


@pytest.fixture
def publisher() -> Publisher:
    return make_publisher()


@pytest.fixture
def rows(publisher: Publisher) -> QuerySet[Source]:
    add_rows(PLACES, publisher=publisher)
    return Source.objects.all()


def walk(rows: QuerySet[Any], order: Order, *, size: int) -> Iterator[Page]:
    cursor = None
    while True:
        found = page(rows, order, size=size, cursor=cursor)
        yield found
        cursor = found.next_cursor
        if cursor is None:
            return


def expected(order: Order) -> list[int]:
    """The ids as Python sorts the rows."""
    name = "pk" if order.id_column == "pk" else order.id_column
    found = sorted(
        Source.objects.all(),
        key=lambda row: (getattr(row, order.column), getattr(row, name)),
        reverse=order.descending,
    )
    return [row.pk for row in found]


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def spelled(*parts: Any) -> str:
    return encoded(json.dumps(parts))


def refuses(rows: QuerySet[Any], order: Order, cursor: str) -> bool:
    """Whether the cursor is refused; any error but the one promised goes through."""
    try:
        # PostgreSQL goes on after an error only where it can go back to before it.
        with transaction.atomic():
            page(rows, order, size=3, cursor=cursor)
    except ValidationError as error:
        return error.messages == [
            "This cursor belongs to another list: follow “next” from the first page of this one."
        ]
    return False


class TestWalking:
    @pytest.mark.parametrize("size", [1, 2, 7, 22, 23, 24, 200])
    @pytest.mark.parametrize("order", ORDERS, ids=str)
    def test_it_visits_every_row_once_and_in_order(
        self, rows: QuerySet[Source], order: Order, size: int
    ) -> None:
        pages = list(walk(rows, order, size=size))

        assert [row.pk for found in pages for row in found.rows] == expected(order)
        assert [len(found.rows) for found in pages[:-1]] == [size] * (len(pages) - 1)
        assert {found.count for found in pages} == {23}

    @pytest.mark.parametrize("order", ORDERS, ids=str)
    def test_rows_of_values_are_walked_in_the_same_way(
        self, rows: QuerySet[Source], order: Order
    ) -> None:
        values = rows.values("pk", order.column, order.id_column)

        visited = [row["pk"] for found in walk(values, order, size=4) for row in found.rows]

        assert visited == expected(order)

    def test_up_and_down_are_each_other_reversed(self, rows: QuerySet[Source]) -> None:
        up, down = (
            [row.pk for found in walk(rows, order, size=3) for row in found.rows]
            for order in (UP, DOWN)
        )

        assert up == down[::-1]
        assert up != sorted(up)

    def test_only_the_rows_asked_for_are_visited_and_counted(self, rows: QuerySet[Source]) -> None:
        chosen = rows.filter(characters__gte=3)

        pages = list(walk(chosen, UP, size=4))

        assert [row.characters for found in pages for row in found.rows] == [3] * 5 + [4] * 4
        assert [found.count for found in pages] == [9, 9, 9]

    def test_an_empty_list_has_one_empty_page(self, publisher: Publisher) -> None:
        assert page(Source.objects.all(), UP, size=5, cursor=None) == Page([], 0, None)

    @pytest.mark.parametrize("order", [UP, DOWN], ids=str)
    def test_rows_added_meanwhile_disturb_nothing(
        self, rows: QuerySet[Source], publisher: Publisher, order: Order
    ) -> None:
        before, visited = expected(order), []
        for index, found in enumerate(walk(rows, order, size=2)):
            visited += [row.pk for row in found.rows]
            # On the day where the walk is, and at either end, so behind it and before it.
            place = (found.rows[-1].public_published - FIRST).days
            add_rows([place, -index - 1, 99 + index], publisher=publisher, name=f"new-{index}")
            if index == 10:
                break

        assert [pk for pk in visited if pk in before] == before[: len(set(visited) & set(before))]
        assert len(visited) == len(set(visited)) == 22

    @pytest.mark.parametrize("order", [UP, DOWN], ids=str)
    def test_all_that_was_there_is_visited_though_rows_are_added_behind(
        self, rows: QuerySet[Source], publisher: Publisher, order: Order
    ) -> None:
        before, visited = expected(order), []
        for index, found in enumerate(walk(rows, order, size=3)):
            visited += [row.pk for row in found.rows]
            place = 99 + index if order.descending else -index - 1
            add_rows([place, place], publisher=publisher, name=f"new-{index}")

        assert visited == before
        assert page(rows, order, size=1, cursor=None).count > len(before)

    def test_the_row_that_a_cursor_names_may_vanish(self, rows: QuerySet[Source]) -> None:
        before = expected(UP)
        first = page(rows, UP, size=5, cursor=None)
        Source.objects.filter(pk=before[4]).delete()

        second = page(rows, UP, size=5, cursor=first.next_cursor)

        assert [row.pk for row in second.rows] == before[5:10]

    def test_behind_the_last_row_the_count_is_still_right(self, rows: QuerySet[Source]) -> None:
        last = page(rows, UP, size=22, cursor=None)
        Source.objects.filter(pk=expected(UP)[-1]).delete()

        assert page(rows, UP, size=22, cursor=last.next_cursor) == Page([], 22, None)

    def test_a_page_is_one_query(
        self, rows: QuerySet[Source], django_assert_num_queries: Callable[[int], Any]
    ) -> None:
        with django_assert_num_queries(1):
            first = page(rows, UP, size=5, cursor=None)
        with django_assert_num_queries(1):
            page(rows, UP, size=5, cursor=first.next_cursor)

    # Rows that are groups are counted in another way than rows of a table.
    @pytest.mark.parametrize("size", [2, 5, 50])
    def test_groups_are_counted_as_they_are_listed(self, rows: QuerySet[Source], size: int) -> None:
        groups = rows.values("title").annotate(sources=Count("pk"))

        pages = list(walk(groups, Order("title", id_column="title"), size=size))

        assert [(row["title"], row["sources"]) for found in pages for row in found.rows] == [
            ("Title 0", 5),
            ("Title 1", 4),
            ("Title 2", 5),
            ("Title 3", 5),
            ("Title 4", 4),
        ]
        assert {found.count for found in pages} == {5}

    def test_the_list_of_speakers_counts_speakers(self, client: Client) -> None:
        editor, speakers = make_editor(), [make_speaker(), make_speaker()]
        for number in range(3):
            source = make_source()
            for speaker in speakers[: number + 1]:
                make_statement(source=source, speaker=speaker)
            source.publish(by=editor)

        answer = client.get("/speakers.json").json()

        assert (answer["count"], len(answer["results"])) == (2, 2)


class TestCursor:
    def test_it_names_its_list_and_the_last_row(self, rows: QuerySet[Source]) -> None:
        found = page(rows, DOWN, size=3, cursor=None)

        assert found.next_cursor == encoded(
            f'["public_published",true,"2011-12-13",{expected(DOWN)[2]}]'
        )

    @pytest.mark.parametrize("other", ORDERS, ids=str)
    @pytest.mark.parametrize("order", ORDERS, ids=str)
    def test_that_of_another_list_is_refused(
        self, rows: QuerySet[Source], order: Order, other: Order
    ) -> None:
        cursor = page(rows, order, size=3, cursor=None).next_cursor

        if order == other:
            assert page(rows, other, size=3, cursor=cursor).rows
        else:
            assert refuses(rows, other, cursor or "")

    @pytest.mark.parametrize(
        "cursor",
        [
            *("!", "=", "====", "a", "é", "😀", "\ud800", "\x00", " ", "nonsense", "bnVsbA"),
            *("WyJ", "AA==AA==", "/w", "+w", "_w", "-----"),
            "9" * 10_000,
            spelled(),
            spelled("public_published", False, "2011-12-09"),
            spelled("public_published", False, "2011-12-09", 1, 1),
            spelled("public_published", True, "2011-12-09", 1),
            spelled("public_published", None, "2011-12-09", 1),
            spelled("title", False, "2011-12-09", 1),
            spelled(["public_published"], False, "2011-12-09", 1),
            *(spelled("public_published", False, "2011-12-09", part) for part in NOT_IDS),
            *(spelled("public_published", False, part, 1) for part in NOT_DAYS),
        ],
    )
    def test_what_no_list_gave_is_refused(self, rows: QuerySet[Source], cursor: str) -> None:
        assert refuses(rows, UP, cursor)

    def test_the_same_but_for_that_is_taken(self, rows: QuerySet[Source]) -> None:
        found = page(rows, UP, size=3, cursor=spelled("public_published", False, "2011-12-12", 0))

        assert [row.public_published for row in found.rows] == [FIRST + timedelta(days=3)] * 3

    @pytest.mark.parametrize(
        "text",
        [
            "[" * 100_000,
            "[" * 100_000 + "]" * 100_000,
            '["public_published",false,' + "[" * 100_000,
            '{"a":' * 100_000,
            f'["public_published",false,"2011-12-09",{"9" * 5000}]',
            f'["public_published",false,{"9" * 5000},1]',
            '["public_published",false,"2011-12-09",1e999]',
            '["public_published",false,"2011-12-09",NaN]',
        ],
        ids=lambda text: text[:40],
    )
    def test_what_would_burst_a_parser_is_refused(self, rows: QuerySet[Source], text: str) -> None:
        assert refuses(rows, UP, encoded(text))

    def test_every_change_of_one_sign_is_refused_or_is_another_place(
        self, rows: QuerySet[Source]
    ) -> None:
        cursor = page(rows, UP, size=3, cursor=None).next_cursor or ""
        refused = 0
        for index in range(len(cursor)):
            for sign in "A9_!":
                refused += refuses(rows, UP, cursor[:index] + sign + cursor[index + 1 :])

        assert refused > len(cursor)
        assert not refuses(rows, UP, cursor)

    @pytest.mark.parametrize("sign", ["!", " ", "\n", "=", "+", "é"])
    def test_a_sign_more_is_refused(self, rows: QuerySet[Source], sign: str) -> None:
        cursor = page(rows, UP, size=3, cursor=None).next_cursor or ""

        assert all(
            refuses(rows, UP, cursor[:index] + sign + cursor[index:])
            for index in range(len(cursor))
        )

    # A cursor that the list itself gave must never be refused, whatever its rows hold.
    @pytest.mark.parametrize("sign", ["\u00a0", "\n", "\t", "\u200b", "é", "😀"])
    def test_text_that_a_row_holds_is_taken(self, rows: QuerySet[Source], sign: str) -> None:
        rows.update(title=f"Title{sign}of all")
        found = page(rows, BY_TITLE, size=3, cursor=None)

        assert not refuses(rows, BY_TITLE, found.next_cursor or "")

    # PostgreSQL refuses NUL, and both drivers half a character, but only when the query runs.
    @pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800", "a\udfff"])
    @pytest.mark.parametrize("place", ["value", "id"])
    def test_text_that_no_row_can_hold_is_refused(
        self, rows: QuerySet[Source], text: str, place: str
    ) -> None:
        value, identifier = (text, "a") if place == "value" else ("a", text)
        cursor = spelled("title", False, value, identifier)

        assert refuses(rows, BY_TITLE, cursor)

    @pytest.mark.parametrize("text", ["\x00", "\ud800"])
    def test_the_list_of_speakers_refuses_it(self, client: Client, text: str) -> None:
        client.raise_request_exception = False
        answer = client.get("/speakers.json", {"cursor": spelled("value", False, text, "a")})

        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["cursor"])


# Text that PostgreSQL can hold; what it cannot has tests of its own.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=8
)
DAYS = st.dates().map(str) | st.datetimes().map(str)
IDS = st.integers(-3, 60) | st.integers().map(str)


def nearly_right(order: Order) -> st.SearchStrategy[str]:
    """Cursors that begin as those of the list do, which is as far as most nonsense never gets."""
    places = st.tuples(ANY_JSON | DAYS | IDS, ANY_JSON | IDS)
    return places.map(lambda place: spelled(order.column, order.descending, *place))


class TestAnyCursor:
    """Whatever stands in an address, it is a page or a refusal."""

    @given(cursor=st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
    @example("\ud800")
    @settings(deadline=None)
    def test_random_text_is_refused(self, cursor: str) -> None:
        assert not cursor or refuses(Source.objects.all(), UP, cursor)

    @given(value=ANY_JSON)
    @settings(deadline=None)
    def test_random_json_is_refused(self, value: Any) -> None:
        assert refuses(Source.objects.all(), UP, encoded(json.dumps(value)))

    @pytest.mark.parametrize("order", ORDERS, ids=str)
    @given(data=st.data())
    @settings(deadline=None)
    def test_what_is_nearly_right_is_a_page_or_refused(
        self, order: Order, data: st.DataObject
    ) -> None:
        refuses(Source.objects.all(), order, data.draw(nearly_right(order)))

    @pytest.mark.parametrize("order", ORDERS, ids=str)
    def test_what_is_right_is_a_page(self, rows: QuerySet[Source], order: Order) -> None:
        given_here = [found.next_cursor for found in walk(rows, order, size=5)][:-1]

        assert len(given_here) == 4
        assert not any(refuses(rows, order, cursor or "") for cursor in given_here)


class TestLimit:
    def test_no_more_rows_are_counted_than_a_limit(self, rows: QuerySet[Source]) -> None:
        for most, told in ((22, (22, False)), (23, (23, True))):
            with mock.patch("publication.keyset.MOST_COUNTED", most):
                found = list(walk(rows, UP, size=5))
            assert {(one.count, one.is_exact) for one in found} == {told}

    def test_a_number_that_is_known_is_told(self, rows: QuerySet[Source]) -> None:
        known = Subquery(Source.objects.filter(title="Title 0").values(n=Value(7))[:1])
        with mock.patch("publication.keyset.MOST_COUNTED", 3):
            found = page(rows, UP, size=5, cursor=None, total=known)
        assert (found.count, found.is_exact) == (7, True)
