"""Advising on an access request (clause 8.4) and deciding it (clause 8.5): the last word, with a reason, for whom and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from belisha.audit.actions import record
from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question, Reason
from belisha.core.names import Host
from belisha.core.programme.model import Form, Programme
from belisha.filtering.actions.openings import NewOpening, make_opening
from belisha.filtering.actions.requests import actor_of, check_words, locked, subject_of, tell_person
from belisha.filtering.events import RequestAdvised, RequestDecided
from belisha.filtering.models import AccessRequest
from belisha.filtering.permissions import requests as permissions
from belisha.filtering.queries import requests as queries
from belisha.filtering.queries.closures import goes_against_a_signature
from belisha.filtering.queries.seats import programme_now, school_day, seat_of_request
from belisha.filtering.states import DECIDED, MOVES, Advice, RequestStatus
from belisha.kit.access import Refused
from belisha.kit.outbox import publish
from belisha.kit.templatetags.school_time import school_moment
from belisha.kit.workflow import check_move
from belisha.kit.writing import one_transaction
from belisha.people.models import Person

_CANNOT_OPEN = {
    Reason.ILLEGAL_LIST: "{host} is on the list of illegal content: nobody at school can open it. Refuse the request.",
    Reason.MALWARE_LIST: "{host} is on a list of sites that harm computers: nobody at school can open it. Refuse the request.",
    Reason.CANARY: "{host} must be answered as not there for the school's network to work: it cannot be opened. Refuse the request.",
    Reason.BAN: "a ban closes everything but help on that device: opening one site would not open it there. Decide again after the ban.",
    Reason.EMERGENCY_CLOSE: "{host} was closed in an emergency, which beats every opening: lift that close first, or refuse.",
}


class Outcome(Enum):
    """What the decider decides; the value is the word in the form."""

    GRANT = "grant"
    REFUSE = "refuse"


WHO_ASKED = "those who asked"
"""Instead of people, where several are decided together: each for the class that asked, or its year."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What somebody wants decided, not yet checked. `people` and `ends` are looked at for a grant only."""

    outcome: Outcome
    reason: str
    people: str
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class _Grant:
    """For whom and until when, checked."""

    people: str
    ends: datetime


def advise(*, by: Person, request: AccessRequest, advice: Advice, words: str, now: datetime) -> AccessRequest:
    """Write down what the adviser recommends, for the decider; again while nobody has decided. Raises Denied or Refused."""
    programme = programme_now(request.school, now)
    with one_transaction(of_one_case=True):
        row = locked(request)
        form = _form(row, programme)
        _check_not_decided(row)
        permissions.check_advise(by, row, programme, on=school_day(row.school, now))
        check_move(MOVES, was=RequestStatus[row.status], becomes=RequestStatus.ADVISED, what=f"the request for {row.host}")
        words = check_words(words, what="the advice")
        row.status, row.advice, row.advice_words = RequestStatus.ADVISED.name, advice.name, words
        row.advised_by, row.advised_at = by, now
        row.save(update_fields=["status", "advice", "advice_words", "advised_by", "advised_at"])
        for person in permissions.deciders(row, programme, on=school_day(row.school, now)):
            tell_person(row, person, "A request waits for you", f"{row.host}: the advice is “{advice.value}”. You decide.", now)
        facts = {"host": row.host, "advice": advice.value, "words": words}
        record(
            by=actor_of(row.school, by),
            action="access request advised",
            subject=subject_of(row),
            facts=facts,
            now=now,
            clause=form.clause_of("advised_by"),
        )
        publish(RequestAdvised(school_id=row.school_id, request_id=row.pk), now=now)
    return row


def decide_request(
    *, by: Person, request: AccessRequest, outcome: Outcome, reason: str, people: str, ends: datetime | None, now: datetime
) -> AccessRequest:
    """Grant or refuse, once, for this request and all that joined it. A grant opens the site for `people` until `ends`.

    `people` and `ends` are looked at for a grant only. Raises Denied, or Refused where it is decided already, the reason is missing,
    the people or the end are not what the form allows, or the name can never be opened.
    """
    wish, programme = _Wish(outcome, reason, people, ends), programme_now(request.school, now)
    with one_transaction(of_one_case=True):
        return _decide(locked(request), by, wish, programme, now)


def decide_together(
    *, by: Person, requests: Sequence[AccessRequest], outcome: Outcome, reason: str, people: str, ends: datetime | None, now: datetime
) -> list[AccessRequest]:
    """Decide several in the same way, all or none; each is recorded, told and opened for itself, in the order of their numbers.

    `people` may be WHO_ASKED: each is opened for the class or year that asked for it. Raises Denied, or Refused with the site whose
    request cannot be decided so; then nothing was decided.
    """
    if not requests:
        raise Refused("nothing was chosen: choose the requests that you decide.")
    decided, programme = [], programme_now(requests[0].school, now)
    with one_transaction(of_one_case=True):
        for _, request in sorted({request.pk: request for request in requests}.items()):
            row = locked(request)
            try:
                decided.append(_decide(row, by, _Wish(outcome, reason, people, ends), programme, now))
            except Refused as refused:
                raise Refused(f"{row.host}: {refused} None of them was decided.") from refused
    return decided


