"""A policy's text asked by itself: no school, no database, no decisions, empty lists, and an ordinary week in place of a timetable."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from belisha.core.decision.model import Question
from belisha.core.moments import UNKNOWN_SEAT, Calendar, Lesson, SchoolFacts, Seat, Term
from belisha.core.names import Host
from belisha.core.names import Unusable as UnusableName
from belisha.core.programme.compile import compile_policy
from belisha.core.programme.model import Programme, Standing
from belisha.web.commands.installation import Unusable
from belisha.web.commands.policy import faults_of, text_of

SCHOOL_ZONE: Final = ZoneInfo("Europe/London")
WEEKDAYS: Final = range(5)
LESSONS: Final = (("morning lessons", time(9), time(12)), ("afternoon lessons", time(13), time(15, 15)))
ALWAYS: Final = Term("always", date(1000, 1, 1), date(9000, 1, 1))
NETWORKS: Final = {"pupils": "classroom", "staff": "staff", "guests": "guest"}
"""Where the devices of a group are. Source: language.md, controls: block, networks."""

EARLIEST_YEAR, LATEST_YEAR = 1000, 9000
_CLASS: Final = re.compile(r"(\d{1,2})[A-Za-z]{0,10}")
_SAY: Final = "write group:pupils, group:staff, group:guests, group:unknown, or a class with its year, like class:5K"


def programme_and_question(
    file: str, *, host_words: str, as_words: str | None, address: str | None, moment: datetime
) -> tuple[Programme, Question]:
    """The policy in `file` compiled for no school in particular, and what is asked of it. Raises Unusable with a sentence."""
    if as_words is None or address is not None:
        raise Unusable(f"--from needs a school, which knows its addresses: with --policy use --as and {_SAY}")
    if not EARLIEST_YEAR < moment.year < LATEST_YEAR:
        raise Unusable(f"the year {moment.year} is not one a policy can be asked about: write a moment like 2026-09-15T10:15")
    seat, classes = seat_of(as_words)
    try:
        host = Host.from_words(host_words)
    except UnusableName as fault:
        raise Unusable(str(fault)) from fault
    return programme_of(file, classes), Question(host, moment, seat)


def programme_of(file: str, classes: dict[str, str]) -> Programme:
    """The policy in a file, compiled. Raises Unusable with a line for each fault, where it has any."""
    from belisha.directory.queries import catalogue

    policy, faults = faults_of(text_of(file))
    if policy is None or faults:
        count = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"
        raise Unusable("\n".join([f"{file} has {count}, so it decides nothing:", *(fault.told(file) for fault in faults)]))
    facts = SchoolFacts(calendar=ordinary_week(), classes=classes)
    return compile_policy(policy, facts=facts, catalogue=catalogue(), standing=Standing())


def ordinary_week() -> Calendar:
    """Monday to Friday, 8:45 to 15:30, lessons 9:00 to 12:00 and 13:00 to 15:15; no holiday is known."""
    lessons = tuple(Lesson(name, weekday, starts, ends) for weekday in WEEKDAYS for name, starts, ends in LESSONS)
    return Calendar(zone=SCHOOL_ZONE, terms=(ALWAYS,), lessons=lessons)


def seat_of(words: str) -> tuple[Seat, dict[str, str]]:
    """The seat meant, and the class it is of with its year. Raises Unusable with what to write instead."""
    kind, _, word = words.strip().partition(":")
    if kind == "group" and word in NETWORKS:
        return Seat(word, frozenset({word}), NETWORKS[word]), {}
    if kind == "group" and word == UNKNOWN_SEAT.key:
        return UNKNOWN_SEAT, {}
    found = _CLASS.fullmatch(word) if kind == "class" else None
    if found:
        year = f"year {int(found.group(1))}"
        return Seat(f"pupils/{word}", frozenset({"pupils", year, f"class {word}"}), NETWORKS["pupils"]), {word: year}
    raise Unusable(f"“{words[:60]}” is nobody whom a policy knows without a school: {_SAY}")


def said(file: str) -> str:
    """What an answer without a school rests on, for a terminal."""
    return f"Asked of {Path(file).name} alone: no school, empty lists, no decisions, an ordinary week."
