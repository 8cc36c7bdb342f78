"""The pages of the policy: live, clause by clause, and its versions with their signatures."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belisha.audit import queries as audit
from belisha.core.policy.explain import sentences_of
from belisha.directory import queries as directory
from belisha.kit import clock
from belisha.kit.access import Denied, Refused
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.people.queries import demo_sign_in_path
from belisha.policy import actions, live, permissions, queries
from belisha.policy.dead_ends import DeadEndTold, of_version
from belisha.policy.forms import LoadForm, WithdrawForm
from belisha.policy.history import history_of
from belisha.policy.models import PolicyVersion
from belisha.policy.versions import SignIn, page_of

RECORDS_OF_A_CLAUSE = 10


@require_safe
@login_not_required
def live_policy(request: HttpRequest) -> HttpResponse:
    """The page everybody meets first: every clause and how it stands, or what the safe baseline keeps."""
    now = clock.now()
    version = queries.version_in_force(_school(request), now)
    if version is None:
        return render(request, "policy/baseline.html", _baseline(request))
    reading = live.reading_of(request.school, version, reader=request.person, now=now)
    sections = live.sections(reading)
    shown = {"reading": reading, "sections": sections, "contents": live.contents(sections), "summary": live.summary(sections)}
    shown |= {"waiting": _waiting(request), "dead_ends": _dead_ends(version, is_shown=reading.is_insider)}
    return render(request, "policy/live.html", shown)


@require_safe
@login_not_required
def clause_page(request: HttpRequest, number: str) -> HttpResponse:
    """One clause of the version in force: its words, what it does, how it stands, since when, and what was done under it."""
    now = clock.now()
    version = queries.version_in_force(_school(request), now)
    clause = queries.policy_read(version).clause(number) if version else None
    if version is None or clause is None:
        raise Http404(f"the policy in force has no clause {number}")
    reading = live.reading_of(request.school, version, reader=request.person, now=now)
    does = [sentence for control in clause.controls for sentence in sentences_of(control, directory.catalogue())]
    shown = {"reading": reading, "card": live.card(reading, clause), "does": does, "elsewhere": live.elsewhere(reading.policy, clause)}
    return render(request, "policy/clause.html", shown | {"history": history_of(version, clause), "records": _records(request, number)})


@require_http_methods(["GET", "HEAD", "POST"])
def versions(request: HttpRequest) -> HttpResponse:
    """All versions this reader may see; for those who may load one, the form to check and load a text."""
    form = LoadForm.of(request) if request.method == "POST" else LoadForm()
    if request.method == "POST":
        _check_may_load(request)
        if form.is_valid():
            loaded = _check_or_load(request, form)
            if loaded is not None:
                messages.success(request, f"Version {loaded.number} is loaded. It changes nothing until it is signed.")
                return redirect("policy-version", number=loaded.number)
    return render(request, "policy/versions.html", {"versions": _visible(request), "form": form if _may_load(request) else None})


@require_safe
def version_page(request: HttpRequest, number: int) -> HttpResponse:
    """One version: what it would change, who has signed, the text; signing and withdrawing for those who may."""
    return _render_version(request, _version(request, number))


@require_safe
@login_not_required
def version_text(request: HttpRequest, number: int) -> HttpResponse:
    """The very text that was signed, byte for byte: its SHA-256 is the version's identity."""
    return HttpResponse(_version(request, number).text.encode("utf-8"), content_type="text/markdown; charset=utf-8")


@require_POST
def sign(request: HttpRequest, number: int) -> HttpResponse:
    """Sign a version in the role that was sent; a refusal is shown on the version's page."""
    version, sign_in = _version(request, number), _sign_in(request)
    try:
        signature = actions.sign_version(
            by=_person(request),
            version=version,
            role=request.POST.get("role", ""),
            signed_in_at=sign_in.at,
            had_second_factor=sign_in.had_second_factor,
            now=clock.now(),
        )
    except (Denied, Refused) as why:
        return _render_version(request, version, why=why)
    is_in_force = signature.version.in_force_from is not None
    words = f"Signed. Version {number} is in force from now." if is_in_force else "Signed. It holds once the others have signed too."
    messages.success(request, words)
    return redirect("policy-version", number=number)


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw a version with a reason; a refusal is shown on the version's page."""
    version = _version(request, number)
    try:
        done = actions.withdraw_version(by=request.actor, version=version, reason=request.POST.get("reason", ""), now=clock.now())
    except (Denied, Refused) as why:
        return _render_version(request, version, why=why)
    held = " The safe baseline holds from now." if done.in_force_from else ""
    messages.success(request, f"Version {number} is withdrawn.{held}")
    return redirect("policy-version", number=number)


def _school(request: HttpRequest) -> object:
    """The school whose portal this is. Raises Http404 before there is one."""
    if request.school is None:
        raise Http404("no school has been set up here yet")
    return request.school


