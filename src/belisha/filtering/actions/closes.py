"""Closing a site from a report (clause 8.3): in one step, for ten school days, unless a second person confirms; and opening it again.

The resolver ends a temporary close by itself; what is done here then is to write it down, tell of it and have it proved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from belisha.audit import actions as audit
from belisha.core.programme.model import EVERYONE, Form, Programme, Span
from belisha.core.programme.spans import end_of
from belisha.filtering.actions.requests import LONGEST_WORDS
from belisha.filtering.events import CloseConfirmed, CloseEnded, OpeningEnded, SiteClosed
from belisha.filtering.models import AccessRequest, Opening, Report, SiteClose
from belisha.filtering.permissions import reports as permissions
from belisha.filtering.queries import closes as queries
from belisha.filtering.queries import reports
from belisha.filtering.queries.openings import opening_words
from belisha.filtering.queries.requests import all_scopes
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.states_reports import CloseState, ReportStatus
from belisha.filtering.what_closes import WhatCloses, what_closes
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import publish
from belisha.kit.templatetags.school_time import school_day as told_day
from belisha.kit.templatetags.school_time import school_moment
from belisha.kit.writing import one_transaction
from belisha.notices import actions as notices
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

MACHINE: Final = "Belisha"
PAGE: Final = "/closes/"
TEMPORARY: Final = Span(10, "school days", "10 school days")
"""How long a close lasts that nobody confirms, at most. Source: language.md, form.effect; safeguarding.md 20."""

FEWEST_LETTERS: Final = 3


@dataclass(frozen=True, slots=True)
class NewClose:
    """What is closed: the report it is made from, the name with all below it, for whom, and why where that is to be recorded."""

    report: Report
    host: str
    people: str = EVERYONE
    reason: str = ""


def close_site(new: NewClose, *, by: Person, now: datetime) -> SiteClose:
    """Close it now. Openings of it end, and whoever asked for them is told; every report of it, or of a site below it, is settled.

    Raises Denied; Refused for what is never closed, what is closed already, and a protected site without a reason.
    """
    with one_transaction(of_one_case=True):
        school = School.objects.select_for_update().get(pk=by.school_id)
        programme = programme_now(school, now)
        permissions.check_close(by, programme, on=school_day(school, now))
        form = _form(programme)
        seen = _checked(new, what_closes(school, new.host, programme, now=now, people=new.people), form, programme)
        row = SiteClose.objects.create(
            school=school,
            form=form.name,
            clause=form.clause_of("effect") or "",
            host=new.host,
            people=new.people,
            reason=new.reason.strip()[:LONGEST_WORDS],
            starts=now,
            lapses_at=lapses_at(form, programme, now=now),
            closed_by=by,
        )
        settled = _settle(row, now)
        ended = [opening for found in seen.openings if (opening := _end_opening(found, row, now))]
        facts: dict[str, object] = {
            "host": row.host,
            "people": row.people,
            "starts": row.starts.isoformat(),
            "lapses": row.lapses_at.isoformat(),
            "reason": row.reason,
            "reports": [one.pk for one in settled],
            "openings ended": [one.pk for one in ended],
            "protected": list(seen.warnings),
        }
        _record(_actor(by), "site closed", row, facts, now)
        _tell_of_close(row, settled, programme, now)
        publish(SiteClosed(school_id=school.pk, close_id=row.pk), now=now)
    return row


def confirm_close(*, by: Person, close: SiteClose, now: datetime) -> SiteClose:
    """A second person agrees: it stays closed until somebody opens it again. Raises Denied; Refused where it is over or confirmed."""
    with one_transaction(of_one_case=True):
        row = _locked(close)
        programme, on = programme_now(row.school, now), school_day(row.school, now)
        _check_holds(row, now)
        if row.confirmed_by is not None:
            raise Refused(f"{row.confirmed_by.name} confirmed this on {school_moment(row.confirmed_at)} already: nothing was changed now.")
        permissions.check_confirm(by, row, programme, on=on)
        row.confirmed_at, row.confirmed_by = now, by
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        _record(_actor(by), "close confirmed", row, {"host": row.host, "people": row.people}, now)
        _tell([row.closed_by, *_reporters(row)], f"{row.host} stays closed", f"{by.name} looked at it too and agreed.", row, now, but=by)
        publish(CloseConfirmed(school_id=row.school_id, close_id=row.pk), now=now)
    return row


def lift_close(*, by: Person, close: SiteClose, reason: str, now: datetime) -> SiteClose:
    """Open it again now. Openings that it ended do not come back. Raises Denied; Refused where it is over, or no reason is given."""
    if len(reason.strip()) < FEWEST_LETTERS:
        raise Refused("Write why it is opened again: who closed it reads the reason.")
    with one_transaction(of_one_case=True):
        row = _locked(close)
        permissions.check_lift(by, row, programme_now(row.school, now), on=school_day(row.school, now))
        _check_holds(row, now)
        row.ended_at, row.ended_by, row.why_ended = now, by, reason.strip()[:LONGEST_WORDS]
        row.save(update_fields=["ended_at", "ended_by", "why_ended"])
        _record(_actor(by), "close lifted", row, {"host": row.host, "people": row.people, "reason": row.why_ended}, now)
        concerned = [row.closed_by, *([row.confirmed_by] if row.confirmed_by else []), *_reporters(row)]
        _tell(concerned, f"{row.host} is open again", "It was closed after a report, and somebody opened it again.", row, now, but=by)
        publish(CloseEnded(school_id=row.school_id, close_id=row.pk), now=now)
    return row


def lapse_closes(school: School, *, now: datetime) -> list[SiteClose]:
    """Write down every temporary close whose time is over; the resolver has opened the site by itself. Again changes nothing."""
    return [row for found in queries.due_to_lapse(school, now=now) if (row := _lapse(found, now))]


def lapses_at(form: Form, programme: Programme, *, now: datetime) -> datetime:
    """When an unconfirmed close is over: the policy's own time, and never later than ten school days."""
    calendar = programme.facts.calendar
    latest = end_of(TEMPORARY, start=now, calendar=calendar)
    return min(latest, end_of(form.longest, start=now, calendar=calendar)) if form.longest else latest


