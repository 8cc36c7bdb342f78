"""The lists that close sites: what each closes and where it comes from, loading and fetching them, and a new version before it is used."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from belisha.core.lists.compare import compare
from belisha.core.names import upwards
from belisha.filtering.actions import lists as actions
from belisha.filtering.actions import subscriptions
from belisha.filtering.forms_lists import FileForm, OnListForm, SubscribeForm, UseForm
from belisha.filtering.list_effects import Touched, touched
from belisha.filtering.models import ListSubscription, WaitingList
from belisha.filtering.permissions import lists as permissions
from belisha.filtering.queries import lists as queries
from belisha.filtering.queries.lists import ListStanding
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.kit.outbox import WAKE_SOCKET_VARIABLE
from belisha.people.models import Person

NAMES_SHOWN: Final = 15
FETCH_WAIT_SECONDS: Final = 6.0
FETCH_LOOK_SECONDS: Final = 0.1
ILLEGAL: Final = "illegal"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a waiting version does: counts, a few of the names, and the sites of the school's own that it touches.

    `shows_names` is False for illegal material: its names are on no page.
    """

    waiting: WaitingList
    before: int
    added: int
    gone: int
    some_added: tuple[str, ...]
    some_gone: tuple[str, ...]
    closing: list[Touched]
    staying: list[Touched]
    shows_names: bool


