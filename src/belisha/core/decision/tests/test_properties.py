"""What must be true of deciding in every school that can be thought of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question, Reason, Verdict
from belisha.core.decision.reasons import Audience, sentence, wire_text
from belisha.core.decision.tests.worlds import ASKED, FACTS, SEATS, START, UNKNOWN_SEAT, hosts, moments, programmes, rules, seats
from belisha.core.moments import Seat
from belisha.core.names import Host
from belisha.core.policy.read import read
from belisha.core.programme.compare.reach import Reach, everybody, items_of
from belisha.core.programme.compile import compile_policy
from belisha.core.programme.model import Effect, Programme, Standing, When
from belisha.core.programme.people import words_above
from belisha.core.programme.tests import made_up
from belisha.core.programme.tests.every_kind import AGED
from belisha.core.programme.tests.samples import STANDING

NOT_OPEN = {Verdict.CLOSED, Verdict.NEGATIVE}
EDGES = (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))
MADE_UP_HOSTS = (
    *made_up.SITES,
    "x.m.tube.com",
    "www.youtube.com",
    "facebook.com",
    "roblox.com",
    "whatsapp.com",
    "reddit.com",
    "discord.com",
    "phonicsplay.co.uk",
)
SPOKEN = "[[block]]\nservices = ['reddit']\nfor = ['pupils']\n"  # the baseline's rule goes when a policy speaks of social media
any_moment = st.one_of(moments, st.datetimes(), st.datetimes(timezones=st.timezones()), st.sampled_from(EDGES))


@given(programmes, hosts, any_moment, seats)
def test_deciding_never_raises_and_can_always_be_told(programme: Programme, host: str, moment: datetime, seat: object) -> None:
    decision = decide(programme, Question(Host(host), moment, seat))
    assert decision.policy_version == programme.version
    assert (decision.verdict is Verdict.SAFE) == (decision.safe_host is not None)
    assert decision.form is None or decision.verdict is Verdict.CLOSED
    for audience in Audience:
        assert sentence(decision, audience=audience, host=host).strip()
    assert len(wire_text(decision).encode()) < 200


@settings(max_examples=40, deadline=None)
@given(programmes, rules(), moments)
def test_adding_a_block_never_opens_anything(programme: Programme, rule: object, moment: datetime) -> None:
    block = replace(rule, id="9.9/block/1", effect=Effect.BLOCK)
    stricter = replace(programme, rules=(*programme.rules, block))
    for seat in SEATS:
        for host in ASKED:
            question = Question(Host(host), moment, seat)
            if decide(programme, question).verdict in NOT_OPEN:
                assert decide(stricter, question).verdict in NOT_OPEN


@settings(max_examples=40, deadline=None)
@given(programmes, moments, st.randoms(use_true_random=False))
def test_the_order_of_rules_and_decisions_never_matters(programme: Programme, moment: datetime, chance: object) -> None:
    def shuffled(things: tuple) -> tuple:
        return tuple(chance.sample(things, len(things)))

    standing = programme.standing
    mixed = replace(
        programme,
        rules=shuffled(programme.rules),
        standing=replace(standing, openings=shuffled(standing.openings), closes=shuffled(standing.closes), bans=shuffled(standing.bans)),
    )
    for seat in SEATS:
        for host in ASKED:
            question = Question(Host(host), moment, seat)
            assert decide(mixed, question) == decide(programme, question)


@settings(max_examples=40, deadline=None)
@given(programmes, moments)
def test_a_seat_nobody_knows_is_held_to_whatever_the_rules_close_to_anybody(programme: Programme, moment: datetime) -> None:
    by_rules = {Reason.POLICY_CLOSES, Reason.SAFE_BASELINE, Reason.CATEGORY_LIST, Reason.CLOSED_BY_DECISION, Reason.EMERGENCY_CLOSE}
    given_to_all = {Reason.OPENED_BY_DECISION}
    for host in ASKED:
        here = decide(programme, Question(Host(host), moment, UNKNOWN_SEAT))
        known = [decide(programme, Question(Host(host), moment, seat)) for seat in SEATS]
        if any(d.verdict is Verdict.CLOSED and d.reason in by_rules for d in known):
            assert here.verdict is Verdict.CLOSED or here.reason in given_to_all | {Reason.POLICY_OPENS}


@settings(max_examples=50)
@given(programmes, moments, seats, hosts)
def test_an_end_that_is_told_lies_ahead(programme: Programme, moment: datetime, seat: object, host: str) -> None:
    decision = decide(programme, Question(Host(host), moment, seat))
    assert decision.until is None or decision.until > moment


def programme_of(controls: dict[str, list[str]]) -> Programme:
    """The programme of an invented policy that speaks of social media."""
    reading = read(made_up.text_of({**controls, "7.1": [SPOKEN, *controls["7.1"]]}))
    assert reading.is_sound, reading.faults
    return compile_policy(reading.policy, facts=FACTS, catalogue=AGED, standing=STANDING)


@settings(max_examples=40, deadline=None)
@given(made_up.fences(), made_up.block(), st.sampled_from(made_up.NUMBERS), moments)
def test_a_block_more_in_a_policy_never_opens_anything(controls: dict, more: str, number: str, moment: datetime) -> None:
    before, after = programme_of(controls), programme_of({**controls, number: [*controls[number], more]})
    for seat in SEATS:
        for host in MADE_UP_HOSTS:
            question = Question(Host(host), moment, seat)
            if decide(before, question).verdict in NOT_OPEN:
                assert decide(after, question).verdict in NOT_OPEN


@settings(max_examples=40, deadline=None)
@given(made_up.fences(), moments, st.randoms(use_true_random=False))
def test_the_order_of_controls_never_matters(controls: dict, moment: datetime, chance: object) -> None:
    mixed = {number: chance.sample(inside, len(inside)) for number, inside in controls.items()}
    before, after = programme_of(controls), programme_of(mixed)
    for seat in SEATS:
        for host in MADE_UP_HOSTS:
            assert answer(after, host, moment, seat) == answer(before, host, moment, seat)


@settings(max_examples=40, deadline=None)
@given(made_up.fences(), moments)
def test_what_a_comparison_tells_of_each_group_is_what_is_decided(controls: dict, moment: datetime) -> None:
    drawn = programme_of(controls)
    programme = replace(drawn, rules=tuple(replace(rule, when=When()) for rule in drawn.rules), standing=Standing())
    items = items_of([programme], AGED)
    reach = Reach(programme, items)
    for whom in everybody(programme):
        seat = Seat("a group", frozenset(words_above(whom.people, programme.facts)) - {"everyone"}, whom.network)
        asked = {item: Question(Host(item.host), moment, seat) for item in items if item.kind in ("service", "site")}
        closed = {item for item, question in asked.items() if decide(programme, question).verdict is Verdict.CLOSED}
        assert {item for item in reach.closed(whom) if item in asked} == closed


def answer(programme: Programme, host: str, moment: datetime, seat: Seat) -> object:
    """What is decided, less the version and the number of the rule within its clause: both name the order of controls."""
    decision = decide(programme, Question(Host(host), moment, seat))
    return replace(decision, policy_version="", rule=decision.rule.split("/")[0])


def test_of_two_blocks_of_one_clause_the_one_that_holds_longer_is_told_whatever_their_order() -> None:
    lesson, day = (f"[[block]]\nsites = ['tube.com']\nfor = ['pupils']\nwhen = '{when}'\n" for when in ("lesson time", "school day"))
    nine = START.replace(hour=8, minute=30)  # half past nine in London: the middle of a lesson
    empty: dict[str, list[str]] = {number: [] for number in made_up.NUMBERS}
    one, other = (programme_of({**empty, "8.1": order}) for order in ([lesson, day], [day, lesson]))
    assert answer(one, "tube.com", nine, SEATS[0]) == answer(other, "tube.com", nine, SEATS[0])
    assert decide(one, Question(Host("tube.com"), nine, SEATS[0])).until == START.replace(hour=14, minute=30)
