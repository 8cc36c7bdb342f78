"""Reports as people work on them: the list, and one report with the half that its reader may see.

The site's half: who loses what if it is closed, and the button that closes it. The words' half: for the safeguarding leads; each look
is written down. Addresses are text, never links (safeguarding.md 32).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from belisha.core.programme.model import Programme
from belisha.filtering.actions import reports as actions
from belisha.filtering.actions.closes import NewClose, close_site, lapses_at
from belisha.filtering.forms_reports import CloseForm, HarmlessForm, SiteNameForm
from belisha.filtering.models import Report
from belisha.filtering.permissions import reports as permissions
from belisha.filtering.queries import closes
from belisha.filtering.queries import reports as queries
from belisha.filtering.queries.requests import all_scopes
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.states_reports import CloseState, ReportStatus
from belisha.filtering.views.closes import shown_close, wait_for_proof
from belisha.filtering.views.sentences import told
from belisha.filtering.what_closes import WhatCloses, names_to_choose, usual_name, what_closes
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.kit.templatetags.school_time import school_day as told_day
from belisha.people import queries as people
from belisha.people.models import Person

SHOWN_AT_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Desk:
    """Who reads at which moment, and what holds then."""

    reader: Person
    programme: Programme
    now: datetime
    on: date


@never_cache
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """What was reported, the newest first: sites for those who close, words for the safeguarding leads, one's own for everybody."""
    desk = _desk(request)
    visible = permissions.visible_to(desk.reader, desk.programme, on=desk.on)
    rows = list(visible.select_related("close").order_by("-reported_at", "-pk")[:SHOWN_AT_MOST])
    sees_sites = permissions.may_see_sites(desk.reader, desk.programme, on=desk.on)
    reads_words = permissions.is_reader_of_words(desk.reader, desk.programme, on=desk.on)
    waits = [row for row in rows if _waits(row, sees_sites=sees_sites, reads_words=reads_words)]
    shown = {
        "waiting": [_line(row, desk) for row in sorted(waits, key=lambda row: not (reads_words and row.is_urgent))],
        "others": [_line(row, desk) for row in rows if row not in waits],
        "sees_sites": sees_sites,
        "reads_words": reads_words,
        "to_confirm": [c for c in closes.to_confirm(request.school, now=desk.now) if _may_confirm(c, desk)]
        if (sees_sites or reads_words)
        else [],
    }
    return render(request, "filtering/reports.html", shown)


@never_cache
@require_safe
def one_report(request: HttpRequest, number: int) -> HttpResponse:
    """One report, the half (or both) that this reader may see."""
    return _render(request, _found(request, number))


@never_cache
@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close the site; wait a moment for the proof."""
    found, desk = _found(request, number), _desk(request)
    _check(lambda: permissions.check_close(desk.reader, desk.programme, on=desk.on))
    host = request.POST.get("host", "") or usual_name(found.host or "none.invalid")
    seen = what_closes(request.school, host, desk.programme, now=desk.now)
    form = CloseForm(request.POST, scopes=_scopes(desk.programme), needs_reason=seen.needs_reason)

    def act() -> str:
        values = form.cleaned_data
        row = close_site(NewClose(found, values["host"], values["people"], values["reason"]), by=desk.reader, now=clock.now())
        wait_for_proof(row, "closed")
        until = f"It opens again by itself on {told_day(row.lapses_at)} unless a second person confirms it."
        return f"{row.host} is closed for {row.people}. {until}"

    return _done_or_shown(request, found, form, act, "close_form", name=host)


@never_cache
@require_POST
def harmless(request: HttpRequest, number: int) -> HttpResponse:
    """The site stays open, with the reason."""
    found, desk, form = _found(request, number), _desk(request), HarmlessForm(request.POST)
    _check(lambda: permissions.check_close(desk.reader, desk.programme, on=desk.on))

    def act() -> str:
        rows = actions.answer_harmless(by=desk.reader, report=found, answer=form.cleaned_data["reason"], now=clock.now())
        return (
            f"{found.host} stays open. {'Who reported it is told.' if len(rows) == 1 else f'All {len(rows)} reports of it are answered.'}"
        )

    return _done_or_shown(request, found, form, act, "harmless_form")


@never_cache
@require_POST
def name(request: HttpRequest, number: int) -> HttpResponse:
    """A safeguarding lead names the site, so that it can be closed."""
    found, desk, form = _found(request, number), _desk(request), SiteNameForm(request.POST)
    _check(lambda: permissions.check_act_on_words(desk.reader, found, desk.programme, on=desk.on))

    def act() -> str:
        row = actions.name_site(by=desk.reader, report=found, words=form.cleaned_data["site"], now=clock.now())
        return f"Whoever closes sites is told of {row.host}, and of nothing else."

    return _done_or_shown(request, found, form, act, "name_form")


@never_cache
@require_POST
def share(request: HttpRequest, number: int) -> HttpResponse:
    """The class's teacher may read the words from now on."""
    return _one_button(request, number, actions.share_with_teacher, "The class’s teacher can read it now, and is told.")


@never_cache
@require_POST
def deal(request: HttpRequest, number: int) -> HttpResponse:
    """It is being dealt with: who reported it sees that."""
    return _one_button(request, number, actions.deal_with, "Who reported it sees that it is being dealt with.")


def _one_button(request: HttpRequest, number: int, act: Callable[..., Report], done: str) -> HttpResponse:
    found = _found(request, number)
    try:
        act(by=_reader(request), report=found, now=clock.now())
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    except Refused as refused:
        messages.warning(request, told(refused))
    else:
        messages.success(request, done)
    return redirect("filtering-report-one", number=number)


