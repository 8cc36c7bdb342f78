"""One line of a published list: which format it is in, and which names it closes or keeps open."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final


class ListFormat(Enum):
    """How a list is written."""

    HOSTS = "hosts"
    DOMAINS = "domains"
    WILDCARD = "wildcard"
    ADBLOCK = "adblock"
    RPZ = "rpz"
    DNSMASQ = "dnsmasq"
    UNBOUND = "unbound"


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says: names in the list's own writing. `keeps_open`: an exception, which takes its names out of the list.

    `passed_over` says why a line that can be read closes no name.
    """

    format: ListFormat
    names: tuple[str, ...] = ()
    keeps_open: bool = False
    passed_over: str = ""


PATHS: Final = "rules for parts of a site, which a name cannot tell apart"
ADDRESSES: Final = "addresses instead of names"
OTHER_TRIGGERS: Final = "rules about something else than a site's name"

_ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}(/\d+)?|[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*(%\w+)?(/\d+)?", re.IGNORECASE)
_PLAIN = re.compile(r"\.?[^\s/|^$=*:,;<>\"'()\[\]{}@#!&?]+\.?")
_HOSTS = re.compile(r"(?P<address>\S+)\s+(?P<names>\S.*)")
_ADBLOCK = re.compile(r"(?P<open>@@)?\|\|(?P<name>[^\^/|$*]+)\^?\|?(?P<path>[/*][^$]*)?(\$(?P<only>.+))?")
_DNSMASQ = re.compile(r"(?:address|server|local)=(?P<names>(/[^/]*)+)/(?P<to>[^/]*)")
_UNBOUND = re.compile(r"local-zone:\s*[\"']?(?P<name>[^\s\"']+)[\"']?\s+(?P<kind>\w+)")
_UNBOUND_DATA = re.compile(r"(server:|local-data(-ptr)?:.*|[a-z-]+:\s*(yes|no|\d+))")
_RPZ = re.compile(
    r"(?P<name>\S+)\s+(?:\d+\w?\s+)?(?:IN\s+)?(?P<to>CNAME\s+\S+|A\s+[\d.]+|AAAA\s+[0-9a-f:.]+|TXT\s+\".*)",
    re.IGNORECASE,
)
_RPZ_FRAME = re.compile(r"\$\w+.*|(\S*\s+)?(\d+\w?\s+)?(IN\s+)?(SOA|NS)\s.*|[\d\s()smhdwSMHDW]+", re.IGNORECASE)
_RPZ_OTHER = re.compile(r"\.rpz-(ip|client-ip|nsip|nsdname)\.?$", re.IGNORECASE)

_WHOLE_SITE = frozenset({"important", "all", "document", "doc"})  # adblock modifiers that do not narrow a rule to parts of pages
_UNBOUND_OPEN = frozenset({"transparent", "always_transparent", "typetransparent"})
_BUILT_IN = frozenset(["localhost", "localhost.localdomain", "local", "broadcasthost", "localhost4", "localhost6"])


def is_comment(line: str) -> bool:
    """True for a line that says nothing: empty, a comment of any of the formats, an adblock header, a cosmetic rule."""
    return not line or line[0] in "#!;" or (line[0] == "[" and line[-1] == "]") or line.startswith("//")


def read_line(line: str) -> Line | None:
    """What the line says (no comment, no outer spaces), or None where it is in no known format."""
    for reader in _READERS:
        if (found := reader(line)) is not None:
            return found
    return None


def _read_adblock(line: str) -> Line | None:
    if "##" in line or "#@#" in line or "#?#" in line:
        return Line(ListFormat.ADBLOCK, passed_over=PATHS)
    if not (found := _ADBLOCK.fullmatch(line)):
        return None
    only = set((found["only"] or "").split(",")) - {""}
    if found["path"] or not only <= _WHOLE_SITE:
        return Line(ListFormat.ADBLOCK, passed_over=PATHS)
    return _or_address(Line(ListFormat.ADBLOCK, (found["name"],), keeps_open=bool(found["open"])))


def _read_dnsmasq(line: str) -> Line | None:
    if not (found := _DNSMASQ.fullmatch(line)):
        return None
    names = tuple(name for name in found["names"].split("/") if name)
    return Line(ListFormat.DNSMASQ, names, keeps_open=line.startswith("server=") and found["to"] == "#")


def _read_unbound(line: str) -> Line | None:
    if found := _UNBOUND.fullmatch(line):
        return Line(ListFormat.UNBOUND, (found["name"],), keeps_open=found["kind"] in _UNBOUND_OPEN)
    return Line(ListFormat.UNBOUND) if _UNBOUND_DATA.fullmatch(line) else None


def _read_rpz(line: str) -> Line | None:
    line = line.split(";")[0].strip()
    if not line or _RPZ_FRAME.fullmatch(line):
        return Line(ListFormat.RPZ)
    if not (found := _RPZ.fullmatch(line)):
        return None
    if _RPZ_OTHER.search(found["name"]):
        return Line(ListFormat.RPZ, passed_over=OTHER_TRIGGERS)
    return Line(ListFormat.RPZ, (found["name"].removeprefix("*."),), keeps_open="rpz-passthru" in found["to"])


def _read_hosts(line: str) -> Line | None:
    found = _HOSTS.fullmatch(line.split("#")[0].strip())
    if not found or not _ADDRESS.fullmatch(found["address"]):
        return None
    names = tuple(name for name in found["names"].split() if not _is_built_in(name))
    if any(_ADDRESS.fullmatch(name) for name in names):
        return Line(ListFormat.HOSTS, passed_over=ADDRESSES)
    return Line(ListFormat.HOSTS, names)


def _read_name(line: str) -> Line | None:
    name = line if " " not in line and "\t" not in line else re.split(r"\s+[#;!]", line, maxsplit=1)[0]
    if name.startswith("*."):
        return Line(ListFormat.WILDCARD, (name[2:],)) if _PLAIN.fullmatch(name[2:]) else None
    return _or_address(Line(ListFormat.DOMAINS, (name,))) if _PLAIN.fullmatch(name) or _ADDRESS.fullmatch(name) else None


def _is_built_in(name: str) -> bool:
    """True for what a computer's own hosts file says of itself."""
    return name.lower() in _BUILT_IN or name.lower().startswith("ip6-")


def _or_address(line: Line) -> Line:
    return Line(line.format, passed_over=ADDRESSES) if _ADDRESS.fullmatch(line.names[0]) else line


_READERS: Final[tuple[Callable[[str], Line | None], ...]] = (
    _read_name,
    _read_hosts,
    _read_adblock,
    _read_dnsmasq,
    _read_unbound,
    _read_rpz,
)
