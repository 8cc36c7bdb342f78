"""The resolver's process, and what other processes may ask of it without the database: nothing here needs Django to be set up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from belisha.adapters.resolver.client import EngineAway, EngineStatus, ResolverClient
from belisha.adapters.resolver.config import Endpoint, ResolverConfig
from belisha.adapters.resolver.school_names import check_local_names
from belisha.adapters.resolver.upstream.over_tls import trusting
from belisha.adapters.resolver.upstream.servers import Server
from belisha.core.names import Host, Unusable

if TYPE_CHECKING:
    from belisha.adapters.resolver.run import Ready

FORWARD_EXAMPLE: Final = "school.internal=10.0.0.2,10.0.0.3 or 10.0.0.0/8=10.0.0.2"

STANDIN_ADDRESS: Final = IPv4Address("127.0.0.3")
"""What a demo's stand-in upstream answers for every open name: nothing need listen there."""

QUICK_SECONDS: Final = 0.5
"""How long a page or a start waits for the resolver's own word."""


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """What the resolver's process is told. `standin_port` is set in a demo without an upstream: then no network is used at all.

    `upstreams`, `forwards` and `private_answers` are as people type them (docs/reference/commands.md): servers, zones with their
    servers, names whose answers may lead inside. `upstream_ca` is a file; "" for this system's authorities.
    """

    listen: tuple[Endpoint, ...]
    proof_port: int
    socket_path: str
    ruleset_folder: str
    block_page_address: str
    upstreams: tuple[str, ...] = ()
    standin_port: int | None = None
    broken_help_names: frozenset[str] = frozenset()
    forwards: tuple[str, ...] = ()
    private_answers: tuple[str, ...] = ()
    upstream_ca: str = ""

    def for_resolver(self) -> ResolverConfig:
        """The same in the resolver's own words. Raises ValueError, with a sentence, for what cannot be used."""
        check_authorities(self.upstream_ca)
        return ResolverConfig(
            listen=self.listen,
            socket_path=Path(self.socket_path),
            snapshot_directory=Path(self.ruleset_folder),
            block_page=IPv4Address(self.block_page_address),
            upstreams=tuple(map(server_named, self.upstreams)),
            proof_port=self.proof_port,
            standin=STANDIN_ADDRESS if self.standin_port is not None and not self.upstreams else None,
            broken_help_names=self.broken_help_names,
            forwards=forwards_of(self.forwards),
            may_lead_inside=frozenset(map(zone_named, self.private_answers)),
            upstream_ca=Path(self.upstream_ca) if self.upstream_ca else None,
        )


def forwards_of(words: Iterable[str]) -> dict[str, tuple[Server | Endpoint, ...]]:
    """Zones and their servers in words like "school.internal=10.0.0.2,10.0.0.3" or "10.0.0.0/8=10.0.0.2". Raises ValueError."""
    found: dict[str, tuple[Server | Endpoint, ...]] = {}
    for one in words:
        zones, _, servers = one.partition("=")
        if not zones or not servers:
            raise ValueError(f"“{one}” does not say which names are asked of which servers: write it like {FORWARD_EXAMPLE}")
        known = tuple(Server.from_words(server) for server in servers.split(","))
        for zone in zones_of(zones):
            if zone in found:
                raise ValueError(f"“{one}” says for a second time who is asked for {zone}: write all its servers at once, with commas")
            found[zone] = known
    return found


def zones_of(words: str) -> list[str]:
    """The zone itself; for addresses, like 172.16.0.0/12, the reverse zones that they are in. Raises ValueError with a sentence."""
    if "/" not in words:
        return [zone_named(words)]
    try:
        network = ip_network(words)
    except ValueError as fault:
        raise ValueError(f"“{words}” is neither a domain nor addresses: write it like school.internal or 10.0.0.0/8") from fault
    bits = 8 if network.version == 4 else 4  # what one label of a reverse name stands for: RFC 1035 section 3.5, RFC 3596 section 2.5
    whole = max(bits, -(-network.prefixlen // bits) * bits)
    unsaid = (network.max_prefixlen - whole) // bits
    pointers = [part.network_address.reverse_pointer for part in network.subnets(new_prefix=whole)]
    return [".".join(pointer.split(".")[unsaid:]) for pointer in pointers]


def zone_named(words: str) -> str:
    """A domain in plain lower case without a final dot; "." for all names. Raises ValueError with a sentence."""
    name = words.strip().lower()
    if name == ".":
        return name
    try:
        return Host(f"{name.rstrip('.')}.zone").name.removesuffix(".zone")
    except Unusable as fault:
        raise ValueError(f"“{words}” is not a domain: write it like school.internal") from fault


def server_named(words: str) -> Server:
    """A server to ask, as it was typed. Raises ValueError with a sentence."""
    return Server.from_words(words)


def check_authorities(file: str) -> None:
    """Raises ValueError, with a sentence, for a file that holds no certificates of authorities; "" is this system's."""
    if file:
        trusting(Path(file))


def check_portal_address(words: str) -> None:
    """Raises ValueError, with a sentence, where these are no addresses (one, or several with spaces between them)."""
    check_local_names({"(the portal)": words})


def run_resolver(config: EngineConfig, *, now: Callable[[], datetime], on_ready: Callable[[Ready], None] | None = None) -> None:
    """Be the resolver until TERM or INT. `now` follows the demo's clock. Raises AlreadyRunning, or OSError for a taken address."""
    from belisha.adapters.resolver.run import run  # loaded by the one process that is the resolver, and by no other

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
