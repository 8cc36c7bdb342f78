"""The resolver's control: a Unix socket only its owner may open; a line of JSON asked, a line of JSON answered, many to a connection.

Every answer has "ok"; where it is false, "sentence" says what was wrong and nothing has changed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from belisha.adapters.resolver.attempts import Attempts
from belisha.adapters.resolver.careful import CarefulPath
from belisha.adapters.resolver.config import Endpoint
from belisha.adapters.resolver.forwarder import Forwarder
from belisha.adapters.resolver.met import MetClosed
from belisha.adapters.resolver.one_off import OneOffNames
from belisha.adapters.resolver.rules import OutOfStep, RulesInForce
from belisha.adapters.resolver.snapshot import SnapshotFault
from belisha.core.names import Host
from belisha.core.rulesets.codec import entry_to_json
from belisha.core.rulesets.lookup import lookup

LONGEST_LINE = 64 * 1024 * 1024  # octets: a delta of some hundred thousand rows
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Engine:
    """What the control can see and change; `listen` is where devices ask."""

    rules: RulesInForce
    path: CarefulPath
    forwarder: Forwarder
    met: MetClosed
    now: Callable[[], datetime]
    started: datetime
    attempts: Attempts
    one_off: OneOffNames
    listen: tuple[Endpoint, ...]


class Control:
    """Answers control messages. Messages of all connections take turns, so two deltas never race."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()
        self._verbs: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "snapshot": self._snapshot,
            "delta": self._delta,
            "status": self._status,
            "met": self._met,
            "one off": self._one_off,
            "explain": self._explain,
            "attempts": self._attempts,
            "services": self._services,
            "tick": self._tick,
        }

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until the other side closes it."""
        try:
            while line := await reader.readline():
                writer.write(json.dumps(await self.reply(line), separators=(",", ":")).encode() + b"\n")
                await writer.drain()
        except (OSError, EOFError, ValueError, asyncio.CancelledError):
            pass  # the asker left, sent a line beyond all measure, or the process ends: nobody is there to be told
        finally:
            writer.close()

    async def reply(self, line: bytes) -> Json:
        """The answer to one message; faults become sentences."""
        try:
            asked = json.loads(line)
            answer = self._verbs[asked["ask"]]
        except (ValueError, KeyError, TypeError, RecursionError):
            return {"ok": False, "sentence": f"the message is none of those the resolver knows: {', '.join(self._verbs)}"}
        try:
            async with self._turn:
                return {"ok": True, **await answer(asked)}
        except OutOfStep as fault:
            return {"ok": False, "sentence": str(fault), "have": fault.have}
        except (SnapshotFault, ValueError) as fault:
            return {"ok": False, "sentence": str(fault), "have": self._engine.rules.number}
        except (KeyError, TypeError, AttributeError) as fault:
            sentence = f"a part of the message is missing or of the wrong kind ({fault!r}): nothing was changed"
            return {"ok": False, "sentence": sentence, "have": self._engine.rules.number}
        except OSError as fault:
            sentence = f"the change could not be put on the disk, so it does not hold ({fault.strerror or fault})"
            return {"ok": False, "sentence": sentence, "have": self._engine.rules.number}

    async def _snapshot(self, asked: Json) -> Json:
        snapshot = await self._engine.rules.open_between_answers(Path(asked["path"]))
        return {"number": self._engine.rules.load(snapshot)}

    async def _delta(self, asked: Json) -> Json:
        return {"number": await self._engine.rules.follow(asked["delta"])}

    async def _status(self, asked: Json) -> Json:
        engine = self._engine
        ruleset, bell = engine.rules.ruleset, engine.rules.next_bell
        return {
            "number": engine.rules.number,
            "policy_version": ruleset.policy_version if ruleset else None,
            "broken": engine.rules.broken,
            "lists": {list_id: len(held.names) for list_id, held in ruleset.lists.items()} if ruleset else {},
            "next_bell": bell.isoformat() if bell else None,
            "started": engine.started.isoformat(),
            "now": engine.now().isoformat(),
            **asdict(engine.path.counts),
            "upstream": engine.forwarder.told(),
        }

    async def _met(self, asked: Json) -> Json:
        meetings = self._engine.met.of(ip_address(asked["address"]))
        return {"met": [{"name": m.name, "seconds_ago": round(m.seconds_ago, 1), **entry_to_json(m.entry)} for m in meetings]}

    async def _one_off(self, asked: Json) -> Json:
        ruleset = self._engine.rules.ruleset
        seen = self._engine.one_off.of(str(asked["token"]))
        return {
            "seen": [[str(address), seat_key, round(seconds_ago, 3)] for address, seat_key, seconds_ago in seen],
            "listen": [[host, port] for host, port in self._engine.listen],
            "policy_version": ruleset.policy_version if ruleset else None,
            "observing": ruleset.observing if ruleset else False,
        }

    async def _attempts(self, asked: Json) -> Json:
        attempts = self._engine.attempts
        batch = attempts.fetch(str(asked["run"]), int(asked["acknowledged"]))
        known = {"knows_services": bool(attempts.services), "left_out": attempts.left_out}
        if batch is None:
            return {"run": None, **known}
        rows = [[kind.hour.isoformat(), *kind[1:], count] for kind, count in batch.counts.items()]
        return {"run": batch.run, "number": batch.number, "rows": rows, **known}

    async def _services(self, asked: Json) -> Json:
        self._engine.attempts.services = {str(name): str(service) for name, service in asked["services"].items()}
        return {}

    async def _explain(self, asked: Json) -> Json:
        ruleset = self._engine.rules.ruleset
        if ruleset is None:
            raise ValueError(self._engine.rules.broken or "no ruleset is in force")
        seat_key = asked.get("seat_key") or self._seat_key_at(asked["address"])
        found = lookup(ruleset, seat_key, Host.from_words(asked["host"]).name)
        versions = {"number": ruleset.number, "policy_version": ruleset.policy_version}
        return {
            "entry": entry_to_json(found.entry),
            "verdict": found.verdict.value,
            "safe_host": found.safe_host,
            "seat_key": seat_key,
            **versions,
        }

    def _seat_key_at(self, address: str) -> str:
        ruleset = self._engine.rules.ruleset
        seat = ruleset.facts.seat_at(ip_address(address)) if ruleset else None
        if seat is None:
            raise ValueError(f"{address} is no address of this school: give one in its networks, or a seat key")
        return seat.key

    async def _tick(self, asked: Json) -> Json:
        rung = self._engine.rules.ring_due()
        return {"rung": rung, "number": self._engine.rules.number, "now": self._engine.now().isoformat()}