def _form(programme: Programme) -> Form:
    form = permissions.close_form(programme)
    if form is None:
        raise Refused("the policy in force has no form by which a report closes a site: it waits until one is signed.")
    return form


def _checked(new: NewClose, seen: WhatCloses, form: Form, programme: Programme) -> WhatCloses:
    """What it would do, where it can be done. Raises Refused with what to do instead."""
    if seen.forbidden:
        raise Refused(seen.forbidden)
    if new.people not in all_scopes(form, programme.facts):
        raise Refused(f"“{new.people[:60]}” is nobody this form closes a site for: choose one of {', '.join(form.scope)}.")
    if not (new.report.host == new.host or new.report.host.endswith(f".{new.host}")):
        raise Refused(f"the report was about {new.report.host or 'no site'}: {new.host} is another one.")
    if seen.needs_reason and len(new.reason.strip()) < FEWEST_LETTERS:
        raise Refused(f"{seen.warnings[0]} Write why it is closed all the same.")
    return seen


def _settle(row: SiteClose, now: datetime) -> list[Report]:
    """Every report of it, or of a site below it, as closed."""
    settled = reports.waiting_below(row.school, row.host)
    for one in settled:
        one.status, one.close, one.answered_at, one.answered_by = ReportStatus.CLOSED.name, row, now, row.closed_by
        one.save(update_fields=["status", "close", "answered_at", "answered_by"])
    return settled


def _end_opening(found: Opening, row: SiteClose, now: datetime) -> Opening | None:
    """An opening that the close overlaps, ended; who decided it and who asked for it are told. Source: architecture.md, Deciding, 5."""
    opening = Opening.objects.select_for_update(of=("self",)).select_related("opened_by").get(pk=found.pk)
    if opening.ended_at is not None or opening.ends <= now:
        return None
    opening.ended_at, opening.ended_by = now, row.closed_by
    opening.save(update_fields=["ended_at", "ended_by"])
    facts = {"host": opening.host, "people": opening.people, "reason": f"closed by {queries.close_words(row)}"}
    by, subject = _actor(row.closed_by), opening_words(opening)
    audit.record(by=by, action="opening ended early", subject=subject, facts=facts, now=now, clause=row.clause or None)
    asked = AccessRequest.objects.filter(pk=opening.request_id).values_list("asked_by", flat=True) if opening.request_id else ()
    joined = AccessRequest.objects.filter(joined_to=opening.request_id).values_list("asked_by", flat=True) if opening.request_id else ()
    ids = [one for one in (opening.opened_by_id, *asked, *joined) if one is not None]
    words = f"It was open for {opening.people} until {told_day(opening.ends)}, and somebody has reported it since. You can ask again."
    _tell(
        people.persons(row.school, ids), f"{opening.host} is closed after a report", words, row, now, but=row.closed_by, link="/openings/"
    )
    publish(OpeningEnded(school_id=row.school_id, opening_id=opening.pk), now=now)
    return opening


