"""The resolver process: opens its sockets, resumes the last good rules, answers until it is told to stop."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from random import Random, SystemRandom

import uvloop

from belisha.adapters.resolver.attempts import Attempts
from belisha.adapters.resolver.burial import Burial
from belisha.adapters.resolver.cache import UpstreamCache
from belisha.adapters.resolver.careful import CarefulPath
from belisha.adapters.resolver.config import Endpoint, ResolverConfig
from belisha.adapters.resolver.control import LONGEST_LINE, Control, Engine
from belisha.adapters.resolver.cookies import ServerCookies
from belisha.adapters.resolver.fast.path import FastPath
from belisha.adapters.resolver.forwarder import Forwarder
from belisha.adapters.resolver.listening import Listeners
from belisha.adapters.resolver.met import MetClosed
from belisha.adapters.resolver.one_off import OneOffNames
from belisha.adapters.resolver.rules import RulesInForce
from belisha.adapters.resolver.sightings import Sightings
from belisha.adapters.resolver.standin import Standin
from belisha.adapters.resolver.upstream.believing import believed
from belisha.adapters.resolver.upstream.pool import Means
from belisha.adapters.resolver.upstream.quick import QuickAsker
from belisha.adapters.resolver.upstream.routes import Routes
from belisha.adapters.resolver.upstream.servers import as_servers

BELL_EVERY = 0.1  # seconds between looks at the clock
SELDOM = (20_000, 50, 50)  # how often garbage is looked for: memories of answers are many and have no cycles
FREE_EVERY = 0.002  # seconds between two slices of what is freed
FORGET_EVERY = 600  # looks at the clock between clearings of what was met: a minute


class AlreadyRunning(Exception):
    """Another resolver holds this control socket; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Where the resolver really listens, once it answers."""

    listen: tuple[Endpoint, ...]
    proof: Endpoint | None
    socket_path: Path


@dataclass(frozen=True, slots=True)
class World:
    """The clock, the zones and the chance the process is given; `ticks` gives seconds that never run backwards."""

    now: Callable[[], datetime]
    zone_named: Callable[[str], tzinfo]
    ticks: Callable[[], float]
    chance: Random


def run(
    config: ResolverConfig,
    *,
    now: Callable[[], datetime],
    zone_named: Callable[[str], tzinfo],
    on_ready: Callable[[Ready], None] | None = None,
) -> None:
    """Answer until SIGTERM or SIGINT. Raises AlreadyRunning, or OSError where an address cannot be bound.

    `now` gives aware moments and follows the demo clock; `zone_named` gives a time zone by its name.
    """
    world = World(now, zone_named, time.monotonic, SystemRandom())
    gc.set_threshold(*SELDOM)
    with _OnlyOne(config.socket_path):
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # less work a wake-up than asyncio's own loop
            runner.run(_until_stopped(config, world, on_ready))


async def _until_stopped(config: ResolverConfig, world: World, on_ready: Callable[[Ready], None] | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    resolver = Resolver(config, world)
    try:
        ready = await resolver.open()
        if on_ready is not None:
            on_ready(ready)
        await stop.wait()
    finally:
        await resolver.close()


class Resolver:
    """The parts put together, inside a running event loop. `open` then `close`, once each."""

    def __init__(self, config: ResolverConfig, world: World) -> None:
        self._config = config
        self._world = world
        self._listeners = Listeners()
        self._control: asyncio.Server | None = None
        self._chores: list[asyncio.Task[None]] = []
        self.forwarder: Forwarder | None = None
        self.rules = RulesInForce(config.snapshot_directory, now=world.now, zone_named=world.zone_named)
        self.met = MetClosed(world.ticks)
        self.one_off = OneOffNames(world.ticks)
        run = f"{world.now().isoformat()}/{world.ticks()}/{world.chance.getrandbits(64):x}"
        self.attempts = Attempts(lambda: self.rules.ruleset, now=world.now, ticks=world.ticks, run=run)

    async def open(self) -> Ready:
        """Resume the last good rules, then listen; where. Raises OSError where an address cannot be bound."""
        self.rules.resume()
        self.forwarder = forwarder = await self._forwarder()
        forwarder.open()
        sightings = Sightings(self.met, self.attempts.note, self.one_off.remember)
        cookies = ServerCookies(self._world.chance, self._world.now)
        path = CarefulPath(self._config, self.rules, forwarder, sightings, cookies)
        self.fast = fast = self._fast_path(path, sightings)
        listen = tuple([await self._listeners.open_for_devices(endpoint, fast) for endpoint in self._config.listen])
        now = self._world.now
        engine = Engine(self.rules, path, forwarder, self.met, now, now(), self.attempts, self.one_off, listen)
        port = self._config.proof_port
        proof = None if port is None else self._listeners.open_proof(port, fast)
        self._control = await asyncio.start_unix_server(
            Control(engine).serve, sock=_control_socket(self._config.socket_path), limit=LONGEST_LINE
        )
        loop = asyncio.get_running_loop()
        self._chores = [loop.create_task(self._watch_the_clock()), loop.create_task(_free_a_little(self.rules.burial))]
        return Ready(listen, proof, self._config.socket_path)

    async def close(self) -> None:
        """Stop listening and put everything away."""
        self._listeners.close()
        if self._control is not None:
            self._control.close()
            self._config.socket_path.unlink(missing_ok=True)
        if self.forwarder is not None:
            self._quick.close()
            await self.forwarder.close()
        for chore in self._chores:
            chore.cancel()
            with suppress(asyncio.CancelledError):
                await chore
        self.rules.close()

    def _fast_path(self, careful: CarefulPath, sightings: Sightings) -> FastPath:
        limits = {"most": self._config.questions_a_second, "most_alike": self._config.alike_a_second}
        return FastPath(careful, self.rules, sightings, ticks=self._world.ticks, burial=self.rules.burial, quick=self._quick, **limits)

    async def _forwarder(self) -> Forwarder:
        config, world = self._config, self._world
        servers, may_lead_inside = config.upstreams, config.may_lead_inside
        if config.standin is not None:  # every name of a stand-in leads to this machine: that is what it is for
            servers = (await self._listeners.open_upstream(("127.0.0.1", 0), Standin(config.standin)),)
            may_lead_inside = frozenset({"."})
        means = Means(world.chance, world.ticks, config.upstream_timeout, config.upstream_ca)
        own = {zone: as_servers(known) for zone, known in config.forwards.items()}
        routes = Routes(as_servers(servers), own, may_lead_inside, means)
        self._quick = QuickAsker(routes.ordinary, config.forwards, may_lead_inside, means)
        return Forwarder(routes, UpstreamCache(config.cache_size, config.stale_for, world.ticks, believed), ticks=world.ticks)

    async def _watch_the_clock(self) -> None:
        """Ring bells that are due, ten times a second, whether the worker lives or not."""
        looks = 0
        while True:
            await asyncio.sleep(BELL_EVERY)
            self.rules.ring_due()
            self.fast.forget_old()
            looks += 1
            if looks % FORGET_EVERY == 0:
                self.met.forget_old()
                self.one_off.forget_old()
                self.attempts.forget_old()


async def _free_a_little(burial: Burial) -> None:
    """Free what nobody reads any more, a slice at a time, between questions."""
    while True:
        await asyncio.sleep(FREE_EVERY if burial else BELL_EVERY)
        burial.free_some()


class _OnlyOne:
    """Holds a lock beside the control socket, so that a socket found there is stale and may be replaced."""

    def __init__(self, socket_path: Path) -> None:
        self._path = socket_path.with_name(socket_path.name + ".lock")
        self._held = -1

    def __enter__(self) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._held = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            os.close(self._held)
            raise AlreadyRunning(
                f"a resolver already answers at {self._path.with_suffix('').name}: stop it first, or give another socket"
            ) from fault

    def __exit__(self, *exc: object) -> None:
        os.close(self._held)


def _control_socket(path: Path) -> socket.socket:
    """A Unix socket at `path` that only this user may open from the moment it exists."""
    path.unlink(missing_ok=True)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        sock.bind(str(path))
    except OSError:
        sock.close()
        raise
    finally:
        os.umask(before)
    sock.setblocking(False)
    return sock
