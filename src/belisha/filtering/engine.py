"""The resolver's process, and what other processes may ask of it without the database: nothing here needs Django to be set up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from belisha.adapters.resolver.client import EngineAway, EngineStatus, ResolverClient
from belisha.adapters.resolver.config import Endpoint, ResolverConfig
from belisha.adapters.resolver.run import Ready, run

STANDIN_ADDRESS: Final = IPv4Address("127.0.0.3")
"""What a demo's stand-in upstream answers for every open name: nothing need listen there."""

QUICK_SECONDS: Final = 0.5
"""How long a page or a start waits for the resolver's own word."""


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """What the resolver's process is told. `standin_port` is set in a demo without an upstream: then no network is used at all."""

    listen: tuple[Endpoint, ...]
    proof_port: int
    socket_path: str
    ruleset_folder: str
    block_page_address: str
    upstreams: tuple[Endpoint, ...] = ()
    standin_port: int | None = None
    broken_help_names: frozenset[str] = frozenset()

    def for_resolver(self) -> ResolverConfig:
        """The same in the resolver's own words. Raises ValueError for an address that is none, or without anybody to ask."""
        return ResolverConfig(
            listen=self.listen,
            socket_path=Path(self.socket_path),
            snapshot_directory=Path(self.ruleset_folder),
            block_page=IPv4Address(self.block_page_address),
            upstreams=self.upstreams,
            proof_port=self.proof_port,
            standin=STANDIN_ADDRESS if self.standin_port is not None and not self.upstreams else None,
            broken_help_names=self.broken_help_names,
        )


def run_resolver(config: EngineConfig, *, now: Callable[[], datetime], on_ready: Callable[[Ready], None] | None = None) -> None:
    """Be the resolver until TERM or INT. `now` follows the demo's clock. Raises AlreadyRunning, or OSError for a taken address."""
    run(config.for_resolver(), now=now, zone_named=ZoneInfo, on_ready=on_ready)


def status_at(socket_path: str | Path) -> EngineStatus | None:
    """What the resolver says of itself, or None where it does not answer within half a second."""
    try:
        return ResolverClient(Path(socket_path), timeout=QUICK_SECONDS).status()
    except EngineAway:
        return None


def holds_current_rules(socket_path: str | Path) -> bool:
    """True once the resolver answers by a ruleset that the worker compared and proved since the resolver started."""
    status = status_at(socket_path)
    return status is not None and status.number is not None and status.broken is None and status.proofs > 0


def tell_the_time(socket_path: str | Path) -> bool:
    """Make the resolver look at the clock now and ring what is due; True where it did."""
    try:
        ResolverClient(Path(socket_path), timeout=QUICK_SECONDS).tick()
    except EngineAway:
        return False
    return True
