"""The services of the catalogue with all that is known of them, and the checks that keep a service's names its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from belisha.core.names import PublicSuffixes, upwards
from belisha.core.programme.catalogue import Service
from belisha.directory.facts import UNVERIFIED, Fact, FaultyFile, Row, read_rows

PAGE_KINDS: Final = ("help", "report", "report a child under age", "rules", "safety centre", "tips for parents")
"""Source: appendix 1 of the policy, and clause 7.5 for the report of a child under age."""

_KEYS: Final = (
    *("id", "name", "was_called", "kinds", "domains", "own_hosts", "shared", "source", "checked"),
    *("minimum_age", "closed", "pages", "quirks"),
)
_WHEN: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Page:
    """Where one turns to a service: an address, or words that say how inside its app."""

    kind: str
    fact: Fact
    address: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class MinimumAge:
    """The age its terms ask of who signs up, in years; 0: none. `words` say what is odd about it."""

    years: int
    fact: Fact
    words: str = ""


@dataclass(frozen=True, slots=True)
class Quirk:
    """Something to know before turning to a service, such as the evidence it asks for."""

    words: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Ending:
    """When a service ended (a day, a month or a year, as far as is known), and what became of it."""

    on: str
    words: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """A service and all that is known of it. `verified` leaves out what nobody held against its source."""

    service: Service
    was_called: tuple[str, ...] = ()
    minimum_age: MinimumAge | None = None
    pages: tuple[Page, ...] = ()
    quirks: tuple[Quirk, ...] = ()
    ending: Ending | None = None

    @property
    def is_for_adults(self) -> bool:
        """True where no page that a child or a parent browses may name it (safeguarding.md 25)."""
        return "adult" in self.service.kinds

    def verified(self) -> ServiceEntry:
        """The same entry without unverified facts: they are hidden, not shown with a warning (safeguarding.md 32)."""
        return replace(
            self,
            minimum_age=self.minimum_age if self.minimum_age and self.minimum_age.fact.is_verified else None,
            pages=tuple(page for page in self.pages if page.fact.is_verified),
            quirks=tuple(quirk for quirk in self.quirks if quirk.fact.is_verified),
            ending=self.ending if self.ending and self.ending.fact.is_verified else None,
        )


def read_services(folder: Path, kinds: Mapping[str, object], suffixes: PublicSuffixes) -> Mapping[str, ServiceEntry]:
    """Every service of the folder's `services_*.toml`, by id. Raises FaultyFile with the file, the entry and a sentence."""
    others = _names_of_others(folder)
    found: dict[str, ServiceEntry] = {}
    owners: dict[str, str] = {}
    for file in sorted(folder.glob("services_*.toml")):
        for row in read_rows(folder, file.name, "service", "id"):
            if row.name in found:
                raise row.fault("it is there twice: give each service its own id.")
            found[row.name] = _entry(row, kinds)
            _check_names(row, others, suffixes)
            _check_owner(row, found[row.name].service, owners)
    _check_shared(found.values(), owners)
    return found


def _entry(row: Row, kinds: Mapping[str, object]) -> ServiceEntry:
    row.only(*_KEYS)
    unknown = [kind for kind in row.words("kinds", None) if kind not in kinds]
    if unknown:
        raise row.fault(f"“{unknown[0]}” is no kind of service: use one of kinds.toml.")
    entry = ServiceEntry(
        service=_service(row),
        was_called=row.words("was_called"),
        minimum_age=_minimum_age(row),
        pages=tuple(_page(one.only("kind", "address", "words", "source", "checked")) for one in row.rows("pages")),
        quirks=tuple(Quirk(one.text("words"), one.fact()) for one in row.rows("quirks")),
        ending=_ending(row),
    )
    return _complete(row, entry)


def _service(row: Row) -> Service:
    """What the core needs of it; an age that nobody checked is none."""
    fact, age = row.fact(), _minimum_age(row)
    is_known = age is not None and age.fact.is_verified and age.years > 0
    told = [f"names: {fact.source}", f"minimum age: {age.fact.source}"] if age and is_known else [f"names: {fact.source}"]
    return Service(
        id=row.name,
        name=row.text("name"),
        kinds=row.words("kinds", None),
        domains=tuple(sorted((*row.names("domains", None), *row.names("own_hosts")))),
        shared=row.names("shared"),
        minimum_age=age.years if age and is_known else None,
        is_closed_down=row.row("closed") is not None,
        source="; ".join(told),
        checked=fact.checked.isoformat() if fact.checked else UNVERIFIED,
    )