def _decide(row: AccessRequest, by: Person, wish: _Wish, programme: Programme, now: datetime) -> AccessRequest:
    """Decide a request that is held. The same decision a second time, by the same person, changes nothing and is no fault."""
    form = _form(row, programme)
    if _was_decided_so(row, by, wish):
        return row
    _check_not_decided(row)
    permissions.check_decide(by, row, programme, on=school_day(row.school, now))
    becomes = RequestStatus.GRANTED if wish.outcome is Outcome.GRANT else RequestStatus.REFUSED
    check_move(MOVES, was=RequestStatus[row.status], becomes=becomes, what=f"the request for {row.host}")
    reason = check_words(wish.reason, what="the reason")
    grant = _checked_grant(row, form, programme, wish, now) if wish.outcome is Outcome.GRANT else None
    row.status, row.decided_by, row.decided_at = becomes.name, by, now
    row.reason, row.clause = reason, form.clause_of("decided_by") or ""
    row.save(update_fields=["status", "decided_by", "decided_at", "reason", "clause"])
    _tell_askers(row, grant, now)
    is_against = goes_against_a_signature(row, grant.people if grant else None, programme)
    _record_decision(row, by, grant, now, is_against=is_against)
    if grant is not None:
        new = NewOpening(host=row.host, people=grant.people, starts=now, ends=grant.ends, clause=row.clause, reason=reason, request=row)
        make_opening(new, by=by, now=now)
    publish(RequestDecided(school_id=row.school_id, request_id=row.pk), now=now)
    return row


def _was_decided_so(row: AccessRequest, by: Person, wish: _Wish) -> bool:
    """True where this very decision is there already: a form that was sent twice."""
    becomes = RequestStatus.GRANTED if wish.outcome is Outcome.GRANT else RequestStatus.REFUSED
    if row.status != becomes.name or row.decided_by_id != by.pk or row.reason != wish.reason.strip():
        return False
    opening = queries.opening_of(row)
    return opening is None or (opening.ends == wish.ends and wish.people in (opening.people, WHO_ASKED))


def _form(request: AccessRequest, programme: Programme) -> Form:
    """The form in the policy in force. Raises Refused where it has gone, or the request was joined to another."""
    if request.joined_to is not None:
        raise Refused(f"this request was joined to the one for {request.joined_to.host}: look at that one, or part them first.")
    form = permissions.form_of(request, programme)
    if form is None:
        raise Refused(f"the policy in force has no form “{request.form}” any more: the request waits until one is signed.")
    return form


def _check_not_decided(request: AccessRequest) -> None:
    """Refused, with what was decided, by whom and when, where somebody was first."""
    status = RequestStatus[request.status]
    if status in DECIDED and request.decided_by is not None:
        raise Refused(
            f"already {status.value} by {request.decided_by.name} at {school_moment(request.decided_at)}: nothing was changed now."
        )


def _checked_grant(request: AccessRequest, form: Form, programme: Programme, wish: _Wish, now: datetime) -> _Grant:
    """The grant, if it can be. Raises Refused with what to choose instead."""
    calendar = programme.facts.calendar
    grant = _Grant(_people_of(request, form, programme, wish), wish.ends or now)
    if grant.people not in queries.all_scopes(form, programme.facts):
        raise Refused(f"“{grant.people[:60]}” is nobody this form opens a site for: choose one of {', '.join(form.scope)} from the list.")
    if grant.ends <= now:
        raise Refused("the end is in the past: choose a moment after now.")
    last = queries.after(form.longest, start=now, calendar=calendar) if form.longest else None
    if last is not None and grant.ends > last:
        words = f"{form.longest.words if form.longest else ''} at most (clause {form.clause_of('longest')})"
        raise Refused(f"the policy lets a site be opened for {words}: choose an end by {school_moment(last)}.")
    seat = seat_of_request(request, programme.facts, on=school_day(request.school, now))
    decision = decide(programme, Question(host=Host(request.host), moment=now, seat=seat))
    if decision.reason in _CANNOT_OPEN:
        raise Refused(_CANNOT_OPEN[decision.reason].format(host=request.host))
    return grant


def _people_of(request: AccessRequest, form: Form, programme: Programme, wish: _Wish) -> str:
    """For whom it is to be opened. Raises Refused where that is left to who asked, and no class or year holds them all."""
    if wish.people != WHO_ASKED:
        return wish.people
    proposed = queries.proposed_scope(queries.scope_choices(request, form, programme.facts))
    if not proposed:
        raise Refused("nobody’s class is known of it, or several asked: choose for whom it is opened, or decide it alone.")
    return proposed


def _tell_askers(request: AccessRequest, grant: _Grant | None, now: datetime) -> None:
    """A notice to each person who asked; those without an account read it with their code."""
    status = f"open for {grant.people} until {school_moment(grant.ends)}" if grant else "it stays closed"
    askers = {r.asked_by_id: r.asked_by for r in queries.group_of(request) if r.asked_by is not None}
    for person in askers.values():
        title = f"{request.host} is open" if grant else f"{request.host} stays closed"
        tell_person(request, person, title, f"{request.host}: {status}. The reason: {request.reason}", now)


def _record_decision(request: AccessRequest, by: Person, grant: _Grant | None, now: datetime, *, is_against: bool) -> None:
    facts: dict[str, object] = {
        "host": request.host,
        "outcome": RequestStatus[request.status].value,
        "reason": request.reason,
        "against a signed closure": is_against,
        "for all of": [r.pk for r in queries.group_of(request)],
    }
    if grant is not None:
        facts |= {"people": grant.people, "ends": grant.ends.isoformat()}
    record(
        by=actor_of(request.school, by),
        action="access request decided",
        subject=subject_of(request),
        facts=facts,
        now=now,
        clause=request.clause or None,
    )
