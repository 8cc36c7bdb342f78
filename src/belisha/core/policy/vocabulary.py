"""The words a policy's values may use, asked word by word: each function gives a sentence, or None where the word is right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from belisha.core.names import Host, PublicSuffixes, Unusable
from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.declarations import GROUPS, Holds
from belisha.core.policy.times import first_due_said, hours_said, rotate_said, span_said
from belisha.core.policy.wording import did_you_mean

_YEAR = re.compile(r"year (?:[1-9]|1[0-3]|R)")
_CLASS = re.compile(r"class [0-9A-Za-z][0-9A-Za-z-]{0,11}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What words can mean here: the catalogue, the public suffixes, the roles there are, and what the policy itself declares."""

    catalogue: KnownServices
    suffixes: PublicSuffixes
    roles: frozenset[str]
    cases: frozenset[str] = frozenset()
    sanctions: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()

    def fault_of(self, holds: Holds, word: str) -> str | None:
        """What is wrong with a word of a value that holds this, and what to write instead; None where it is right."""
        asked = _ASKED.get(holds)
        return asked(self, word) if asked else None

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
        """ "duty:" and a course of the catalogue."""
        kind, _, course = word.partition(":")
        return self._course(course) if kind == "duty" else f"“{word}” is no gate: write “duty:” and a course, like “duty:refresher”."

    def _course(self, word: str) -> str | None:
        """A course of the catalogue."""
        known = self.catalogue.courses
        return None if word in known else f"the catalogue has no course “{word}”: {did_you_mean(word, known)}"

    def _clause(self, word: str) -> str | None:
        """A clause of this policy."""
        return None if word in self.clauses else f"this policy has no clause “{word}”: write the number of one that keeps the promise."

    def _case(self, word: str) -> str | None:
        """A case that a clause declares."""
        return None if word in self.cases else _undeclared("case", word, self.cases)

    def _sanction(self, word: str) -> str | None:
        """A sanction that a clause declares."""
        return None if word in self.sanctions else _undeclared("sanction", word, self.sanctions)


def _undeclared(kind: str, word: str, known: frozenset[str]) -> str:
    """What to write instead of a name that no clause declares."""
    instead = f"{did_you_mean(word, known)} Or add" if known else "add"
    return f"no clause declares the {kind} “{word}”: {instead} a [[{kind}]] of that name."


def _span(word: str) -> str | None:
    """A span of time."""
    return _unusable(span_said, word)


def _first_due(word: str) -> str | None:
    """A date, or how it is found."""
    return _unusable(first_due_said, word)


def _rotate(word: str) -> str | None:
    """ "rotate within" and a span."""
    return _unusable(rotate_said, word)


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


_ASKED: Mapping[Holds, Callable[[Vocabulary, str], str | None]] = {
    Holds.PEOPLE: Vocabulary._people,
    Holds.ROLE: Vocabulary._role,
    Holds.ROLES: Vocabulary._role,
    Holds.SERVICES: Vocabulary._service,
    Holds.SERVICE_KINDS: Vocabulary._kind,
    Holds.SITES: Vocabulary._site,
    Holds.LISTS: Vocabulary._list,
    Holds.CLAUSES: Vocabulary._clause,
    Holds.CASE: Vocabulary._case,
    Holds.SANCTION: Vocabulary._sanction,
    Holds.COURSE: Vocabulary._course,
    Holds.FIRST_DUE: lambda _, word: _first_due(word),
    Holds.ROTATE: lambda _, word: _rotate(word),
    Holds.SPAN: lambda _, word: _span(word),
    Holds.WHEN: lambda _, word: _when(word),
    Holds.TELL: Vocabulary._tell,
    Holds.GATE: Vocabulary._gate,
}
"""Who answers for which kind of value."""
