"""Who was invited and has not answered; invitations by mail, on paper, taken back."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from belisha.kit import clock
from belisha.kit.access import Actor, Denied, Refused
from belisha.kit.fields import numbers_in
from belisha.kit.qr import QrCode, qr_of
from belisha.people import actions, permissions_invitations, queries
from belisha.people.invitation_codes import in_groups, read_code
from belisha.people.joining_views import invitation_address
from belisha.people.models import Invitation, Person
from belisha.schools import queries as schools
from belisha.schools.models import School

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Slip:
    """One printed slip: whose, until when, the address with its code, and the code to type."""

    invitation: Invitation
    qr: QrCode
    portal: str
    code: str


@never_cache
@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Everybody who cannot sign in yet, and how their invitation stands."""
    held = _check(request)
    now = clock.now()
    found = queries.not_answered(request.school, on=schools.today_at(request.school, now), now=now)
    mine = [one for one in found if permissions_invitations.may_invite(held, of_roles=one.roles)]
    waiting = [one for one in mine if not one.has_password]
    shown = {"waiting": waiting, "others": len(found) - len(mine), "again": [one for one in mine if one.has_password]}
    return render(request, "people/invitations.html", shown)


@never_cache
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Invite those who were chosen: by mail, or with slips, which this answer holds and no other ever will."""
    _check(request)
    chosen = queries.persons(request.school, numbers_in(request.POST.getlist("person")[:AT_ONCE]))
    if not chosen:
        messages.warning(request, "Nobody was chosen: tick somebody first.")
        return redirect("people-invitations")
    is_by_mail = request.POST.get("how") == "mail"
    made, why = invite_all(request.actor, chosen, is_by_mail=is_by_mail)
    for words in why:
        messages.warning(request, words)
    if is_by_mail or not made:
        if made:
            messages.success(request, f"Invited by mail: {', '.join(row.person.name for row in made)}. It leaves within a minute.")
        return redirect("people-invitations")
    return slips_page(request, request.school, made)


@never_cache
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take an invitation back."""
    _check(request)
    row = queries.invitation(request.school, number)
    if row is None:
        raise Http404("this school has no such invitation")
    try:
        actions.revoke_invitation(by=request.actor, invitation=row, now=clock.now())
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    except Refused as why:
        messages.warning(request, str(why))
    else:
        messages.success(request, f"The invitation of {row.person.name} opens nothing any more.")
    return redirect("people-invitations")


def invite_all(by: Actor, chosen: list[Person], *, is_by_mail: bool) -> tuple[list[Invitation], list[str]]:
    """Invite each; who was, and why the others were not. People without an account get one with a user name, for paper."""
    made, why = [], []
    for person in chosen:
        try:
            if person.account_id is None and not is_by_mail:
                actions.give_account(by=by, person=person, email="", now=clock.now())
            made.append(actions.invite(by=by, person=person, is_by_mail=is_by_mail, now=clock.now()))
        except (Refused, Denied) as fault:
            why.append(str(fault))
    return made, why


def slips_page(request: HttpRequest, school: School, made: list[Invitation], **more: object) -> HttpResponse:
    """The slips, to print now: their codes are on no other page."""
    portal = schools.portal_url(school)
    slips = [Slip(row, qr_of(invitation_address(row, portal)), f"{portal.rstrip('/')}/invitation/", _shown(row)) for row in made]
    return render(request, "people/slips.html", {"slips": slips, "of_school": school, **more})


def _shown(row: Invitation) -> str:
    return in_groups(read_code(queries.invitation_code(row)))


def _check(request: HttpRequest) -> frozenset[str]:
    """The reader's roles. Raises PermissionDenied with a sentence for those who invite nobody."""
    held = queries.appointed_roles(request.person, on=schools.today_at(request.school, clock.now()))
    try:
        permissions_invitations.check_may_see_invitations(held)
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    return held
