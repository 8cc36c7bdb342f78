"""The directory's only door: the catalogue of services, help that is never closed, negative names, safe twins, public suffixes.

Read once from the data files of this room and kept; the same for every school.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from publicsuffixlist import PublicSuffixList

from belisha.core.names import Host, PublicSuffixes
from belisha.core.programme.model import Catalogue, Service

ROOM = Path(__file__).parent
UNVERIFIED = "unverified"


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
    ShippedList("getting round", "Ways to get round the filter (demo)", ROOM / "demo_lists" / "getting_round.txt"),
)


@cache
def suffixes() -> PublicSuffixes:
    """The public suffix list."""
    return Suffixes()


@cache
def catalogue() -> Catalogue:
    """Everything a policy's words can mean, and the facts every school shares. Raises ValueError where a data file contradicts itself."""
    kinds = _read("kinds")
    services: dict[str, Service] = {}
    for file in sorted((ROOM / "catalogue").glob("services_*.toml")):
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["service"]:
            service = _service(entry, kinds["kinds"])
            if service.id in services:
                raise ValueError(f"{file.name}: the service “{service.id}” is there twice")
            services[service.id] = service
    return Catalogue(
        services=MappingProxyType(services),
        kinds=MappingProxyType({kind: tuple(covered) for kind, covered in kinds["kinds"].items()}),
        lists=frozenset(kinds["lists"]),
        help_names=_names(domain for entry in _read("help")["help"] if entry["checked"] != UNVERIFIED for domain in entry["domains"]),
        negative_names=_names(name for entry in _read("negative")["negative"] for name in entry["names"]),
        safe_hosts=_twins(_read("safe")["safe"]),
    )


def service_named(service_id: str) -> Service | None:
    """The service with this id, or None."""
    return catalogue().services.get(service_id)


def services_at(host: str) -> tuple[Service, ...]:
    """The services whose own domains cover this host, such as YouTube for www.youtube.com."""
    asked = Host(host)
    return tuple(s for s in catalogue().services.values() if any(asked.is_at_or_below(d) for d in s.domains))


def _service(entry: Mapping[str, Any], kinds: Mapping[str, Any]) -> Service:
    """A service from its entry; every name and kind is checked, every fact carries its source."""
    unknown = set(entry["kinds"]) - set(kinds)
    if unknown:
        raise ValueError(f"the service “{entry['id']}” is of an unknown kind: {', '.join(sorted(unknown))}")
    age = entry.get("minimum_age")
    sources = [f"names: {_sources(entry['source'])}"]
    if age:
        sources.append(f"minimum age: {_sources(age['source'])}")
    return Service(
        id=entry["id"],
        name=entry["name"],
        kinds=tuple(entry["kinds"]),
        domains=tuple(sorted(_names(entry["domains"]))),
        shared=tuple(sorted(_names(entry.get("shared", ())))),
        minimum_age=age["years"] if age else None,
        is_closed_down=entry.get("is_closed_down", False),
        source="; ".join(sources),
        checked=entry["checked"],
    )


def _names(names: Iterable[str]) -> frozenset[str]:
    """Names, each checked at birth. Raises Unusable for one that is no name."""
    return frozenset(Host(name).name for name in names)


def _twins(entries: Iterable[Mapping[str, Any]]) -> Mapping[str, str]:
    """The safe twin of each host."""
    return MappingProxyType({Host(host).name: Host(entry["twin"]).name for entry in entries for host in entry["hosts"]})


def _sources(tags: Iterable[str]) -> str:
    """What to open to check a fact again. Raises KeyError for a tag that sources.toml does not explain."""
    explained = _read("sources")["sources"]
    return ", ".join(explained[tag] for tag in tags)


@cache
def _read(name: str) -> dict[str, Any]:
    """A data file of the catalogue."""
    return tomllib.loads((ROOM / "catalogue" / f"{name}.toml").read_text(encoding="utf-8"))
