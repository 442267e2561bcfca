from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.dates import NotEDTF, bounds
from sources.models import Source, Statement
from tests.factories import make_source, make_speaker, make_statement

pytestmark = pytest.mark.django_db

EXAMPLES = "2011-12-09, 2014-01~, 2014-21, 2016-07-28~/2016-08-04, 2012-12~/.."
NONSENSE = ["soon", "2011-02-30", "2014/2012", " 2014", "09/12/2011", "2014-01-01T10:00", "٢٠١٤"]

# EDTF text with the bounds that are stored beside it.
STORED = [
    ("2011-12-09", date(2011, 12, 9), date(2011, 12, 9)),
    ("2014-02~", date(2014, 2, 1), date(2014, 2, 28)),
    ("2014-24", date(2014, 12, 1), date(2015, 2, 28)),
    ("201X", date(2010, 1, 1), date(2019, 12, 31)),
    ("2016-07-28~/2016-08-04", date(2016, 7, 28), date(2016, 8, 4)),
    ("2012-12~/..", date(2012, 12, 1), None),
    ("../2012", None, date(2012, 12, 31)),
    ("0001-01-01", date(1, 1, 1), date(1, 1, 1)),
    ("9999-12-31", date(9999, 12, 31), date(9999, 12, 31)),
]

YEARS = st.integers(1, 9998).map("{:04}".format)
DATES = st.one_of(
    YEARS,
    st.tuples(YEARS, st.sampled_from(["-01", "-02~", "-12?", "-21", "-24", "-XX"])).map("".join),
    st.dates().map(date.isoformat),
    st.tuples(YEARS, st.just("/..")).map("".join),
    st.tuples(st.just("../"), YEARS).map("".join),
    st.tuples(st.dates(), st.dates()).map(lambda pair: "/".join(map(date.isoformat, sorted(pair)))),
)


def stored(row: Statement) -> tuple[str, date | None, date | None]:
    return Statement.objects.values_list("said_on", "said_on_from", "said_on_to").get(pk=row.pk)


class TestBounds:
    @pytest.mark.parametrize(("text", "first", "last"), STORED)
    def test_they_are_computed_for_a_new_row(
        self, text: str, first: date | None, last: date | None
    ) -> None:
        assert stored(make_statement(said_on=text)) == (text, first, last)

    @pytest.mark.parametrize(("text", "first", "last"), STORED)
    def test_they_follow_a_changed_text(
        self, text: str, first: date | None, last: date | None
    ) -> None:
        row = make_statement(said_on="1999")

        row.said_on = text
        row.save()

        assert stored(row) == (text, first, last)
        assert (row.said_on_from, row.said_on_to) == (first, last)

    @pytest.mark.parametrize(("text", "first", "last"), STORED)
    def test_they_are_computed_for_rows_made_in_bulk(
        self, text: str, first: date | None, last: date | None
    ) -> None:
        source, speaker = make_source(), make_speaker()
        rows = [
            Statement(
                slug=slug, source=source, speaker=speaker, quote="Yes.", kind="denial", said_on=edtf
            )
            for slug, edtf in (("first", text), ("second", ""))
        ]

        Statement.objects.bulk_create(rows)

        assert stored(rows[0]) == (text, first, last)
        assert stored(rows[1]) == ("", None, None)

    def test_a_date_that_is_taken_out_takes_its_bounds_with_it(self) -> None:
        row = make_statement(said_on="2014")

        row.said_on = ""
        row.save()

        assert stored(row) == ("", None, None)

    def test_bounds_written_by_hand_do_not_stay(self) -> None:
        row = make_statement(said_on="2014")

        row.said_on_from = row.said_on_to = date(1999, 1, 1)
        row.save()

        assert stored(row) == ("2014", date(2014, 1, 1), date(2014, 12, 31))

    def test_a_writer_that_names_columns_names_all_three(self) -> None:
        row = make_statement(said_on="1999")

        row.said_on, row.note = "2014", "Unsaved."
        row.save(update_fields=["said_on_to", "said_on_from", "said_on"])

        assert stored(row) == ("2014", date(2014, 1, 1), date(2014, 12, 31))

    def test_each_date_of_a_row_has_its_own(self) -> None:
        source = make_source(published_on="2011-12-10")
        other = make_source(published_on="2014")

        found = Source.objects.filter(pk__in=[source.pk, other.pk]).order_by("pk")

        assert list(found.values_list("published_on_from", "published_on_to")) == [
            (date(2011, 12, 10), date(2011, 12, 10)),
            (date(2014, 1, 1), date(2014, 12, 31)),
        ]

    @given(texts=st.lists(DATES, min_size=1, max_size=5))
    @settings(max_examples=40, deadline=None)
    def test_any_series_of_texts_leaves_the_bounds_of_the_last(self, texts: list[str]) -> None:
        row = make_statement(said_on="")

        for text in texts:
            row.said_on = text
            row.save()

        assert stored(row) == (texts[-1], *bounds(texts[-1]))


class TestNonsense:
    @pytest.mark.parametrize("text", NONSENSE)
    def test_a_form_refuses_it_and_gives_examples(self, text: str) -> None:
        row = make_statement()
        row.said_on = text

        with pytest.raises(ValidationError) as refused:
            row.full_clean()

        assert list(refused.value.message_dict) == ["said_on"]
        (message,) = refused.value.messages
        assert message.startswith("This is not a date in EDTF: ")
        assert message.endswith(f". Examples: {EXAMPLES}")

    @pytest.mark.parametrize(("text", "first", "last"), STORED)
    def test_a_form_takes_a_date(self, text: str, first: date | None, last: date | None) -> None:
        row = make_statement()
        row.said_on = text

        row.full_clean()

    @pytest.mark.parametrize("text", NONSENSE)
    def test_it_is_not_saved_past_the_form(self, text: str) -> None:
        row = make_statement(said_on="2014")
        row.said_on = text

        with pytest.raises(NotEDTF, match="Examples: 2011-12-09"), transaction.atomic():
            row.save()

        assert stored(row) == ("2014", date(2014, 1, 1), date(2014, 12, 31))

    def test_it_is_not_made_in_bulk(self) -> None:
        row = make_statement()
        row.pk, row.slug, row.said_on = None, "another", "soon"

        with pytest.raises(NotEDTF), transaction.atomic():
            Statement.objects.bulk_create([row])

        assert Statement.objects.count() == 1

    def test_a_text_of_more_than_64_characters_is_refused(self) -> None:
        row = make_statement()
        row.said_on = "2014/" + "0" * 60

        with pytest.raises(ValidationError) as refused:
            row.full_clean()

        assert list(refused.value.message_dict) == ["said_on"]
        assert any("at most 64 characters" in message for message in refused.value.messages)

    def test_an_empty_date_is_refused_only_where_it_is_needed(self) -> None:
        undated = make_source(published_on="", date_basis="unknown")

        undated.full_clean()

        assert (undated.published_on_from, undated.published_on_to) == (None, None)
