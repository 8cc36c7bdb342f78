"""The catalogue as a programme knows it: services, kinds of service, lists and courses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the catalogue: its own domains; `shared` are hosts it uses that others use too (never closed for it).

    Facts carry their source and the day they were checked.
    """

    id: str
    name: str
    kinds: tuple[str, ...]
    domains: tuple[str, ...]
    shared: tuple[str, ...] = ()
    minimum_age: int | None = None
    is_closed_down: bool = False
    source: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The services, kinds, lists and courses (id -> title) a policy's words can mean, plus the facts every school shares."""

    services: Mapping[str, Service] = field(default_factory=dict)
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    help_names: frozenset[str] = frozenset()
    negative_names: frozenset[str] = frozenset()
    safe_hosts: Mapping[str, str] = field(default_factory=dict)
    courses: Mapping[str, str] = field(default_factory=dict)

    def of_kind(self, kind: str) -> tuple[Service, ...]:
        """Every service of a kind; a kind such as "social media" covers the kinds listed under it."""
        wanted = {kind, *self.kinds.get(kind, ())}
        return tuple(s for s in self.services.values() if wanted & set(s.kinds))
