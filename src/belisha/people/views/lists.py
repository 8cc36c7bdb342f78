"""A list of pupils or staff is brought in: the file, what it would do, and only then done."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belisha.core.roster.model import Fate
from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.people import actions, permissions, queries
from belisha.people.forms_rosters import RosterForm
from belisha.people.models import RosterDraft
from belisha.people.views.asking import check, today_of, work_of

GONE = "That list was confirmed or put aside already, or is older than a day. Upload it again if you still need it."
MANY_LEAVE_SHARE = 10  # one in so many of the list: more leavers than that are confirmed by a tick of their own


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Choose a file. It is read at once; nothing is written of anybody."""
    _check(request)
    form = RosterForm(request.POST or None, request.FILES or None, today=today_of(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kept = {"file_name": given["file"].name, "starts": given["starts"], "is_whole": given["is_whole"]}
        try:
            draft = actions.keep_roster(by=request.actor, roster=form.roster, **kept, now=clock.now())
        except Refused as why:
            form.add_error("starts", str(why))
        else:
            return redirect("people-list", draft.pk)
    return render(request, "people/lists.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
@require_safe
def preview(request: HttpRequest, number: int) -> HttpResponse:
    """What the list would do, row by row."""
    _check(request)
    return _preview(request, _draft(request, number))


@never_cache
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Do what the preview said."""
    _check(request)
    draft = _draft(request, number)
    if request.POST.get("many") is None and _many_leave(actions.fates_of(draft)):
        return _preview(request, draft, fault="Tick that you have looked at who leaves, then confirm.")
    try:
        done = actions.import_roster(by=request.actor, draft=draft, seen=request.POST.get("seen", ""), now=clock.now())
    except Refused as why:
        return _preview(request, draft, fault=str(why))
    said = f"{len(done.new)} new, {len(done.changed)} changed, {len(done.left)} left"
    classes = f" New classes: {', '.join(done.classes)}." if done.classes else ""
    messages.success(request, f"The list is brought in: {said}.{classes}")
    return redirect("people")


@never_cache
@require_POST
def put_aside(request: HttpRequest, number: int) -> HttpResponse:
    """The list is not wanted: what was read of it is deleted."""
    _check(request)
    actions.put_aside(by=request.actor, draft=_draft(request, number))
    messages.success(request, "The list is put aside: nothing was written, and what was read of it is deleted.")
    return redirect("people-lists")


def _preview(request: HttpRequest, draft: RosterDraft, *, fault: str = "") -> HttpResponse:
    fates = actions.fates_of(draft)
    found = fates.preview
    shown = {
        "draft": draft,
        "preview": found,
        "seen": fates.seen,
        "fault": fault,
        "refused": found.of(Fate.REFUSED),
        "leaves": found.of(Fate.LEAVES),
        "changed": found.of(Fate.CHANGED),
        "new": found.of(Fate.NEW),
        "same": found.of(Fate.SAME),
        "many_leave": _many_leave(fates),
        "new_classes": sorted(found.new_classes.items()),
    }
    return render(request, "people/list.html", shown, status=409 if fault else 200)


def _many_leave(fates: actions.Fates) -> bool:
    """True where so many would leave that it may be the wrong file."""
    leaves = len(fates.preview.of(Fate.LEAVES))
    return leaves * MANY_LEAVE_SHARE > len(fates.preview.lines)


def _check(request: HttpRequest) -> None:
    check(lambda: permissions.check_may_import(work_of(request)))


def _draft(request: HttpRequest, number: int) -> RosterDraft:
    """The reader's own list. Raises Http404 for everybody else's, and for one that is gone."""
    found = queries.draft(request.school, number, reader=request.person, now=clock.now())
    if found is None:
        raise Http404(GONE)
    return found
