"""Whatever a spreadsheet program saved is read as rows of text, or answered with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belisha.adapters.spreadsheets import workbook as inside
from belisha.adapters.spreadsheets.read import MOST_BYTES, NotATable, read_rows
from belisha.adapters.spreadsheets.tests.books import packed, workbook

TEXT = "Forename,Surname\nSiân,O’Hara\nZoë,Müller\n"
ROWS = [("Forename", "Surname"), ("Siân", "O’Hara"), ("Zoë", "Müller")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_every_encoding_a_school_meets(encoding: str) -> None:
    assert read_rows(TEXT.encode(encoding)) == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_separator_and_end_of_line(separator: str, ending: str) -> None:
    assert read_rows(TEXT.replace(",", separator).replace("\n", ending).encode()) == ROWS


def test_a_line_that_names_the_separator_is_no_row() -> None:
    assert read_rows(b"sep=;\r\nForename;Surname\r\nAnna;Bell\r\n") == [("Forename", "Surname"), ("Anna", "Bell")]


def test_a_comma_within_quotes_is_part_of_the_name() -> None:
    assert read_rows(b'Name,Class\n"Bell, Anna",5K\n') == [("Name", "Class"), ("Bell, Anna", "5K")]


def test_an_address_of_several_lines_is_one_cell() -> None:
    assert read_rows(b'Name,Class,Address\nAnna,5K,"1 Kerb Lane\nZebra Town"\n')[1] == ("Anna", "5K", "1 Kerb Lane\nZebra Town")


def test_a_missing_quotation_mark_loses_nobody() -> None:
    with pytest.raises(NotATable, match="From row 2 on the file cannot be read: a quotation mark may be missing there"):
        read_rows(b'Forename,Surname,Class\nAnna,"Bell,5K\nCara,Kerb,5K\nDan,Lamp,5K\n')


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty"),
        (b" \n\n", "The file is empty"),
        (b"%PDF-1.7 ...", "This is a PDF, not a table"),
        (b"<!DOCTYPE html><html>", "This is a web page, not a table"),
        (b"\x89PNG\r\n", "This is a picture"),
        (b"PK\x03\x04 damaged", "The workbook is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 damaged", "The workbook is damaged, or is no workbook"),
        (packed({"word/document.xml": "<w/>"}), "This is a Word document"),
        (packed({"nothing.txt": "here"}), "The workbook is damaged, or is no workbook"),
        (b"Forename,Surname\nAn\x81na,Bell", "The letters of the file cannot be read"),
        (b"\xff\xfeA", "The letters of the file cannot be read"),
        (b"Forename,Surname\nAnna,Be\0ll", "This is no text and no workbook"),
        (b"x" * (MOST_BYTES + 1), "The file has 10 MB; at most 10 MB are read"),
    ],
)
def test_what_is_no_table_is_told_from_one(data: bytes, words: str) -> None:
    with pytest.raises(NotATable) as refusal:
        read_rows(data)
    assert words in str(refusal.value)


def test_a_workbook_gives_what_its_cells_show() -> None:
    rows = [("Forename", "Surname", "Year", "Adno"), ("Siân", "O’Hara", 5, 1007.0), ("Zoë", "Müller", "R", 12.5)]
    assert read_rows(workbook(rows)) == [rows[0], ("Siân", "O’Hara", "5", "1007"), ("Zoë", "Müller", "R", "12.5")]


def test_a_formula_gives_its_value_and_is_not_run() -> None:
    rows = [("Forename", "Surname"), ("Anna", "Bell"), ("Cara", "")]
    found = read_rows(workbook(rows, formulas={"B2": 'PROPER("bell")', "B3": 'WEBSERVICE("http://x.example")'}))
    assert found[1:] == [("Anna", "Bell"), ("Cara", "")]


def test_merged_cells_hold_their_words_once() -> None:
    assert read_rows(workbook([("Name", "", "Class"), ("Anna", "Bell", "5K")], merged="A1:B1"))[0] == ("Name", "", "Class")


def test_a_packed_trap_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "MOST_UNPACKED", 1_000)
    with pytest.raises(NotATable, match="far larger than a roster once it is unpacked"):
        inside.rows_of(workbook([("Forename", "Surname"), *[("Anna", "Bell")] * 200]))


def test_a_cell_far_away_takes_no_memory_of_the_portals() -> None:
    """calamine makes room for the whole rectangle between the first cell and the last: here 17,000 million."""
    with pytest.raises(NotATable, match="far larger than a roster"):
        read_rows(workbook([("Forename", "Surname")], far="XFD1048576"))


def test_a_row_of_very_many_columns_is_refused() -> None:
    with pytest.raises(NotATable, match="400,000 columns"):
        read_rows(b"Forename" + b"," * 399_999)


@given(st.binary(max_size=300).map(lambda data: data if data[:2] not in (b"PK", b"\xd0\xcf") else b"x" + data))
def test_any_bytes_are_rows_or_a_sentence(data: bytes) -> None:
    try:
        rows = read_rows(data)
    except NotATable:
        return
    assert all(isinstance(cell, str) for row in rows for cell in row)


@given(st.binary(max_size=300), st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_any_bytes_that_begin_like_a_workbook_are_rows_or_a_sentence(data: bytes, mark: bytes) -> None:
    try:
        rows = inside.rows_of(mark + data)
    except NotATable:
        return
    assert all(isinstance(cell, str) for row in rows for cell in row)
