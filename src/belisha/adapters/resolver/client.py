"""How the worker and the web process speak to the resolver: one message, one answer, over its control socket."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from belisha.adapters.resolver.attempts import Batch, Kind
from belisha.adapters.resolver.config import Endpoint
from belisha.core.decision.model import Verdict
from belisha.core.names import Address
from belisha.core.rulesets.codec import delta_to_json, entry_from_json
from belisha.core.rulesets.model import Bell, Delta, Entry

_RECEIVED_AT_ONCE = 65_536


class EngineAway(Exception):
    """The resolver cannot be reached, or left before it answered; what it has done is told by its status. A sentence."""


class EngineRefused(Exception):
    """The resolver kept what it had: the sentence says why; `have` is the number in force there (None: none)."""

    def __init__(self, sentence: str, have: int | None) -> None:
        super().__init__(sentence)
        self.have = have


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What the resolver says of itself. `broken` is a sentence while it has no rules; moments are ISO 8601."""

    number: int | None
    policy_version: str | None
    broken: str | None
    lists: Mapping[str, int]
    next_bell: str | None
    started: str
    now: str
    queries: int
    closed: int
    refused: int
    proofs: int
    upstream: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MetName:
    """A name that an address met closed, and how many seconds ago."""

    name: str
    entry: Entry
    seconds_ago: float


@dataclass(frozen=True, slots=True)
class AskedOneOff:
    """An address that asked for a one-off name, the key of the seat whose rules it was answered by, and how many seconds ago."""

    address: Address
    seat_key: str
    seconds_ago: float


@dataclass(frozen=True, slots=True)
class OneOff:
    """Who asked for a one-off name in the last minute, and of whom: where the resolver listens, by which version it answers (None: none).

    `is_observing`: it closes nothing but illegal content and harmful software.
    """

    seen: tuple[AskedOneOff, ...]
    listen: tuple[Endpoint, ...]
    policy_version: str | None
    is_observing: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """What the resolver counted: `batch` None where nothing new was. `left_out` are sightings beyond its bounds since its start."""

    batch: Batch | None
    left_out: int
    knows_services: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """What decides about a host at a seat in the ruleset in force. `verdict` is SAFE where an open entry has a safe host."""

    entry: Entry
    verdict: Verdict
    safe_host: str | None
    seat_key: str
    number: int
    policy_version: str


class ResolverClient:
    """Speaks to one resolver; opens a connection for each message, so it may be shared by threads. `timeout` is seconds."""

    def __init__(self, socket_path: Path, timeout: float = 10.0) -> None:
        self._socket_path = socket_path
        self._timeout = timeout

    def load(self, path: Path) -> int:
        """Make the resolver load a snapshot; the number in force. Raises EngineAway, EngineRefused."""
        return int(self._ask("snapshot", path=str(path.resolve()))["number"])

    def apply(self, delta: Delta, bells: Sequence[Bell] | None = None) -> int:
        """Hand over the next delta; the number once it is in force. Raises EngineAway, EngineRefused.

        `bells` take the place of the delta's own. EngineRefused carries `have` where the delta does not follow: send what is missing.
        """
        whole = delta if bells is None else replace(delta, bells=tuple(bells))
        return int(self._ask("delta", delta=delta_to_json(whole))["number"])

    def status(self) -> EngineStatus:
        """How the resolver is. Raises EngineAway."""
        answer = self._ask("status")
        return EngineStatus(**{name: answer[name] for name in EngineStatus.__slots__})

    def met(self, address: Address) -> tuple[MetName, ...]:
        """What `address` met closed in the last five minutes, newest first. Raises EngineAway."""
        rows = self._ask("met", address=str(address))["met"]
        return tuple(MetName(row.pop("name"), seconds_ago=row.pop("seconds_ago"), entry=entry_from_json(row)) for row in rows)

    def one_off(self, token: str) -> OneOff:
        """Who asked for the one-off name of `token`. Raises EngineAway."""
        answer = self._ask("one off", token=token)
        seen = tuple(AskedOneOff(ip_address(address), seat_key, ago) for address, seat_key, ago in answer["seen"])
        return OneOff(seen, tuple((host, port) for host, port in answer["listen"]), answer["policy_version"], answer["observing"])

    def explain(self, host: str, *, address: Address | None = None, seat_key: str = "") -> Explanation:
        """What decides about `host` at a seat, given by its key or an address. Raises EngineAway, EngineRefused."""
        answer = self._ask("explain", host=host, address=str(address), seat_key=seat_key)
        entry = entry_from_json(answer["entry"])
        return Explanation(
            entry, Verdict(answer["verdict"]), answer["safe_host"], answer["seat_key"], answer["number"], answer["policy_version"]
        )

    def tick(self) -> int:
        """Make the resolver look at the clock now; how many bells rang. Raises EngineAway."""
        return int(self._ask("tick")["rung"])

    def attempts(self, *, run: str, acknowledged: int) -> Counted:
        """What was counted since; acknowledges the batch that was written down last (`run` "": none was). Raises EngineAway."""
        answer = self._ask("attempts", run=run, acknowledged=acknowledged)
        batch = None
        if answer["run"] is not None:
            counts = {Kind(datetime.fromisoformat(hour), *kind): count for hour, *kind, count in answer["rows"]}
            batch = Batch(answer["run"], answer["number"], counts)
        return Counted(batch, answer["left_out"], answer["knows_services"])

    def name_services(self, services: Mapping[str, str]) -> None:
        """Tell which names are one service (name: its id), so that a page of it is one attempt. Raises EngineAway."""
        self._ask("services", services=dict(services))

    def _ask(self, ask: str, **content: Any) -> dict[str, Any]:
        try:
            answer = json.loads(self._exchange(json.dumps({"ask": ask, **content}, separators=(",", ":")).encode() + b"\n"))
        except OSError as fault:
            reason = fault.strerror or "no answer in time"
            raise EngineAway(f"the resolver does not answer at {self._socket_path.name} ({reason}): see whether it runs") from fault
        except ValueError as fault:
            raise EngineAway("the resolver left before it answered: ask for its status to see what it has done") from fault
        if not answer["ok"]:
            raise EngineRefused(answer["sentence"], answer.get("have"))
        return dict(answer)

    def _exchange(self, line: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
            sock.settimeout(self._timeout)
            sock.connect(str(self._socket_path))
            sock.sendall(line)
            pieces: list[bytes] = []
            while not pieces or not pieces[-1].endswith(b"\n"):
                piece = sock.recv(_RECEIVED_AT_ONCE)
                if not piece:
                    break
                pieces.append(piece)
        return b"".join(pieces)
