"""No import overwrites what another editor saved: for every kind of row that spreadsheets have."""

from typing import Any

import pytest

from tests.factories import make_claim, make_editor, make_followup, make_source, make_statement
from tests.spreadsheets import Spreadsheets, csv_of, errors, summary


@pytest.fixture
def editor(db: None) -> Any:
    return make_editor("anna")


WITHOUT = (
    "2 version: Give the version of this row as exported: without it, somebody else’s work could "
    "be overwritten unseen."
)


@pytest.mark.parametrize(
    ("make", "column"),
    [
        (make_source, "title"),
        (make_statement, "said_on_note"),
        (make_claim, "note"),
        (make_followup, "summary"),
    ],
)
class TestNobodysWorkIsOverwrittenUnseen:
    """A row that exists and changes says which version of it was changed."""

    def sheets(self, row: Any, editor: Any) -> Spreadsheets:
        return Spreadsheets(type(row), editor)

    def overtake(self, row: Any, column: str) -> None:
        setattr(row, column, "Theirs.")
        row.save()

    def stored(self, row: Any, column: str) -> tuple[str, int, int]:
        row.refresh_from_db()
        return getattr(row, column), row.version, row.history.count()

    def test_with_its_version_a_row_is_changed_and_without_it_is_not(
        self, make: Any, column: str, editor: Any
    ) -> None:
        row = make()
        sheets = self.sheets(row, editor)
        before = self.stored(row, column)
        cells = {"slug": row.slug, column: "Mine."}
        for without in ({}, {"version": ""}, {"version": " "}):
            assert sheets.refused({**cells, **without}) == WITHOUT
            assert self.stored(row, column) == before
        sheets.bring_in({**cells, "version": "1"})
        assert self.stored(row, column) == ("Mine.", 2, 2)

    def test_an_unchanged_row_needs_no_version(self, make: Any, column: str, editor: Any) -> None:
        row = make()
        before = self.stored(row, column)
        page = self.sheets(row, editor).bring_in({"slug": row.slug, column: before[0]})
        assert "0 new, 0 changed, 1 unchanged" in page.content.decode()
        assert self.stored(row, column) == before

    def test_a_save_between_preview_and_confirmation_is_seen(
        self, make: Any, column: str, editor: Any
    ) -> None:
        rows = [make(), make()]
        sheets = self.sheets(rows[0], editor)
        mine = [{"slug": row.slug, "version": "1", column: "Mine."} for row in rows]
        page = sheets.preview(csv_of(*mine))
        assert summary(page)["update"] == 2
        self.overtake(rows[1], column)
        before = [self.stored(row, column) for row in rows]
        assert "3 version: Somebody saved this row since" in errors(sheets.confirm(page))
        assert [self.stored(row, column) for row in rows] == before
        assert before[1] == ("Theirs.", 2, 2)

    def test_a_row_that_was_unchanged_in_the_preview(
        self, make: Any, column: str, editor: Any
    ) -> None:
        """Without its version, what another editor saved since would be set back."""
        row = make()
        sheets = self.sheets(row, editor)
        page = sheets.preview(csv_of({"slug": row.slug, column: getattr(row, column)}))
        assert summary(page)["skip"] == 1
        self.overtake(row, column)
        assert errors(sheets.confirm(page)) == WITHOUT
        assert self.stored(row, column) == ("Theirs.", 2, 2)

    def test_a_row_that_was_new_in_the_preview(self, make: Any, column: str, editor: Any) -> None:
        row = make()
        sheets = self.sheets(row, editor)
        cells = {**sheets.rows()[0], "version": "", "slug": "new", column: "Mine."}
        if make is make_claim:
            cells["text"] = "Mine."
        page = sheets.preview(csv_of(cells))
        assert summary(page)["new"] == 1
        theirs = make(slug="new")
        self.overtake(theirs, column)
        assert WITHOUT in errors(sheets.confirm(page))
        assert self.stored(theirs, column) == ("Theirs.", 2, 2)
