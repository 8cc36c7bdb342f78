"""The directory's only door: the catalogue of services, help that is never closed, negative names, safe twins, public suffixes.

Read once from the data files of this room and kept; the same for every school.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from publicsuffixlist import PublicSuffixList

from belisha.core.names import Host, PublicSuffixes
from belisha.core.programme.model import Catalogue, Service
from belisha.directory.contacts import Helpline, Operator, read_helplines, read_operators
from belisha.directory.facts import read_file, read_rows
from belisha.directory.protected import protected_names as protected_names
from belisha.directory.protected import search_names as search_names
from belisha.directory.protected import shared_names as shared_names
from belisha.directory.services import ServiceEntry, read_services

ROOM = Path(__file__).parent
FILES = ROOM / "catalogue"


class Suffixes:
    """The public suffix list, as core asks for it. Source: publicsuffix.org, the copy that the publicsuffixlist package ships."""

    def __init__(self) -> None:
        self._list = PublicSuffixList()

    def is_public_suffix(self, name: str) -> bool:
        """True where strangers register names under `name`, such as co.uk, or where it is wider still."""
        return self._list.is_public(name)


@dataclass(frozen=True, slots=True)
class ShippedList:
    """A small list of names that comes with the demo: `id` as a policy says it, and the file, one name a line."""

    id: str
    title: str
    file: Path


SHIPPED_LISTS = (
    ShippedList("illegal", "Illegal material (demo stand-ins)", ROOM / "demo_lists" / "illegal.txt"),
    ShippedList("malware", "Harmful software (demo stand-ins)", ROOM / "demo_lists" / "malware.txt"),
    ShippedList("games", "Games (demo)", ROOM / "demo_lists" / "games.txt"),
    ShippedList("over 18", "Sites for grown-ups only (demo stand-ins)", ROOM / "demo_lists" / "over_18.txt"),
    ShippedList("getting round", "Ways to get round the filter (demo)", ROOM / "demo_lists" / "getting_round.txt"),
)


@cache
def suffixes() -> PublicSuffixes:
    """The public suffix list."""
    return Suffixes()


@cache
def catalogue() -> Catalogue:
    """Everything a policy's words can mean, and the facts every school shares. Raises FaultyFile where a data file cannot be believed."""
    kinds = read_file(FILES, "kinds.toml")
    living_first = sorted(_entries().items(), key=lambda row: row[1].service.is_closed_down)  # a proof names the first of a kind
    services = {service_id: entry.service for service_id, entry in living_first}
    return Catalogue(
        services=MappingProxyType(services),
        kinds=MappingProxyType({kind: tuple(covered) for kind, covered in kinds["kinds"].items()}),
        lists=frozenset(kinds["lists"]),
        help_names=frozenset(name for helpline in helplines() for name in helpline.domains),
        negative_names=frozenset(name for row in read_rows(FILES, "negative.toml", "negative", "why") for name in row.names("names", None)),
        safe_hosts=_twins(),
        courses=MappingProxyType(dict(read_file(FILES, "courses.toml")["courses"])),
    )


def entry(service_id: str) -> ServiceEntry | None:
    """All that is verified of a service, or None. Services for adults are among them: what shows it asks `is_for_adults`."""
    found = _entries().get(service_id)
    return found.verified() if found else None


def entries_for_pages() -> tuple[ServiceEntry, ...]:
    """What a child or a parent may read of the services, in order of name: verified, and none for adults (safeguarding.md 25, 32)."""
    shown = (found.verified() for found in _entries().values() if not found.is_for_adults)
    return tuple(sorted(shown, key=lambda found: found.service.name.casefold()))


@cache
def helplines() -> tuple[Helpline, ...]:
    """The verified helplines."""
    return tuple(helpline for helpline in read_helplines(FILES) if helpline.fact.is_verified)


@cache
def operators() -> tuple[Operator, ...]:
    """The verified mobile operators, each with its verified numbers."""
    known = (operator for operator in read_operators(FILES) if operator.fact.is_verified)
    return tuple(replace(operator, numbers=tuple(n for n in operator.numbers if n.fact.is_verified)) for operator in known)


def service_named(service_id: str) -> Service | None:
    """The service with this id, or None."""
    return catalogue().services.get(service_id)


@cache
def names_of_services() -> Mapping[str, str]:
    """The id of the service that each domain of the catalogue belongs to; of several, the one named first."""
    found: dict[str, str] = {}
    for service in catalogue().services.values():
        for name in service.domains:
            found.setdefault(name, service.id)
    return MappingProxyType(found)


def services_at(host: str) -> tuple[Service, ...]:
    """The services whose own domains cover this host, such as YouTube for www.youtube.com."""
    asked = Host(host)
    return tuple(s for s in catalogue().services.values() if any(asked.is_at_or_below(d) for d in s.domains))


@cache
def meanings_of_lists() -> Mapping[str, str]:
    """The lists a policy can name, each with what it is about."""
    return MappingProxyType(dict(read_file(FILES, "kinds.toml")["lists"]))


@cache
def places_of_many() -> Mapping[str, str]:
    """Names that no service may close, each with whose it is: what many services share, lessons, those who write programs."""
    rows = read_rows(FILES, "not_services.toml", "group", "of")
    return MappingProxyType({name: row.name for row in rows for name in row.names("names", None)})


@cache
def _entries() -> Mapping[str, ServiceEntry]:
    """Every service with all its facts."""
    return read_services(FILES, read_file(FILES, "kinds.toml")["kinds"], suffixes())


def _twins() -> Mapping[str, str]:
    """The safe twin of each host."""
    rows = read_rows(FILES, "safe.toml", "safe", "twin")
    return MappingProxyType({host: Host(row.name).name for row in rows for host in row.names("hosts", None)})
