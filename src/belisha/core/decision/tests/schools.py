"""The two schools of the other policies: an invented secondary school and a nursery. The heads of the .cases files describe them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from belisha.core.moments import Calendar, Lesson, SchoolFacts, Seat, Term
from belisha.core.policy.cases import Case, read_cases
from belisha.core.policy.read import read
from belisha.core.policy.tests.samples import POLICIES
from belisha.core.programme.compile import compile_policy
from belisha.core.programme.model import NameList, Programme, Standing
from belisha.directory import queries as directory

LONDON = ZoneInfo("Europe/London")
TERMS = (
    Term("autumn", date(2026, 9, 3), date(2026, 12, 18)),
    Term("spring", date(2027, 1, 5), date(2027, 3, 25)),
    Term("summer", date(2027, 4, 12), date(2027, 7, 21)),
)


def _days(first: date, last: date) -> Iterator[date]:
    """Each day, first and last included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


CLOSURES = frozenset(
    {
        *_days(date(2026, 10, 26), date(2026, 10, 30)),
        date(2026, 11, 20),
        *_days(date(2027, 2, 15), date(2027, 2, 19)),
        date(2027, 5, 3),
        *_days(date(2027, 5, 31), date(2027, 6, 4)),
    }
)
CLASSES = {
    "7A": "year 7",
    "8C": "year 8",
    "9B": "year 9",
    "10D": "year 10",
    "10E": "year 10",
    "11A": "year 11",
    "12F": "year 12",
    "13K": "year 13",
}
LOWER, UPPER, SIXTH = (frozenset({f"year {n}" for n in years}) for years in ((7, 8, 9), (10, 11), (12, 13)))
EVERY_YEAR: frozenset[str] = frozenset()
WEDNESDAY = 2


def _lessons() -> Iterator[Lesson]:
    """The lessons of a week. The sixth form has none on Wednesday afternoons."""
    for day in range(5):
        sixth = frozenset() if day == WEDNESDAY else SIXTH
        yield Lesson("tutor time", day, time(8, 40), time(9), LOWER | UPPER)
        yield Lesson("first", day, time(9), time(10), EVERY_YEAR)
        yield Lesson("second", day, time(10), time(11), EVERY_YEAR)
        yield Lesson("third", day, time(11, 20), time(12, 20), EVERY_YEAR)
        yield Lesson("fourth, early", day, time(12, 20), time(13, 20), UPPER | sixth)
        yield Lesson("fourth, late", day, time(13, 10), time(14, 10), LOWER)
        yield Lesson("fifth", day, time(14, 10), time(15, 10), LOWER | UPPER | sixth)


def _pupil(key: str, name: str, network: str = "classroom") -> Seat:
    """The seat of a class."""
    return Seat(key, frozenset({"pupils", CLASSES[name], f"class {name}"}), network)


def _by_key(*seats: Seat) -> dict[str, Seat]:
    """Seats by their keys."""
    return {seat.key: seat for seat in seats}


@dataclass(frozen=True)
class OtherSchool:
    """A school beside the model policy's: the file of its policy, its facts, its seats and what its lists hold."""

    policy: str
    facts: SchoolFacts
    seats: Mapping[str, Seat]
    games: frozenset[str]

    @property
    def text(self) -> str:
        """Its policy as it is shipped."""
        return (POLICIES / f"{self.policy}.md").read_text(encoding="utf-8")

    @property
    def cases(self) -> tuple[Case, ...]:
        """Its cases as they are shipped."""
        return read_cases((POLICIES / f"{self.policy}.cases").read_text(encoding="utf-8"))

    def standing(self) -> Standing:
        """Its lists; nothing else stands."""
        held = {
            "illegal": frozenset({"illegal.example"}),
            "malware": frozenset({"malware.example"}),
            "games": self.games,
            "getting round": frozenset({"dns.google", "cloudflare-dns.com"}),
        }
        return Standing(lists={name: NameList(name, name.title(), names, "e" * 64) for name, names in held.items()})


@cache
def programme_of(text: str, policy: str) -> Programme:
    """The programme of a text at the school of this policy, with the shipped catalogue."""
    school, found = SCHOOLS[policy], read(text).policy
    assert found is not None
    return compile_policy(found, facts=school.facts, catalogue=directory.catalogue(), standing=school.standing())


SECONDARY = OtherSchool(
    policy="secondary-school",
    facts=SchoolFacts(
        calendar=Calendar(LONDON, TERMS, CLOSURES, tuple(_lessons()), day_starts=time(8, 40), day_ends=time(15, 10)),
        classes=CLASSES,
    ),
    seats=_by_key(
        Seat("pupils", frozenset({"pupils"}), "classroom"),
        *(_pupil(f"pupils/{name}", name) for name in CLASSES),
        *(_pupil(f"phone/{name}", name, "guest") for name in ("12F", "13K")),
        Seat("staff/teachers", frozenset({"staff", "teachers"}), "staff"),
        Seat("staff/support", frozenset({"staff", "support staff"}), "staff"),
        Seat("teacher/classroom", frozenset({"staff", "teachers"}), "classroom"),
        Seat("guests", frozenset({"guests"}), "guest"),
        Seat("unknown", is_unknown=True),
    ),
    games=frozenset({"coolmathgames.com", "crazygames.com", "friv.com", "y8.com"}),
)
NURSERY = OtherSchool(
    policy="one-page",
    facts=SchoolFacts(calendar=Calendar(LONDON, TERMS, CLOSURES)),
    seats=_by_key(
        Seat("pupils", frozenset({"pupils"}), "classroom"),
        Seat("staff", frozenset({"staff"}), "classroom"),
        Seat("guests", frozenset({"guests"}), "guest"),
        Seat("unknown", is_unknown=True),
    ),
    games=frozenset({"friv.com"}),
)
SCHOOLS = {school.policy: school for school in (SECONDARY, NURSERY)}
