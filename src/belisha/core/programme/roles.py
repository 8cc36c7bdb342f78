"""Roles and signatures: who holds what, and who signs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A role people hold from date to date, and the clause that declares it. `stands_in` is who acts when its holders cannot."""

    name: str
    clause: str | None
    at_least: int = 1
    stands_in: str | None = None
    may: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureNeed:
    """Who must sign a version: one signature for each role."""

    roles: tuple[str, ...]
    clause: str | None
    second_factor: bool = True
