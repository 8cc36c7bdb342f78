"""Invented schools for property tests: few names, so that rules, openings, closes and lists overlap often."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import ip_network
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from belisha.core.moments import UNKNOWN_SEAT, Calendar, Lesson, SchoolFacts, SchoolNetwork, Seat, Term
from belisha.core.programme.model import (
    NO_ONE,
    Ban,
    ClauseText,
    Close,
    Effect,
    Form,
    FormEffect,
    NameList,
    Opening,
    Programme,
    Rule,
    Standing,
    When,
    WhenKind,
)

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 10, 23, 7, 0, tzinfo=UTC)  # a Friday of term; clocks go back on the Sunday after it

NAMES = ("tube.com", "m.tube.com", "a.m.tube.com", "game.org.uk", "play.game.org.uk", "search.com", "www.search.com", "help.org")
BAD_NAMES = ("evil.net", "play.game.org.uk")
ASKED = (
    *NAMES,
    *(f"x.{name}" for name in NAMES),
    "safe.search.com",
    "evil.net",
    "canary.net",
    "x.canary.net",
    "elsewhere.info",
    "retube.com",
)
LIST_IDS = ("illegal", "malware", "games", "chat", "not loaded")
PEOPLE = ("everyone", "pupils", "year 5", "class 5K", "staff", "teachers")
SEATS = (
    Seat("pupils/5K", frozenset({"pupils", "year 5", "class 5K"}), "classroom"),
    Seat("pupils/4B", frozenset({"pupils", "year 4", "class 4B"}), "classroom"),
    Seat("staff", frozenset({"staff"}), "staff"),
    Seat("person:12", frozenset({"staff", "teachers"}), "staff"),
    Seat("guests", frozenset({"guests"}), "guest"),
    UNKNOWN_SEAT,
)

CALENDAR = Calendar(
    zone=LONDON,
    terms=(Term("autumn", date(2026, 9, 1), date(2026, 12, 18)),),
    closures=frozenset({date(2026, 10, 27)}),
    lessons=(
        Lesson("phonics", 4, time(9), time(10), frozenset({"year 5"})),
        Lesson("reading", 4, time(10), time(11)),
        Lesson("maths", 0, time(9, 30), time(10, 30), frozenset({"year 4"})),
    ),
)
FACTS = SchoolFacts(
    calendar=CALENDAR,
    networks=tuple(SchoolNetwork(ip_network(f"10.0.{n}.0/24"), seat) for n, seat in enumerate(SEATS)),
    ranges=(ip_network("10.0.0.0/8"),),
    classes={"5K": "year 5", "4B": "year 4"},
)

clocks = st.sampled_from((time(0), time(0, 30), time(1, 30), time(9), time(12), time(20), time(23, 30)))
whens = st.one_of(
    st.just(When()),
    st.just(When()),
    st.sampled_from((WhenKind.LESSON_TIME, WhenKind.SCHOOL_DAY, WhenKind.OUTSIDE_LESSONS)).map(When),
    st.builds(When, st.just(WhenKind.WINDOW), st.frozensets(st.integers(0, 6), min_size=1), clocks, clocks),
)
some_names = st.frozensets(st.sampled_from(NAMES), min_size=1, max_size=4)
perhaps_names = st.one_of(st.just(frozenset()), some_names)
some_people = st.one_of(st.just(frozenset({"everyone"})), st.frozensets(st.sampled_from(PEOPLE), min_size=1, max_size=2))
moments = st.integers(0, 72 * 4).map(lambda quarters: START + timedelta(minutes=15 * quarters))
seats = st.sampled_from(SEATS)
hosts = st.sampled_from(ASKED)
clause_numbers = st.sampled_from(("7.1", "8.1", "8.2", "8.10"))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """A block or an allow; its id is given later, so that ids are unique."""
    return Rule(
        id="",
        clause=draw(clause_numbers),
        effect=draw(st.sampled_from(Effect)),
        people=draw(some_people),
        names=draw(perhaps_names),
        except_names=draw(perhaps_names),
        lists=draw(st.frozensets(st.sampled_from(LIST_IDS), max_size=2)),
        services=draw(st.sampled_from(((), ("tube",)))),
        when=draw(whens),
        networks=draw(st.sampled_from((frozenset(), frozenset(), frozenset({"classroom"})))),
        except_people=draw(st.sampled_from((frozenset(), frozenset(), frozenset(), frozenset({"year 5"})))),
    )


def with_ids(drawn: list[Rule]) -> tuple[Rule, ...]:
    """The rules with ids after their clauses; one in four is a rule of the baseline."""
    numbered = []
    for n, rule in enumerate(drawn):
        is_baseline = n % 4 == 3
        place = "baseline" if is_baseline else f"{rule.clause}/{rule.effect.value}"
        numbered.append(replace(rule, id=f"{place}/{n}", clause=None if is_baseline else rule.clause))
    return tuple(numbered)


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """Decisions that overlap in names, people and time, and lists."""
    openings, closes, bans = draw(st.integers(0, 4)), draw(st.integers(0, 3)), draw(st.sampled_from((0, 0, 0, 1)))
    return Standing(
        lists={x: _list(draw, x) for x in LIST_IDS[:-1] if draw(st.integers(0, 4))},
        openings=tuple(_opening(draw, str(n)) for n in range(openings)),
        closes=tuple(_close(draw, str(n)) for n in range(closes)),
        bans=tuple(_ban(draw, str(n)) for n in range(bans)),
        help_names=draw(st.sampled_from((frozenset(), frozenset({"help.org"})))),
        negative_names=frozenset({"canary.net"}),
        safe_hosts=draw(
            st.sampled_from(({}, {"search.com": "safe.search.com"}, {"www.search.com": "safe.search.com", "tube.com": "m.tube.com"}))
        ),
    )


def _list(draw: st.DrawFn, list_id: str) -> NameList:
    names = st.frozensets(st.sampled_from(BAD_NAMES), max_size=2) if list_id in ("illegal", "malware") else some_names
    return NameList(list_id, list_id.title(), draw(names), f"hash of {list_id}")


def _opening(draw: st.DrawFn, number: str) -> Opening:
    starts, ends = _span(draw)
    return Opening(number, draw(some_names), draw(st.sampled_from(PEOPLE)), starts, ends, "8.4")


def _close(draw: st.DrawFn, number: str) -> Close:
    starts, ends = _span(draw)
    last = draw(st.sampled_from((ends, None)))
    return Close(number, draw(some_names), draw(st.sampled_from(PEOPLE)), starts, last, "8.3", draw(st.integers(0, 3)) == 3)


def _ban(draw: st.DrawFn, number: str) -> Ban:
    starts, ends = _span(draw)
    return Ban(number, draw(seats).key, starts, ends, "8.2")


def _span(draw: st.DrawFn) -> tuple[datetime, datetime]:
    starts = draw(moments) - timedelta(days=1)
    return starts, starts + timedelta(minutes=7 * draw(st.integers(1, 400)))


FORMS = {
    "access request": Form("access request", FormEffect.OPEN, ("pupils", "staff"), decided_by=("headteacher",)),
    "curriculum activity": Form("curriculum activity", FormEffect.OPEN, ("teachers",), decided_by=(NO_ONE,)),
    "content report": Form("content report", FormEffect.CLOSE, ("everyone",), decided_by=("network manager",)),
}

programmes = st.builds(
    Programme,
    version=st.sampled_from(("a" * 64, "b" * 64)),
    title=st.just("An invented policy"),
    facts=st.just(FACTS),
    clauses=st.just((ClauseText("8.1", "Some services are closed."),)),
    rules=st.integers(3, 9).flatmap(lambda count: st.lists(rules(), min_size=count, max_size=count)).map(with_ids),
    forms=st.sampled_from(({}, FORMS)),
    standing=standings(),
)
