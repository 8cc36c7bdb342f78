"""The facts of a school on a day, and where an address sits."""

from __future__ import annotations

from datetime import date, datetime, time
from ipaddress import ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st

from belisha.core.moments import UNKNOWN_SEAT, SchoolFacts, SchoolNetwork, Seat
from belisha.schools import queries
from belisha.schools.models import ClosureDay, School
from tests.factories import make_lesson, make_network, make_range

TODAY = date(2026, 9, 15)
CLASSES = {"5K": "year 5", "4B": "year 4", "2R": "year 2"}


def test_the_longest_prefix_says_who_sits_at_an_address(school: School) -> None:
    facts = queries.facts(school, on=TODAY, classes=CLASSES)
    of_class = facts.seat_at(ip_address("127.0.1.5"))
    assert of_class == Seat(key="pupils/5K", people=frozenset({"pupils", "year 5", "class 5K"}), network="classroom")
    assert facts.seat_at(ip_address("127.0.1.21")).key == "pupils/4B"
    assert facts.seat_at(ip_address("127.0.1.200")) == Seat(key="pupils", people=frozenset({"pupils"}), network="classroom")
    assert facts.seat_at(ip_address("127.0.2.5")) == Seat(key="staff", people=frozenset({"staff"}), network="staff")
    assert facts.seat_at(ip_address("127.0.3.5")) == Seat(key="guests", people=frozenset({"guests"}), network="guest")
    assert facts.seat_at(ip_address("127.0.9.9")) is UNKNOWN_SEAT
    assert facts.seat_at(ip_address("10.0.0.1")) is None
    assert facts.classes == CLASSES


def test_networks_stand_longest_prefix_first(school: School) -> None:
    make_network(school, "127.0.4.0/23", "staff")
    lengths = [n.range.prefixlen for n in queries.facts(school, on=TODAY).networks]
    assert lengths == sorted(lengths, reverse=True)


def test_a_class_that_is_not_known_that_day_is_pupils_of_that_class_only(school: School) -> None:
    seat = queries.facts(school, on=TODAY).seat_at(ip_address("127.0.1.5"))
    assert seat == Seat(key="pupils/5K", people=frozenset({"pupils", "class 5K"}), network="classroom")


def test_a_range_counts_from_its_first_day_until_the_day_before_it_ends(school: School) -> None:
    row = make_network(school, "127.0.7.0/24", "guests", kind="guest")
    row.since, row.until = date(2026, 9, 10), TODAY
    row.save()

    def seat(on: date) -> Seat | None:
        return queries.facts(school, on=on).seat_at(ip_address("127.0.7.1"))

    assert seat(date(2026, 9, 9)) is UNKNOWN_SEAT
    assert seat(date(2026, 9, 10)).key == "guests"
    assert seat(date(2026, 9, 14)).key == "guests"
    assert seat(TODAY) is UNKNOWN_SEAT


def test_an_address_of_the_new_kind_has_a_seat_too(school: School) -> None:
    make_range(school, "2001:db8::/32")
    make_network(school, "2001:db8:5::/48", "pupils")
    facts = queries.facts(school, on=TODAY)
    assert facts.seat_at(ip_address("2001:db8:5::1")).key == "pupils"
    assert facts.seat_at(ip_address("2001:db8:6::1")) is UNKNOWN_SEAT


def test_the_calendar_knows_lessons_closures_and_summer_time(school: School, moment: datetime) -> None:
    calendar = queries.calendar(school, TODAY)
    assert calendar.lesson_at(moment).name == "second lesson"
    assert calendar.lesson_at(moment.replace(hour=12)) is None
    assert calendar.is_in_school_day(moment)
    ClosureDay.objects.create(school=school, day=TODAY, why="snow")
    assert not queries.calendar(school, TODAY).is_school_day(TODAY)
    assert not calendar.is_school_day(date(2026, 10, 28))


def test_a_lesson_that_has_ended_is_no_longer_in_the_calendar(school: School) -> None:
    lesson = make_lesson(school, "choir", 1, time(15, 15), time(15, 30))
    assert "choir" in {one.name for one in queries.calendar(school, TODAY).lessons}
    lesson.until = TODAY
    lesson.save()
    assert "choir" not in {one.name for one in queries.calendar(school, TODAY).lessons}


@given(lengths=st.lists(st.integers(8, 32), min_size=1, max_size=8, unique=True), octets=st.integers(0, 2**32 - 1))
def test_of_all_ranges_around_an_address_the_narrowest_says_the_seat(lengths: list[int], octets: int) -> None:
    networks = tuple(SchoolNetwork(ip_network((octets, length), strict=False), Seat(key=str(length))) for length in lengths)
    facts = SchoolFacts(calendar=None, networks=networks, ranges=(ip_network("0.0.0.0/0"),))
    assert facts.seat_at(ip_address(octets)).key == str(max(lengths))