def _tell_of_close(row: SiteClose, settled: list[Report], programme: Programme, now: datetime) -> None:
    """The second persons that it waits for one of them; the safeguarding leads, and whoever reported it, that it is closed."""
    on = school_day(row.school, now)
    seconds = permissions.confirmers(row, programme, on=on)
    words = f"{row.closed_by.name} closed it for {row.people} after a report. It opens again by itself on {told_day(row.lapses_at)}"
    _tell(seconds, f"Confirm that {row.host} stays closed", f"{words} unless you or another second person confirms it.", row, now)
    leads = [one for one in permissions.readers_of_words(row.school, programme, on=on) if one not in seconds]
    reporters = [one for one in _reporters(row) if one not in (*seconds, *leads)]
    _tell(leads, f"{row.host} is closed after a report", f"{words} unless a second person confirms it.", row, now, but=row.closed_by)
    thanks = f"The site you reported is closed for {row.people} at school. Thank you for telling."
    for one in settled:
        if one.reported_by in reporters:
            _tell([one.reported_by], f"{row.host} is closed", thanks, row, now, but=row.closed_by, link=f"/reports/{one.pk}/")


def _lapse(found: SiteClose, now: datetime) -> SiteClose | None:
    with one_transaction(of_one_case=True):
        row = _locked(found)
        if row.ended_at is not None or row.confirmed_at is not None:
            return None
        row.ended_at, row.why_ended = row.lapses_at, "No second person confirmed it in time."
        row.save(update_fields=["ended_at", "why_ended"])
        machine = Actor(school_id=row.school_id, name=MACHINE)
        _record(machine, "close lapsed", row, {"host": row.host, "people": row.people, "ended": row.lapses_at.isoformat()}, now)
        programme = programme_now(row.school, now)
        seconds = permissions.confirmers(row, programme, on=school_day(row.school, now))
        words = f"It was closed for {row.people} after a report, and no second person confirmed it in time. It can be closed again."
        _tell([row.closed_by, *seconds], f"{row.host} is open again, by itself", words, row, now)
        _tell(_reporters(row), f"{row.host} is open again", "It was closed for a time after your report.", row, now)
        publish(CloseEnded(school_id=row.school_id, close_id=row.pk), now=now)
    return row


def _check_holds(row: SiteClose, now: datetime) -> None:
    state = queries.state_of(row, now=now)
    if state in (CloseState.LIFTED, CloseState.LAPSED):
        when = school_moment(row.ended_at or row.lapses_at)
        raise Refused(f"{row.host} was {state.value} on {when}: close it again from its report if it has to be.")


def _reporters(row: SiteClose) -> list[Person]:
    """Who reported it and has an account to be told by."""
    rows = row.reports.filter(reported_by__isnull=False).select_related("reported_by__account")
    return list(dict.fromkeys(one.reported_by for one in rows if one.reported_by is not None))


def _tell(
    told: Iterable[Person | None], title: str, words: str, row: SiteClose, now: datetime, *, but: Person | None = None, link: str = ""
) -> None:
    for person in dict.fromkeys(one for one in told if one is not None and one != but):
        address = person.account.email if person.account else ""
        where = link or (f"{PAGE}#close-{row.pk}" if people.people_words(person, on=school_day(row.school, now)) & {"staff"} else "")
        notices.tell(school_id=row.school_id, person_id=person.pk, title=title[:200], words=words, link=where, now=now, address=address)


def _locked(close: SiteClose) -> SiteClose:
    """The row as it is now, held until the transaction ends."""
    found = SiteClose.objects.select_for_update(of=("self",)).select_related("school", "closed_by", "confirmed_by")
    return found.get(pk=close.pk)


def _actor(person: Person) -> Actor:
    return Actor(school_id=person.school_id, name=person.name, person_id=person.pk)


def _record(by: Actor, action: str, row: SiteClose, facts: dict[str, object], now: datetime) -> None:
    audit.record(by=by, action=action, subject=queries.close_words(row), facts=facts, now=now, clause=row.clause or None)
