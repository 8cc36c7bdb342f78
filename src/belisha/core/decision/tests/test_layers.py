"""The layers a question passes: which one decides, what the others say, and that nothing is decided twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given

from belisha.core.decision.decide import decide
from belisha.core.decision.explanation import explanation_of, why
from belisha.core.decision.in_force import PROTECTIVE
from belisha.core.decision.layer_words import PASSED, layer_words, safe_mode_words, spoken_words
from belisha.core.decision.layers import NAMES, Part, Said, layers_of
from belisha.core.decision.model import Question, Reason, Verdict
from belisha.core.decision.tests.test_properties import any_moment
from belisha.core.decision.tests.worlds import FACTS, LONDON, SEATS, UNKNOWN_SEAT, hosts, moments, programmes, seats
from belisha.core.moments import Seat
from belisha.core.names import Host
from belisha.core.programme.model import Ban, Close, Effect, NameList, Opening, Programme, Rule, Standing, When, WhenKind

AT = datetime(2026, 9, 11, 10, 30, tzinfo=LONDON)  # a Friday of term, in the reading lesson
PUPIL_5K, PUPIL_4B, STAFF, *_ = SEATS
OPEN_LAYER = 9
LAYER_OF = {
    Reason.ILLEGAL_LIST: 1,
    Reason.MALWARE_LIST: 1,
    Reason.CANARY: 2,
    Reason.HELP: 2,
    Reason.BAN: 3,
    Reason.EMERGENCY_CLOSE: 4,
    Reason.OPENED_BY_DECISION: 5,
    Reason.CLOSED_BY_DECISION: 6,
    Reason.POLICY_OPENS: 7,
    Reason.POLICY_CLOSES: 7,
    Reason.SAFE_BASELINE: 7,
    Reason.CATEGORY_LIST: 8,
    Reason.NOTHING_CLOSES_IT: 9,
}
"""Architecture.md, Deciding."""


def block(number: int = 1, people: str = "pupils", **keys: object) -> Rule:
    names = keys.pop("names", frozenset({"tube.com"}))
    return Rule(f"8.1/block/{number}", "8.1", Effect.BLOCK, frozenset({people}), names=names, **keys)


def allow(people: str = "class 5K", **keys: object) -> Rule:
    return Rule("8.6/allow/1", "8.6", Effect.ALLOW, frozenset({people}), names=frozenset({"tube.com"}), **keys)


def school(*rules: Rule, **standing: object) -> Programme:
    return Programme(version="a" * 64, title="A policy", facts=FACTS, rules=rules, standing=Standing(**standing))


def asked(programme: Programme, host: str = "tube.com", seat: Seat = PUPIL_5K, at: datetime = AT):
    return layers_of(programme, Question(Host(host), at, seat))


@given(programmes, hosts, any_moment, seats)
def test_the_layer_that_decides_is_the_one_decide_names(programme: Programme, host: str, moment: datetime, seat: Seat) -> None:
    question = Question(Host(host), moment, seat)
    path, decision = layers_of(programme, question), decide(programme, question)
    assert path.decision == decision
    assert [layer.number for layer in path.layers] == list(range(1, len(NAMES) + 1))
    deciding = path.decided_by
    assert deciding.number == LAYER_OF[decision.reason]
    assert deciding.decision.reason is decision.reason
    assert (deciding.decision.clause, deciding.decision.rule) == (decision.clause, decision.rule)
    assert [layer.said for layer in path.layers[: deciding.number - 1]] == [Said.PASSED] * (deciding.number - 1)
    assert {layer.said for layer in path.layers[deciding.number :]} <= {Said.WOULD_HAVE, Said.NOT_REACHED}


@given(programmes, hosts, moments, seats)
def test_what_the_policy_would_have_said_is_what_it_says_alone(programme: Programme, host: str, moment: datetime, seat: Seat) -> None:
    """Take everything that comes before the policy's clauses away: they decide as was told."""
    lists = {key: held for key, held in programme.standing.lists.items() if key not in PROTECTIVE}
    policy = asked(programme, host, seat, moment).layers[6]
    alone = asked(replace(programme, standing=Standing(lists=lists)), host, seat, moment)
    if policy.said is Said.WOULD_HAVE:
        assert alone.decided_by.decision == policy.decision
    assert alone.layers[6].spoken == policy.spoken


