"""Reporting what somebody met (clauses 6.15, 7.6-report, 8.3): kept whatever is written, split in two halves, told at once.

The site goes to whoever closes sites; the words go to the safeguarding leads and deputies, and to nobody else until they share them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext

from belisha.audit import actions as audit
from belisha.core.moments import Seat
from belisha.core.programme.model import Programme
from belisha.filtering import codes, reported
from belisha.filtering.actions.requests import check_words
from belisha.filtering.events import SiteReported
from belisha.filtering.models import Report
from belisha.filtering.permissions import reports as permissions
from belisha.filtering.queries import reports as queries
from belisha.filtering.queries.seats import class_of, programme_now, school_day
from belisha.filtering.states_reports import MOVES, ReportStatus
from belisha.kit.access import Actor, Refused
from belisha.kit.outbox import publish
from belisha.kit.templatetags.school_time import school_moment
from belisha.kit.workflow import check_move
from belisha.kit.writing import one_transaction
from belisha.notices import actions as notices
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

MAILS_AT_MOST: Final = 5
WITHIN: Final = timedelta(minutes=10)
"""After five from one person, or one seat, within ten minutes no more e-mails but for urgent ones; each is kept and stands on the page."""

_GROUPS: Final = ("pupils", "staff", "guests")


@dataclass(frozen=True, slots=True)
class NewReport:
    """What somebody wrote: for an address, and what they saw; from which seat (None: outside the school)."""

    address: str
    words: str
    seat: Seat | None


@dataclass(frozen=True, slots=True)
class Reported:
    """A report was made; `code` finds it again for somebody without an account. `note` says what could not be read of an address."""

    report: Report
    code: str | None
    note: str


def make_report(
    new: NewReport,
    *,
    school: School,
    by: Person | None,
    programme: Programme,
    now: datetime,
    choose: Callable[[Sequence[str]], str] = secrets.choice,
) -> Reported:
    """Keep a report and tell those who look after it. Raises Refused only where nothing at all was written.

    `choose` is chance for the code. Without a policy in force it reaches the safeguarding leads all the same (safeguarding.md 1).
    """
    words, as_written = reported.kept(new.words), reported.kept(new.address)
    if not words and not as_written:
        raise Refused(gettext("Nothing is written yet. Write where it was, or what you saw. A few words are enough."))
    read = reported.read_address(as_written)
    code = None if by else codes.new_code(choose)
    on = school_day(school, now)
    form, word_form = permissions.close_form(programme), permissions.words_form(programme)
    told_by = form or word_form
    both = f"{as_written} {words}"
    with one_transaction(of_one_case=True):
        is_urgent = reported.is_urgent(both)
        is_quiet = not is_urgent and _is_one_of_many(school, new.seat, by, now)
        row = Report.objects.create(
            school=school,
            form=told_by.name if told_by else "",
            clause=(told_by.clause_of("open_to") or "") if told_by else "",
            as_written=as_written,
            address=read.address,
            host=read.host,
            words=words,
            is_urgent=is_urgent,
            is_not_to_be_opened=reported.is_not_to_be_opened(both),
            reported_at=now,
            reported_by=by,
            seat_key=new.seat.key if new.seat else "",
            group=_group(new.seat, by),
            class_name=_class(new.seat, by, on),
            code_hash=codes.hash_of(code) if code else None,
            code_expires_at=now + codes.LASTS if code else None,
            status=(ReportStatus.WAITING if read.host else ReportStatus.NO_SITE).name,
        )
        rules = [rule.clause for rule in queries.rules_for(by, programme, on=on)]
        facts: dict[str, object] = {"host": row.host, "urgent": row.is_urgent, "from": queries.from_where(row), "by rule": rules}
        facts |= {"words kept by clause": word_form.clause_of("to")} if word_form else {}
        _record(_reporter(row), "report made", row, facts, now)
        _tell_all(row, programme, on=on, now=now, is_quiet=is_quiet)
        publish(SiteReported(school_id=school.pk, report_id=row.pk), now=now)
    return Reported(row, code, read.note)


def open_words(*, by: Person, report: Report, now: datetime) -> Report:
    """A safeguarding lead (or the class's teacher, once shared) reads the words: the look is written down. Raises Denied."""
    programme, on = programme_now(report.school, now), school_day(report.school, now)
    permissions.check_read_words(by, report, programme, on=on)
    with one_transaction(of_one_case=True):
        audit.look(school_id=report.school_id, person_id=by.pk, subject=queries.report_words(report), now=now)
        is_first = report.read_at is None and permissions.may_act_on_words(by, report, programme, on=on)
        if is_first and Report.objects.filter(pk=report.pk, read_at=None).update(read_at=now, read_by=by):
            _record(_actor(by), "report read", report, {}, now)
            report.read_at, report.read_by = now, by
    return report


def deal_with(*, by: Person, report: Report, now: datetime) -> Report:
    """Say that it is being dealt with: all that who reported ever hears of what is done. Raises Denied; a second time changes nothing."""
    _check_acts(by, report, now)
    with one_transaction(of_one_case=True):
        row = _locked(report)
        if row.dealt_at is None:
            row.dealt_at, row.dealt_by = now, by
            row.save(update_fields=["dealt_at", "dealt_by"])
            _record(_actor(by), "report dealt with", row, {}, now)
            _tell_reporter(row, "What you reported is being dealt with", "Thank you for telling. We do not tell about other people.", now)
    return row


def share_with_teacher(*, by: Person, report: Report, now: datetime) -> Report:
    """Let the class's teachers read the words (safeguarding.md 1). Raises Denied, or Refused where no class is known or it is shared."""
    _check_acts(by, report, now)
    with one_transaction(of_one_case=True):
        row = _locked(report)
        teachers = people.teachers_of(row.school, row.class_name, on=school_day(row.school, now)) if row.class_name else []
        if not teachers:
            raise Refused("no class with a teacher is known for this report: speak with those you want to tell.")
        if row.shared_at is not None:
            raise Refused(f"this was shared on {school_moment(row.shared_at)} already: nothing was changed now.")
        row.shared_at, row.shared_by, row.shared_with = now, by, [one.pk for one in teachers]
        row.save(update_fields=["shared_at", "shared_by", "shared_with"])
        _record(_actor(by), "report shared", row, {"with": row.shared_with}, now)
        for one in teachers:
            _tell(row, one, f"You can read what somebody of class {row.class_name} wrote", f"{by.name} shared it with you.", now)
    return row


def name_site(*, by: Person, report: Report, words: str, now: datetime) -> Report:
    """Name the site of a report in which none could be read, so that it can be closed. Raises Denied, or Refused with what to write."""
    programme = _check_acts(by, report, now)
    with one_transaction(of_one_case=True):
        row = _locked(report)
        check_move(MOVES, was=ReportStatus[row.status], becomes=ReportStatus.WAITING, what=f"the site of report {row.pk}")
        read = reported.read_address(words)
        if not read.host:
            raise Refused(f"“{words.strip()[:60]}” is not the name of a site: write it like bbc.co.uk.")
        row.host, row.address, row.status = read.host, read.address, ReportStatus.WAITING.name
        row.save(update_fields=["host", "address", "status"])
        _record(_actor(by), "report given a site", row, {"host": row.host}, now)
        _tell_closers(row, programme, on=school_day(row.school, now), now=now)
    return row


def answer_harmless(*, by: Person, report: Report, answer: str, now: datetime) -> list[Report]:
    """The site stays open: every waiting report of it is answered. Raises Denied, or Refused where none waits or no reason is given."""
    programme, on = programme_now(report.school, now), school_day(report.school, now)
    permissions.check_close(by, programme, on=on)
    words = check_words(answer, what="the reason")
    with one_transaction(of_one_case=True):
        row = _locked(report)
        check_move(MOVES, was=ReportStatus[row.status], becomes=ReportStatus.HARMLESS, what=f"the report of {row.host or 'no site'}")
        rows = list(queries.of_host(row.school, row.host).filter(status=queries.WAITING).select_for_update(of=("self",)))
        for one in rows:
            one.status, one.answer, one.answered_at, one.answered_by = ReportStatus.HARMLESS.name, words, now, by
            one.save(update_fields=["status", "answer", "answered_at", "answered_by"])
            _record(_actor(by), "report answered", one, {"host": one.host, "outcome": ReportStatus.HARMLESS.value, "reason": words}, now)
            _tell_reporter(
                one, f"{one.host} stays open", "Somebody looked into the site you reported. It stays open. Thank you for telling.", now
            )
    return rows


def _tell_all(row: Report, programme: Programme, *, on: date, now: datetime, is_quiet: bool) -> None:
    """The safeguarding leads that there are words, the closers that there is a site, the class's teacher that something happened."""
    where = queries.from_where(row)
    leads = permissions.readers_of_words(row.school, programme, on=on)
    title = f"{'Urgent: somebody' if row.is_urgent else 'Somebody'} of {where} reported something"
    if not (row.class_name or row.group):
        title = "Urgent: somebody reported something" if row.is_urgent else "Somebody reported something"
    for person in leads:
        _tell(row, person, title, "Open it to read what they wrote. Nobody else can read it until you share it.", now, is_quiet=is_quiet)
    if row.host:
        _tell_closers(row, programme, on=on, now=now, leads=leads, is_quiet=is_quiet)
    form = permissions.words_form(programme)
    if form is None or permissions.CLASS_TEACHER not in form.to or not row.class_name:
        return
    for person in people.teachers_of(row.school, row.class_name, on=on):
        if person not in leads and person.pk != row.reported_by_id:
            words = f"On a device of class {row.class_name}, {school_moment(now)}. A safeguarding lead reads it first, and tells you more."
            _tell(row, person, f"Somebody of class {row.class_name} met something online", words, now, is_quiet=is_quiet)


def _tell_closers(
    row: Report, programme: Programme, *, on: date, now: datetime, leads: Iterable[Person] = (), is_quiet: bool = False
) -> None:
    """Whoever closes sites: the site, from which group, and not a word of what was written."""
    for person in permissions.closers(programme, row.school, on=on):
        if person not in leads:
            words = f"{row.host} was reported from {queries.from_where(row)}. You can close it in one step; nobody asks you to open it."
            _tell(row, person, f"A site was reported: {row.host}", words, now, is_quiet=is_quiet)


def _tell_reporter(row: Report, title: str, words: str, now: datetime) -> None:
    """Whoever reported it, where they have an account; others read it by their code."""
    if row.reported_by is not None:
        _tell(row, row.reported_by, title, words, now)


def _tell(row: Report, person: Person, title: str, words: str, now: datetime, *, is_quiet: bool = False) -> None:
    address = person.account.email if person.account and not is_quiet else ""
    link = f"/reports/{row.pk}/"
    notices.tell(school_id=row.school_id, person_id=person.pk, title=title[:200], words=words, link=link, now=now, address=address)


def _check_acts(by: Person, report: Report, now: datetime) -> Programme:
    programme = programme_now(report.school, now)
    permissions.check_act_on_words(by, report, programme, on=school_day(report.school, now))
    return programme


def _is_one_of_many(school: School, seat: Seat | None, by: Person | None, now: datetime) -> bool:
    """True where this person, or this seat without anybody signed in, has sent so many lately that mailboxes would drown."""
    lately = Report.objects.filter(school=school, reported_by=by, reported_at__gt=now - WITHIN)
    return (lately if by else lately.filter(seat_key=seat.key if seat else "")).count() >= MAILS_AT_MOST


def _group(seat: Seat | None, by: Person | None) -> str:
    """The group of the device, else of who is signed in; "" for somebody outside."""
    words = set(seat.people if seat else ()) | (people.words_of_kind(by) if by else frozenset())
    return next((group for group in _GROUPS if group in words), "")


def _class(seat: Seat | None, by: Person | None, on: date) -> str:
    return (class_of(seat) if seat else "") or (people.class_of_pupil(by, on) or "" if by else "")


def _locked(report: Report) -> Report:
    """The row as it is now, held until the transaction ends."""
    return Report.objects.select_for_update(of=("self",)).select_related("school", "reported_by", "close").get(pk=report.pk)


def _reporter(row: Report) -> Actor:
    """Who reported, as the record may hold it, which governors read: never by name, not even an adult (safeguarding.md 12 and 14).

    The row keeps who it was, for those who read the words.
    """
    return Actor(school_id=row.school_id, name=f"somebody of {queries.from_where(row)}" if row.group else "somebody")


def _actor(person: Person) -> Actor:
    return Actor(school_id=person.school_id, name=person.name, person_id=person.pk)


def _record(by: Actor, action: str, row: Report, facts: dict[str, object], now: datetime) -> None:
    audit.record(by=by, action=action, subject=queries.report_words(row), facts=facts, now=now, clause=row.clause or None)
