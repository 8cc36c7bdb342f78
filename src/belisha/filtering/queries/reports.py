"""Reports of sites, for reading: which wait, what became of one, and when a person will read it. Ask within the school's scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext

from belisha.core.moments import UNKNOWN_SEAT, Calendar
from belisha.core.programme.model import ConductRule, Programme
from belisha.directory import queries as directory
from belisha.filtering import codes
from belisha.filtering.models import Report
from belisha.filtering.queries import closes
from belisha.filtering.queries.requests import Step, StepState
from belisha.filtering.states_reports import CloseState, ReportStatus
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.schools.models import School

CHECK: Final = "report"
"""What a rule of conduct names that is to be read beside the form (clause 6.15)."""

WAITING: Final = ReportStatus.WAITING.name
ADULTS: Final = frozenset({"staff", "governors", "parents"})


@dataclass(frozen=True, slots=True)
class ReportStory:
    """What became of a report, for who made it: steps, and how the site stands; nothing about anybody (safeguarding.md 12)."""

    steps: tuple[Step, ...]
    site: str = ""


def report_with_id(school: School, number: int) -> Report | None:
    """The report of this school with this number, or None."""
    return _reports(school).filter(pk=number).first()


def report_with_code(school: School, words: str, *, now: datetime) -> Report | None:
    """The report of the code somebody typed; None where there is none, or its thirty days are over."""
    code = codes.as_typed(words)
    return _reports(school).filter(code_hash=codes.hash_of(code), code_expires_at__gt=now).first() if code else None


def reports(school: School) -> QuerySet[Report]:
    """Every report of the school, the newest first."""
    return _reports(school)


def waiting(school: School) -> QuerySet[Report]:
    """Reported sites that wait for somebody, the newest first."""
    return _reports(school).filter(status=WAITING)


def unread(school: School) -> QuerySet[Report]:
    """Reports whose words no safeguarding lead has opened, the urgent first, then the oldest."""
    return _reports(school).filter(read_at=None).order_by("-is_urgent", "reported_at", "pk")


def of_host(school: School, host: str) -> QuerySet[Report]:
    """Every report of this very site, the newest first."""
    return _reports(school).filter(host=host)


def waiting_below(school: School, host: str) -> list[Report]:
    """Reports that a close of this name settles: of the name or one below it, waiting or looked at before."""
    rows = _reports(school).exclude(host="").exclude(status=ReportStatus.NO_SITE.name)
    return [row for row in rows if row.host == host or row.host.endswith(f".{host}")]


def story_of(report: Report, *, now: datetime) -> ReportStory:
    """Received, read, being dealt with; and how the site stands."""
    is_read = report.read_at or report.answered_at
    is_dealt = report.dealt_at or report.answered_at
    steps = (
        Step(gettext("We have it"), StepState.DONE, report.reported_at),
        Step(
            gettext("A grown-up has read it") if is_read else gettext("A grown-up reads it"),
            StepState.DONE if is_read else StepState.NOW,
            is_read,
        ),
        Step(gettext("It is being dealt with"), StepState.DONE if is_dealt else StepState.NOW if is_read else StepState.LATER, is_dealt),
    )
    return ReportStory(steps, _site_words(report, now))


def _site_words(report: Report, now: datetime) -> str:
    if report.status == ReportStatus.HARMLESS.name:
        return gettext("A grown-up looked into the site. It stays open.")
    if report.close is None:
        return ""
    state = closes.state_of(report.close, now=now)
    if state in (CloseState.TEMPORARY, CloseState.CONFIRMED):
        return gettext("The site is closed at school now.")
    return gettext("The site was closed for a time. It is open again.")


@dataclass(frozen=True, slots=True)
class Reading:
    """When a person will read it, in words; `is_staffed` False where nobody holds the role today."""

    words: str
    is_staffed: bool


def when_read(school: School, calendar: Calendar, readers: list[Person], *, now: datetime) -> Reading:
    """What the page may promise: today in school hours, else the morning of the next school day. Source: safeguarding.md 4."""
    if not readers:
        return Reading(gettext("Nobody at school can read it just now. Tell a grown-up, or call Childline."), is_staffed=False)
    here = calendar.local(now)
    if calendar.is_school_day(here.date()) and here.time() < calendar.day_ends:
        words = gettext("A grown-up will read this today, before {time}.").format(time=f"{calendar.day_ends:%H:%M}")
        return Reading(words, is_staffed=True)
    following = next(calendar.school_days_from(here.date()), None)
    if following is None:
        words = gettext("School is closed. We do not know yet when somebody reads this. Do not wait. Tell a grown-up.")
    elif following == here.date() + timedelta(days=1):
        words = gettext("A grown-up will read this tomorrow. School is closed till then. If you need help, do not wait.")
    else:
        words = gettext("A grown-up will read this on {day}. School is closed till then. If you need help, do not wait.")
        words = words.format(day=date_format(following, "l j F"))
    return Reading(words, is_staffed=True)


def rules_for(reader: Person | None, programme: Programme, *, on: date) -> list[ConductRule]:
    """The rules of the policy in force that whoever reports is to read beside the form: those with the check “report” that mean them."""
    if reader is None:
        return []
    words = people.people_words(reader, on=on)
    return [rule for rule in programme.conduct_rules if rule.check == CHECK and words & set(rule.people)]


def is_adult(person: Person) -> bool:
    """True where the name goes with the report: of pupils nobody is shown one (safeguarding.md 3)."""
    return bool(people.words_of_kind(person) & ADULTS)


def from_where(report: Report) -> str:
    """The class or group a report came from, for a sentence: "class 5K", "staff", "outside school"."""
    if report.class_name:
        return f"class {report.class_name}"
    return report.group or ("a device nobody knows" if report.seat_key == UNKNOWN_SEAT.key else "outside school")


def report_words(report: Report) -> str:
    """How a report is called as a subject of audit records."""
    return f"report {report.pk}"


def _reports(school: School) -> QuerySet[Report]:
    found = Report.objects.filter(school=school)
    return found.select_related("school", "reported_by", "close", "close__closed_by", "read_by", "answered_by").order_by(
        "-reported_at", "-pk"
    )


@dataclass(frozen=True, slots=True)
class HelplineTold:
    """Whom to turn to: a name, what for, and a phone or (as text) the site."""

    name: str
    use: str
    phone: str
    site: str


def helplines_told() -> Mapping[str, HelplineTold]:
    """Those that pages of reports name, from the directory: only verified ones (safeguarding.md 32)."""
    known = {line.name: line for line in directory.helplines()}
    found = {key: known[name] for key, name in _TOLD.items() if name in known}
    return {key: HelplineTold(line.name, line.use, line.phone, next(iter(line.domains), "")) for key, line in found.items()}


_TOLD: Final = {"childline": "Childline", "nspcc": "NSPCC", "iwf": "Internet Watch Foundation", "ceop": "CEOP"}
