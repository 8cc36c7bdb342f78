"""The resolver by itself: invented names closed for pupils, no school, no database. For benchmarks and for trying it out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, ip_network
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from belisha.adapters.resolver.config import Endpoint, ResolverConfig
from belisha.adapters.resolver.run import AlreadyRunning, Ready, run
from belisha.adapters.resolver.snapshot import write_snapshot
from belisha.adapters.resolver.upstream.servers import Server
from belisha.core.decision.model import Reason, Verdict
from belisha.core.moments import Calendar, SchoolFacts, SchoolNetwork, Seat
from belisha.core.names import Network
from belisha.core.programme.model import NameList
from belisha.core.rulesets.model import Entry, ListRow, Ruleset, Timeline

__all__ = ["Alone", "AlreadyRunning", "InUse", "Ready", "closed_name", "prepare", "ruleset_of", "run_alone"]

BLOCK_PAGE: Final = IPv4Address("127.0.0.2")
STANDIN: Final = IPv4Address("127.0.0.3")
LIST_ID: Final = "invented"
CLOSED_BY: Final = Entry(Verdict.CLOSED, Reason.CATEGORY_LIST, "8.1", "8.1/block/1", form="access request")
PUPILS: Final = ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
STAFF: Final = "127.0.2.0/24"
_MARK: Final = "invented.json"


class InUse(Exception):
    """A folder that holds rules nobody invented, or invented ones that run; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Alone:
    """What the resolver is told. `questions_a_second` limits one address; 0: no limit. `proof_port` 0: any free one."""

    folder: Path
    listen: tuple[Endpoint, ...]
    upstreams: tuple[str, ...] = ()
    proof_port: int = 0
    questions_a_second: int = 0

    def for_resolver(self) -> ResolverConfig:
        """The same in the resolver's own words. Without an upstream a stand-in gives every open name one loopback address."""
        return ResolverConfig(
            listen=self.listen,
            socket_path=self.folder / "resolver.sock",
            snapshot_directory=self.folder,
            block_page=BLOCK_PAGE,
            upstreams=tuple(map(Server.from_words, self.upstreams)),
            may_lead_inside=frozenset({"."}),  # invented names may lead anywhere
            proof_port=self.proof_port,
            standin=None if self.upstreams else STANDIN,
            questions_a_second=self.questions_a_second,
            alike_a_second=self.questions_a_second,
        )


def closed_name(number: int) -> str:
    """One of the invented names; numbers from 0 on."""
    return f"closed{number}.example"


def ruleset_of(count: int, *, at: datetime) -> Ruleset:
    """A school whose one list closes `count` invented names for pupils, and for addresses nobody knows; staff are closed nothing."""
    names = frozenset(map(closed_name, range(count)))
    networks = (*(_network(range_, "pupils") for range_ in PUPILS), _network(STAFF, "staff"))
    ranges: tuple[Network, ...] = tuple(ip_network(range_) for range_ in PUPILS)
    rows = (ListRow(LIST_ID, CLOSED_BY),)
    return Ruleset(
        number=1,
        school="invented",
        policy_version="invented",
        at=at,
        facts=SchoolFacts(Calendar(ZoneInfo("Europe/London")), networks, ranges),
        tables={"pupils": {}, "staff": {}, "unknown": {}},
        last_lists={"pupils": rows, "unknown": rows},
        lists={LIST_ID: NameList(LIST_ID, "Invented names", names, f"invented-{count}")},
    )


def prepare(folder: Path, count: int, *, at: datetime) -> bool:
    """Write the rules with `count` names into `folder`, unless they are there already; True where they were written.

    Raises InUse for a folder with anything else in it: it may hold a school's last good rules.
    """
    mark = folder / _MARK
    if _is_prepared(mark, count):
        return False
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise InUse(f"{folder} holds something that `belisha resolver` did not make: name an empty or a new folder with --rules-folder")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark.write_text(json.dumps({"names": None}))
    for name in ["journal", *(path.name for path in folder.glob("ruleset-*.json"))]:
        (folder / name).unlink(missing_ok=True)
    write_snapshot(folder, Timeline(ruleset_of(count, at=at)))
    mark.write_text(json.dumps({"names": count}))
    return True


def run_alone(alone: Alone, *, now: Callable[[], datetime], on_ready: Callable[[Ready], None]) -> None:
    """Answer until TERM or INT, by the rules in the folder. Raises AlreadyRunning, or OSError for an address that is taken."""
    run(alone.for_resolver(), now=now, zone_named=ZoneInfo, on_ready=on_ready)


def _network(range_: str, group: str) -> SchoolNetwork:
    return SchoolNetwork(ip_network(range_), Seat(group, frozenset({group})))


def _is_prepared(mark: Path, count: int) -> bool:
    try:
        return bool(json.loads(mark.read_text())["names"] == count)
    except (OSError, ValueError, KeyError, TypeError):
        return False
