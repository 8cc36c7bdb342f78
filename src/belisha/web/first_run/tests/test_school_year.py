"""A school year as people paste it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belisha.kit.access import Refused
from belisha.web.first_run.school_year import What, easter_sunday, read_year, usual_year

TODAY = date(2026, 11, 23)


def test_lines_as_a_school_writes_them() -> None:
    text = (
        "Autumn Term\tWed 2 Sep 2026 - Fri 18 Dec 2026\n\n  half term 26/10/26–30/10/26 \nINSET day: Thursday 3rd September\n"
        "Spring: 2027-01-05 to 2027-03-25\nsummer term, 12 April, until 21 July\n"
    )
    assert [(line.number, line.what, line.name, line.first, line.last) for line in read_year(text, today=TODAY)] == [
        (1, What.TERM, "Autumn Term", date(2026, 9, 2), date(2026, 12, 18)),
        (3, What.HOLIDAY, "half term", date(2026, 10, 26), date(2026, 10, 30)),
        (4, What.CLOSED, "INSET day", date(2026, 9, 3), date(2026, 9, 3)),
        (5, What.TERM, "Spring", date(2027, 1, 5), date(2027, 3, 25)),
        (6, What.TERM, "summer term", date(2027, 4, 12), date(2027, 7, 21)),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("autumn term", "no days that can be read"),
        ("2 September 2026 to 18 December 2026", "has no name"),
        ("autumn: 18 December 2026 to 2 September 2026", "would end"),
        ("autumn: 31 June 2026 to 18 December 2026", "“31 June 2026” is no day"),
        ("autumn: 1 Foo 2026 to 2 Bar 2026", "is no day"),
        ("x" * 500, "too long"),
        ("a: 1/9/2026 2/9/2026 3/9/2026", "no days that can be read"),
        ("a: 99/99/9999", "is no day"),
    ],
)
def test_a_line_at_fault_is_named(line: str, said: str) -> None:
    with pytest.raises(Refused, match="Line 2") as fault:
        read_year(f"spring term: 5 January 2027 to 25 March 2027\n{line}", today=TODAY)
    assert said in str(fault.value)


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_refused(text: str) -> None:
    try:
        assert all(line.first <= line.last and line.name for line in read_year(text, today=TODAY))
    except Refused as why:
        assert str(why).endswith((".", ".”"))  # noqa: PT017 - what is read is fine too


@pytest.mark.parametrize("year", range(2020, 2060))
def test_the_usual_year_is_one_of_three_terms_with_a_half_term_in_each(year: int) -> None:
    for today in (date(year, 9, 1), date(year + 1, 3, 1)):
        lines = read_year(usual_year(today), today=today)
        terms = [line for line in lines if line.what is What.TERM]
        holidays = [line for line in lines if line.what is What.HOLIDAY]
        assert (len(terms), len(holidays)) == (3, 3)
        assert all(one.last < other.first for one, other in pairwise(terms))
        assert all(any(term.first < off.first and off.last < term.last for term in terms) for off in holidays)
        assert not any(term.first <= easter_sunday(year + 1) <= term.last for term in terms)


def test_easter_is_where_the_almanac_has_it() -> None:
    assert [easter_sunday(year) for year in (2024, 2025, 2026, 2027, 2038, 2285)] == [
        *(date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25), date(2285, 3, 22))
    ]
