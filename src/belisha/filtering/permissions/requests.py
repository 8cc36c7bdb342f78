"""Who may see, advise on and decide an access request. The policy names the roles; nobody acts on what they or their child asked.

Source: clauses 8.4 and 8.5; architecture.md, Keeping: re-routing follows a table and never leaves a request unread.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from belisha.core.programme.model import Form, Programme
from belisha.core.programme.stand_ins import stands_in
from belisha.filtering.models import AccessRequest
from belisha.filtering.states import WAITING
from belisha.kit import remembered
from belisha.kit.access import Denied, may
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

READERS = frozenset({"network manager", "headteacher", "e-safety team"})
"""Roles that see every request of the school, whether or not the policy gives them a part in it."""

WAITING_NAMES = frozenset(status.name for status in WAITING)


def form_of(request: AccessRequest, programme: Programme) -> Form | None:
    """The form this was asked with, as the policy in force has it now; None where it no longer has it."""
    return programme.form(request.form)


def is_conflicted(person: Person, request: AccessRequest) -> bool:
    """True for whoever asked for this, or is a parent of who asked; joined requests count, since one decision is for all."""
    return person.pk in remembered.for_this_page(request.school_id, ("in conflict", request.pk), lambda: _in_conflict(request))


def _in_conflict(request: AccessRequest) -> frozenset[int]:
    """Who asked for this, and their parents and carers, by id. For all that wait it is looked up at once: pages list them."""
    if request.status in WAITING_NAMES:
        known = remembered.while_unchanged(request.school_id, "in conflict", lambda: _in_conflict_with_what_waits(request.school))
        return known.get(request.pk, frozenset())
    askers = {asker for asker in (request.asked_by_id, *request.joined.values_list("asked_by_id", flat=True)) if asker is not None}
    return frozenset(askers) | people.parents_of(request.school, askers)


def _in_conflict_with_what_waits(school: School) -> dict[int, frozenset[int]]:
    """By each request that waits."""
    rows = AccessRequest.objects.filter(Q(status__in=WAITING_NAMES) | Q(joined_to__status__in=WAITING_NAMES), school=school)
    askers: dict[int, set[int]] = {}
    for key, target, asker in rows.exclude(asked_by=None).values_list("pk", "joined_to_id", "asked_by_id"):
        askers.setdefault(target or key, set()).add(asker)
    parents = people.parents_by_child(school, set().union(*askers.values()))
    return {key: frozenset(own).union(*(parents.get(asker, ()) for asker in own)) for key, own in askers.items()}


def advisers(request: AccessRequest, programme: Programme, *, on: date) -> list[Person]:
    """Who may advise on that day; empty where the policy asks for no advice."""
    form = form_of(request, programme)
    return _acting(request, programme, form.advised_by if form else (), on)


def deciders(request: AccessRequest, programme: Programme, *, on: date) -> list[Person]:
    """Who may decide on that day; empty where the policy in force names nobody."""
    form = form_of(request, programme)
    return _acting(request, programme, form.decided_by if form else (), on)


def check_advise(by: Person, request: AccessRequest, programme: Programme, *, on: date) -> None:
    """Nothing for those who advise; Denied with the reason for everybody else."""
    _check_not_own(by, request)
    if by not in advisers(request, programme, on=on):
        _check_there(by, on)
        raise Denied(f"only {_roles(form_of(request, programme), 'advised_by')} advises on this request.")


def check_decide(by: Person, request: AccessRequest, programme: Programme, *, on: date) -> None:
    """Nothing for those who decide; Denied with the reason for everybody else."""
    _check_not_own(by, request)
    if by not in deciders(request, programme, on=on):
        _check_there(by, on)
        raise Denied(f"only {_roles(form_of(request, programme), 'decided_by')} decides this request.")


def check_undo_join(by: Person, request: AccessRequest, programme: Programme, *, on: date) -> None:
    """Nothing for those who advise on or decide the request it was joined to; Denied for everybody else."""
    target = request.joined_to or request
    own = by in _acting(target, programme, _roles_of_form(form_of(target, programme)), on)
    if by.school_id != request.school_id or not own:
        raise Denied("only those who advise on or decide a request can part it from the request it was joined to.")


def check_see(reader: Person, request: AccessRequest, programme: Programme, *, on: date) -> None:
    """Nothing for those in `visible_to`; Denied for everybody else."""
    seen = remembered.for_this_page(request.school_id, ("may see", reader.pk, request.pk), lambda: _is_seen(reader, request, programme, on))
    if not seen:
        raise Denied("this request was asked by somebody else: those who advise and decide can see it, and so can who asked.")


def _is_seen(reader: Person, request: AccessRequest, programme: Programme, on: date) -> bool:
    if request.school_id == reader.school_id and is_reader_of_all(reader, programme, on=on):
        return True
    return visible_to(reader, programme, on=on).filter(pk=request.pk).exists()


def check_read_words(reader: Person, request: AccessRequest, programme: Programme, *, on: date) -> None:
    """Nothing for those who advise on or decide it, and for who asked; Denied for everybody else: an asker's words go no further."""
    target = request.joined_to or request
    if request.asked_by_id == reader.pk:
        return
    if reader not in advisers(target, programme, on=on) and reader not in deciders(target, programme, on=on):
        raise Denied("the words of who asked are for those who advise and decide.")


