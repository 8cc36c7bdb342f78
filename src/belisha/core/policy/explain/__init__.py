"""What a clause's controls say, in plain sentences. Pure: a control and the catalogue in, sentences out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.explain import authority, chains, duties, forms, network, papers
from belisha.core.policy.explain.phrases import at_times, days_after, every, listed, on_networks, people, quoted, service_name
from belisha.core.policy.model import Control

__all__ = ["at_times", "days_after", "every", "listed", "on_networks", "people", "quoted", "sentences_of", "service_name"]

Told = Callable[[Control, KnownServices], list[str]]
_TOLD: Mapping[str, Told] = {**authority.TOLD, **network.TOLD, **forms.TOLD, **chains.TOLD, **duties.TOLD, **papers.TOLD}


def sentences_of(control: Control, catalogue: KnownServices) -> list[str]:
    """What this control does, as sentences for anybody who reads the policy: one for each thing it says, in the order of events."""
    return _TOLD[control.kind](control, catalogue)
