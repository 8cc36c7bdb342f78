"""Lessons, breaks and booked trolleys ring by the school's clock, before and after the clocks change, and as `decide` says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from ipaddress import ip_network
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question, Verdict
from belisha.core.moments import Booking, Calendar, Lesson, SchoolFacts, SchoolNetwork, Seat, Term
from belisha.core.names import Host
from belisha.core.programme.model import Ban, Effect, Programme, Rule, Standing, When, WhenKind
from belisha.core.rulesets.codec import timeline_from_json, timeline_to_json
from belisha.core.rulesets.compare import at_moment
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.lookup import lookup
from belisha.core.rulesets.model import Timeline

LONDON = ZoneInfo("Europe/London")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # Sundays on which the clocks go forward and back
ALL_YEAR = (Term("a year without a holiday", date(2026, 1, 1), date(2026, 12, 31)),)
CLASSES = {"5K": "year 5", "2R": "year 2"}
SITE = "game.org.uk"
CLASS_5K = Seat("pupils/5K", frozenset({"pupils", "class 5K", "year 5"}))
CLASS_2R = Seat("pupils/2R", frozenset({"pupils", "class 2R", "year 2"}))
MINUTE = timedelta(minutes=1)


def programme_of(calendar: Calendar, *seats: Seat, when: WhenKind = WhenKind.LESSON_TIME, people: str = "pupils") -> Programme:
    rule = Rule("8.1/block/1", "8.1", Effect.BLOCK, frozenset({people}), when=When(when), names=frozenset({SITE}))
    networks = tuple(SchoolNetwork(ip_network(f"10.0.{n}.0/24"), seat) for n, seat in enumerate(seats))
    return Programme("v", "An invented policy", SchoolFacts(calendar, networks, (ip_network("10.0.0.0/8"),), CLASSES), rules=(rule,))


def timeline_of(programme: Programme, at: datetime, hours: int = 24) -> Timeline:
    return compile_timeline(programme, at=at, number=1, school="Invented School", local_names={}, hours=hours)


def is_closed(timeline: Timeline, moment: datetime, seat: Seat) -> bool:
    return lookup(at_moment(timeline, moment), seat.key, SITE).verdict is Verdict.CLOSED


def local(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


clocks = st.times(min_value=time(8), max_value=time(15)).map(lambda clock: clock.replace(second=0, microsecond=0))


def _next_weekday(day: date, step: int) -> date:
    while day.weekday() > 4:
        day += timedelta(days=step)
    return day


@cache
def _around(change: date) -> tuple[date, ...]:
    """The last school day before the clocks change, and the first after."""
    return _next_weekday(change - timedelta(days=1), -1), _next_weekday(change, 1)


@given(change=st.sampled_from([SPRING, AUTUMN]), starts=clocks, length=st.integers(5, 120))
@settings(max_examples=60, deadline=None)
def test_a_lesson_rings_at_its_clock_time_on_both_sides_of_a_change_of_clocks(change: date, starts: time, length: int) -> None:
    ends = (datetime.combine(change, starts) + timedelta(minutes=length)).time()
    lessons = tuple(Lesson("maths", weekday, starts, ends) for weekday in range(5))
    programme = programme_of(Calendar(LONDON, ALL_YEAR, lessons=lessons), CLASS_5K)
    for day in _around(change):
        timeline = timeline_of(programme, local(day, time(0)) - timedelta(hours=3))
        for clock, before, after in ((starts, False, True), (ends, True, False)):
            moment = local(day, clock)
            assert [bell.at for bell in timeline.bells if bell.at == moment] == [moment]
            assert (is_closed(timeline, moment - MINUTE, CLASS_5K), is_closed(timeline, moment, CLASS_5K)) == (before, after)
    before, after = (local(day, starts) for day in _around(change))
    assert (before.hour - after.hour) % 24 in (1, 23), "the same clock time is another hour in UTC"


_lesson = st.tuples(clocks, st.integers(10, 150), st.sampled_from([frozenset(), frozenset({"year 5"}), frozenset({"year 2"})]))


def _made(told: tuple[time, int, frozenset[str]], name: str, weekday: int) -> Lesson:
    starts, length, years = told
    return Lesson(name, weekday, starts, (datetime.combine(SPRING, starts) + timedelta(minutes=length)).time(), years)


@given(
    lessons=st.lists(_lesson, max_size=4),
    breaks=st.lists(_lesson, max_size=3),
    booked=st.lists(st.tuples(st.sampled_from(["5K", "2R"]), clocks, st.integers(5, 60)), max_size=3),
    when=st.sampled_from([WhenKind.LESSON_TIME, WhenKind.OUTSIDE_LESSONS]),
    people=st.sampled_from(["pupils", "class 5K", "year 2"]),
    change=st.sampled_from([SPRING, AUTUMN]),
)
@settings(max_examples=60, deadline=None)
def test_what_rings_is_what_is_decided_with_breaks_and_booked_trolleys(lessons, breaks, booked, when, people, change) -> None:
    day = _around(change)[1]
    calendar = Calendar(
        LONDON,
        ALL_YEAR,
        lessons=tuple(_made(told, f"lesson {n}", day.weekday()) for n, told in enumerate(lessons)),
        breaks=tuple(_made(told, f"break {n}", day.weekday()) for n, told in enumerate(breaks)),
    )
    seats = (CLASS_5K, CLASS_2R, _trolley(day, booked), Seat("pupils", frozenset({"pupils"})), Seat("staff", frozenset({"staff"})))
    programme = programme_of(calendar, *seats, when=when, people=people)
    start = local(day, time(7))
    timeline = timeline_from_json(timeline_to_json(timeline_of(programme, start, hours=12)), {}, ZoneInfo)
    moments = {start, *(bell.at for bell in timeline.bells), *(bell.at - MINUTE for bell in timeline.bells)}
    moments |= {start + n * timedelta(minutes=37) for n in range(18)}
    for moment in sorted(m for m in moments if m >= start):
        for seat in seats:
            expected = decide(programme, Question(Host(SITE), moment, seat))
            assert lookup(at_moment(timeline, moment), seat.key, SITE).decision("v") == expected, (moment, seat.key)


def _trolley(day: date, booked: list[tuple[str, time, int]]) -> Seat:
    """A trolley that these classes have one after the other: where two would overlap, the first has it."""
    bookings: list[Booking] = []
    for name, starts, length in sorted(booked, key=lambda told: told[1]):
        begins = local(day, starts)
        if not bookings or bookings[-1].ends <= begins:
            words = frozenset({"pupils", f"class {name}", CLASSES[name]})
            bookings.append(Booking(begins, begins + timedelta(minutes=length), words))
    return Seat("trolley:A", frozenset({"pupils"}), bookings=tuple(bookings))


def test_devices_of_one_class_share_what_is_compiled_and_a_ban_is_of_one_alone() -> None:
    seats = [Seat(f"person:{n}", frozenset({"pupils", "class 5K"})) for n in range(40)]
    programme = programme_of(Calendar(LONDON, ALL_YEAR), *seats, when=WhenKind.ALWAYS, people="staff")
    start = local(date(2026, 9, 14), time(9))
    ban = Ban("1", "person:7", start, start + timedelta(hours=1), "8.2")
    timeline = timeline_of(programme.with_standing(Standing(bans=(ban,))), start)
    assert [n for n, seat in enumerate(seats) if is_closed(timeline, start, seat)] == [7]
    assert not any(is_closed(timeline, start + timedelta(hours=1), seat) for seat in seats)
    assert len({id(table) for key, table in timeline.ruleset.tables.items() if key.startswith("person:")}) == 2


def test_a_break_inside_a_lesson_lets_it_rest_for_its_years_alone() -> None:
    monday = date(2026, 9, 14)
    calendar = Calendar(
        LONDON,
        ALL_YEAR,
        lessons=(Lesson("morning", 0, time(9), time(12)),),
        breaks=(Lesson("break", 0, time(10, 30), time(10, 45), frozenset({"year 2"})),),
    )
    programme = programme_of(calendar, CLASS_5K, CLASS_2R)
    timeline = timeline_of(programme, local(monday, time(8)))
    at = local(monday, time(10, 35))
    assert (is_closed(timeline, at, CLASS_5K), is_closed(timeline, at, CLASS_2R)) == (True, False)
    assert is_closed(timeline, local(monday, time(10, 45)), CLASS_2R)
    untils = [decide(programme, Question(Host(SITE), local(monday, time(9)), seat)).until for seat in (CLASS_5K, CLASS_2R)]
    assert untils == [local(monday, time(12)), local(monday, time(10, 30))]


def test_staff_are_in_lessons_while_only_some_years_have_a_break() -> None:
    lesson = Lesson("morning", 0, time(9), time(12))
    of_one, of_all = (Lesson("break", 0, time(10), time(11), years) for years in (frozenset({"year 2"}), frozenset()))
    at = local(date(2026, 9, 14), time(10, 30))
    assert Calendar(LONDON, ALL_YEAR, lessons=(lesson,), breaks=(of_one,)).lesson_at(at) == lesson
    assert Calendar(LONDON, ALL_YEAR, lessons=(lesson,), breaks=(of_all,)).lesson_at(at) is None


def test_outside_lessons_ends_with_the_end_of_a_break() -> None:
    day = date(2026, 9, 14)
    calendar = Calendar(
        LONDON,
        ALL_YEAR,
        lessons=(Lesson("morning", 0, time(9), time(12)),),
        breaks=(Lesson("break", 0, time(10), time(10, 20)), Lesson("assembly", 0, time(10, 20), time(10, 40))),
    )
    assert calendar.lessons_begin(day) == (time(9), time(10, 40))
    programme = programme_of(calendar, CLASS_5K, when=WhenKind.OUTSIDE_LESSONS)
    assert decide(programme, Question(Host(SITE), local(day, time(10, 5)), CLASS_5K)).until == local(day, time(10, 40))


def test_a_trolley_is_the_classs_from_its_bell_to_its_bell() -> None:
    day = AUTUMN + timedelta(days=1)
    trolley = _trolley(day, [("5K", time(9), 60)])
    programme = programme_of(Calendar(LONDON, ALL_YEAR), trolley, when=WhenKind.ALWAYS, people="class 5K")
    timeline = timeline_of(programme, local(day, time(0)))
    assert [bell.at for bell in timeline.bells] == [datetime(2026, 10, 26, 9, tzinfo=UTC), datetime(2026, 10, 26, 10, tzinfo=UTC)]
    assert [is_closed(timeline, local(day, clock), trolley) for clock in (time(8, 59), time(9), time(9, 59), time(10))] == [
        *(False, True, True, False)
    ]
    assert programme.facts.at(local(day, time(9, 30))).networks[0].seat.people == {"pupils", "class 5K", "year 5"}