may_advise = may(check_advise)
may_decide = may(check_decide)
may_undo_join = may(check_undo_join)
may_see = may(check_see)
may_read_words = may(check_read_words)


def is_reader_of_all(reader: Person, programme: Programme, *, on: date) -> bool:
    """True for the roles that see every request: READERS, and those a form that opens names."""
    named = {role for form in programme.forms.values() for role in _roles_of_form(form)}
    return bool(people.roles_of(reader, on=on) & (READERS | named))


def visible_to(reader: Person, programme: Programme, *, on: date) -> QuerySet[AccessRequest]:
    """The requests this reader may see: all, or their own, their class's, those they acted on, and those that are theirs to decide."""
    found = AccessRequest.objects.filter(school_id=reader.school_id)
    if is_reader_of_all(reader, programme, on=on):
        return found
    seen = Q(asked_by=reader) | Q(advised_by=reader) | Q(decided_by=reader) | Q(pk__in=_re_routed_to(reader, found, programme, on))
    class_name = people.class_of_teacher(reader, on)
    if class_name:
        seen |= Q(class_name=class_name)
    return found.filter(seen)


def _re_routed_to(reader: Person, found: QuerySet[AccessRequest], programme: Programme, on: date) -> list[int]:
    """Waiting requests that came to this reader because others may not act, or because they are late and the reader is to be told."""
    roles = people.roles_of(reader, on=on)
    if not roles:
        return []
    waiting = found.filter(status__in=WAITING_NAMES).select_related("school")
    return [
        r.pk
        for r in waiting
        if _is_told_late(r, programme, roles) or reader in advisers(r, programme, on=on) or reader in deciders(r, programme, on=on)
    ]


def _is_told_late(request: AccessRequest, programme: Programme, roles: frozenset[str]) -> bool:
    form = form_of(request, programme)
    return request.late_told_at is not None and form is not None and late_role(form) in roles


def late_role(form: Form) -> str:
    """The role that is told of a late request: "tell chair of governors" names the chair of governors; "" where nobody is."""
    return (form.if_late or "").removeprefix("tell ").strip()


def told_when_late(request: AccessRequest, programme: Programme, *, on: date) -> list[Person]:
    """Who is to be told on that day that it is late: the role the policy names, or who stands in; empty where nobody is left or named."""
    form = form_of(request, programme)
    role = late_role(form) if form else ""
    return _acting(request, programme, (role,) if role else (), on)


def _acting(request: AccessRequest, programme: Programme, roles: tuple[str, ...], on: date) -> list[Person]:
    return people.eligible(
        request.school, roles, on=on, excluding=lambda person: is_conflicted(person, request), stands_in=stands_in(programme)
    )


def _check_not_own(by: Person, request: AccessRequest) -> None:
    if by.school_id != request.school_id:
        raise Denied("this is another school's request.")
    if is_conflicted(by, request):
        raise Denied("nobody advises on or decides what they or their child asked for: somebody who stands in for you will.")


def _check_there(by: Person, on: date) -> None:
    """Denied where somebody else has the turn because it is written down that this person is away."""
    if people.is_away(by, on=on):
        raise Denied("you are written down as away, so whoever stands in has the turn: say on “Who is away” that you are back.")


def _roles_of_form(form: Form | None) -> tuple[str, ...]:
    return (*form.advised_by, *form.decided_by) if form else ()


def _roles(form: Form | None, key: str) -> str:
    roles: tuple[str, ...] = getattr(form, key) if form else ()
    return f"the {' or the '.join(roles)}" if roles else "nobody: the policy in force names no role that"
