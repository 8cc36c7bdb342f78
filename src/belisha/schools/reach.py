"""What a change of the school's networks does to whom: how many addresses move from which seat to which. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import pairwise
from typing import Final

from belisha.core.moments import SchoolFacts, Seat
from belisha.core.names import Network
from belisha.schools.addresses import counted

OUTSIDE: Final = "outside"
"""The seat of addresses that are not the school's: they are refused."""

UNKNOWN: Final = "unknown"
OWN: Final = "one of"
"""How the seats of all devices of single persons of one group begin here: who they are is nobody's business on a page of networks."""

LOOSER: Final = frozenset({"staff", "guests", f"{OWN} staff"})
TROLLEY: Final = "trolley:"


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """So many addresses sat at `was` and sit at `becomes`: keys of seats ("pupils/5K"), `unknown`, or `outside`."""

    was: str
    becomes: str
    count: int

    @property
    def is_looser(self) -> bool:
        """True where rules for pupils, or the strictest, no longer hold for these addresses."""
        return self.becomes in LOOSER and self.was not in LOOSER | {OUTSIDE}

    @property
    def leaves_pupils(self) -> bool:
        """True where pupils sat and others sit."""
        is_pupils = self.was.split("/")[0] in {"pupils", f"{OWN} pupils"} or self.was.startswith(TROLLEY)
        return self.is_looser and is_pupils


def moves(before: SchoolFacts, after: SchoolFacts) -> tuple[Move, ...]:
    """How many addresses change their seat, those of one pair of seats together, the most first."""
    found: dict[tuple[str, str], int] = {}
    for version in (4, 6):
        for first, count in _stretches(before, after, version):
            was, becomes = _seat(before, first, version), _seat(after, first, version)
            if was != becomes:
                found[was, becomes] = found.get((was, becomes), 0) + count
    told = (Move(was, becomes, count) for (was, becomes), count in found.items())
    return tuple(sorted(told, key=lambda move: (-move.count, move.was, move.becomes)))


def sentence(move: Move) -> str:
    """One move in words."""
    count, one = counted(move.count), move.count == 1
    if move.becomes == OUTSIDE:
        return f"{count} of {who(move.was)} {'is' if one else 'are'} no longer the school's: the resolver refuses to answer there."
    if move.was == OUTSIDE:
        return (
            f"{count} {'becomes' if one else 'become'} the school's, for {who(move.becomes)}. So far the resolver refused to answer there."
        )
    told = f"{count} {'moves' if one else 'move'} from {who(move.was)} to {who(move.becomes)}."
    return f"{told} What the policy closes to pupils only is open there from then on." if move.is_looser else told


def who(key: str) -> str:
    """Who sits at a seat, in a sentence: "pupils", "class 5K", "whoever has Trolley A", "devices nobody knows"."""
    if key == UNKNOWN:
        return "devices nobody knows"
    if key == OUTSIDE:
        return "nobody of the school"
    if key.startswith(TROLLEY):
        return f"whoever has {key.removeprefix(TROLLEY)}"
    if key.startswith(OWN):
        return "a pupil with a device of their own" if key.endswith("pupils") else "a member of staff with a device of their own"
    group, _, class_name = key.partition("/")
    return f"class {class_name}" if class_name else group


def label_of(seat: Seat) -> str:
    """What stands for a seat here: its key; for the device of one person their group's word."""
    if not seat.key.startswith("person:"):
        return seat.key
    return f"{OWN} {'pupils' if 'pupils' in seat.people else 'staff'}"


def _seat(facts: SchoolFacts, number: int, version: int) -> str:
    """The key of the seat at an address given as a number."""
    address = ip_address(number) if version == 4 else ip_address(number.to_bytes(16, "big"))
    seat = facts.seat_at(address)
    return label_of(seat) if seat is not None else OUTSIDE


def _stretches(before: SchoolFacts, after: SchoolFacts, version: int) -> Iterator[tuple[int, int]]:
    """First address and length of each stretch in which nobody's seat changes from one address to the next, where something changed."""
    one, other = _rows(before), _rows(after)
    changed = [row[0] for row in one ^ other if row[0].version == version]
    edges = sorted({edge for row in one | other if row[0].version == version for edge in _edges(row[0])})
    for first, past in pairwise(edges):
        if any(_edges(row)[0] <= first < _edges(row)[1] for row in changed):
            yield first, past - first


def _rows(facts: SchoolFacts) -> set[tuple[Network, str]]:
    """Every range of the facts with who sits there; the school's own ranges with "unknown"."""
    return {(n.range, label_of(n.seat)) for n in facts.networks} | {(wide, UNKNOWN) for wide in facts.ranges}


def _edges(network: Network) -> tuple[int, int]:
    """The first address of a range as a number, and the first behind it."""
    return int(network.network_address), int(network.broadcast_address) + 1
