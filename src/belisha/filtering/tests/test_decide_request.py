from __future__ import annotations

import json
from datetime import timedelta

import pytest

from belisha.audit.queries import records
from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question
from belisha.core.names import Host
from belisha.filtering.actions import NewList, Outcome, subscribe_list, undo_join
from belisha.filtering.models import AccessRequest, Opening
from belisha.filtering.queries.requests import proposed_scope, scope_choices, story_of
from belisha.filtering.queries.seats import facts_now, programme_now
from belisha.filtering.states import DECIDED, MOVES, OWNER, WAITING, RequestStatus
from belisha.filtering.tests.desk import CLASS_4B, NOWHERE, PHONICS, Desk, sign_policy
from belisha.kit.access import Actor, Denied, Refused
from belisha.kit.models import OutboxEvent
from belisha.notices.queries import for_person
from tests.factories import make_class

NOBODY_ELSE = (
    "chair",
    "clerk",
    "governor",
    "dsl",
    "esafety",
    "network_manager",
    "teacher_5k",
    "parent_5k",
    "pupil_5k",
    "volunteer",
    "stranger",
)
NO_ADVISERS = ("head", "chair", "governor", "dsl", "esafety", "teacher_5k", "parent_5k", "pupil_5k", "volunteer", "stranger")


def _verdict(desk: Desk, address: str, host: str = PHONICS) -> str:
    programme = programme_now(desk.school, desk.now)
    return decide(programme, Question(host=Host(host), moment=desk.now, seat=desk.seat(address))).verdict.value


def test_advice_is_written_down_recorded_and_told(desk: Desk) -> None:
    request = desk.advise(desk.ask().request)
    assert (request.status, request.advice, request.advised_by) == ("ADVISED", "OPEN", desk.cast.network_manager)
    assert desk.said(request) == ["access request asked", "access request advised"]
    assert records(desk.school.pk, subject=f"access request {request.pk}").last().clause == "8.4"
    assert any("You decide" in n.words for n in for_person(desk.cast.head.pk))
    assert OutboxEvent.objects.filter(name="RequestAdvised").count() == 1


def test_advice_may_be_given_again_until_somebody_decides(desk: Desk) -> None:
    request = desk.advise(desk.ask().request)
    assert desk.advise(request, words="Looked again.").advice_words == "Looked again."
    desk.decide(request)
    with pytest.raises(Refused, match="already granted by Hazel Crossing at 15 September 2026, 10:15"):
        desk.advise(request)


@pytest.mark.parametrize("key", NO_ADVISERS)
def test_nobody_but_the_adviser_advises(desk: Desk, key: str) -> None:
    request = desk.ask().request
    with pytest.raises(Denied, match=r"network manager|another school"):
        desk.advise(request, getattr(desk.cast, key))
    assert desk.said(request) == ["access request asked"]


@pytest.mark.parametrize("words", ["", "  ", "x" * 501])
def test_advice_needs_words(desk: Desk, words: str) -> None:
    with pytest.raises(Refused, match=r"missing|501 letters"):
        desk.advise(desk.ask().request, words=words)


def test_a_grant_opens_for_the_class_and_for_nobody_else(desk: Desk) -> None:
    assert _verdict(desk, "127.0.1.5") == "closed"
    request = desk.decide(desk.advise(desk.ask().request))
    opening = Opening.objects.get()
    assert (opening.host, opening.people, opening.request, opening.clause) == (PHONICS, "class 5K", request, "8.5")
    assert (request.status, request.decided_by, request.clause) == ("GRANTED", desk.cast.head, "8.5")
    assert [_verdict(desk, a) for a in ("127.0.1.5", CLASS_4B)] == ["open", "closed"]
    after = Desk(desk.school, desk.cast, opening.ends)
    assert _verdict(after, "127.0.1.5") == "closed"


