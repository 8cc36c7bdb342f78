"""A school with its worker and a real resolver on free loopback ports: what a test decides travels the whole way to the wire."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from belisha.adapters.resolver.config import ResolverConfig
from belisha.adapters.resolver.tests.running import Running, configured, running
from belisha.directory import queries as directory
from belisha.filtering import listeners, listeners_activities, listeners_reports, schedule, schedule_activities
from belisha.filtering.actions import NewList, NewOpening, make_opening, subscribe_list
from belisha.filtering.embedded import EmbeddedEngine, EngineRoom, using
from belisha.filtering.events import ActivitiesCancelled, ActivitiesPlanned, BellRang, ListLoaded, OpeningEnded, OpeningMade, SiteClosed
from belisha.filtering.models import Opening
from belisha.kit import outbox
from belisha.policy import actions as policy
from belisha.policy.events import VersionInForce, VersionWithdrawn
from belisha.policy.models import PolicyVersion
from belisha.schools.models import School
from tests.cast import Cast, actor

MODEL_POLICY = Path(__file__).resolve().parents[4] / "policies" / "model-policy.md"
PHONICS = "phonicsplay.co.uk"
CLASS_5K, CLASS_4B, PUPIL, STAFF, NOBODY = "127.0.1.5", "127.0.1.21", "127.0.1.200", "127.0.2.5", "127.0.9.9"
LISTENERS = {
    VersionInForce: (listeners.on_version_in_force,),
    VersionWithdrawn: (listeners.on_version_withdrawn,),
    OpeningMade: (listeners.on_opening_made,),
    OpeningEnded: (listeners.on_opening_ended,),
    ListLoaded: (listeners.on_list_loaded,),
    ActivitiesPlanned: (listeners_activities.on_activities_planned,),
    ActivitiesCancelled: (listeners_activities.on_activities_cancelled,),
    BellRang: (listeners_activities.on_bell_rang,),
    SiteClosed: (listeners_reports.on_site_closed, listeners_reports.tell_planners),
}


class Ticks:
    """Seconds that go on only when the test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class House:
    """The school, its cast, the worker's engine room and, while it runs, the resolver."""

    school: School
    cast: Cast
    config: ResolverConfig
    room: EngineRoom
    moment: datetime
    ticks: Ticks
    resolver: Running | None = None

    @property
    def now(self) -> datetime:
        return self.moment

    @contextmanager
    def resolver_runs(self) -> Iterator[Running]:
        """The resolver's process, started; the worker finds it at the same sockets as before."""
        with running(self.config) as started:
            started.clock.moment = self.moment
            self.resolver = started
            self.room.engine = EmbeddedEngine(started.client, self.config.snapshot_directory, started.ready.proof)
            try:
                yield started
            finally:
                self.resolver = None

    def pass_time(self, span: timedelta) -> None:
        """Time passes: for the school, for the resolver and by the steady clock."""
        self.ticks.seconds += span.total_seconds()
        self.set_clock(self.moment + span)

    def set_clock(self, moment: datetime) -> None:
        """Somebody sets the clock; the steady one does not notice."""
        self.moment = moment
        if self.resolver is not None:
            self.resolver.clock.moment = moment

    def deliver(self) -> int:
        """The worker delivers what waits in the outbox; how many events are finished."""
        return outbox.deliver_waiting(kinds=outbox.known_kinds(), listeners=LISTENERS, now=self.moment)

    def work(self) -> None:
        """One turn of the worker: what falls due, then what waits."""
        schedule.expire_due(self.moment)
        schedule.keep_engine_in_step(self.moment)
        schedule_activities.ring_due(self.moment)
        self.deliver()

    def answer(self, host: str, source: str = CLASS_5K) -> str:
        """What a device is really answered: "closed", "open", "negative" or the response code."""
        found = self.room.engine.ask(host, source=source)
        return "closed" if found.is_closed else "open" if found.is_open else "negative" if found.is_negative else found.rcode

    def sign(self, text: str) -> PolicyVersion:
        """Load a text and sign it by both."""
        version = policy.load_version(by=actor(self.cast.head), text=text, now=self.moment)
        for person, role in ((self.cast.head, "headteacher"), (self.cast.chair, "chair of governors")):
            policy.sign_version(by=person, version=version, role=role, signed_in_at=self.moment, had_second_factor=True, now=self.moment)
        version.refresh_from_db()
        return version

    def load_lists(self) -> None:
        """The demo's small lists."""
        for held in directory.SHIPPED_LISTS:
            new = NewList(held.id, held.title, "the demo", held.file.read_text(encoding="utf-8"))
            subscribe_list(new, by=actor(self.cast.network_manager), now=self.moment)

    def open_phonics(self, people: str = "class 5K", span: timedelta = timedelta(days=3)) -> Opening:
        """The headteacher opens the phonics site."""
        new = NewOpening(PHONICS, people, self.moment, self.moment + span, "8.5", "It teaches reading.")
        return make_opening(new, by=self.cast.head, now=self.moment)


@contextmanager
def house_of(school: School, cast: Cast, moment: datetime, folder: Path) -> Iterator[House]:
    """A house without a running resolver yet."""
    config = configured(folder)
    ticks = Ticks()
    house = House(school, cast, config, room=None, moment=moment, ticks=ticks)
    from belisha.adapters.resolver.client import ResolverClient

    engine = EmbeddedEngine(ResolverClient(config.socket_path, 1.0), config.snapshot_directory, ("127.0.0.1", 9))
    house.room = EngineRoom(engine=engine, now=lambda: house.now, ticks=ticks, portal_address="127.0.0.1")
    with using(house.room):
        yield house
