"""Bytes -> rows of text: CSV in UTF-8, UTF-16 or Windows-1252, with commas, semicolons or tabs; workbooks as xlsx, xls or ods.

A workbook is read aside (aside.py), in a process of its own.
"""

from __future__ import annotations

import codecs
import csv
import io

from belisha.adapters.spreadsheets.aside import rows_of_workbook
from belisha.adapters.spreadsheets.faults import NotATable

MOST_BYTES = 10 * 1024 * 1024
MISSING_QUOTE = (
    "From row {row} on the file cannot be read: a quotation mark may be missing there, or one too many. Mend it, and upload again."
)
MOST_ROWS_READ = 100_001
MOST_COLUMNS = 500
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
__all__ = ["MOST_BYTES", "NotATable", "read_rows"]

Rows = list[tuple[str, ...]]


def read_rows(data: bytes) -> Rows:
    """All rows of the first table of a file that has any; every cell as text. Raises NotATable."""
    if not data.strip():
        raise NotATable("The file is empty: export the list again.")
    if len(data) > MOST_BYTES:
        raise NotATable(f"The file has {len(data) // 1_048_576} MB; at most {MOST_BYTES // 1_048_576} MB are read. Export the list alone.")
    if data.startswith((_ZIP, _OLE)):
        return rows_of_workbook(data)
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
            if len(row) > MOST_COLUMNS:
                raise NotATable(f"A row has {len(row):,} columns, far more than a roster: export the list again.")
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
