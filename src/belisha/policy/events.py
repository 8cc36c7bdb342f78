"""What happens to a version of the policy that other rooms may want to hear of."""

from __future__ import annotations

from dataclasses import dataclass

from belisha.kit.outbox import Event


@dataclass(frozen=True, slots=True)
class VersionLoaded(Event):
    """A version was loaded and waits for signatures. Nothing has changed yet."""

    version_id: int


@dataclass(frozen=True, slots=True)
class VersionSigned(Event):
    """Somebody signed a version that still waits for others."""

    version_id: int
    role: str


@dataclass(frozen=True, slots=True)
class VersionInForce(Event):
    """The last signature was given: this version is in force, the one before it no longer is."""

    version_id: int


@dataclass(frozen=True, slots=True)
class VersionWithdrawn(Event):
    """A version was withdrawn. Where it was in force, the safe baseline holds from now on."""

    version_id: int
    was_in_force: bool
