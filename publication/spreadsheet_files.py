"""Tables of text as the bytes of CSV and XLSX files and back, without the loss of a character.

A spreadsheet program takes a cell that begins with “=” for a formula. Such a cell is written with
an apostrophe before it, and reading takes one off again wherever writing would have put one.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from itertools import islice
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

Row = list[str]

MOST_ROWS = 20_000
MOST_COLUMNS = 50
# Of a workbook after unpacking: a small file can unpack to more than the memory holds.
MOST_BYTES_UNPACKED = 100 * 1024 * 1024
# Excel's own limit. openpyxl would cut the rest off without a word.
LONGEST_CELL = 32_767

FORMULA = re.compile(r"'*[=+\-@\t\r]")
# What XML cannot hold, or would not give back, and what looks like the escape of such a character.
UNSTORABLE = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
# The escape of the XLSX standard, which spreadsheet programs read too. Halves of a pair stay as is.
ESCAPED = re.compile("_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")


class UnusableFile(ValueError):
    """A sentence for the person who chose the file, or asked for one."""


def guarded(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def is_workbook(data: bytes) -> bool:
    return data.startswith(b"PK")


def write_csv(rows: Iterable[Row]) -> bytes:
    """With a byte order mark, without which Excel does not take the file for UTF-8."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([guarded(text) for text in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def read_csv(data: bytes) -> list[Row]:
    """Header and rows, all of one width."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableFile(
            "This file is neither XLSX nor text in UTF-8. Save it as XLSX, or as “CSV UTF-8”."
        ) from None
    header = text.partition("\n")[0]
    # Where a comma is the decimal sign, Excel writes semicolons.
    delimiter = ";" if ";" in header and "," not in header else ","
    try:
        return _table(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnusableFile(f"This file is not CSV that can be read: {error}.") from None


def write_xlsx(rows: Iterable[Row]) -> bytes:
    # All of them first: a workbook that is left half written leaves a temporary file behind.
    table = [[_stored(text, number) for text in row] for number, row in enumerate(rows, 1)]
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Rows")
    sheet.freeze_panes = "A2"
    for row in table:
        sheet.append([_text_cell(sheet, text) for text in row])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _stored(text: str, row: int) -> str:
    stored = UNSTORABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", guarded(text))
    if len(stored) > LONGEST_CELL:
        raise UnusableFile(
            f"XLSX holds at most {LONGEST_CELL:,} characters in a cell, and row {row} has one that "
            f"is longer (“{text[:40]}…”): export CSV instead."
        )
    return stored


def _text_cell(sheet: Any, text: str) -> Any:
    """Text, whatever it looks like; a program that edits it keeps it text, dates above all."""
    cell = WriteOnlyCell(sheet, text)
    cell.data_type, cell.number_format = "s", "@"
    return cell


def read_xlsx(data: bytes) -> list[Row]:
    """Header and rows of the sheet that was open last, all of one width."""
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MOST_BYTES_UNPACKED:
            raise UnusableFile("This workbook unpacks to more than 100 MB.")
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = workbook.active
        # Rows beyond the size that a file says it has would be lost.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
        return _table([_as_text(value) for value in row] for row in rows)
    except UnusableFile:
        raise
    except Exception as error:
        # A damaged file can fail anywhere in openpyxl, with any exception.
        raise UnusableFile("This file is not an XLSX workbook that can be read.") from error


def _as_text(value: Any) -> str:
    """A cell as its program would show it, without the format that somebody chose for it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else value.isoformat()
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))


def _table(cells: Iterable[Iterable[str]]) -> list[Row]:
    # One more than is allowed, and the header.
    rows = [[unguarded(text) for text in row] for row in islice(cells, MOST_ROWS + 2)]
    if len(rows) > MOST_ROWS + 1:
        raise UnusableFile(f"At most {MOST_ROWS:,} rows are allowed in a file: divide it.")
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) < 2:
        raise UnusableFile("This file has no rows below a header.")
    header = [name.strip() for name in rows[0]]
    while header and not header[-1]:
        header.pop()
    for problem in _problems(header, rows):
        raise UnusableFile(problem)
    width = len(header)
    return [header, *((row + [""] * width)[:width] for row in rows[1:])]


def _problems(header: Row, rows: list[Row]) -> Iterator[str]:
    if len(header) > MOST_COLUMNS:
        yield f"At most {MOST_COLUMNS} columns are allowed."
    for number, name in enumerate(header, 1):
        if not name:
            yield f"Column {number} has no name in the first row."
        if header.index(name) != number - 1:
            yield f"Two columns are named “{name}”."
    for number, row in enumerate(rows, 1):
        if not any(row):
            yield f"Row {number} is empty: delete it."
        if any(row[len(header) :]):
            yield f"Row {number} has a cell to the right of the last column that has a name."
        if any("\0" in text for text in row):
            yield f"Row {number} has a NUL character, which no text can hold."