def _done_or_shown(request: HttpRequest, found: Report, form: Any, act: Callable[[], str], key: str, *, name: str = "") -> HttpResponse:
    """Back to the report with a word that it is done, or the page with what to mend."""
    try:
        if form.is_valid():
            messages.success(request, act())
            return redirect("filtering-report-one", number=found.pk)
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    except Refused as refused:
        form.add_error(None, told(refused))
    return _render(request, _found(request, found.pk), {key: form}, status=409 if form.non_field_errors() else 200, name=name)


def _render(request: HttpRequest, found: Report, forms: dict[str, Any] | None = None, status: int = 200, name: str = "") -> HttpResponse:
    desk = _desk(request)
    reads = permissions.may_read_words(desk.reader, found, desk.programme, on=desk.on)
    if reads and request.method != "HEAD":
        found = actions.open_words(by=desk.reader, report=found, now=desk.now)
    acts = permissions.may_act_on_words(desk.reader, found, desk.programme, on=desk.on)
    shown = {
        "found": found,
        "from_where": queries.from_where(found),
        "status": ReportStatus[found.status],
        "story": queries.story_of(found, now=desk.now),
        "is_own": found.reported_by_id == desk.reader.pk,
        "reads_words": reads,
        "acts_on_words": acts,
        "adult": found.reported_by if reads and found.reported_by and queries.is_adult(found.reported_by) else None,
        "may_share": acts and found.shared_at is None and bool(found.class_name),
        "name_form": SiteNameForm() if acts and not found.host else None,
        "helplines": queries.helplines_told(),
        "is_teacher": found.class_name in _classes(desk),
        **(_site_half(request, found, desk, name) if permissions.may_see_sites(desk.reader, desk.programme, on=desk.on) else {}),
        **({"shown_close": shown_close(found.close, desk.reader, desk.programme, now=desk.now)} if found.close and acts else {}),
        **(forms or {}),
    }
    return render(request, "filtering/report_one.html", shown, status=status)


def _site_half(request: HttpRequest, found: Report, desk: Desk, name: str) -> dict[str, Any]:
    """The site, what closing it would do, and the forms this reader can hand in."""
    half: dict[str, Any] = {"sees_site": True}
    if found.close is not None:
        half["shown_close"] = shown_close(found.close, desk.reader, desk.programme, now=desk.now)
    if not found.host or _is_closed(found, desk.now):
        return half
    names = names_to_choose(found.host)
    asked = name or request.GET.get("name", "")
    host = asked if asked in names else usual_name(found.host)
    seen = what_closes(request.school, host, desk.programme, now=desk.now)
    half |= {"seen": seen, "names": names, "same_site": max(0, seen.reports - (seen.host == found.host))}
    if permissions.may_close(desk.reader, desk.programme, on=desk.on):
        half |= _forms(found, seen, desk)
    return half


def _forms(found: Report, seen: WhatCloses, desk: Desk) -> dict[str, Any]:
    """The forms of whoever closes sites."""
    form = permissions.close_form(desk.programme)
    until = lapses_at(form, desk.programme, now=desk.now) if form else None
    close_form = None
    if not seen.forbidden:
        close_form = CloseForm(initial={"host": seen.host}, scopes=_scopes(desk.programme), needs_reason=seen.needs_reason)
    is_waiting = found.status == queries.WAITING
    return {"close_form": close_form, "until": until, "harmless_form": HarmlessForm() if is_waiting else None, "may_close": True}


def _scopes(programme: Programme) -> list[str]:
    form = permissions.close_form(programme)
    return sorted(all_scopes(form, programme.facts), key=lambda words: (words != "everyone", words)) if form else []


def _is_closed(found: Report, now: datetime) -> bool:
    return found.close is not None and closes.state_of(found.close, now=now) in (CloseState.TEMPORARY, CloseState.CONFIRMED)


def _waits(row: Report, *, sees_sites: bool, reads_words: bool) -> bool:
    return (sees_sites and row.status == queries.WAITING) or (reads_words and row.read_at is None)


def _line(row: Report, desk: Desk) -> dict[str, object]:
    """A report as the list has it."""
    state = closes.state_of(row.close, now=desk.now) if row.close else None
    return {"report": row, "from_where": queries.from_where(row), "status": ReportStatus[row.status].value, "state": state}


def _may_confirm(row: Any, desk: Desk) -> bool:
    return permissions.may_confirm(desk.reader, row, desk.programme, on=desk.on)


def _classes(desk: Desk) -> list[str]:
    return people.classes_of_teacher(desk.reader, desk.on)


def _check(check: Callable[[], None]) -> None:
    """Nobody without the right sees a form's faults."""
    try:
        check()
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied


def _desk(request: HttpRequest) -> Desk:
    now = clock.now()
    return Desk(_reader(request), programme_now(request.school, now), now, school_day(request.school, now))


def _reader(request: HttpRequest) -> Person:
    """Who is signed in, as a person of this school; 404 for a stranger's account."""
    if request.person is None:
        raise Http404("this account belongs to nobody of this school")
    person: Person = request.person
    return person


def _found(request: HttpRequest, number: int) -> Report:
    """The report, if it is this school's (404) and this reader may see a half of it (403)."""
    desk = _desk(request)
    found = queries.report_with_id(request.school, number)
    if found is None:
        raise Http404(f"this school has no report {number}")
    _check(lambda: permissions.check_see(desk.reader, found, desk.programme, on=desk.on))
    return found
