"""Tables as CSV and XLSX: every text survives, no formula runs, no damaged file is a crash."""

import io
from collections.abc import Callable
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from publication import spreadsheet_files
from publication.spreadsheet_files import (
    LONGEST_CELL,
    MOST_ROWS,
    UnusableFile,
    guarded,
    read_csv,
    read_xlsx,
    write_csv,
    write_xlsx,
)

Formats = pytest.mark.parametrize(
    ("write", "read"), [(write_csv, read_csv), (write_xlsx, read_xlsx)], ids=["csv", "xlsx"]
)

# What spreadsheets, XML and CSV each have a meaning of their own for.
AWKWARD = [*"'=+-@\t\r\n\",;_x", "\r\n", "_x000D_", "_x005F_", "_xD800_", "#N/A", "\x01", "\x7f"]
AWKWARD += ["\ufffe", "\uffff", "\u2028", "\x85", "\xa0", "𝛑", "TRUE", "1", "2011-12-09", " "]
texts = st.lists(
    st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(codec="utf-8"), max_size=3)),
    max_size=6,
).map("".join)
storable = texts.filter(lambda text: "\0" not in text)


@Formats
@given(rows=st.lists(st.tuples(storable, storable), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_every_text_survives(
    write: Callable[..., bytes], read: Callable[..., list[list[str]]], rows: list[tuple[str, str]]
) -> None:
    table = [["slug", "a", "b"], *([f"row-{number}", *row] for number, row in enumerate(rows))]

    assert read(write(table)) == table


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''-1"])
def test_no_cell_begins_as_a_formula(text: str) -> None:
    table = [["slug"], [text]]

    assert guarded(text) == f"'{text}"
    assert write_csv(table).decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")
    sheet = load_workbook(io.BytesIO(write_xlsx(table))).active
    assert sheet is not None
    assert (sheet["A2"].data_type, str(sheet["A2"].value)[0]) == ("s", "'")


@pytest.mark.parametrize("text", ["1 = 1", "'tis", "a'=1", " =1", ""])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_a_cell_that_looks_like_a_formula_is_text_in_the_workbook() -> None:
    """An error value and a date are what they say, and stay text when a program edits them."""
    sheet = load_workbook(io.BytesIO(write_xlsx([["a", "b"], ["#N/A", "2011-12-09"]]))).active
    assert sheet is not None

    assert [(cell.data_type, cell.number_format) for cell in sheet[2]] == [("s", "@"), ("s", "@")]


class TestReadingWhatOthersWrite:
    def workbook(self, *rows: list[object]) -> bytes:
        book = Workbook()
        for row in rows:
            book.active.append(row)  # type: ignore[union-attr]
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def test_numbers_dates_and_blanks_of_a_workbook_are_the_text_that_they_show(self) -> None:
        cells = [
            3,
            3.0,
            2.5,
            True,
            False,
            None,
            datetime.fromisoformat("2011-12-09"),
            datetime.fromisoformat("2011-12-09T08:30"),
        ]
        names: list[object] = [f"c{number}" for number in range(len(cells))]

        assert read_xlsx(self.workbook(names, cells))[1] == [
            "3",
            "3",
            "2.5",
            "yes",
            "no",
            "",
            "2011-12-09",
            "2011-12-09T08:30:00",
        ]

    def test_a_formula_of_a_workbook_is_never_run_nor_taken_for_text(self) -> None:
        assert read_xlsx(self.workbook(["a", "b"], ["x", "=1+1"]))[1] == ["x", ""]

    def test_semicolons_and_a_byte_order_mark_are_understood(self) -> None:
        assert read_csv(b"\xef\xbb\xbfslug;note\r\na;b, c\r\n") == [["slug", "note"], ["a", "b, c"]]
        assert read_csv(b"slug,note\na,b; c\n") == [["slug", "note"], ["a", "b; c"]]

    def test_short_rows_and_empty_last_rows_are_filled_and_left_out(self) -> None:
        assert read_csv(b"slug,note\na\n,\n,\n") == [["slug", "note"], ["a", ""]]
        book = self.workbook(["slug", "note", None], ["a"], [None, None], [None])
        assert read_xlsx(book) == [["slug", "note"], ["a", ""]]


def packed(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as parts:
        parts.writestr(name, content)
    return file.getvalue()


def repacked(book: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with something of its sheet replaced."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(book)) as parts, ZipFile(file, "w") as changed:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert content.count(old) == 1
                content = content.replace(old, new)
            changed.writestr(name, content)
    return file.getvalue()


class TestRefusing:
    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"", "no rows below a header"),
            (b"slug,note\n", "no rows below a header"),
            ("slug\ncafé".encode("latin-1"), "UTF-8"),
            ("slug\na".encode("utf-16"), "UTF-8"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "UTF-8"),
            (b'slug\n"a"b\n', "not CSV"),
            (b'slug\n"a', "not CSV"),
            (b"slug,,note\na,b,c\n", "Column 2 has no name"),
            (b"slug,note,note\na,b,c\n", "Two columns are named “note”"),
            (b"slug,note\na,b,c\n", "Row 2 has a cell to the right"),
            (b"slug,note\na,b\n,\nc,d\n", "Row 3 is empty"),
            (b"slug,note\na,b\nc,\0\n", "Row 3 has a NUL"),
            (b"slug\n" + b"a\n" * (MOST_ROWS + 1), "At most 20,000 rows"),
            (b",".join(b"c%d" % n for n in range(51)) + b"\n1\n", "At most 50 columns"),
        ],
    )
    def test_csv_that_is_no_table(self, data: bytes, sentence: str) -> None:
        with pytest.raises(UnusableFile, match=sentence):
            read_csv(data)

    @pytest.mark.parametrize(
        "data",
        [b"PK", b"PK\x03\x04 and no more", packed("a.txt", b"a"), packed("xl/workbook.xml", b"<")],
    )
    def test_a_workbook_that_is_none(self, data: bytes) -> None:
        with pytest.raises(UnusableFile, match="not an XLSX workbook"):
            read_xlsx(data)

    def test_a_workbook_that_unpacks_to_more_than_is_allowed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        book = write_xlsx([["slug"], ["a" * 30_000]])
        assert read_xlsx(book)
        monkeypatch.setattr(spreadsheet_files, "MOST_BYTES_UNPACKED", 20_000)
        with pytest.raises(UnusableFile, match="unpacks to more"):
            read_xlsx(book)

    def test_a_sheet_that_says_that_it_has_no_end(self) -> None:
        """A row number that is far away makes openpyxl count up to it."""
        book = write_xlsx([["slug"], ["a"]])
        far = repacked(book, b'<row r="2"><c r="A2"', b'<row r="999999999999"><c r="XFD2"')
        with pytest.raises(UnusableFile, match="At most 20,000 rows"):
            read_xlsx(far)

    @pytest.mark.parametrize("size", [b"A1:A1048576", b"A1"])
    def test_a_sheet_that_is_not_as_large_as_it_says(self, size: bytes) -> None:
        file = io.BytesIO()
        book = Workbook()
        book.active.append(["slug"])  # type: ignore[union-attr]
        book.active.append(["a"])  # type: ignore[union-attr]
        book.save(file)
        told = repacked(file.getvalue(), b'ref="A1:A2"', b'ref="%s"' % size)
        assert read_xlsx(told) == [["slug"], ["a"]]

    def test_the_most_rows_are_still_read(self) -> None:
        assert len(read_csv(b"slug\n" + b"a\n" * MOST_ROWS)) == MOST_ROWS + 1

    def test_a_text_that_xlsx_would_cut_is_refused_and_csv_keeps_it(self) -> None:
        table = [["slug", "note"], ["a", "x" * (LONGEST_CELL + 1)]]
        with pytest.raises(UnusableFile, match=r"row 2 .* export CSV instead"):
            write_xlsx(table)
        assert read_csv(write_csv(table)) == table
        table[1][1] = "x" * LONGEST_CELL
        assert read_xlsx(write_xlsx(table)) == table
