"""What the frame of every page needs: the school, the reader, the doors they can go through, the school's time."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from belisha.kit import clock
from belisha.kit.templatetags.school_time import school_moment


@dataclass(frozen=True, slots=True)
class Door:
    """A link of the main navigation."""

    words: str
    address: str
    is_here: bool


OPEN_DOORS = (("The policy", "policy-live"), ("Closed? Ask here", "filtering-door"))
READERS_DOORS = (
    ("Requests", "filtering-requests"),
    ("Openings", "filtering-openings"),
    ("Versions", "policy-versions"),
    ("Roles", "people-roles"),
    ("Record", "audit-record"),
    ("Operations", "jobs-operations"),
    ("Notices", "notices-mine"),
)


def of_every_page(request: HttpRequest) -> dict[str, object]:
    """The values of the page frame: `school`, `reader` (a Person or None), `doors`, `is_demo`, `school_time`."""
    return {
        "school": getattr(request, "school", None),
        "reader": getattr(request, "person", None),
        "doors": doors(request),
        "is_demo": settings.IS_DEMO,
        "school_time": school_moment(clock.now()),
    }


def doors(request: HttpRequest) -> list[Door]:
    """The links this reader may follow."""
    named = [*OPEN_DOORS, *(READERS_DOORS if getattr(request, "person", None) else ())]
    found = []
    for words, name in named:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        found.append(Door(words, address, is_here=request.path == address))
    return found
