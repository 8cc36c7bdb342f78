"""What happens in filtering that other parts of the house react to. Plain ids: listeners read the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from belisha.kit.outbox import Event


@dataclass(frozen=True, slots=True)
class RequestAsked(Event):
    """Somebody asked for a closed site, or joined others who ask for it."""

    request_id: int


@dataclass(frozen=True, slots=True)
class RequestAdvised(Event):
    """The adviser has written what they recommend."""

    request_id: int


@dataclass(frozen=True, slots=True)
class RequestDecided(Event):
    """A request was granted or refused."""

    request_id: int


@dataclass(frozen=True, slots=True)
class OpeningMade(Event):
    """A decision opened a site."""

    opening_id: int


@dataclass(frozen=True, slots=True)
class OpeningEnded(Event):
    """An opening was ended early, or its time is over."""

    opening_id: int


@dataclass(frozen=True, slots=True)
class ListLoaded(Event):
    """A subscribed list has new contents. `list_id` is the row's id, not the word a policy uses."""

    list_id: int


@dataclass(frozen=True, slots=True)
class ObservingStarted(Event):
    """The network closes nothing but illegal content and harmful software for a time."""

    observing_id: int


@dataclass(frozen=True, slots=True)
class ObservingEnded(Event):
    """The network closes again what the policy closes: ended by hand, or over."""

    observing_id: int


@dataclass(frozen=True, slots=True)
class RulesetDeployed(Event):
    """The engine acknowledged a ruleset."""

    deployment_id: int


@dataclass(frozen=True, slots=True)
class ActivitiesPlanned(Event):
    """Curriculum activities were planned together; the first may be under way already."""

    activity_ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class ActivitiesCancelled(Event):
    """Curriculum activities were cancelled, by somebody or by the school's own facts; one of them may have been under way."""

    activity_ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class BellRang(Event):
    """At `at` (ISO) these curriculum activities opened or closed by themselves."""

    activity_ids: Sequence[int]
    at: str


@dataclass(frozen=True, slots=True)
class SiteReported(Event):
    """Somebody reported something they met."""

    report_id: int


@dataclass(frozen=True, slots=True)
class SiteClosed(Event):
    """A site was closed from a report, until a second person confirms or it lapses."""

    close_id: int


@dataclass(frozen=True, slots=True)
class CloseConfirmed(Event):
    """A second person confirmed that a site stays closed."""

    close_id: int


@dataclass(frozen=True, slots=True)
class CloseEnded(Event):
    """A close was lifted, or lapsed unconfirmed."""

    close_id: int