def test_a_decision_is_recorded_and_told(desk: Desk) -> None:
    request = desk.decide(desk.ask(by=desk.cast.teacher_5k).request)
    assert desk.said(request) == ["access request asked", "access request decided"]
    row = records(desk.school.pk, subject=f"access request {request.pk}").last()
    assert (row.clause, row.person_id) == ("8.5", desk.cast.head.pk)
    facts = json.loads(row.payload.payload)["facts"]
    assert (facts["outcome"], facts["people"], facts["against a signed closure"]) == ("granted", "class 5K", False)
    assert any(f"{PHONICS} is open" in n.title and "It teaches reading." in n.words for n in for_person(desk.cast.teacher_5k.pk))
    assert OutboxEvent.objects.filter(name="RequestDecided", payload={"request_id": request.pk}).count() == 1
    assert OutboxEvent.objects.filter(name="OpeningMade").count() == 1


def test_everybody_whose_request_was_joined_is_told(desk: Desk) -> None:
    first = desk.ask(by=desk.cast.teacher_5k).request
    desk.ask(by=desk.cast.teacher_4b, address=CLASS_4B)
    desk.decide(first, people="everyone")
    assert any(PHONICS in n.title for n in for_person(desk.cast.teacher_4b.pk))


def test_a_refusal_opens_nothing_and_says_why(desk: Desk) -> None:
    asked = desk.ask(by=desk.cast.teacher_5k).request
    request = desk.decide(asked, outcome=Outcome.REFUSE, people="", reason="It has adverts for grown-ups.")
    assert request.status == "REFUSED"
    assert not Opening.objects.exists()
    assert any("adverts for grown-ups" in n.words for n in for_person(desk.cast.teacher_5k.pk))


@pytest.mark.parametrize("key", NOBODY_ELSE)
def test_nobody_but_the_decider_decides(desk: Desk, key: str) -> None:
    request = desk.ask().request
    with pytest.raises(Denied, match=r"headteacher|another school"):
        desk.decide(request, getattr(desk.cast, key))
    assert not Opening.objects.exists()


def test_nobody_decides_what_they_asked(desk: Desk) -> None:
    request = desk.ask(by=desk.cast.head).request
    with pytest.raises(Denied, match="nobody advises on or decides what they or their child asked"):
        desk.decide(request)
    assert desk.decide(request, desk.cast.chair).status == "GRANTED"


def test_the_second_decision_is_told_the_first(desk: Desk) -> None:
    seen_by_one = desk.ask().request
    seen_by_other = AccessRequest.objects.get(pk=seen_by_one.pk)
    desk.decide(seen_by_one)
    with pytest.raises(Refused, match="already granted by Hazel Crossing at 15 September 2026, 10:15"):
        desk.later(minutes=1).decide(seen_by_other, outcome=Outcome.REFUSE)
    assert desk.said(seen_by_one).count("access request decided") == 1
    assert Opening.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": " "}, "the reason is missing"),
        ({"reason": "x" * 501}, "501 letters"),
        ({"hours": 0}, "end is in the past"),
        ({"hours": -1}, "end is in the past"),
        ({"hours": 24 * 15}, r"10 school days at most \(clause 8.4\)"),
        ({"people": "class 9Z"}, "nobody this form opens a site for"),
        ({"people": "staff"}, "nobody this form opens a site for"),
        ({"people": ""}, "nobody this form opens a site for"),
    ],
)
def test_a_grant_that_the_form_does_not_allow(desk: Desk, changed: dict[str, object], sentence: str) -> None:
    request = desk.ask().request
    with pytest.raises(Refused, match=sentence):
        desk.decide(request, **changed)  # type: ignore[arg-type]
    request.refresh_from_db()
    assert request.status == "ASKED"
    assert not Opening.objects.exists()


def test_the_longest_opening_ends_with_the_tenth_school_day(desk: Desk) -> None:
    last = desk.now.replace(day=29, hour=15, minute=30)
    hours = (last - desk.now) / timedelta(hours=1)
    assert desk.decide(desk.ask().request, hours=hours).status == "GRANTED"


def test_what_came_onto_the_illegal_list_meanwhile_cannot_be_opened(desk: Desk) -> None:
    request = desk.ask().request
    subscribe_list(NewList("illegal", "illegal", "a test", f"{PHONICS}\n"), by=Actor(desk.school.pk, "a test"), now=desk.now)
    with pytest.raises(Refused, match="nobody at school can open it"):
        desk.decide(request)
    assert desk.decide(request, outcome=Outcome.REFUSE).status == "REFUSED"


