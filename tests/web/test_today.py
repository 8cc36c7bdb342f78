"""The page of the day: what needs its reader and in which order, each state it can be in, and what changed since they last looked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

import pytest
from django.test import Client

from belisha.filtering.actions import Outcome
from belisha.filtering.models import AttemptCount, Proof
from belisha.filtering.tests.desk import CLASS_4B, Desk
from belisha.kit import clock
from belisha.notices.models import LastLook
from belisha.people import providers
from belisha.people.actions import delegate_role, record_absence
from belisha.people.models import Person, RoleHolding
from belisha.people.providers import Day, DayFact, Part, Rank
from belisha.schools.models import NetworkRange, School, Term
from tests import factories
from tests.cast import Cast, actor
from tests.stage import Scenery

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NEED = re.compile(r'<li class="app-day__need[^"]*">\s*<h3[^>]*>([^<]+)</h3>')
FACT = re.compile(r'<li class="app-day__fact">.*?<span>([^<]+)</span></span>\s*</p>', re.DOTALL)

At = Callable[[Person], str]


@pytest.fixture
def desk(cast: Cast, staged_desk: Scenery, at_moment: datetime) -> Desk:
    """The model policy is in force, and a phonics site is on a list by mistake."""
    made: Desk = staged_desk["desk"]
    return made


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver answers."""
    from belisha.filtering import day
    from belisha.filtering.engine import EngineStatus

    status = EngineStatus(7, "version", None, {}, None, "2026-09-15T06:00:00+00:00", "2026-09-15T09:15:00+00:00", 1000, 31, 0, 5, {})
    monkeypatch.setattr(day, "status_at", lambda _: status)


@pytest.fixture
def told(answering: None) -> Iterator[list[DayFact]]:
    """Facts that a test's own room says to everybody."""
    facts: list[DayFact] = []

    def says(day: Day) -> list[DayFact]:
        return facts

    providers.register_day(says)
    yield facts
    providers.forget_day(says)


