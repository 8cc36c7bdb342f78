"""What is enforced while a school is being set up, asked of the resolver itself; and of whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings

from belisha.core.programme.model import BASELINE
from belisha.filtering.engine import status_at
from belisha.schools.models import School

PROTECTIVE: Final = ("illegal", "malware")


@dataclass(frozen=True, slots=True)
class Enforced:
    """A beacon with its title and what it means. `state` is amber until a signed policy is in force."""

    state: str
    title: str
    sentences: tuple[str, ...]


def enforced(school: School | None) -> Enforced:
    """What the resolver of this machine does now, by its own word."""
    status = status_at(settings.RESOLVER_SOCKET)
    if status is None:
        return Enforced("amber", "The resolver does not answer.", ("Devices that ask it find no site. See whether its process runs.",))
    if school is None or status.broken or status.number is None:
        what = "Devices inside that ask it already are shown nothing but help pages; devices outside are refused."
        then = "As soon as the school is made, the safe baseline holds." if school is None else "The rules reach it within seconds."
        return Enforced("amber", "The resolver has no rules yet.", (what, then))
    if status.policy_version != BASELINE:
        return Enforced("steady", "A signed policy is in force.", ("The resolver carries it out.",))
    missing = [name for name in PROTECTIVE if not status.lists.get(name)]
    told = ["Nothing is signed yet, so what every school starts with holds: social media closed to pupils, and safe search for all."]
    if missing:
        told.append("No list of illegal sites and harmful software is loaded yet: load one under Lists, or nothing of that kind is closed.")
    told.append("An address in none of your networks is held to the strictest rules. Staff reach everything else.")
    return Enforced("amber", "The safe baseline is in force.", tuple(told))
