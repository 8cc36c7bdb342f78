"""Workbooks for tests, written as the few files that a spreadsheet program needs to find inside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Cell = str | int | float


def workbook(rows: Sequence[Sequence[Cell]], *, formulas: dict[str, str] | None = None, merged: str = "", far: str = "") -> bytes:
    """An xlsx file with one sheet.

    `formulas` maps a cell ("B2") to its formula, shown as the value in `rows`; `merged` is "A1:B1"; `far` a cell more.
    """
    written = "".join(
        f'<row r="{number}">{"".join(_cell(column, number, cell, formulas or {}) for column, cell in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    if far:
        written += f'<row r="{far.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{far}"><v>1</v></c></row>'
    merge = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'{PACKAGE}<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": (
            f'{PACKAGE}<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets><sheet name="Pupils" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEETS}"><sheetData>{written}</sheetData>{merge}</worksheet>',
    }
    return packed(parts)


def packed(parts: dict[str, str]) -> bytes:
    """A zip file of these."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return into.getvalue()


def _cell(column: int, row: int, cell: Cell, formulas: dict[str, str]) -> str:
    place = f"{chr(65 + column)}{row}"
    formula = f"<f>{escape(formulas[place])}</f>" if place in formulas else ""
    if isinstance(cell, str) and not formula:
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>' if cell else ""
    kind = ' t="str"' if isinstance(cell, str) else ""
    value = f"<v>{escape(str(cell))}</v>" if cell != "" else ""
    return f'<c r="{place}"{kind}>{formula}{value}</c>'
