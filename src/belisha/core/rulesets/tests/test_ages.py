"""A limit of age that closes: which services, for which year group."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question, Reason, Verdict
from belisha.core.moments import UNKNOWN_SEAT, SchoolFacts, Seat
from belisha.core.names import Host
from belisha.core.policy.tests.samples import policy_with
from belisha.core.programme.compile import compile_policy
from belisha.core.programme.compile.ages import youngest_in
from belisha.core.programme.model import BASELINE, Programme
from belisha.core.programme.tests.every_kind import AGED
from belisha.core.programme.tests.samples import FACTS, LONDON, STANDING
from belisha.core.rulesets.compare import at_moment
from belisha.core.rulesets.compile import compile_timeline
from belisha.core.rulesets.lookup import lookup

TEN = datetime(2026, 9, 15, 10, 15, tzinfo=LONDON)
SCHOOL = replace(FACTS, classes={"RA": "Reception", "5K": "year 5", "6M": "year 6", "9X": "year 9"})
PLAIN = "[[age_limit]]\nfor = ['pupils']\neffect = 'close'\n"
SPOKEN = "[[allow]]\nservices = ['youtube']\nfor = ['staff']\n"  # so that the baseline's rule does not hold


def seat(*words: str) -> Seat:
    """A seat at which these people sit."""
    return Seat("/".join(words) or "nobody", frozenset(words), "classroom")


SEATS = (
    seat("pupils", "Reception", "class RA"),
    seat("pupils", "year 5", "class 5K"),
    seat("pupils", "year 6", "class 6M"),
    seat("pupils", "year 9", "class 9X"),
    seat("pupils"),
    seat("staff", "teachers"),
    seat("guests"),
    UNKNOWN_SEAT,
)


def school_with(controls: str, facts: SchoolFacts = SCHOOL) -> Programme:
    """The programme of a policy with these controls in clause 8.1."""
    return compile_policy(policy_with(SPOKEN + controls), facts=facts, catalogue=AGED, standing=STANDING)


def closed_for(programme: Programme, at: Seat) -> set[str]:
    """The services with a minimum age that are closed at this seat."""
    aged = [service for service in AGED.services.values() if service.minimum_age is not None]
    return {s.id for s in aged if decide(programme, Question(Host(s.domains[0]), TEN, at)).verdict is Verdict.CLOSED}


THIRTEEN = {"facebook", "youtube", "tiktok", "discord", "whatsapp", "snapchat"}
EVERY = {*THIRTEEN, "roblox", "adults-only", "x"}


@pytest.mark.parametrize(
    ("year", "age"), [("year 1", 5), ("Reception", 4), ("year R", 4), ("nursery", 3), ("year 13", 17), ("seniors", None), ("", None)]
)
def test_the_youngest_of_a_year_group(year: str, age: int | None) -> None:
    assert youngest_in(year) == age


@pytest.mark.parametrize(
    ("words", "closed"),
    [
        (("pupils", "Reception", "class RA"), EVERY),
        (("pupils", "year 5", "class 5K"), {*THIRTEEN, "adults-only", "x"}),
        (("pupils", "year 6", "class 6M"), {*THIRTEEN, "adults-only"}),
        (("pupils", "year 9", "class 9X"), {"adults-only"}),
        (("pupils",), EVERY),
        (("staff", "teachers"), set()),
        (("guests",), set()),
    ],
)
def test_services_above_the_age_of_the_youngest_are_closed(words: tuple[str, ...], closed: set[str]) -> None:
    assert closed_for(school_with(PLAIN), seat(*words)) == closed


def test_a_seat_nobody_knows_is_held_to_the_youngest() -> None:
    assert closed_for(school_with(PLAIN), UNKNOWN_SEAT) == EVERY


def test_the_rule_names_clause_and_year() -> None:
    decision = decide(school_with(PLAIN), Question(Host("m.tiktok.com"), TEN, seat("pupils", "year 5", "class 5K")))
    assert (decision.reason, decision.clause, decision.rule) == (Reason.POLICY_CLOSES, "8.1", "8.1/age_limit/1/year 5")
    ids = [rule.id for rule in school_with(PLAIN + PLAIN).rules if "age_limit" in rule.id]
    assert ids[:5] == [f"8.1/age_limit/1/{group}" for group in ("Reception", "year 5", "year 6", "year 9", "pupils")]
    assert ids[5:] == [each.replace("limit/1", "limit/2") for each in ids[:5]]


def test_guidance_closes_nothing() -> None:
    for effect in ("", "effect = 'guidance'\n"):
        programme = school_with(f"[[age_limit]]\nfor = ['pupils']\nunknown = 'close'\n{effect}")
        assert not any("age_limit" in rule.id for rule in programme.rules)
        assert len(programme.age_limits) == 1


@pytest.mark.parametrize(
    ("people", "bound"),
    [
        ("year 6", {1: set(), 2: {*THIRTEEN, "adults-only"}, 4: set()}),
        ("class 6M", {1: set(), 2: {*THIRTEEN, "adults-only"}, 4: set()}),
        ("everyone", {3: {"adults-only"}, 4: EVERY, 5: set(), 6: set()}),
        ("guests", {4: set(), 6: set()}),
        ("staff", {4: set(), 5: set()}),
    ],
)
def test_it_binds_whom_it_names_and_no_grown_up(people: str, bound: dict[int, set[str]]) -> None:
    programme = school_with(f"[[age_limit]]\nfor = ['{people}']\neffect = 'close'\n")
    assert {place: closed_for(programme, SEATS[place]) for place in bound} == bound


def test_an_age_that_is_not_known_is_guidance_unless_the_clause_says_close() -> None:
    house = replace(SCHOOL, classes={"S1": "seniors"})
    seniors = seat("pupils", "seniors", "class S1")
    assert closed_for(school_with(PLAIN, house), seniors) == set()
    assert closed_for(school_with(PLAIN + "unknown = 'close'\n", house), seniors) == EVERY
    assert closed_for(school_with(PLAIN + "unknown = 'close'\n", replace(SCHOOL, classes={})), seat("pupils")) == EVERY
    assert closed_for(school_with(PLAIN.replace("pupils", "everyone") + "unknown = 'close'\n"), seat("guests")) == EVERY


def test_a_service_whose_age_nobody_knows_stays_open() -> None:
    programme = school_with(PLAIN + "unknown = 'close'\n")
    assert AGED.services["reddit"].minimum_age is None
    assert decide(programme, Question(Host("reddit.com"), TEN, UNKNOWN_SEAT)).verdict is Verdict.OPEN


def test_a_limit_of_age_does_not_speak_of_social_media() -> None:
    programme = compile_policy(policy_with(PLAIN), facts=SCHOOL, catalogue=AGED, standing=STANDING)
    assert programme.rules[-1].id.startswith(f"{BASELINE}/")


def test_what_is_open_to_a_year_by_a_narrower_clause_stays_open() -> None:
    programme = school_with(PLAIN + "[[allow]]\nservices = ['youtube']\nfor = ['year 5']\n")
    assert "youtube" not in closed_for(programme, seat("pupils", "year 5", "class 5K"))
    assert "youtube" in closed_for(programme, seat("pupils", "year 6", "class 6M"))


@pytest.mark.parametrize("controls", [PLAIN, PLAIN + "unknown = 'close'\n", PLAIN.replace("pupils", "everyone")])
def test_the_compiled_tables_agree(controls: str) -> None:
    programme = school_with(controls)
    timeline = compile_timeline(programme, at=TEN, number=1, school="Invented School", local_names={}, seats=SEATS)
    for later in (TEN, TEN + timedelta(hours=3)):
        ruleset = at_moment(timeline, later)
        for at in SEATS:
            for service in AGED.services.values():
                host = Host(f"www.{service.domains[0]}")
                expected = decide(programme, Question(host, later, at))
                assert lookup(ruleset, at.key, host.name).decision(programme.version) == expected


def test_an_allow_for_all_pupils_opens_what_is_closed_by_age_to_no_pupil() -> None:
    programme = school_with(PLAIN + "[[allow]]\nservices = ['tiktok']\nfor = ['pupils']\n")
    young = [at for at in SEATS if "pupils" in at.people and "year 9" not in at.people]
    assert ["tiktok" in closed_for(programme, at) for at in young] == [True] * 4
