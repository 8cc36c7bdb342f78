"""Every page that changes a fact goes the same way: what was written is tried, told, and saved only when the reader has seen that."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.schools import actions
from belisha.schools.actions.recording import written
from belisha.schools.forms import DatedForm
from belisha.schools.queries import today_at
from belisha.schools.reach import Move, sentence

WHO_IS_TOLD: Final = "The headteacher and the safeguarding lead are told."
Check = Callable[[HttpRequest], None]


@dataclass(frozen=True, slots=True)
class Change:
    """A page that changes a fact: its words, what saving does, what it says afterwards and where it leads.

    `warnings` are asked of the valid form; `button` is on the form, `save` on what is told.
    """

    title: str
    lead: str
    save: str
    act: Callable[[DatedForm], object]
    done: Callable[[DatedForm], str]
    back: str
    back_words: str
    warnings: Callable[[DatedForm], tuple[str, ...]] = lambda form: ()
    nothing: str = "No address changes its seat: narrower or equal ranges say already who sits there."


@dataclass(frozen=True, slots=True)
class Told:
    """What saving would do: `mark` stands for it, and saves only as long as it would do just that."""

    when: str
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    mark: str


def change_page(request: HttpRequest, form: DatedForm, change: Change) -> HttpResponse:
    """The form; then what it would do; then, once that was seen, the change is saved."""
    told = None
    if request.method == "POST" and form.is_valid():
        try:
            told = _told(request, form, change)
            if request.POST.get("told") == told.mark:
                change.act(form)
                messages.success(request, change.done(form))
                return redirect(change.back)
        except Refused as why:
            form.add_error(None, str(why))
            told = None
    shown = {"form": form, "change": change, "told": told, "is_news": told is not None and bool(request.POST.get("told"))}
    return render(request, "schools/change.html", shown, status=400 if form.errors else 200)


def check(request: HttpRequest, *checks: Check) -> None:
    """Nothing for those who may. Raises PermissionDenied with a sentence for everybody else."""
    try:
        for one in checks:
            one(request)
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied


def _told(request: HttpRequest, form: DatedForm, change: Change) -> Told:
    """What the change would do. Raises Refused where it cannot be."""
    moves = actions.tried(request.school, lambda: change.act(form), on=form.day)
    is_today = form.day == today_at(request.school, clock.now())
    return Told(
        when="From today on, as soon as it is saved" if is_today else f"From {written(form.day)} on",
        sentences=(*map(sentence, moves), *((WHO_IS_TOLD,) if any(move.leaves_pupils for move in moves) else ())),
        warnings=change.warnings(form),
        mark=_mark(form, moves),
    )


def _mark(form: DatedForm, moves: tuple[Move, ...]) -> str:
    """Short, the same for the same words with the same effect."""
    return hashlib.sha256(repr((sorted(form.cleaned_data.items()), moves)).encode()).hexdigest()[:16]
