"""Of which class a device was seen to be filtered, and when a class is said to wait for a check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from belisha.filtering.facts_checks import LATELY_SCHOOL_DAYS, NOT_YET, Checking, checking_of, device_facts, last_seen_words
from belisha.filtering.models import Deployment, DeviceCheck, KeptProgramme
from belisha.filtering.sheets import sheets_of
from belisha.policy.providers import Beacon
from belisha.schools.models import NetworkRange, School

LONDON = ZoneInfo("Europe/London")
FIRST = datetime(2026, 9, 3, 8, 0, tzinfo=UTC)
SEVEN_SCHOOL_DAYS_LATER = datetime(2026, 9, 14, 15, 30, tzinfo=LONDON)
CLASSES = {"pupils/2R", "pupils/4B", "pupils/5K"}


@pytest.fixture
def answered(school: School) -> School:
    """A school that the resolver has answered since Thursday 3 September 2026."""
    kept = KeptProgramme.objects.create(school=school, sha256="0" * 64, content="{}")
    Deployment.objects.create(school=school, number=1, programme=kept, cause="first", made_at=FIRST, acknowledged_at=FIRST)
    return school


def seen(school: School, seat_key: str, at: datetime) -> None:
    DeviceCheck.objects.create(school=school, seat_key=seat_key, checked_at=at, policy_version="1" * 64, resolver="10.0.0.2")


def due(school: School, now: datetime) -> set[str]:
    return {key for key, one in checking_of(school, now).items() if one.is_due}


def test_every_class_and_group_with_a_network_is_waited_for(answered: School) -> None:
    assert set(checking_of(answered, FIRST)) == {*CLASSES, "pupils", "staff", "guests"}


def test_before_the_resolver_answered_nobody_is_waited_for(school: School) -> None:
    assert due(school, FIRST + timedelta(days=60)) == set()


def test_a_class_never_seen_has_seven_school_days(answered: School) -> None:
    assert LATELY_SCHOOL_DAYS == 7
    assert due(answered, SEVEN_SCHOOL_DAYS_LATER - timedelta(seconds=1)) == set()
    assert due(answered, SEVEN_SCHOOL_DAYS_LATER) == {*CLASSES, "pupils", "staff", "guests"}


def test_a_network_that_is_new_has_seven_school_days_from_its_first(answered: School) -> None:
    NetworkRange.objects.filter(class_name="5K").update(since=datetime(2026, 9, 14, tzinfo=LONDON).date())
    now = SEVEN_SCHOOL_DAYS_LATER + timedelta(days=2)
    assert "pupils/4B" in due(answered, now)
    assert "pupils/5K" not in due(answered, now)


def test_a_class_seen_lately_is_not_due_and_holidays_do_not_count(answered: School) -> None:
    friday = datetime(2026, 10, 23, 10, 0, tzinfo=LONDON)  # the last day before a week's holiday
    seen(answered, "pupils/5K", friday)
    assert "pupils/5K" not in due(answered, friday + timedelta(days=18, hours=5))
    assert "pupils/5K" in due(answered, friday + timedelta(days=19))
    seen(answered, "pupils/5K", friday + timedelta(days=19))
    assert "pupils/5K" not in due(answered, friday + timedelta(days=19))


def test_a_group_whose_addresses_all_lie_in_narrower_networks_is_not_waited_for(answered: School) -> None:
    for half in ("127.0.3.0/25", "127.0.3.128/25"):
        NetworkRange.objects.create(school=answered, range=half, group="staff", kind="staff", since=FIRST.date())
    assert "guests" not in checking_of(answered, FIRST)


def test_another_schools_checks_are_its_own(answered: School, cast) -> None:
    from django_scopes import scope

    with scope(school=cast.stranger.school):
        seen(cast.stranger.school, "pupils/5K", FIRST)
    assert checking_of(answered, FIRST)["pupils/5K"].last is None


def test_a_check_of_a_moment_to_come_counts_only_then(answered: School) -> None:
    seen(answered, "pupils/5K", FIRST + timedelta(days=1))
    assert checking_of(answered, FIRST)["pupils/5K"].last is None


def fact(**seats: Checking) -> list[tuple[Beacon, str]]:
    known = {one.seat_key: one for one in seats.values()}
    return [(one.state, one.words) for one in device_facts(known, known.keys(), LONDON)]


MONDAY, FRIDAY = datetime(2026, 9, 14, 9, 0, tzinfo=UTC), datetime(2026, 9, 18, 9, 0, tzinfo=UTC)
SEEN_5K, SEEN_STAFF = Checking("pupils/5K", FRIDAY, is_due=False), Checking("staff", MONDAY, is_due=False)
WAITING_2R, LATE_4B = Checking("pupils/2R", None, is_due=False), Checking("pupils/4B", MONDAY, is_due=True)


def test_what_was_seen_is_told_with_its_days_the_latest_first() -> None:
    assert fact(a=SEEN_STAFF, b=SEEN_5K) == [
        (Beacon.STEADY, "Seen from a device of class 5K on 18 September 2026 and of staff on 14 September 2026.")
    ]


def test_what_was_not_seen_yet_is_told_beside_it() -> None:
    assert fact(a=WAITING_2R) == [(Beacon.STEADY, NOT_YET)]
    assert fact(a=WAITING_2R, b=SEEN_5K) == [(Beacon.STEADY, "Seen from a device of class 5K on 18 September 2026; not yet of class 2R.")]


def test_a_class_that_is_due_is_amber_with_what_to_do() -> None:
    (state, words), *rest = fact(a=LATE_4B, b=SEEN_5K)
    assert state is Beacon.AMBER
    assert words == (
        "No device of class 4B has been checked for 7 school days: open “Check this device” on one. The network manager looks after it."
    )
    assert [state for state, _ in rest] == [Beacon.STEADY]


def test_a_large_school_is_told_in_few_words() -> None:
    assert fact(a=SEEN_5K, b=Checking("pupils/4B", FRIDAY, is_due=False))[0][1] == (
        "Seen from a device of class 4B and class 5K on 18 September 2026."
    )
    many = {f"c{n}": Checking(f"pupils/{n}A", FRIDAY, is_due=False) for n in range(1, 7)}
    assert fact(**many)[0][1].endswith(" and of 3 other classes or groups lately.")
    late = {f"c{n}": Checking(f"pupils/{n}A", None, is_due=True) for n in range(1, 7)}
    assert fact(**late)[0][1].startswith("No device of class 1A, class 2A, class 3A or 3 others has been checked")


def test_a_clause_about_others_says_nothing_of_a_class() -> None:
    known = {"pupils/4B": LATE_4B, "staff": SEEN_STAFF}
    assert [one.state for one in device_facts(known, {"staff", "unknown"}, LONDON)] == [Beacon.STEADY]


def test_one_network_in_words() -> None:
    assert last_seen_words(SEEN_5K, LONDON) == "Seen from a device on 18 September 2026."
    assert last_seen_words(WAITING_2R, LONDON) == "Not seen from a device yet."
    assert "the last time on 14 September 2026" in last_seen_words(LATE_4B, LONDON)
    assert last_seen_words(None, LONDON) == ""


def test_sheets_are_for_classes_first_and_their_codes_hold_no_class(answered: School) -> None:
    seen(answered, "pupils/5K", FIRST)
    made = sheets_of(answered, FIRST, portal_url="http://portal.school.test/")
    assert [(sheet.title, sheet.state) for sheet in made] == [
        ("Class 2R", "grey"),
        ("Class 4B", "grey"),
        ("Class 5K", "steady"),
        ("Guests", "grey"),
        ("Pupils", "grey"),
        ("Staff", "grey"),
    ]
    assert {(sheet.check.address, sheet.door.address) for sheet in made} == {
        ("http://portal.school.test/check/", "http://portal.school.test/door/")
    }