def test_a_policy_without_the_form_leaves_requests_waiting(desk: Desk) -> None:
    from belisha.filtering.tests.desk import MODEL_POLICY

    request = desk.ask().request
    text = MODEL_POLICY.read_text(encoding="utf-8").replace('name = "access request"', 'name = "another form"')
    sign_policy(desk.school, desk.cast, desk.now, text)
    with pytest.raises(Refused, match="has no form “access request” any more"):
        desk.later(minutes=1).decide(request)


def test_a_joined_request_is_not_decided_by_itself(desk: Desk) -> None:
    desk.ask()
    joined = desk.ask(address=CLASS_4B).request
    with pytest.raises(Refused, match="was joined"):
        desk.decide(joined)


def test_parting_makes_it_its_own_again(desk: Desk) -> None:
    first, joined = desk.ask().request, desk.ask(address=CLASS_4B).request
    parted = undo_join(by=desk.cast.network_manager, request=joined, now=desk.now)
    assert (parted.status, parted.joined_to) == ("ASKED", None)
    assert desk.said(parted) == ["access request asked", "access request parted"]
    desk.decide(first)
    parted.refresh_from_db()
    assert parted.status == "ASKED"
    with pytest.raises(Refused, match="cannot become asked"):
        undo_join(by=desk.cast.network_manager, request=parted, now=desk.now)


@pytest.mark.parametrize("key", ["teacher_5k", "parent_5k", "pupil_5k", "chair", "esafety", "stranger"])
def test_only_those_who_act_part_requests(desk: Desk, key: str) -> None:
    desk.ask()
    joined = desk.ask(address=CLASS_4B).request
    with pytest.raises(Denied):
        undo_join(by=getattr(desk.cast, key), request=joined, now=desk.now)


def test_after_the_decision_nothing_is_parted(desk: Desk) -> None:
    first, joined = desk.ask().request, desk.ask(address=CLASS_4B).request
    desk.decide(first)
    with pytest.raises(Refused, match="decided already"):
        undo_join(by=desk.cast.head, request=joined, now=desk.now)


def test_the_proposed_people_hold_all_who_asked_and_never_everyone(desk: Desk) -> None:
    form = programme_now(desk.school, desk.now).form("access request")
    assert form is not None
    make_class(desk.school, "5L", "year 5")
    facts = facts_now(desk.school, desk.now)
    request = desk.ask().request
    choices = scope_choices(request, form, facts)
    assert (choices, proposed_scope(choices)) == (["class 5K", "year 5", "everyone"], "class 5K")
    AccessRequest.objects.filter(pk=desk.ask().request.pk).update(class_name="5L")
    assert proposed_scope(scope_choices(request, form, facts)) == "year 5"
    desk.ask(address=CLASS_4B)
    choices = scope_choices(request, form, facts)
    assert (choices, proposed_scope(choices)) == (["class 4B", "class 5K", "class 5L", "year 4", "year 5", "everyone"], "")
    alone = desk.ask("poki.com", address=NOWHERE).request
    assert set(scope_choices(alone, form, facts)) > {"class 2R", "year 2", "everyone"}


def test_a_story_tells_another_class_that_it_is_not_for_them(desk: Desk) -> None:
    first, joined = desk.ask().request, desk.ask(address=CLASS_4B).request
    desk.decide(first)
    programme = programme_now(desk.school, desk.now)
    assert story_of(AccessRequest.objects.get(pk=first.pk), programme, now=desk.now).is_open
    other = story_of(AccessRequest.objects.get(pk=joined.pk), programme, now=desk.now)
    assert (other.is_open, other.outcome) == (False, "It was opened for class 5K, not for your class.")


def test_a_story_names_roles_and_no_person(desk: Desk) -> None:
    request = desk.decide(desk.advise(desk.ask(why="unmistakable").request))
    told = str(story_of(request, programme_now(desk.school, desk.now), now=desk.now))
    assert "network manager" in told
    assert "headteacher" in told
    assert not any(name in told for name in ("Hazel", "Nell", "unmistakable", "A reading site."))


def test_every_state_has_moves_and_an_owner() -> None:
    assert set(MOVES) == set(OWNER) == set(RequestStatus)
    assert all(not MOVES[state] for state in DECIDED)
    assert all(MOVES[state] >= DECIDED for state in WAITING)
