"""The gallery's page: so that whoever writes a page, or doubts one, sees what there is to write it with."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belisha.filtering.queries.attempts import Sums
from belisha.filtering.queries.requests import Step, StepState
from belisha.filtering.views.attempts import Bar
from belisha.kit import clock
from belisha.policy.permissions import is_insider
from belisha.policy.queries import school_day_of
from belisha.web.gallery.forms import in_each_state

BEACONS: Final = (("steady", "Steady: it stands, and is proved"), ("amber", "Amber: it needs somebody"), ("grey", "Grey: people keep it"))
CARDS: Final = (("", "A card"), ("steady", "A card of what stands"), ("amber", "A card of what needs somebody"))
TAGS: Final = (("", "New"), ("yellow", "Now"), ("red", "Late"), ("green", "Open"), ("grey", "Ended"))
BUTTONS: Final = (("", "Do it"), ("secondary", "Do something else"), ("warning", "Close it for everybody"))
LAYERS: Final = (("passed", "A layer with nothing to say"), ("decides", "The layer that decides"), ("after", "A layer that is not asked"))
STEPS: Final = (
    Step("A class asks", StepState.DONE),
    Step("Somebody advises", StepState.NOW),
    Step("The headteacher decides", StepState.LATER),
)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in all its states. For staff and governors: 404 for an account of another school, 403 for pupils and parents."""
    if request.person is None:
        raise Http404("this account belongs to nobody of this school")
    if not is_insider(request.person, on=school_day_of(request.school, clock.now())):
        raise PermissionDenied("the parts of the pages are shown to staff and governors.")
    shown = {
        "beacons": BEACONS,
        "beads": [{"beacon": state} for state in ("steady", "amber", "steady", "grey")],
        "cards": CARDS,
        "tags": TAGS,
        "buttons": BUTTONS,
        "layers": LAYERS,
        "story": {"steps": STEPS},
        "bars": _bars(),
        "forms": in_each_state(),
    }
    return render(request, "gallery/gallery.html", shown)


def _bars() -> list[Bar]:
    return [Bar("games", Sums(closed=40, observed=20), 67, 33), Bar("social media", Sums(closed=12, observed=0), 20, 0)]
