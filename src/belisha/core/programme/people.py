"""People words: which seats a word of a policy covers, and which word lies inside another."""

from __future__ import annotations

from collections.abc import Iterable

from belisha.core.moments import SchoolFacts, Seat
from belisha.core.policy.declarations import EVERYONE

CLASS_TEACHER = "class teacher"  # a role, though it starts like a class
PUPILS = "pupils"
STAFF = "staff"
WORDS_OF_STAFF = frozenset({"teachers", "support staff", "volunteers"})  # language.md, words used in values: people


def covers(word: str, seat: Seat) -> bool:
    """True where what is *given* to `word` (an allow, an opening, a form) is given to this seat.

    A seat that nobody knows is given only what is for everyone.
    """
    return word == EVERYONE or (not seat.is_unknown and word in seat.people)


def binds(word: str, seat: Seat) -> bool:
    """True where what is *closed* to `word` is closed to this seat. A seat that nobody knows is bound by every word."""
    return seat.is_unknown or covers(word, seat)


def any_covers(words: Iterable[str], seat: Seat) -> bool:
    """True where one of the words covers the seat."""
    return any(covers(word, seat) for word in words)


def any_binds(words: Iterable[str], seat: Seat) -> bool:
    """True where one of the words binds the seat; without a word nobody is bound."""
    return any(binds(word, seat) for word in words)


def is_inside(inner: str, outer: str, facts: SchoolFacts) -> bool:
    """True where everybody of `inner` belongs to `outer`: a class to its year, a year to pupils, teachers to staff, all to everyone.

    Source: language.md, words used in values: people. Which class belongs to which year comes from the school's facts.
    """
    return outer == EVERYONE or outer in words_above(inner, facts)


def are_inside(inner: Iterable[str], outer: Iterable[str], facts: SchoolFacts) -> bool:
    """True where each word of `inner` is inside a word of `outer`."""
    wide = tuple(outer)
    return all(any(is_inside(word, other, facts) for other in wide) for word in inner)


def are_apart(one: str, other: str, facts: SchoolFacts) -> bool:
    """True where nobody can be of both: they are of two year groups, or of classes of two."""
    years = [_year_of(word, facts) for word in (one, other)]
    return all(years) and years[0] != years[1]


def years_of(seat: Seat, facts: SchoolFacts) -> frozenset[str]:
    """The year groups of a seat: as its words say, and as the classes among its words belong to."""
    of_classes = {facts.classes.get(_class_name(word), "") for word in seat.people if _is_class(word)}
    years = set(facts.classes.values())
    return frozenset((of_classes | {w for w in seat.people if w.startswith("year ") or w in years}) - {""})


def words_above(word: str, facts: SchoolFacts) -> tuple[str, ...]:
    """The word itself and every word that covers all of its people, "everyone" apart: "class 5K", "year 5", "pupils"."""
    if _is_class(word):
        year = facts.classes.get(_class_name(word))
        return (word, year, PUPILS) if year else (word, PUPILS)
    if word.startswith("year ") or word in facts.classes.values():
        return (word, PUPILS)
    return (word, STAFF) if word in WORDS_OF_STAFF else (word,)


def _year_of(word: str, facts: SchoolFacts) -> str:
    """The year group that a word for a class or a year group stays within, or ""."""
    if _is_class(word):
        return facts.classes.get(_class_name(word), "")
    return word if word.startswith("year ") or word in facts.classes.values() else ""


def _is_class(word: str) -> bool:
    return word.startswith("class ") and word != CLASS_TEACHER


def _class_name(word: str) -> str:
    return word.removeprefix("class ")