@given(programmes, hosts, moments, seats)
def test_the_rule_that_decides_is_among_those_that_spoke(programme: Programme, host: str, moment: datetime, seat: Seat) -> None:
    path = asked(programme, host, seat, moment)
    deciding = path.decided_by
    if deciding.number in {5, 7, 8}:
        spoke = [spoken for spoken in deciding.spoken if spoken.part is Part.SPOKE]
        assert path.decision.rule in {spoken.id for spoken in spoke}
        assert spoke[0].id == path.decision.rule
        assert next(spoken.id for spoken in deciding.spoken if deciding.is_won_by(spoken)) == path.decision.rule
    assert not [spoken for layer in path.layers for spoken in layer.spoken if layer is not deciding and layer.is_won_by(spoken)]
    for layer in path.layers:
        if layer.said is Said.PASSED:
            assert not [spoken for spoken in layer.spoken if spoken.part is Part.SPOKE]
        for spoken in layer.spoken:
            assert (spoken.part is Part.BEATEN) == bool(spoken.beaten_by)


@given(programmes, hosts, moments, seats)
def test_every_way_can_be_told(programme: Programme, host: str, moment: datetime, seat: Seat) -> None:
    question = Question(Host(host), moment, seat)
    found = why(programme, question)
    assert found.told().count("->") == 1
    told = found.as_json()
    assert [row["layer"] for row in told["layers"]] == list(range(1, 10))
    assert all(row["words"].strip() for row in told["layers"])
    closed = found.path.decision.verdict in {Verdict.CLOSED, Verdict.NEGATIVE}
    assert closed == bool(found.ways.forms or found.ways.sentence)
    assert explanation_of(programme, question).verdict == found.path.decision.verdict.value


def test_a_narrower_allow_is_named_beside_the_block_it_beats() -> None:
    path = asked(school(block(), allow()))
    assert (path.decision.verdict, path.decision.clause) == (Verdict.OPEN, "8.6")
    beaten, exception = path.decided_by.spoken
    assert (beaten.id, beaten.part, beaten.beaten_by, beaten.beaten_by_clause) == ("8.1/block/1", Part.BEATEN, "8.6/allow/1", "8.6")
    assert spoken_words(beaten) == "Clause 8.1 closes it to pupils; the narrower exception of clause 8.6 beats it."
    assert spoken_words(exception) == "Clause 8.6 opens it for class 5K."


def test_a_block_that_stands_wins_although_another_is_beaten() -> None:
    path = asked(school(block(), block(2, "year 5"), allow("year 5")))
    assert path.decision.rule == "8.1/block/2"
    assert [(spoken.id, spoken.part) for spoken in path.decided_by.spoken] == [
        ("8.1/block/1", Part.BEATEN),
        ("8.1/block/2", Part.SPOKE),
        ("8.6/allow/1", Part.SPOKE),
    ]


@pytest.mark.parametrize(
    ("rule", "seat", "part", "words"),
    [
        (block(), STAFF, Part.FOR_OTHERS, "Clause 8.1 closes it to pupils: that is not this seat."),
        (
            block(when=When(WhenKind.OUTSIDE_LESSONS, words="outside lessons")),
            PUPIL_5K,
            Part.AT_ANOTHER_TIME,
            "Clause 8.1 closes it to pupils, outside lessons: not at this moment.",
        ),
    ],
)
def test_a_rule_that_is_not_for_this_seat_or_moment_is_told(rule: Rule, seat: Seat, part: Part, words: str) -> None:
    path = asked(school(rule), seat=seat)
    assert path.decided_by.number == OPEN_LAYER
    (spoken,) = path.layers[6].spoken
    assert (spoken.part, spoken_words(spoken)) == (part, words)
    assert layer_words(path.layers[6]) == "What speaks of it here does not hold for this seat now."