def page_of(person: Person, query: str = "") -> str:
    """Their page of the day."""
    client = Client()
    client.force_login(person.account, backend=BACKEND)
    answer = client.get(f"/today/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def needs_of(person: Person, query: str = "") -> list[str]:
    """The titles of what needs them, in order."""
    return [title.strip().replace("&#x27;", "'") for title in NEED.findall(page_of(person, query))]


def test_signing_in_leads_to_the_day(settings: object) -> None:
    assert settings.LOGIN_REDIRECT_URL == "today"  # type: ignore[attr-defined]


def test_nothing_to_do_is_said_in_so_many_words(desk: Desk, answering: None) -> None:
    assert needs_of(desk.cast.head) == []
    assert "Nothing waits for you." in page_of(desk.cast.head)


def test_the_headteacher_sees_what_waits_each_one_click_away(desk: Desk, answering: None) -> None:
    first = desk.advise(desk.ask().request)
    page = page_of(desk.cast.head)
    assert needs_of(desk.cast.head) == ["One request waits for your decision"]
    assert f'href="/requests/{first.pk}/"' in page
    assert "asked by class 5K" in page


def test_requests_for_one_site_stand_together(desk: Desk, answering: None) -> None:
    desk.advise(desk.ask("one.poki.com").request)
    desk.advise(desk.ask("two.poki.com", address=CLASS_4B).request)
    assert needs_of(desk.cast.head) == ["2 requests wait for your decision"]


def test_what_is_late_comes_before_what_waits(desk: Desk, answering: None, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.advise(desk.ask("one.poki.com").request)
    later = desk.later(days=6)
    monkeypatch.setattr(clock, "now", lambda: later.now)
    later.advise(later.ask("two.poki.com").request)
    assert needs_of(desk.cast.head) == ["One request is late", "One request waits for your decision"]


def test_nobody_finds_their_own_request_among_what_they_decide(desk: Desk, answering: None) -> None:
    desk.advise(desk.ask(by=desk.cast.head).request)
    assert needs_of(desk.cast.head) == []
    assert needs_of(desk.cast.chair) == ["One request waits for your decision"]


def test_five_things_at_most_and_the_way_to_the_others(desk: Desk, told: list[DayFact]) -> None:
    told += [DayFact(Part.NEEDS_YOU, f"Thing {n}", rank=Rank(n)) for n in (8, 3, 5, 1, 4, 2, 7)]
    assert needs_of(desk.cast.head) == ["Thing 1", "Thing 2", "Thing 3", "Thing 4", "Thing 5"]
    assert "2 more, less urgent" in page_of(desk.cast.head)
    assert len(needs_of(desk.cast.head, "?all=yes")) == 7


def test_a_room_that_fails_does_not_take_the_page_away(desk: Desk, answering: None, caplog: pytest.LogCaptureFixture) -> None:
    def fails(day: Day) -> list[DayFact]:
        raise RuntimeError

    providers.register_day(fails)
    try:
        assert "A part of this page could not be made." in page_of(desk.cast.head)
    finally:
        providers.forget_day(fails)


def test_a_role_that_nobody_holds_is_told_to_whoever_gives_it(desk: Desk, answering: None) -> None:
    RoleHolding.objects.filter(role="network manager").update(ends=desk.now.date())
    assert "Nobody is network manager" in needs_of(desk.cast.head)
    assert needs_of(desk.cast.teacher_5k) == []


def test_a_role_that_falls_empty_is_told_four_weeks_before(desk: Desk, answering: None) -> None:
    RoleHolding.objects.filter(role="network manager").update(ends=desk.now.date() + timedelta(days=20))
    assert "From 5 October on too few people are network manager" in needs_of(desk.cast.head)
    RoleHolding.objects.filter(role="network manager").update(ends=desk.now.date() + timedelta(days=40))
    assert needs_of(desk.cast.head) == []


def test_a_holder_who_is_away_with_nobody_standing_in(desk: Desk, answering: None) -> None:
    cast, today = desk.cast, desk.now.date()
    back = today + timedelta(days=7)
    record_absence(by=actor(cast.network_manager), person=cast.network_manager, starts=today, ends=back, now=desk.now)
    told = f"{cast.network_manager.name} (network manager) is away until 22 September, and nobody stands in"
    assert told in needs_of(cast.head)
    role = {"role": "network manager", "from_person": cast.network_manager, "to_person": cast.support_staff}
    delegate_role(by=actor(cast.head), **role, starts=today, ends=back, now=desk.now)
    assert told not in needs_of(cast.head)


def test_a_class_without_a_network(desk: Desk, answering: None) -> None:
    NetworkRange.objects.filter(class_name="5K").update(until=desk.now.date())
    assert needs_of(desk.cast.network_manager) == ["Class 5K has no network"]
    assert "Class 5K has no network of its own" in page_of(desk.cast.teacher_5k)
    assert needs_of(desk.cast.head) == []


def test_the_resolver_is_down(desk: Desk) -> None:
    for reader in (desk.cast.head, desk.cast.network_manager):
        assert needs_of(reader)[0] == "The school’s resolver does not answer"
    assert "The school’s network does not answer" in page_of(desk.cast.teacher_5k)
    assert "does not answer" not in page_of(desk.cast.parent_5k)


def test_a_proof_that_fails_comes_first(desk: Desk, answering: None) -> None:
    desk.advise(desk.ask().request)
    Proof.objects.create(
        school=desk.school,
        cause="the round",
        subject="standing",
        host="poki.com",
        seat_key="pupils",
        address="127.0.1.5",
        expected="closed",
        answered="open",
        wire="A",
        clause="8.2",
        is_proved=False,
        milliseconds=1,
        asked_at=desk.now - timedelta(minutes=5),
    )
    assert needs_of(desk.cast.head) == ["The network does not do what was decided", "One request waits for your decision"]


def test_no_policy_in_force(school: School, cast: Cast, at_moment: datetime, answering: None) -> None:
    assert needs_of(cast.head) == ["No policy is in force"]
    assert "Every route" not in page_of(cast.governor)
    assert "the safe baseline holds until a version is signed" in page_of(cast.governor)


def test_a_holiday_says_when_school_begins_again(desk: Desk, answering: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: desk.now + timedelta(days=4))  # Saturday
    page = page_of(desk.cast.teacher_5k)
    assert "Saturday 19 September 2026. There is no school today. It begins again on Monday 21 September." in page
    assert "No school today" in page


def test_after_the_last_term_that_is_written_down(desk: Desk, answering: None) -> None:
    Term.objects.all().delete()
    assert "There is no school today. No later term is written down yet." in page_of(desk.cast.head)


@pytest.mark.parametrize(
    ("hour", "minute", "title"), [(10, 15, "Class 5K: second lesson"), (8, 0, "Before school"), (15, 40, "After school"), (10, 50, "Break")]
)
def test_the_teachers_lesson(desk: Desk, answering: None, monkeypatch: pytest.MonkeyPatch, hour: int, minute: int, title: str) -> None:
    monkeypatch.setattr(clock, "now", lambda: desk.now.replace(hour=hour, minute=minute))
    assert title in FACT.findall(page_of(desk.cast.teacher_5k))


def test_a_teacher_sees_what_is_open_for_the_class_and_what_became_of_what_they_asked(desk: Desk, answering: None) -> None:
    desk.decide(desk.advise(desk.ask("one.poki.com", by=desk.cast.teacher_5k).request))
    desk.decide(desk.advise(desk.ask("two.poki.com", by=desk.cast.teacher_5k).request), outcome=Outcome.REFUSE)
    page = page_of(desk.cast.teacher_5k)
    assert "Open for class 5K until Friday 18 September, 15:30." in page
    assert "It was opened." in page
    assert "It stays closed." in page
    assert "two.poki.com" not in page_of(desk.cast.teacher_4b)


def test_the_network_managers_monday_names_a_trolley_and_no_child(desk: Desk, answering: None) -> None:
    for seat, count in (("pupils/5K", 31), ("pupils/4B", 4), ("pupils", 50)):
        AttemptCount.objects.create(
            school=desk.school,
            hour=desk.now.replace(minute=0) - timedelta(days=1),
            seat_key=seat,
            rule="block/8.2/1",
            clause="8.2",
            reason="CATEGORY_LIST",
            list_id="getting round",
            policy_version="version",
            is_observed=False,
            count=count,
        )
    page = page_of(desk.cast.network_manager)
    assert "One trolley met ways round the filter 31 times" in page
    assert 'href="/attempts/classes/"' in page
    assert "5K" not in page, "which class it was stands on the page where each look is written down"
    assert not [pupil for pupil in (desk.cast.pupil_5k, desk.cast.pupil_4b) if pupil.name in page]


def test_a_governor_is_given_five_questions(desk: Desk, answering: None) -> None:
    desk.decide(desk.advise(desk.ask().request))
    page = page_of(desk.cast.governor)
    assert [title for title in FACT.findall(page) if title.endswith("?")] == [
        "Is a policy in force, and when do we look at it again?",
        "Could a concern end with nobody?",
        "What was opened against what we signed, and why?",
        "How long do teachers and classes wait for an answer?",
        "How do we know that the network does what we signed?",
    ]
    assert "phonicsplay" not in page, "governors read totals"


def test_a_pupils_and_a_parents_page_is_simple(desk: Desk, answering: None) -> None:
    for reader, words in ((desk.cast.pupil_5k, "A site will not open?"), (desk.cast.parent_5k, "A site is closed at school?")):
        page = page_of(reader)
        assert words in page
        assert "What needs you" not in page


def test_what_changed_since_one_last_looked(desk: Desk, answering: None) -> None:
    client = Client()
    client.force_login(desk.cast.head.account, backend=BACKEND)
    desk.ask("one.poki.com")
    desk.ask("two.poki.com", address=CLASS_4B)
    page = client.get("/today/").content.decode()
    assert "2 requests were asked" in page
    until = re.search(r'name="until" value="([^"]+)"', page)
    assert until
    assert client.post("/today/seen/", {"until": until[1]})["Location"] == "/today/"
    assert "2 requests were asked" not in client.get("/today/").content.decode()


def test_what_comes_while_one_reads_stays_new(desk: Desk, answering: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    client.force_login(desk.cast.head.account, backend=BACKEND)
    monkeypatch.setattr(clock, "now", lambda: desk.now)
    until = re.search(r'name="until" value="([^"]+)"', client.get("/today/").content.decode())
    assert until
    later = desk.later(minutes=5)
    later.ask()
    monkeypatch.setattr(clock, "now", lambda: later.now)
    client.post("/today/seen/", {"until": until[1]})
    assert "Somebody asked for a closed site" in client.get("/today/").content.decode()


@pytest.mark.parametrize("until", ["", "yesterday", "2126-01-01T00:00:00+00:00", "2026-09-01T00:00:00"])
def test_a_page_changed_by_hand_marks_nothing(desk: Desk, until: str) -> None:
    client = Client()
    client.force_login(desk.cast.head.account, backend=BACKEND)
    assert client.post("/today/seen/", {"until": until}).status_code == 302
    assert not LastLook.objects.exists()


def test_ones_own_acts_are_no_news(desk: Desk, answering: None) -> None:
    desk.advise(desk.ask().request)
    assert "A request was advised on" in page_of(desk.cast.head)
    assert "A request was advised on" not in page_of(desk.cast.network_manager)


def test_teachers_are_not_told_of_requests_or_networks(desk: Desk, answering: None) -> None:
    desk.ask()
    factories.make_lesson(desk.school, "choir", 1, time(15), time(15, 20))
    assert "Somebody asked" not in page_of(desk.cast.teacher_4b)


def test_what_was_opened_ends_at_the_bell_with_its_proof(desk: Desk, answering: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from belisha.filtering.actions import expire_openings

    granted = desk.decide(desk.advise(desk.ask().request), hours=1)
    after = desk.later(hours=2)
    expire_openings(school=desk.school, now=after.now)
    monkeypatch.setattr(clock, "now", lambda: after.now)
    opening = granted.openings.get()
    told = f"{opening.host} closed again by itself, for class 5K"
    assert told in FACT.findall(page_of(desk.cast.head))
    assert "Its end is not proved yet." in page_of(desk.cast.head)
