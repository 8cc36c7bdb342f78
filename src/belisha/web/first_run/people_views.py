"""The steps of a first run that are about people and their signatures: holders of roles, slips, the policy, where it stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from belisha.kit import clock
from belisha.kit.access import Refused
from belisha.people import actions as people
from belisha.people import queries
from belisha.people.invitation_views import slips_page
from belisha.people.models import FirstRun
from belisha.policy import dead_ends
from belisha.policy import queries as policy
from belisha.schools import queries as schools
from belisha.web.first_run import actions
from belisha.web.first_run.forms import HolderForm, HoldersForm
from belisha.web.first_run.steps import MORE_ROLES, NEEDED_ROLES, Standing, standing_of
from belisha.web.first_run.views import LOOK, my_step, show


@my_step(*LOOK, "POST")
def holders(request: HttpRequest, run: FirstRun) -> HttpResponse:
    """Headteacher, chair, safeguarding leads, and more."""
    standing = standing_of(run, clock.now())
    form = HoldersForm(request.POST or None, roles=[role for role, held in standing.holders.items() if not held])
    if request.method == "POST" and form.is_valid():
        try:
            named = actions.name_holders(run, form.written(), now=clock.now())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"Saved: {', '.join(one.name for one in named)}. Now give them their invitations.")
            return redirect("first-run-people")
    shown = {"form": form, "named": _named(standing), "needed": NEEDED_ROLES, "more": MORE_ROLES}
    return show(request, run, "people", "people", shown, status=400 if form.errors else 200)


@my_step(*LOOK, "POST")
def correct(request: HttpRequest, run: FirstRun, number: int) -> HttpResponse:
    """Somebody was written wrongly."""
    found = [one.person for one in standing_of(run, clock.now()).unanswered if one.person.pk == number]
    if not found:
        raise Http404("nobody of this number can be corrected here")
    person = found[0]
    form = HolderForm(request.POST or None, initial={"name": person.name, "email": person.account.email})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.correct_holder(run, person, name=given["name"], email=given["email"], now=clock.now())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"{given['name']} is corrected. An invitation that was given before opens nothing any more.")
            return redirect("first-run-people")
    return show(request, run, "people", "correct", {"form": form, "person": person}, status=400 if form.errors else 200)


@my_step("POST")
def invite(request: HttpRequest, run: FirstRun) -> HttpResponse:
    """Invite those who have not answered: by mail, or with slips, which this answer holds and no other ever will."""
    wanted = set(request.POST.getlist("person"))
    chosen = [one.person for one in standing_of(run, clock.now()).unanswered if str(one.person.pk) in wanted]
    is_by_mail = request.POST.get("how") == "mail"
    made, why = actions.invite_holders(run, chosen, is_by_mail=is_by_mail, now=clock.now())
    for words in why or ([] if chosen else ["Nobody was chosen: tick somebody first."]):
        messages.warning(request, words)
    if made and not is_by_mail:
        return slips_page(request, run.school, made, back=reverse("first-run-people"), back_words="First run")
    if made:
        messages.success(request, f"Invited by mail: {', '.join(row.person.name for row in made)}. It leaves within a minute.")
    return redirect("first-run-people")


@my_step(*LOOK, "POST")
def model_policy(request: HttpRequest, run: FirstRun) -> HttpResponse:
    """Load the model policy for its signatures; what stands in its way."""
    if request.method == "POST":
        try:
            actions.load_model_policy(run, now=clock.now())
        except Refused as why:
            messages.warning(request, str(why))
        return redirect("first-run-policy")
    return show(request, run, "policy", "policy", _policy(run))


@my_step(*LOOK)
def done(request: HttpRequest, run: FirstRun) -> HttpResponse:
    """What is enforced, what remains and whose turn it is."""
    return show(request, run, "done", "done", _policy(run))


@my_step("POST")
def finish(request: HttpRequest, run: FirstRun) -> HttpResponse:
    """Setting up is over: from now on each role does its own part."""
    people.close_first_run(by=actions.actor_of(run), run=run, now=clock.now())
    messages.success(request, "The first run is over. From now on each role is given by whoever the policy says.")
    return redirect("policy-live")


def _named(standing: Standing) -> list[tuple[str, list[object]]]:
    """Each role that somebody holds, with how each holder's invitation stands."""
    known = {one.person.pk: one for one in standing.invited}
    return [(role, [known[one.pk] for one in held if one.pk in known]) for role, held in standing.holders.items() if held]


def _policy(run: FirstRun) -> dict[str, object]:
    """The version that waits, who signs it, and what would stop a signature."""
    now = clock.now()
    school = run.school
    waiting = policy.waiting_versions(school)
    if not waiting:
        text = actions.MODEL_POLICY.read_text(encoding="utf-8")
        lacks = [] if policy.version_in_force(school, now) else [fault.sentence for fault in policy.faults_of(school, text, now)]
        return {"waiting": None, "signers": [], "stops": [], "lacks": lacks}
    version, today = waiting[-1], schools.today_at(school, now)
    signing = policy.signing_of(version)
    names = {role: [one.name for one in queries.holders(school, role, on=today)] for role in signing.needs}
    signers = [(role, names[role], role not in signing.waiting_for) for role in signing.needs]
    stops = [end for end in dead_ends.of_version(version, now=now) if end.is_refusing]
    return {"waiting": version, "signers": signers, "stops": stops}
