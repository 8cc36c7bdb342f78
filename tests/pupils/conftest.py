"""The school whose pages pupils read: the model policy in force, one site closed by mistake, an engine that met what a test says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from django.core.cache import cache

from belisha.adapters.resolver.client import EngineAway, MetName
from belisha.core.decision.model import Reason, Verdict
from belisha.core.rulesets.model import Entry
from belisha.filtering.queries import door
from belisha.filtering.tests.desk import Desk
from belisha.kit import clock
from tests.cast import Cast
from tests.pupils.screen import Screen
from tests.stage import Scenery

AWAY = "away"


class Watch:
    """The portal's clock: it shows what a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now


@pytest.fixture(autouse=True)
def fresh_rates() -> Iterator[None]:
    """No test is slowed by what another asked."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def desk(cast: Cast, staged_desk: Scenery) -> Desk:
    """The model policy is in force since the day before, the games list is loaded, it is Tuesday 10:15."""
    made: Desk = staged_desk["desk"]
    return made


@pytest.fixture
def watch(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """The clock of every page in the test."""
    made = Watch(desk.now)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The names each address met closed, newest first; with the key AWAY no engine answers."""
    names: dict[str, list[str]] = {}

    class Engine:
        def __init__(self, socket_path: Path, timeout: float) -> None:
            pass

        def met(self, address: object) -> tuple[MetName, ...]:
            if AWAY in names:
                raise EngineAway("the resolver does not answer")
            entry = Entry(Verdict.CLOSED, Reason.CATEGORY_LIST, "8.1", "8.1/block/1")
            return tuple(MetName(name, entry, 3.0) for name in names.get(str(ip_address(str(address))), []))

    monkeypatch.setattr(door, "ResolverClient", Engine)
    return names


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """The machine's own Chromium."""
    made = Screen()
    yield made
    made.close()
