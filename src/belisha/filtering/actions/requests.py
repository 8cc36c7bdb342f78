"""Asking for a closed site to be opened (clause 8.4), parting requests that were joined, telling of late ones (clause 8.5)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_noop
from django_scopes import scope

from belisha.audit.actions import record
from belisha.core.decision.decide import REASONS_WITH_A_FORM, decide
from belisha.core.decision.model import Decision, Question, Reason, Verdict
from belisha.core.decision.people import any_covers
from belisha.core.moments import Seat
from belisha.core.names import Host
from belisha.core.programme.model import NO_ONE, Form, FormEffect, Programme
from belisha.directory import queries as directory
from belisha.filtering import codes
from belisha.filtering.actions.openings import MACHINE
from belisha.filtering.events import RequestAsked
from belisha.filtering.models import AccessRequest
from belisha.filtering.permissions import requests as permissions
from belisha.filtering.queries import requests as queries
from belisha.filtering.queries.seats import called, programme_now, school_day
from belisha.filtering.states import MOVES, WAITING, RequestStatus
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import publish
from belisha.kit.workflow import check_move
from belisha.kit.writing import one_transaction
from belisha.notices.actions import tell
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.people.states import Kind
from belisha.schools.models import School

LONGEST_WORDS = 500  # letters of somebody's own words

_NEVER = {
    Reason.ILLEGAL_LIST: gettext_noop("{host} stays closed for everyone. Nobody at school can open it. You did nothing wrong by asking."),
    Reason.MALWARE_LIST: gettext_noop("{host} can harm computers. It stays closed for everyone. You did nothing wrong by asking."),
    Reason.CANARY: gettext_noop("{host} is not a site that people visit. School always answers “not here”, so that the filter works."),
    Reason.BAN: gettext_noop("this computer is closed for now. You cannot ask from it. Talk to a teacher. Help sites still work."),
    Reason.EMERGENCY_CLOSE: gettext_noop("{host} was closed in an emergency. It cannot be asked for now. Talk to a teacher."),
}
_OPEN = gettext_noop("{host} is open here. You do not need to ask. Does it not work? Try again in five minutes, or tell a teacher.")
_WHY_NEEDED = gettext_noop(
    "{host} is closed on purpose, by clause {clause}. An exception needs a reason and an end, and is listed to the governors: "
    "write what you need it for."
)
_NO_FORM = gettext_noop("the school has no form for this now. Talk to a teacher.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request was made; `code` finds it again for somebody without an account (None for a person), and is told only now."""

    request: AccessRequest
    code: str | None


def ask(
    *,
    school: School,
    host: Host,
    why: str,
    seat: Seat,
    class_name: str,
    by: Person | None,
    programme: Programme,
    now: datetime,
    choose: Callable[[Sequence[str]], str] = secrets.choice,
) -> Asked:
    """Ask for `host`, closed from `seat`, to be opened. One that is asked for already is joined. `choose` is chance for the code.

    Raises Refused for what is open, can never be opened, or for which the policy in force has no form open to the asker; and where
    a grown-up with an account asks for what a signed clause closes on purpose without saying why (safeguarding.md 18).
    """
    decision, form = check_askable(host, seat=seat, by=by, programme=programme, now=now)
    _check_words(why)
    if by is not None and people.kind_of(by) is not Kind.PUPIL and decision.reason is Reason.POLICY_CLOSES and not why.strip():
        raise Refused(gettext(_WHY_NEEDED).format(host=host, clause=decision.clause))
    code = None if by else codes.new_code(choose)
    with one_transaction(of_one_case=True):
        target = _asked_already(school, host, form)
        request = AccessRequest.objects.create(
            school=school,
            form=form.name,
            host=host.name,
            why=why.strip(),
            asked_at=now,
            asked_by=by,
            seat_key=seat.key,
            class_name=class_name,
            code_hash=codes.hash_of(code) if code else None,
            code_expires_at=now + codes.LASTS if code else None,
            closed_reason=decision.reason.name,
            closed_clause=decision.clause or "",
            closed_rule=decision.rule,
            policy_version=decision.policy_version,
            due_at=queries.after(form.within, start=now, calendar=programme.facts.calendar) if form.within else None,
        )
        actor, clause = actor_of(school, by, seat), form.clause_of("open_to")
        if target is not None:
            _join(request, target)
        else:
            _join_narrower(request, actor, now, clause)
            _tell_whose_turn(request, programme, now)
        _record(request, actor, "access request asked", now, clause, joined_to=target.pk if target else None)
        publish(RequestAsked(school_id=school.pk, request_id=request.pk), now=now)
    return Asked(request, code)


