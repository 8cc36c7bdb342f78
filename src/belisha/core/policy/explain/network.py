"""Sentences for what is closed and open on the network, safe modes, limits of age, and attempts to get round."""

from __future__ import annotations

from collections.abc import Mapping

from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.explain.phrases import at_times, does, listed, on_networks, people, service_name, upper
from belisha.core.policy.model import Control

SAFE = {"search": "Search results", "video": "Videos"}
SIGNALS = {
    "vpn": "a private tunnel (VPN)",
    "encrypted_dns": "hidden look-ups of sites (encrypted DNS)",
    "proxy": "a go-between site (proxy)",
    "tor": "the Tor network",
    "direct_address": "an address made of numbers",
    "mirror": "a copy of a closed site",
    "burst": "many closed sites in a short time",
}


def targets(control: Control, catalogue: KnownServices) -> list[str]:
    """What a block or an allow speaks of, item by item: services by name, then kinds, sites and lists."""
    found = [service_name(word, catalogue) for word in control.words("services")]
    found += [f"every service of the kind “{kind}”" for kind in control.words("kinds")]
    found += list(control.words("sites"))
    return found + [f"what is on the list “{name}”" for name in control.words("lists")]


def signal_words(signals: Mapping[str, object]) -> str:
    """Signals and their weights, in a sentence: "a private tunnel (VPN) as 5 and the Tor network as 3"."""
    return listed([f"{SIGNALS.get(name, name)} as {weight}" for name, weight in signals.items()])


def _block(control: Control, catalogue: KnownServices) -> list[str]:
    """A block."""
    spared = [service_name(word, catalogue) for word in control.words("except_services")] + list(control.words("except_sites"))
    but = f" Not closed: {listed(spared)}." if spared else ""
    return [f"Closed on the network for {_whom(control)}: {listed(targets(control, catalogue))}.{but}"]


def _allow(control: Control, catalogue: KnownServices) -> list[str]:
    """An allow."""
    return [f"Open on the network for {_whom(control)}, although a wider rule closes it: {listed(targets(control, catalogue))}."]


def _whom(control: Control) -> str:
    """For whom, when and where a block or an allow holds."""
    return people(control.words("for")) + at_times(control.text("when", "always")) + on_networks(control.words("networks"))


def _safe_mode(control: Control, _: KnownServices) -> list[str]:
    """A safe mode."""
    what = SAFE.get(control.text("of"), upper(control.text("of")))
    return [f"{what} are shown to {people(control.words('for'))} in safe mode only, set to {control.text('level', 'strict')}."]


def _age_limit(control: Control, _: KnownServices) -> list[str]:
    """A limit of age, as guidance or closed."""
    whom = people(control.words("for"))
    youngest = "each year group counts as old as its youngest pupil"
    if control.text("effect") != "close":
        told = f"A guide tells which services {whom} are too young for; it closes nothing on the network."
        return [f"{told} There, {youngest}." if "age" in control.values else told]
    unknown = "they are closed as well" if control.text("unknown") == "close" else "nothing is closed"
    return [
        f"Closed on the network for {whom}: each service whose minimum age is above theirs; {youngest}.",
        f"Where no age is known, {unknown}.",
    ]


def _watch(control: Control, _: KnownServices) -> list[str]:
    """Attempts that a person reviews."""
    signals = control.values.get("signals")
    counted = signal_words(signals if isinstance(signals, Mapping) else {})
    within = f" within {control.text('per')}" if "per" in control.values else ""
    reviewer = [control.text("review_by")]
    return [
        f"Attempts to get round the filter are counted: {counted}.",
        f"When they come to {control.text('at')}{within}, {people(reviewer)} {does(reviewer, 'looks', 'look')} at them. "
        "Nothing else follows without a person.",
    ]


TOLD = {"block": _block, "allow": _allow, "safe_mode": _safe_mode, "age_limit": _age_limit, "watch": _watch}
