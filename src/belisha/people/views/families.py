"""A child's parents and carers, and what holds of them: for the headteacher and the safeguarding leads; each look is written down."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.people import actions, permissions, queries
from belisha.people.forms_people import ContactForm, StandingContactForm, as_given
from belisha.people.models import Person
from belisha.people.states import Kind
from belisha.people.views.asking import check, check_insider, person_or_404, today_of, work_of

LEAD = "Only the headteacher and the safeguarding leads see this. It counts from today on; what held before is kept."


@never_cache
@require_safe
def contacts(request: HttpRequest, number: int) -> HttpResponse:
    """Who is a parent or carer of this child, and what holds of each."""
    child = _child(request, number)
    actions.look_at_contacts(by=request.person, child=child, now=clock.now())
    lines = queries.contacts_of(child, on=today_of(request))
    return render(request, "people/contacts.html", {"child": child, "lines": lines})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_contact(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody more is a parent or carer of this child."""
    child = _child(request, number)
    form = ContactForm(request.POST or None)

    def act() -> object:
        return actions.add_contact(by=request.actor, child=child, name=form.cleaned_data["name"], holds=form.holds(), now=clock.now())

    return _change(request, child, form, f"A parent or carer of {child.name}", act)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_contact(request: HttpRequest, number: int) -> HttpResponse:
    """Something else holds of a parent or carer."""
    _check(request)
    family = queries.family(request.school, number)
    if family is None:
        raise Http404("no such family")
    standing = queries.standing_contacts(request.school, on=today_of(request), families=[family.pk]).get(family.pk)
    form = StandingContactForm(request.POST or None, initial=as_given(standing))
    if request.method != "POST":
        actions.look_at_contacts(by=request.person, child=family.child, now=clock.now())

    def act() -> object:
        return actions.change_contact(by=request.actor, family=family, holds=form.holds(), now=clock.now())

    return _change(request, family.child, form, f"{family.parent.name}, for {family.child.name}", act)


def _change(request: HttpRequest, child: Person, form: forms.Form, title: str, act: Callable[[], object]) -> HttpResponse:
    """The form; once it is done, the child's contacts again."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except (Denied, Refused) as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "It is written down.")
            return redirect("people-contacts", child.pk)
    back = reverse("people-contacts", args=[child.pk])
    shown = {
        "title": title,
        "lead": LEAD,
        "form": form,
        "save": "Save",
        "back_path": back,
        "back_words": f"Parents and carers of {child.name}",
    }
    return render(request, "people/change.html", shown, status=400 if form.errors else 200)


def _check(request: HttpRequest) -> None:
    check_insider(request)
    check(lambda: permissions.check_may_see_contacts(work_of(request)))


def _child(request: HttpRequest, number: int) -> Person:
    """The pupil. Raises PermissionDenied for those who may not see contacts, Http404 where there is no such pupil."""
    _check(request)
    found = person_or_404(request, number)
    if queries.kind_of(found) is not Kind.PUPIL:
        raise Http404("only pupils have contacts")
    return found
