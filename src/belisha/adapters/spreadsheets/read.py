"""Bytes -> rows of text: CSV in UTF-8, UTF-16 or Windows-1252, with commas, semicolons or tabs; workbooks as xlsx, xls or ods.

A workbook is read by python-calamine: it gives the values that cells show; formulas are never run.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
"""What a packed workbook may unpack to: a roster of 5,000 rows takes some 5 MB; more is a trap."""

MISSING_QUOTE = (
    "From row {row} on the file cannot be read: a quotation mark may be missing there, or one too many. Mend it, and upload again."
)
MOST_ROWS_READ = 100_001
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a packed file"),
)
Rows = list[tuple[str, ...]]


class NotATable(Exception):
    """No rows can be read out of these bytes. The message says what they seem to be, and what to do."""


def read_rows(data: bytes) -> Rows:
    """All rows of the first table of a file that has any; every cell as text. Raises NotATable."""
    if not data.strip():
        raise NotATable("The file is empty: export the list again.")
    if len(data) > MOST_BYTES:
        raise NotATable(f"The file has {len(data) // 1_048_576} MB; at most {MOST_BYTES // 1_048_576} MB are read. Export the list alone.")
    if data.startswith((_ZIP, _OLE)):
        return _of_workbook(data)
    other = next((words for mark, words in _OTHERS if data.startswith(mark)), None)
    if other is None and data.lstrip()[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        other = "a web page"
    if other is not None:
        raise NotATable(f"This is {other}, not a table: export the list as CSV or as an Excel workbook (xlsx).")
    return _of_text(_decoded(data))


def _decoded(data: bytes) -> str:
    """The text. Without a mark at its beginning: UTF-16 where every second byte is nought, UTF-8 where it can be, else Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _as(data, encoding)
    head = data[:2000]
    if head.count(0) > len(head) // 4:
        return _as(data, "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be")
    if b"\0" in data:
        raise NotATable("This is no text and no workbook: export the list as CSV or as an Excel workbook (xlsx).")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _as(data, "cp1252")


def _as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise NotATable(
            "The letters of the file cannot be read: part of it is damaged, or it mixes two encodings. "
            "Save it again as “CSV UTF-8” or as a workbook (xlsx)."
        ) from fault


def _of_text(text: str) -> Rows:
    """The rows of a CSV file. The separator is the one that parts the first lines most evenly."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) <= 5:
        separator, text = lines[0][4:] or ",", text.split("\n", 1)[-1]
    else:
        separator = max(",;\t|", key=lambda sign: (sum(line.count(sign) for line in lines), sign == ","))
    rows: Rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False):
            rows.append(tuple(row))
            if len(rows) > MOST_ROWS_READ:
                break
    except csv.Error as fault:
        raise NotATable(MISSING_QUOTE.format(row=len(rows) + 1)) from fault
    _check_quotes(rows, separator)
    return rows


def _check_quotes(rows: Rows, separator: str) -> None:
    """Raises NotATable where a cell has swallowed the rows after it: its lines hold as many separators as the headings do."""
    parts = len(rows[0]) - 1 if rows else 0
    for number, row in enumerate(rows, start=1):
        for cell in row:
            if parts and "\n" in cell and any(line.count(separator) >= parts for line in cell.splitlines()[1:]):
                raise NotATable(MISSING_QUOTE.format(row=number))


def _of_workbook(data: bytes) -> Rows:
    """The rows of the first sheet that holds any."""
    _check_unpacked(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for name in workbook.sheet_names:
                rows = _of_sheet(workbook.get_sheet_by_name(name))
                if any(any(row) for row in rows):
                    return rows
    except PasswordError as fault:
        raise NotATable("The workbook asks for a password: save a copy without one.") from fault
    except (CalamineError, OSError, ValueError) as fault:
        raise NotATable("The workbook is damaged, or is no workbook: open it, save it again as xlsx or CSV, and upload that.") from fault
    raise NotATable("The workbook is empty: export the list again.")


def _of_sheet(sheet: CalamineSheet) -> Rows:
    if sheet.total_height * max(sheet.total_width, 1) > MOST_ROWS_READ * 100:
        raise NotATable(f"The sheet “{sheet.name}” is far larger than a roster: copy the list alone into a new workbook.")
    return [tuple(_text(cell) for cell in row) for row in sheet.to_python(skip_empty_area=False)]


def _check_unpacked(data: bytes) -> None:
    """Raises NotATable for a packed file that is no workbook, or would fill the memory."""
    if not data.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(one.file_size for one in packed.infolist())
            names = {one.filename for one in packed.infolist()}
    except zipfile.BadZipFile as fault:
        raise NotATable("The workbook is damaged: open it, save it again as xlsx or CSV, and upload that.") from fault
    if size > MOST_UNPACKED:
        raise NotATable("The workbook is far larger than a roster once it is unpacked: copy the list alone into a new one.")
    if "word/document.xml" in names:
        raise NotATable("This is a Word document, not a table: copy the table into a workbook, or export the list as CSV.")


def _text(cell: object) -> str:
    """A value as its cell shows it: 5.0 as 5, a day as 2026-09-01, yes and no as TRUE and FALSE."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None or isinstance(cell, timedelta) else str(cell)
