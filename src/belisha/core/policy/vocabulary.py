"""The words a policy's values may use, asked word by word: each function gives a sentence, or None where the word is right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from belisha.core.names import Host, PublicSuffixes, Unusable
from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.declarations import GROUPS, Holds
from belisha.core.policy.times import hours_said, span_said
from belisha.core.policy.wording import did_you_mean

_YEAR = re.compile(r"year (?:[1-9]|1[0-3]|R)")
_CLASS = re.compile(r"class [0-9A-Za-z][0-9A-Za-z-]{0,11}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What words can mean here: the catalogue, the public suffixes, the roles there are, the courses a duty names."""

    catalogue: KnownServices
    suffixes: PublicSuffixes
    roles: frozenset[str]
    courses: frozenset[str] = frozenset()

    def fault_of(self, holds: Holds, word: str) -> str | None:
        """What is wrong with a word of a value that holds this, and what to write instead; None where it is right."""
        asked = self._asked().get(holds)
        return asked(word) if asked else None

    def _asked(self) -> Mapping[Holds, Callable[[str], str | None]]:
        """Who answers for which kind of value."""
        return {
            Holds.PEOPLE: self._people,
            Holds.ROLE: self._role,
            Holds.ROLES: self._role,
            Holds.SERVICES: self._service,
            Holds.SERVICE_KINDS: self._kind,
            Holds.SITES: self._site,
            Holds.LISTS: self._list,
            Holds.SPAN: _span,
            Holds.WHEN: _when,
            Holds.TELL: self._tell,
            Holds.GATE: self._gate,
        }

    def _people(self, word: str) -> str | None:
        """A group, a year, a class or a role."""
        if word in GROUPS or word in self.roles or _YEAR.fullmatch(word) or _CLASS.fullmatch(word):
            return None
        if word.startswith(("class ", "year ")):
            return f"“{word}” is not a class or a year: write it like “class 5K” or “year 5”."
        return f"“{word}” names no people: {did_you_mean(word, {*GROUPS, *self.roles})}"

    def _role(self, word: str) -> str | None:
        """A role that every school has or a clause declares."""
        if word in self.roles:
            return None
        return f"no clause declares the role “{word}”: {did_you_mean(word, self.roles)} Or add a [[role]] of that name."

    def _service(self, word: str) -> str | None:
        """A service of the catalogue."""
        known = self.catalogue.services
        return None if word in known else f"the catalogue has no service “{word}”: {did_you_mean(word, known)}"

    def _kind(self, word: str) -> str | None:
        """A kind of service of the catalogue."""
        known = {*self.catalogue.kinds, *(kind for service in self.catalogue.services.values() for kind in service.kinds)}
        return None if word in known else f"the catalogue has no kind of service “{word}”: {did_you_mean(word, known)}"

    def _list(self, word: str) -> str | None:
        """A subscribed list."""
        known = self.catalogue.lists
        return None if word in known else f"the school subscribes to no list “{word}”: {did_you_mean(word, known)}"

    def _site(self, word: str) -> str | None:
        """The bare name of a site that one owner has."""
        name = word.casefold().rstrip(".")
        if name.startswith("*."):
            return f"“{word}”: a site always holds with all below it, so write {name[2:]} without the star."
        if self._is_wide(name):
            return f"“{word}” is shared by strangers, so this would reach every site below it: write the name of one site, like bbc.co.uk."
        try:
            host = Host.from_words(word)
        except Unusable as unusable:
            return str(unusable)
        if self._is_wide(host.name):
            return f"“{word}” is shared by strangers ({host.name}): write the name of one site, like bbc.co.uk."
        return None if host.name == name or not name.isascii() else f"“{word}” is more than the name of a site: write {host.name}."

    def _is_wide(self, name: str) -> bool:
        """True for a public suffix, and for a single label, which is wider still."""
        is_label = name.replace("-", "").isalnum()
        return is_label or ("." in name and self.suffixes.is_public_suffix(name))

    def _tell(self, word: str) -> str | None:
        """ "tell" and a role."""
        verb, _, role = word.partition(" ")
        return (
            self._role(role)
            if verb == "tell"
            else f"“{word}” is not something that happens when it is late: write “tell chair of governors”."
        )

    def _gate(self, word: str) -> str | None:
        """ "duty:" and a course that a duty names."""
        kind, _, course = word.partition(":")
        if kind == "duty" and course in self.courses:
            return None
        if kind == "duty":
            return f"no duty names the course “{course}”: add a [[duty]] with course = “{course}”, or take “requires” out."
        return f"“{word}” is no gate: write “duty:” and the course of a duty."


def _span(word: str) -> str | None:
    """A span of time."""
    return _unusable(span_said, word)


def _when(word: str) -> str | None:
    """A time at which a rule holds."""
    return _unusable(hours_said, word)


def _unusable(parse: Callable[[str], object], word: str) -> str | None:
    """The sentence with which `parse` refuses the word, or None."""
    try:
        parse(word)
    except Unusable as unusable:
        return str(unusable)
    return None
