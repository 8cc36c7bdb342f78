"""What a declaration is: a kind of control, its keys, and what the value of a key may hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Holds(Enum):
    """What the value of a key is, in the words of the reference page."""

    TEXT = "a text"
    TEXTS = "a list of texts"
    CHOICE = "one of its words"
    CHOICES = "a list of its words"
    WORD = "one word of these"
    PEOPLE = "a list of people"
    ROLE = "a role"
    ROLES = "a list of roles"
    SERVICES = "a list of services"
    SERVICE_KINDS = "a list of kinds of service"
    SITES = "a list of sites"
    LISTS = "a list of subscribed lists"
    CLAUSES = "a list of clause numbers"
    CASE = "a case of this policy"
    SANCTION = "a sanction of this policy"
    COURSE = "a course of the catalogue"
    SPAN = "a span"
    WHEN = "a time"
    FIRST_DUE = "a date, or how it is found"
    ROTATE = "“rotate within” and a span"
    COUNT = "a whole number"
    YES_NO = "true or false"
    TABLE = "a table of names and values"
    FACTS = "a table of facts and their answers"
    SIGNALS = "a table of signals and their weights"
    BREAK_GLASS = "a table: people and from"
    TELL = "“tell” and a role"
    GATE = "“duty:” and a course"


MANY = frozenset(
    {
        Holds.TEXTS,
        Holds.CHOICES,
        Holds.PEOPLE,
        Holds.ROLES,
        Holds.SERVICES,
        Holds.SERVICE_KINDS,
        Holds.SITES,
        Holds.LISTS,
        Holds.CLAUSES,
    }
)
TABLES = frozenset({Holds.TABLE, Holds.FACTS, Holds.SIGNALS, Holds.BREAK_GLASS})


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a control. `words` are the only words a choice may have, or words allowed beside what `holds` says.

    The reader refuses another word of a choice; of a `WORD`, the checker does, so that texts signed before stay readable.
    """

    name: str
    holds: Holds
    meaning: str
    required: bool = False
    default: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of control; its keys stand in the order of the canonical text: new keys are added at the end.

    `any_of`: at least one of these keys must be there. `joins`: controls of this kind with the same `name` are one thing.
    `is_carried_out`: the software acts on it today; the others are read, checked and published, and do nothing yet.
    `effects`: where only some effects are carried out, those. `around` is what its example needs beside it to be sound.
    """

    name: str
    meaning: str
    keys: tuple[Key, ...]
    example: str
    any_of: tuple[str, ...] = ()
    joins: bool = False
    is_carried_out: bool = False
    effects: tuple[str, ...] = ()
    around: str = ""

    def key(self, name: str) -> Key | None:
        """The key of this name, or None."""
        return next((k for k in self.keys if k.name == name), None)

    def carries_out(self, effects: Iterable[str] = ()) -> bool:
        """True where the software acts today on a control of this kind that has one of these effects."""
        said = tuple(effects)
        return self.is_carried_out and (not self.effects or not said or any(effect in self.effects for effect in said))


SPREAD = Key("name", Holds.TEXT, "its name; the same name in another clause adds keys to it", required=True)
