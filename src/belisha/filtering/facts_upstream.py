"""How the servers are that open names are asked of, as the operations page tells a network manager."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from belisha.adapters.resolver.client import EngineStatus
from belisha.jobs.providers import OperationsFact
from belisha.jobs.states import Beacon

LOOK = "See whether it runs and whether this machine reaches it. It is asked again by itself, at least every half minute."
NONE_ANSWERS = "None of them answers: what was asked lately is still answered from memory, everything else fails."
OWN_AWAY = "Its names fail until it answers; they are never asked of anybody else."
DROPPED_TO_DO = (
    "If one of them is the school’s own, name its servers with --forward; if it may lead inside, allow it with --private-answers "
    "(docs/reference/commands.md)."
)
Told = Mapping[str, Any]


def upstream_facts(status: EngineStatus | None) -> list[OperationsFact]:
    """A row for the ordinary servers, one for each domain of the school's own, and one for answers that were dropped."""
    if status is None:
        return []
    by_zone: dict[str, list[Told]] = {}
    for server in status.upstream.get("servers", ()):
        by_zone.setdefault(server["zone"], []).append(server)
    rows = [_zone_fact(zone, servers) for zone, servers in by_zone.items()]
    return rows + _dropped_fact(status.upstream)


def _zone_fact(zone: str, servers: Sequence[Told]) -> OperationsFact:
    name = "Who is asked for open names" if zone == "." else f"Who is asked for {zone}"
    words = " ".join(_server_words(server) for server in servers)
    away = [server for server in servers if server["is_away"]]
    if not away:
        return OperationsFact(name, Beacon.STEADY, words)
    if len(away) == len(servers):
        words += f" {NONE_ANSWERS if zone == '.' else OWN_AWAY}"
    return OperationsFact(name, Beacon.AMBER, words, LOOK)


def _server_words(server: Told) -> str:
    """One server in a sentence: "192.0.2.1:53 answers, usually within 12 ms." """
    who, took = server["server"], server["milliseconds"]
    if server["is_away"]:
        return f"{who} {server['reason']}; that was {_ago(server['failed_seconds_ago'])}."
    if took is None:
        return f"{who} has not been asked yet."
    part = "answers" if server["is_asked_first"] else "stands by"
    failed = server["failed_seconds_ago"]
    before = f" It last failed {_ago(failed)}: it {server['reason']}." if failed is not None else ""
    return f"{who} {part}, usually within {max(1, round(took))} ms.{before}"


def _dropped_fact(upstream: Told) -> list[OperationsFact]:
    count = upstream.get("dropped", 0)
    if not count:
        return []
    many = "One answer was" if count == 1 else f"{count} answers were"
    words = (
        f"{many} dropped since the resolver’s start, because a public name led inside the school: {', '.join(upstream['dropped_names'])}."
    )
    return [OperationsFact("Answers that led inside", Beacon.GREY, words, DROPPED_TO_DO)]


def _ago(seconds: float | None) -> str:
    """How long ago, in whole seconds, minutes or hours."""
    if seconds is None or seconds < 1:
        return "just now"
    for unit, length in (("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds >= length:
            number = int(seconds // length)
            return f"{number} {unit}{'' if number == 1 else 's'} ago"
    return "just now"