@never_cache
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Every list a policy can name: what closes by it and for whom, what it holds, where it is from, and what needs somebody."""
    reader, now = _reader(request), clock.now()
    rows = queries.standings(request.school, programme_now(request.school, now))
    shown = {"lists": rows, "needs": [row for row in rows if row.needs_somebody], "may_load": _may_load(request, reader, now)}
    return render(request, "filtering/lists.html", shown)


@never_cache
@require_safe
def one_list(request: HttpRequest, word: str) -> HttpResponse:
    """One list; with `?site=` whether that site is on it."""
    _reader(request)
    return _render(request, word)


@never_cache
@require_POST
def load(request: HttpRequest, word: str) -> HttpResponse:
    """Take a file: a new version, which waits until it was looked at."""
    reader, list_id, now = _loader(request), _list_id(word), clock.now()
    form = FileForm(request.POST, request.FILES)

    def act() -> HttpResponse:
        name = form.cleaned_data["file"].name
        new = actions.NewList(list_id, queries.title_of(request.school, list_id), f"the file {name}", form.text())
        if actions.propose_list(new, by=reader, now=now) is None:
            messages.success(request, "This file says what the list says already.")
            return redirect("filtering-list", word=word)
        return redirect("filtering-list-new", word=word)

    return _done_or_shown(request, word, form, act, "file_form")


@never_cache
@require_POST
def subscribe(request: HttpRequest, word: str) -> HttpResponse:
    """Say where the list is fetched from; wait a moment for the first fetch."""
    reader, list_id, now = _loader(request), _list_id(word), clock.now()
    form = SubscribeForm(request.POST)

    def act() -> HttpResponse:
        values = form.cleaned_data
        row = subscriptions.subscribe_to(by=reader, list_id=list_id, url=values["url"], every_hours=int(values["every"]), now=now)
        return _fetched(request, word, row)

    return _done_or_shown(request, word, form, act, "subscribe_form")


@never_cache
@require_POST
def fetch(request: HttpRequest, word: str) -> HttpResponse:
    """Fetch it now; wait a moment for what comes of it."""
    reader, row = _loader(request), _subscription(request, word)
    try:
        asked = subscriptions.ask_to_fetch(by=reader, subscription=row, now=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("filtering-list", word=word)
    return _fetched(request, word, asked)


@never_cache
@require_POST
def unsubscribe(request: HttpRequest, word: str) -> HttpResponse:
    """Fetch it no more; what it holds stays."""
    reader, row = _loader(request), _subscription(request, word)
    try:
        subscriptions.end_subscription(by=reader, subscription=row, now=clock.now())
        messages.success(request, "It is not fetched any more. What the list holds stays in use.")
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("filtering-list", word=word)


@never_cache
@require_safe
def new_version(request: HttpRequest, word: str) -> HttpResponse:
    """What the version that waits would do, before it is used."""
    _loader(request)
    standing, waiting = _standing(request, word), _waiting(request, word)
    return render(request, "filtering/list_new.html", _previewed(request, standing, waiting))


@never_cache
@require_POST
def use(request: HttpRequest, word: str, number: int) -> HttpResponse:
    """Use the version that was looked at."""
    reader, standing, waiting, now = _loader(request), _standing(request, word), _waiting(request, word), clock.now()
    shown = _previewed(request, standing, waiting, bound=True)
    form: UseForm = shown["form"]
    try:
        if waiting.pk != number:
            raise Refused("A newer version has come meanwhile: look at this one.")
        if form.is_valid():
            row = actions.use_waiting(waiting, by=reader, reason=form.cleaned_data.get("reason", ""), now=now)
            messages.success(request, f"The new version is used: {row.count:,} names. The network follows at once.")
            return redirect("filtering-list", word=word)
    except Refused as refused:
        form.is_valid()
        form.add_error(None, str(refused))
    return render(request, "filtering/list_new.html", shown, status=409 if form.non_field_errors() else 200)


@never_cache
@require_POST
def throw_away(request: HttpRequest, word: str, number: int) -> HttpResponse:
    """Do not use it; what the list holds stays."""
    reader, waiting = _loader(request), _waiting(request, word)
    try:
        if waiting.pk != number:
            raise Refused("A newer version has come meanwhile: look at this one.")
        actions.throw_away(waiting, by=reader, now=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("filtering-list-new", word=word)
    messages.success(request, "The new version is thrown away. What the list held stays in use.")
    return redirect("filtering-list", word=word)


def _done_or_shown(request: HttpRequest, word: str, form: Any, act: Callable[[], HttpResponse], name: str) -> HttpResponse:
    try:
        if form.is_valid():
            return act()
    except Refused as refused:
        form.add_error(None, str(refused))
    return _render(request, word, {name: form}, status=409 if form.non_field_errors() else 200)


def _render(request: HttpRequest, word: str, forms: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    reader, now, standing = _reader(request), clock.now(), _standing(request, word)
    shown: dict[str, Any] = {"list": standing, "now": now, "is_illegal": standing.list_id == ILLEGAL, **_asked_site(request, standing)}
    if standing.subscription is not None:
        shown["publisher"] = queries.publisher_of(standing.subscription.url)
    if _may_load(request, reader, now):
        fetched = standing.subscription
        said = {"url": fetched.url, "every": str(fetched.every_hours)} if fetched else {}
        shown |= {"may_load": True, "file_form": FileForm(), "subscribe_form": SubscribeForm(initial=said)}
    return render(request, "filtering/list.html", shown | (forms or {}), status=status)


def _asked_site(request: HttpRequest, standing: ListStanding) -> dict[str, Any]:
    """The form that asks for a site, and the answer where one was asked for."""
    if not request.GET.get("site"):
        return {"site_form": OnListForm()}
    form = OnListForm(request.GET)
    if not form.is_valid():
        return {"site_form": form}
    names = queries.names_held(request.school, standing.list_id)
    site = form.cleaned_data["site"]
    return {"site_form": form, "site": site.name, "listed": next((name for name in upwards(site.name) if name in names), "")}


def _previewed(request: HttpRequest, standing: ListStanding, waiting: WaitingList, *, bound: bool = False) -> dict[str, Any]:
    names, held = queries.names_in(waiting), queries.names_held(request.school, waiting.list_id)
    change = compare(held, names)
    sites = touched(request.school, waiting.list_id, names, added=change.added, now=clock.now())
    closing = [site for site in sites if site.closes_for]
    preview = Preview(
        waiting=waiting,
        before=len(held),
        added=len(change.added),
        gone=len(change.gone),
        some_added=tuple(sorted(change.added, key=lambda name: (len(name), name))[:NAMES_SHOWN]),
        some_gone=tuple(sorted(change.gone, key=lambda name: (len(name), name))[:NAMES_SHOWN]),
        closing=closing,
        staying=[site for site in sites if not site.closes_for],
        shows_names=waiting.list_id != ILLEGAL,
    )
    form = UseForm(request.POST if bound else None, needs_reason=bool(closing))
    return {"list": standing, "preview": preview, "form": form}


def _fetched(request: HttpRequest, word: str, row: ListSubscription) -> HttpResponse:
    """Where somebody who asked for a fetch goes on: to the version that came, or to the list, which says how it went."""
    done = _wait_for_fetch(row)
    if done is None:
        messages.info(request, "It is being fetched. Load this page again in a moment.")
    elif done.fault:
        messages.warning(request, f"It could not be fetched. {done.fault}")
    elif queries.waiting_of(request.school, row.list_id) is not None:
        return redirect("filtering-list-new", word=word)
    else:
        messages.success(request, "It was fetched, and the list is as its publisher has it.")
    return redirect("filtering-list", word=word)


def _wait_for_fetch(row: ListSubscription) -> ListSubscription | None:
    """The subscription once the worker has tried it, or None where that takes longer. Without a worker nobody is waited for."""
    if WAKE_SOCKET_VARIABLE not in os.environ:
        return None
    last = time.monotonic() + FETCH_WAIT_SECONDS
    while time.monotonic() < last:
        found = queries.subscription_of(row.school, row.list_id)
        if found is None or found.asked_at is None:
            return found
        time.sleep(FETCH_LOOK_SECONDS)
    return None


def _standing(request: HttpRequest, word: str) -> ListStanding:
    """The list of this word. Raises Http404 for a word no policy can say."""
    list_id = _list_id(word)
    rows = queries.standings(request.school, programme_now(request.school, clock.now()))
    return next(row for row in rows if row.list_id == list_id)


def _list_id(word: str) -> str:
    """The list of this word, as a policy says it. Raises Http404."""
    found = queries.list_with_word(word)
    if found is None:
        raise Http404(f"no policy can name a list “{word}”")
    return found


def _subscription(request: HttpRequest, word: str) -> ListSubscription:
    found = queries.subscription_of(request.school, _list_id(word))
    if found is None:
        raise Http404(f"the list “{word}” is not fetched from anywhere")
    return found


def _waiting(request: HttpRequest, word: str) -> WaitingList:
    found = queries.waiting_of(request.school, _list_id(word))
    if found is None:
        raise Http404(f"no new version of the list “{word}” waits")
    return found


def _reader(request: HttpRequest) -> Person:
    """Who is signed in; 404 for a stranger's account, 403 for somebody who may not see the lists."""
    if request.person is None:
        raise Http404("this account belongs to nobody of this school")
    person: Person = request.person
    try:
        permissions.check_see_lists(person, school=request.school, on=school_day(request.school, clock.now()))
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    return person


def _loader(request: HttpRequest) -> Person:
    """Who is signed in, where they may load lists; 403 for others."""
    person = _reader(request)
    try:
        permissions.check_load_list(person, school=request.school, on=school_day(request.school, clock.now()))
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    return person


def _may_load(request: HttpRequest, reader: Person, now: datetime) -> bool:
    return permissions.may_load_list(reader, school=request.school, on=school_day(request.school, now))
