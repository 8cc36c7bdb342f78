"""Workbooks as xlsx, xls or ods -> rows of text, by python-calamine: it gives the values that cells show; formulas are never run.

Only aside.py reads here: what a workbook asks for in memory is known when it is too late.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from belisha.adapters.spreadsheets.faults import NotATable

MOST_CELLS = 10_000_000
_ZIP = b"PK\x03\x04"
MOST_UNPACKED = 200 * 1024 * 1024
"""What a packed workbook may unpack to: a roster of 5,000 rows takes some 5 MB; more is a trap."""


def rows_of(data: bytes) -> list[tuple[str, ...]]:
    """The rows of the first sheet that holds any. Raises NotATable."""
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


def _of_sheet(sheet: CalamineSheet) -> list[tuple[str, ...]]:
    if sheet.total_height * max(sheet.total_width, 1) > MOST_CELLS:
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