def check_askable(host: Host, *, seat: Seat, by: Person | None, programme: Programme, now: datetime) -> tuple[Decision, Form]:
    """What closes `host` at this seat, and the form to ask with. Raises Refused with a sentence that says what to do instead."""
    if directory.suffixes().is_public_suffix(host.name):
        words = gettext("“{host}” is an ending that many sites share. Write the whole name of the site, like bbc.co.uk.")
        raise Refused(words.format(host=host))
    decision = decide(programme, Question(host=host, moment=now, seat=seat))
    if decision.reason in _NEVER:
        raise Refused(gettext(_NEVER[decision.reason]).format(host=host))
    if decision.verdict is not Verdict.CLOSED or decision.reason not in REASONS_WITH_A_FORM:
        raise Refused(gettext(_OPEN).format(host=host))
    form = form_for(programme, seat=seat, by=by, now=now)
    if form is None:
        raise Refused(gettext(_NO_FORM))
    return decision, form


def form_for(programme: Programme, *, seat: Seat, by: Person | None, now: datetime) -> Form | None:
    """The form of the policy in force that opens by somebody's decision and is open to this seat or person; None where there is none."""
    words = people.people_words(by, on=school_day(by.school, now)) if by else frozenset()
    found = [f for f in programme.forms.values() if f.effect is FormEffect.OPEN and f.decided_by and NO_ONE not in f.decided_by]
    fitting = [f for f in found if any_covers(f.open_to, seat) or words & set(f.open_to)]
    return min(fitting, key=lambda form: form.name, default=None)


def undo_join(*, by: Person, request: AccessRequest, now: datetime) -> AccessRequest:
    """Make a joined request its own again. Raises Denied, and Refused where it is not joined or the other is decided."""
    programme = programme_now(request.school, now)
    with one_transaction(of_one_case=True):
        row = locked(request)
        permissions.check_undo_join(by, row, programme, on=school_day(row.school, now))
        check_move(MOVES, was=RequestStatus[row.status], becomes=RequestStatus.ASKED, what=f"the request for {row.host}")
        target = row.joined_to
        if target is not None and target.decided_at is not None:
            raise Refused(f"the request it was joined to is decided already: ask for {row.host} again.")
        row.status, row.joined_to = RequestStatus.ASKED.name, None
        row.save(update_fields=["status", "joined_to"])
        form = permissions.form_of(row, programme)
        clause = form.clause_of("advised_by") if form else None
        _record(row, actor_of(row.school, by), "access request parted", now, clause, parted_from=target.pk if target else None)
        _tell_whose_turn(row, programme, now)
        publish(RequestAsked(school_id=row.school_id, request_id=row.pk), now=now)
    return row


def tell_late(now: datetime) -> int:
    """Tell those whom the policy names of each request past its time, once; how many. For the worker's schedule: all schools.

    Where nobody is left to be told it is tried again the next time; meanwhile the page of the day says so (filtering/day.py).
    """
    told = 0
    for school in School.objects.order_by("pk"):
        with scope(school=school):
            late = list(queries.late(school, now=now))
            programme = programme_now(school, now) if late else None
            told += sum(_tell_late(request, programme, now) for request in late if programme)
    return told


def _tell_late(request: AccessRequest, programme: Programme, now: datetime) -> bool:
    form = permissions.form_of(request, programme)
    role = permissions.late_role(form) if form else ""
    if form is None or not role:
        return False
    with one_transaction(of_one_case=True):
        row = locked(request)
        if row.late_told_at is not None or row.status not in {s.name for s in WAITING}:
            return False
        clause = form.clause_of("if_late")
        holders = permissions.told_when_late(row, programme, on=school_day(row.school, now))
        if not holders:
            return False
        row.late_told_at = now
        row.save(update_fields=["late_told_at"])
        for person in holders:
            tell_person(
                row, person, "A request is late", f"The request for {row.host} was not decided in the time that clause {clause} gives.", now
            )
        machine = Actor(school_id=row.school_id, name=MACHINE)
        _record(row, machine, "access request late", now, clause, told=[p.pk for p in holders], role=role)
    return True


