"""Somebody who was invited chooses a password, and adds a second step to their sign-in."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.adapter import get_adapter as second_steps
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import flows
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.kit.qr import qr_of
from belisha.people import actions, queries
from belisha.people.invitation_codes import in_groups, read_code
from belisha.people.models import Account, Invitation
from belisha.people.sign_in_forms import CodeForm, FirstPasswordForm

CODE = "invitation_code"
LONGEST_KEPT = 60
KEY_GROUP = 4


@login_not_required
@never_cache
@require_safe
def open_invitation(request: HttpRequest, code: str) -> HttpResponse:
    """The link of a slip or a mail: the code goes into the session and out of the address, so that no log and no page after it has it."""
    request.session[CODE] = read_code(code[:LONGEST_KEPT])
    return redirect("people-invitation")


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Choose the first password; before that, type the code of a slip. Who is signed in already has no need of it."""
    if "code" in request.POST:
        form = CodeForm(request.POST)
        if not form.is_valid():
            return render(request, "people/invitation_code.html", {"form": form}, status=400)
        return open_invitation_of(request, form.cleaned_data["code"])
    code = request.session.get(CODE)
    if not code:
        if request.user.is_authenticated and "number" in request.GET:
            return redirect(settings.LOGIN_REDIRECT_URL)  # the notice of an invitation that was answered
        return render(request, "people/invitation_code.html", {"form": CodeForm()}, status=400 if request.method == "POST" else 200)
    return _choose(request, code)


def open_invitation_of(request: HttpRequest, code: str) -> HttpResponse:
    """The page for this code, by an address that does not hold it."""
    request.session[CODE] = read_code(code)
    return redirect("people-invitation")


def _choose(request: HttpRequest, code: str) -> HttpResponse:
    """The form for a password, or why the code opens nothing."""
    row, now = queries.invitation_of_code(code), clock.now()
    form = FirstPasswordForm(request.POST if "password1" in request.POST else None, account=row.account if row else None)
    try:
        if row is not None:
            actions.check_can_be_answered(row, now)
        if row is None or form.is_valid():
            account = actions.answer_invitation(code=code, password=form.cleaned_data["password1"] if row else "", now=now)
            return _signed_in(request, account)
    except Refused as why:
        request.session.pop(CODE, None)
        return render(request, "people/invitation_code.html", {"form": CodeForm(), "why": str(why)}, status=400)
    shown = {"form": form, "invitation": row, "of_school": row.school}
    return render(request, "people/invitation.html", shown, status=400 if form.errors else 200)


def _signed_in(request: HttpRequest, account: Account) -> HttpResponse:
    """Sign them in as the sign-in page would: whoever has a second step already is asked for it. Then on to theirs."""
    return sign_in_by_password(request, account, on_to="people-second-step")


def sign_in_by_password(request: HttpRequest, account: Account, *, on_to: str) -> HttpResponse:
    """Sign in somebody who has just chosen this password, in a session of their own; then on to that page (its URL name)."""
    request.session.flush()
    given = perform_password_login(request, {"username": account.user_name}, Login(user=account, redirect_url=reverse(on_to)))
    if request.user.is_authenticated:
        record_authentication(request, account, method="password", reauthenticated=True)  # they have just chosen it
    return given


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Add an authenticator app: scan, write its code, keep the spare codes. Or go on without, where nothing has to be signed."""
    on_to = _on_to(request)
    if not has_fresh_proof(request):
        asked = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('account_reauthenticate')}?{asked}")
    if is_mfa_enabled(request.user):
        return render(request, "people/second_step_there.html", {"on_to": on_to})
    form = ActivateTOTPForm(request.POST if request.method == "POST" else None, user=request.user)
    form.fields["code"].label = "The six digits that the app shows now"
    form.fields["code"].widget.attrs.update({"inputmode": "numeric", "class": "govuk-input govuk-input--width-10"})
    if request.method == "POST" and form.is_valid():
        flows.activate_totp(request, form)
        record_authentication(request, request.user, method="mfa", type=Authenticator.Type.TOTP, reauthenticated=True)
        return render(request, "people/spare_codes.html", {"codes": _spare_codes(request.user), "on_to": on_to})
    key = " ".join(form.secret[start : start + KEY_GROUP] for start in range(0, len(form.secret), KEY_GROUP))
    code = qr_of(second_steps().build_totp_url(request.user, form.secret))
    shown = {"form": form, "key": key, "code": code, "on_to": on_to, "may_wait": not _has_to_sign(request)}
    return render(request, "people/second_step.html", shown, status=400 if form.errors else 200)


def has_fresh_proof(request: HttpRequest) -> bool:
    """True where whoever is signed in gave their password within the last minutes."""
    from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate

    return bool(did_recently_reauthenticate(request))


def _spare_codes(account: Account) -> list[str]:
    """The codes that stand in for a lost app, each once."""
    found = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    return list(found.wrap().get_unused_codes()) if found else []


def _has_to_sign(request: HttpRequest) -> bool:
    """True for those who hold a role: their signature or decision counts for others."""
    return request.person is not None and bool(queries.roles_of(request.person, on=actions.today_at(request.school, clock.now())))


def _on_to(request: HttpRequest) -> str:
    """Where to go afterwards: `?next=`, if it is the portal's own."""
    target = request.GET.get("next", "")
    is_own = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if target and is_own else reverse(settings.LOGIN_REDIRECT_URL)


def invitation_address(row: Invitation, portal: str) -> str:
    """The whole address that opens an invitation, for its slip."""
    return portal.rstrip("/") + reverse("people-open-invitation", args=[in_groups(read_code(queries.invitation_code(row)))])
