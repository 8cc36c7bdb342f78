"""One row of the table of permissions (table.py): a page in one state, and what each reader is answered there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from tests.permissions.scene import Scene

NOBODY: frozenset[str] = frozenset()

Sent = Mapping[str, object]
Address = Mapping[str, object]


def _here(scene: Scene, reader: str) -> Address:
    return {}


def _nothing(scene: Scene, reader: str) -> Sent:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One page in one state. `address` fills in its address and `sent` its form, plausibly for each reader.

    `shown` and `done` are the answers to those who may; `missing` are people of the school who find nothing instead of being told no.
    """

    name: str
    about: str = ""
    sees: frozenset[str] | None = None
    does: frozenset[str] | None = None
    is_public: bool = False
    address: Callable[[Scene, str], Address] = _here
    sent: Callable[[Scene, str], Sent] = _nothing
    query: Mapping[str, str] = field(default_factory=dict)
    shown: int = 200
    done: int = 302
    missing: frozenset[str] = NOBODY

    @property
    def title(self) -> str:
        """The page and its state, for the name of a test."""
        return f"{self.name} {self.about}".strip()

    def expected(self, reader: str, method: str) -> int:
        """The status this reader gets for GET or POST."""
        allowed, good = (self.sees, self.shown) if method == "GET" else (self.does, self.done)
        if not self.is_public and reader in {"outsider", "stranger"}:
            return 302 if reader == "outsider" else 404
        if allowed is None:
            return 405
        if reader in allowed:
            return good
        return 404 if reader in self.missing | {"outsider", "stranger"} else 403


def address_of(row: Row, scene: Scene, reader: str) -> str:
    """Where this reader looks for the page of the row."""
    return reverse(row.name, kwargs=dict(row.address(scene, reader)))