def locked(request: AccessRequest) -> AccessRequest:
    """The row as it is now, held until the transaction ends."""
    return AccessRequest.objects.select_for_update(of=("self",)).select_related("school", "asked_by", "joined_to").get(pk=request.pk)


def actor_of(school: School, by: Person | None, seat: Seat | None = None) -> Actor:
    """Who acts, as plain values: the person, or a device by its seat."""
    if by is not None:
        return Actor(school_id=school.pk, name=by.name, person_id=by.pk)
    return Actor(school_id=school.pk, name=f"a device {called(seat)}")


def tell_person(request: AccessRequest, person: Person, title: str, words: str, now: datetime) -> None:
    """A notice on the person's page that leads to the request, and by e-mail where they have an account."""
    address = person.account.email if person.account else ""
    link = f"/requests/{queries.decided_one(request).pk}/"
    tell(school_id=request.school_id, person_id=person.pk, title=title, words=words, link=link, now=now, address=address)


def check_words(words: str, *, what: str) -> str:
    """The words without space around them. Raises Refused for none, and for more than 500 letters."""
    if not words.strip():
        raise Refused(f"{what} is missing: write it in a sentence that who asked can read.")
    _check_words(words)
    return words.strip()


def _check_words(words: str) -> None:
    if len(words) > LONGEST_WORDS:
        told = gettext("that is {count} letters long. Say it in at most {most}.")
        raise Refused(told.format(count=len(words), most=LONGEST_WORDS))


def _asked_already(school: School, host: Host, form: Form) -> AccessRequest | None:
    """The waiting request of this form that a grant of would open `host`: for the same name or one above it; the widest first."""
    waiting = AccessRequest.objects.select_for_update().filter(
        school=school, form=form.name, status__in=[s.name for s in WAITING], host__in=list(host.upwards())
    )
    return min(waiting, key=lambda request: (len(request.host), request.pk), default=None)


def _join(request: AccessRequest, target: AccessRequest) -> None:
    """`request` is decided with `target` from now on; so are those that had joined it."""
    check_move(MOVES, was=RequestStatus[request.status], becomes=RequestStatus.MERGED, what=f"the request for {request.host}")
    request.status, request.joined_to = RequestStatus.MERGED.name, target
    request.save(update_fields=["status", "joined_to"])
    AccessRequest.objects.filter(school_id=request.school_id, joined_to=request).update(joined_to=target)


def _join_narrower(request: AccessRequest, actor: Actor, now: datetime, clause: str | None) -> None:
    """Waiting requests for names below this one, on which nobody has advised yet, are decided with it."""
    below = AccessRequest.objects.select_for_update().filter(
        school_id=request.school_id, form=request.form, status=RequestStatus.ASKED.name, host__endswith=f".{request.host}"
    )
    for narrower in below.exclude(pk=request.pk):
        _join(narrower, request)
        _record(narrower, actor, "access request joined", now, clause, joined_to=request.pk)


def _tell_whose_turn(request: AccessRequest, programme: Programme, now: datetime) -> None:
    who = f"Class {request.class_name}" if request.class_name else "Somebody at school"
    for person in queries.turn_people(request, programme, now=now):
        tell_person(request, person, "A site is asked for", f"{who} asks for {request.host}.", now)


def _record(request: AccessRequest, actor: Actor, action: str, now: datetime, clause: str | None, **more: object) -> None:
    """The audit record of an action on a request; the words of who asked are not in it."""
    facts = {"host": request.host, "class": request.class_name, "seat": request.seat_key, "closed by": request.closed_rule, **more}
    record(by=actor, action=action, subject=subject_of(request), facts=facts, now=now, clause=clause)


def subject_of(request: AccessRequest) -> str:
    """How a request is named in the record."""
    return f"access request {request.pk}"
