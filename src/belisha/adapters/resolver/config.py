"""What the resolver is told at its start: where to listen, where to keep its rules, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import IPv4Address
from pathlib import Path

from belisha.adapters.resolver.upstream.servers import Server

Endpoint = tuple[str, int]
"""An address and a port; port 0 means any free one."""


class ClosedAnswer(Enum):
    """What a closed name's A question gets. Source: architecture.md, wire answers."""

    BLOCK_PAGE = "block page"
    NXDOMAIN = "nxdomain"


@dataclass(frozen=True, slots=True)
class ResolverConfig:
    """Fixed for the life of the process. Times are seconds.

    `proof_port` listens on 127.0.0.1 and wants a PROXY protocol header; None: no proof listener. `standin` is the loopback
    address that a stand-in upstream answers for every name, in place of `upstreams`. The two `broken_…` sets are what is still
    answered while no ruleset can be loaded; everything else is then as the last ruleset wished (standing_wish.py). `questions_a_second`
    and `alike_a_second` (the same question) limit one address; 0: no limit.

    `upstreams` are asked in this order, an Endpoint without encryption. `forwards` gives zones of the school's own to its own servers:
    names in them are asked of nobody else. Answers of `upstreams` that lead to an address inside are dropped, but for names at or below
    one of `may_lead_inside` ("." is above every name). `upstream_ca` holds the authorities that vouch for servers asked over TLS;
    None: this system's.
    """

    listen: tuple[Endpoint, ...]
    socket_path: Path
    snapshot_directory: Path
    block_page: IPv4Address
    upstreams: tuple[Server | Endpoint, ...] = ()
    forwards: Mapping[str, tuple[Server | Endpoint, ...]] = field(default_factory=dict)
    may_lead_inside: frozenset[str] = frozenset()
    upstream_ca: Path | None = None
    proof_port: int | None = None
    standin: IPv4Address | None = None
    closed_answer: ClosedAnswer = ClosedAnswer.BLOCK_PAGE
    broken_local_names: Mapping[str, str] = field(default_factory=dict)
    broken_help_names: frozenset[str] = frozenset()
    upstream_timeout: float = 2.0
    stale_for: float = 86_400.0
    cache_size: int = 10_000
    questions_a_second: int = 2_000
    alike_a_second: int = 200

    def __post_init__(self) -> None:
        if not self.listen:
            raise ValueError("the resolver has no address to listen on: give at least one, like 127.0.0.1:5300")
        if not self.upstreams and self.standin is None:
            raise ValueError("the resolver has nobody to ask: give an upstream address, or a stand-in address for a demo")
        if self.standin is not None and not self.standin.is_loopback:
            raise ValueError(f"the stand-in address {self.standin} is not on this machine: give one in 127.0.0.0/8, like 127.0.0.3")