def test_a_list_is_named_and_so_is_one_for_others() -> None:
    games = {"games": NameList("games", "Games", frozenset({"game.org.uk"}))}
    programme = school(block(names=frozenset(), lists=frozenset({"games"})), lists=games)
    path = asked(programme, "play.game.org.uk")
    assert (path.decided_by.number, path.decision.reason) == (8, Reason.CATEGORY_LIST)
    assert [spoken_words(spoken) for spoken in path.decided_by.spoken] == ["Clause 8.1 closes the list “Games” to pupils."]
    others = asked(programme, "play.game.org.uk", STAFF)
    assert [spoken_words(spoken) for spoken in others.layers[7].spoken] == [
        "Clause 8.1 closes the list “Games” to pupils: that is not this seat."
    ]


def test_a_protective_list_is_never_told_as_a_list_of_a_clause() -> None:
    illegal = {"illegal": NameList("illegal", "Illegal", frozenset({"evil.net"}))}
    path = asked(school(block(names=frozenset(), lists=frozenset({"illegal"})), lists=illegal), "evil.net", STAFF)
    assert path.decided_by.number == 1
    assert path.layers[7].spoken == ()


def test_what_comes_after_the_deciding_layer_would_have_said_something_or_is_not_reached() -> None:
    opened = Opening("12", frozenset({"tube.com"}), "class 5K", AT - timedelta(hours=1), AT + timedelta(hours=1), "8.5")
    path = asked(school(block(), openings=(opened,)))
    assert [layer.said for layer in path.layers] == [
        *[Said.PASSED] * 4,
        Said.DECIDED,
        Said.NOT_REACHED,
        Said.WOULD_HAVE,
        Said.NOT_REACHED,
        Said.NOT_REACHED,
    ]
    assert layer_words(path.layers[6]) == "Not reached. It would have closed it by clause 8.1."
    assert path.layers[OPEN_LAYER - 1].decision is None


def test_an_opening_that_was_closed_since_is_told_as_beaten() -> None:
    opened = Opening("12", frozenset({"tube.com"}), "class 5K", AT - timedelta(hours=2), AT + timedelta(hours=1), "8.5")
    closed = Close("3", frozenset({"tube.com"}), "everyone", AT - timedelta(hours=1), None, "8.3")
    path = asked(school(openings=(opened,), closes=(closed,)))
    assert path.decision.rule == "close/3"
    (spoken,) = path.layers[4].spoken
    assert (spoken.part, spoken.beaten_by) == (Part.BEATEN, "close/3")
    assert spoken_words(spoken) == "A decision under clause 8.5 opened it for class 5K; a later decision closed it again."
    assert layer_words(path.layers[4]) == "What spoke here was beaten."


def test_bans_and_emergencies_decide_before_openings() -> None:
    opened = Opening("12", frozenset({"tube.com"}), "everyone", AT - timedelta(hours=2), AT + timedelta(hours=1), "8.5")
    emergency = Close("3", frozenset({"tube.com"}), "everyone", AT - timedelta(hours=3), None, "8.3", is_emergency=True)
    ban = Ban("1", PUPIL_5K.key, AT - timedelta(days=1), AT + timedelta(days=1), "8.2")
    assert asked(school(openings=(opened,), closes=(emergency,))).decided_by.number == 4
    path = asked(school(openings=(opened,), closes=(emergency,), bans=(ban,)))
    assert path.decided_by.number == 3
    assert [path.layers[n].said for n in (3, 4)] == [Said.WOULD_HAVE, Said.WOULD_HAVE]


@pytest.mark.parametrize(
    ("host", "seat", "words"),
    [
        ("www.search.com", PUPIL_5K, "This name has a safe mode, and it is on: safe.search.com answers for it."),
        ("tube.com", PUPIL_5K, "This name has a safe mode, m.tube.com: whenever it is opened, it opens so."),
        ("elsewhere.info", UNKNOWN_SEAT, "This name has no safe mode."),
    ],
)
def test_safe_mode_is_told_as_a_property_whatever_is_decided(host: str, seat: Seat, words: str) -> None:
    safe_hosts = {"www.search.com": "safe.search.com", "tube.com": "m.tube.com"}
    assert safe_mode_words(asked(school(block(), safe_hosts=safe_hosts), host, seat)) == words


def test_every_layer_that_passes_has_words() -> None:
    path = asked(school(), "elsewhere.info")
    assert [layer_words(layer) for layer in path.layers[:-1]] == list(PASSED[:-1])
    assert layer_words(path.layers[-1]) == "Nothing above closes it, so it is open."
