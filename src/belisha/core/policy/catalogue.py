"""What a policy asks of a catalogue of services. `core.programme.model.Catalogue` answers; the language need not know more of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class KnownService(Protocol):
    """A service and its own domains."""

    @property
    def id(self) -> str:
        """The id a policy names it by."""
        ...

    @property
    def name(self) -> str:
        """The name people know it by."""
        ...

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds it belongs to."""
        ...

    @property
    def domains(self) -> Sequence[str]:
        """Its own domains; hosts that others use too are not among them."""
        ...

    @property
    def shared(self) -> Sequence[str]:
        """Hosts it uses that others use too: never closed for it."""
        ...


class KnownServices(Protocol):
    """The services, kinds, lists and courses that a policy's words can mean."""

    @property
    def services(self) -> Mapping[str, KnownService]:
        """Each service by its id."""
        ...

    @property
    def kinds(self) -> Mapping[str, Sequence[str]]:
        """Each kind, and the kinds it covers."""
        ...

    @property
    def lists(self) -> frozenset[str]:
        """The subscribed lists by id."""
        ...

    @property
    def courses(self) -> Mapping[str, str]:
        """The title of each course by its id."""
        ...

    def of_kind(self, kind: str) -> Sequence[KnownService]:
        """Every service of a kind, those of the kinds it covers among them."""
        ...