def _minimum_age(row: Row) -> MinimumAge | None:
    age = row.row("minimum_age")
    if age is None:
        return None
    age.only("years", "words", "source", "checked")
    return MinimumAge(age.number("years"), age.fact(), age.text("words", ""))


def _page(row: Row) -> Page:
    kind = row.text("kind")
    if kind not in PAGE_KINDS:
        raise row.fault(f"“{kind}” is no kind of page: use {', '.join(PAGE_KINDS)}.")
    if ("address" in row.content) == ("words" in row.content):
        raise row.fault(f"the page “{kind}” needs an address, or words that say how, and not both.")
    return Page(kind, row.fact(), address=row.address() if "address" in row.content else "", words=row.text("words", ""))


def _ending(row: Row) -> Ending | None:
    closed = row.row("closed")
    if closed is None:
        return None
    on = closed.only("on", "words", "source", "checked").text("on")
    if not _WHEN.fullmatch(on):
        raise row.fault(f"“{on}” is no day, month or year: write it like 2024-12-01, 2024-12 or 2024.")
    return Ending(on, closed.text("words"), closed.fact())


def _complete(row: Row, entry: ServiceEntry) -> ServiceEntry:
    """The entry, where nothing is missing. A service that ended is text: it has no page to turn to, and nobody signs up."""
    if entry.ending:
        if entry.pages or entry.minimum_age:
            raise row.fault("it has ended, so it has no pages and no minimum age: take them out.")
        return entry
    if entry.minimum_age is None:
        raise row.fault("“minimum_age” is missing: write the age of its terms, 0 for none, unverified where nobody looked.")
    if not any(page.kind == "report" for page in entry.pages):
        raise row.fault("it has no page of the kind “report”: write where or how, unverified where nobody looked.")
    return entry


def _names_of_others(folder: Path) -> Mapping[str, Row]:
    """Names that belong to nobody's service, each with the row of not_services.toml that says why."""
    rows = read_rows(folder, "not_services.toml", "group", "of")
    return {name: row for row in rows for name in row.only("of", "names", "is_shared", "why").names("names", None)}


def _check_names(row: Row, others: Mapping[str, Row], suffixes: PublicSuffixes) -> None:
    """No name of a service is wider than the service."""
    own = row.names("own_hosts")
    for domain in (*row.names("domains"), *own):
        for other, group in others.items():
            if domain in upwards(other):
                raise row.fault(f"{domain} would close {other} as well ({group.name}): put it under “shared”.")
    for domain in row.names("domains"):
        if suffixes.is_public_suffix(domain):
            raise row.fault(f"strangers register names below {domain}: put it under “shared”, or under “own_hosts” if it is its own.")
        wide = next((name for name in upwards(domain) if name in others and others[name].content.get("is_shared")), None)
        if wide:
            raise row.fault(f"{domain} stands below {wide} ({others[wide].name}): put it under “shared”, or “own_hosts” if it is its own.")


def _check_owner(row: Row, service: Service, owners: dict[str, str]) -> None:
    """No name belongs to two services, not even as a name below another's."""
    for domain in service.domains:
        above = next((name for name in upwards(domain) if owners.get(name, row.name) != row.name), None)
        below = next((name for name in owners if domain in upwards(name) and owners[name] != row.name), None)
        if above or below:
            taken = above or below or domain
            raise row.fault(f"{domain} belongs to “{owners[taken]}” already ({taken}): a name has one service.")
        owners[domain] = row.name


def _check_shared(entries: Iterable[ServiceEntry], owners: Mapping[str, str]) -> None:
    for entry in entries:
        for name in entry.service.shared:
            if name in owners:
                raise FaultyFile(f"“{entry.service.id}” shares {name}, but “{owners[name]}” has it as its own: it is one or the other.")