def _person(request: HttpRequest) -> Person:
    """The person who is signed in here. Raises PermissionDenied for an account of another school."""
    _school(request)
    if request.person is None:
        raise PermissionDenied("Your account belongs to nobody at this school: ask the school's office.")
    return request.person


def _today(request: HttpRequest) -> object:
    """This day at the school."""
    return queries.school_day_of(request.school, clock.now())


def _visible(request: HttpRequest) -> list[PolicyVersion]:
    """The versions this reader may see."""
    return list(permissions.visible_to(_person(request), school=request.school, on=_today(request)))


def _version(request: HttpRequest, number: int) -> PolicyVersion:
    """The version of that number. Raises PermissionDenied for somebody of this school who may not see it, Http404 otherwise."""
    found = permissions.visible_to(request.person, school=_school(request), on=_today(request)).filter(number=number).first()
    if found is not None:
        return found
    if request.person is not None and queries.version_numbered(request.school, number) is not None:
        raise PermissionDenied("This version waits for signatures, or never had them: staff and governors read it.")
    raise Http404(f"there is no version {number} of the policy")


def _sign_in(request: HttpRequest) -> SignIn:
    """How this session was signed in."""
    return SignIn(people.session_signed_in_at(request), people.had_second_factor(request))


def _render_version(request: HttpRequest, version: PolicyVersion, *, why: Exception | None = None) -> HttpResponse:
    """The page of a version, with why something was not done."""
    reader = _person(request)
    page = page_of(version, reader=reader, sign_in=_sign_in(request), now=clock.now())
    form = WithdrawForm(initial={"reason": request.POST.get("reason", "")})
    shown = {"page": page, "form": form, "why": str(why or ""), "demo_sign_in": _demo_sign_in(reader)}
    shown["dead_ends"] = _dead_ends(version, is_shown=page.is_waiting and page.is_insider)
    status = 200 if why is None else 403 if isinstance(why, Denied) else 409
    return render(request, "policy/version.html", shown, status=status)


def _dead_ends(version: PolicyVersion, *, is_shown: bool) -> dict[str, list[DeadEndTold]] | None:
    """Where somebody could be left with nobody, for staff and governors; None for everybody else."""
    if not is_shown:
        return None
    told = of_version(version, now=clock.now())
    return {"grave": [end for end in told if not end.is_note], "notes": [end for end in told if end.is_note]}


def _demo_sign_in(reader: Person) -> str:
    """In the demo, the path that signs this person in again; "" elsewhere."""
    return demo_sign_in_path(reader) if settings.IS_DEMO else ""


def _may_load(request: HttpRequest) -> bool:
    """True where this reader may load a version."""
    return permissions.may_load_version(request.actor, school=request.school, on=_today(request))


def _check_may_load(request: HttpRequest) -> None:
    """Raises PermissionDenied where this reader may not load a version."""
    _person(request)
    try:
        permissions.check_load_version(request.actor, school=request.school, on=_today(request))
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied


def _check_or_load(request: HttpRequest, form: LoadForm) -> PolicyVersion | None:
    """The version that was loaded; None where it was only checked, or has faults, which then stand on the form."""
    text = form.cleaned_data["text"]
    try:
        if "check" not in request.POST:
            return actions.load_version(by=request.actor, text=text, now=clock.now())
        actions.check_text(by=request.actor, text=text, now=clock.now())
        messages.success(request, "No fault was found. Nothing has been loaded.")
    except actions.FaultyPolicy as faulty:
        for fault in faulty.faults:
            form.add_error("text", actions.told(fault))
    except Refused as refused:
        form.add_error("text", str(refused))
    return None


def _waiting(request: HttpRequest) -> list[tuple[PolicyVersion, tuple[str, ...]]]:
    """The versions that wait, each with the roles it waits for, for those who may see them."""
    if not permissions.is_insider(request.person, on=_today(request)):
        return []
    return [(version, queries.signing_of(version).waiting_for) for version in queries.waiting_versions(request.school)]


def _baseline(request: HttpRequest) -> dict[str, object]:
    """What the page of the safe baseline shows: versions that wait (for staff and governors), and whether the reader may load one."""
    is_insider = permissions.is_insider(request.person, on=_today(request))
    return {"waiting": _waiting(request), "is_insider": is_insider, "may_load": is_insider and _may_load(request)}


def _records(request: HttpRequest, number: str) -> list[audit.RecordLine]:
    """The last records under a clause, for the headteacher and the chair of governors."""
    if request.person is None or not permissions.may_withdraw_version(request.actor, school=request.school, on=_today(request)):
        return []
    found = audit.records(request.school.pk).filter(clause=number).order_by("-number")
    return [audit.line(record) for record in found[:RECORDS_OF_A_CLAUSE]]
