"""What services and sites would open for a class, before anybody confirms it: their names, what opens with them, what stays.

Raises Refused, with what to do instead, for what no teacher opens alone: see docs/decisions/2026-11-23-what-a-lesson-opens.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from belisha.core.decision.decide import decide
from belisha.core.decision.model import Decision, Question, Reason, Verdict
from belisha.core.decision.scope import is_among
from belisha.core.moments import Seat
from belisha.core.names import Host, Unusable
from belisha.core.programme.model import Programme, Service
from belisha.directory import queries as directory
from belisha.filtering.queries.closures import closures_opened
from belisha.kit.access import Refused

NOT_FOR_LESSONS: Final = {"adult": "is for grown-ups only", "dating": "is for grown-ups only"}
LISTS_NOT_FOR_LESSONS: Final = {"over 18": "sites for grown-ups only", "getting round": "ways to get round the filter"}
VIDEO: Final = frozenset({"media sharing", "live streaming"})
MOST: Final = 12
"""Services and sites together: a lesson's worth; whoever needs more has a wish about the policy."""

ORDER: Final = ("media sharing", "live streaming", "micro-blogging", "collaborative", "forums", "blogs", "messaging", "children's video")
"""What lessons ask for most comes first."""

ASK_INSTEAD: Final = "If your class needs it, ask for it at the door: the headteacher decides."
_CANNOT_OPEN: Final = {
    Reason.ILLEGAL_LIST: "{host} is on the list of illegal content: nobody at school can open it. Take it out.",
    Reason.MALWARE_LIST: "{host} is on a list of sites that harm computers: nobody at school can open it. Take it out.",
    Reason.CANARY: "{host} must be answered as not there for the school’s network to work: it cannot be opened. Take it out.",
    Reason.BAN: "A ban closes everything but help on this class’s devices then: an activity would open nothing there.",
    Reason.EMERGENCY_CLOSE: "{host} was closed in an emergency, and no lesson opens it before that is lifted: ask the network manager.",
    Reason.CLOSED_BY_DECISION: "Somebody decided to close {host}, so no lesson opens it alone. " + ASK_INSTEAD,
}


@dataclass(frozen=True, slots=True)
class ServiceOpened:
    """A service of the directory that would open: all its names, and where its safe mode is ("" where it has none)."""

    id: str
    name: str
    names: tuple[str, ...]
    safe: str = ""


@dataclass(frozen=True, slots=True)
class Opens:
    """What would open for `people`: services, single sites, what opens with them (`also`, sentences).

    What is open anyway is not among `names`: should it be closed one day, a lesson that was planned before does not open it unseen.
    """

    people: str
    services: tuple[ServiceOpened, ...]
    sites: tuple[str, ...]
    names: tuple[str, ...]
    also: tuple[str, ...]
    open_anyway: tuple[str, ...]


def services_to_choose() -> list[tuple[str, list[Service]]]:
    """The services a lesson may name, by their first kind; those that ended, and those for grown-ups, are left out."""
    found: dict[str, list[Service]] = {}
    for service in sorted(directory.catalogue().services.values(), key=lambda one: one.name.casefold()):
        if not service.is_closed_down and not set(service.kinds) & set(NOT_FOR_LESSONS):
            found.setdefault(service.kinds[0], []).append(service)
    return sorted(found.items(), key=lambda group: (ORDER.index(group[0]) if group[0] in ORDER else len(ORDER), group[0]))


def ended_services() -> list[str]:
    """The names of services that have closed down."""
    return sorted(s.name for s in directory.catalogue().services.values() if s.is_closed_down)


def what_opens(services: Iterable[str], sites: Iterable[str], *, seat: Seat, programme: Programme, at: datetime) -> Opens:
    """What these services (ids) and sites (as people write them) would open at that moment for the class of `seat`. Raises Refused."""
    chosen = [_service(one) for one in dict.fromkeys(services)]
    hosts = list(dict.fromkeys(host_of(words) for words in sites))
    if not chosen and not hosts:
        raise Refused("Choose at least one service, or write the name of a site: nothing would open.")
    if len(chosen) + len(hosts) > MOST:
        raise Refused(f"These are {len(chosen) + len(hosts)} services and sites: choose at most {MOST} for one lesson.")
    people = next(word for word in sorted(seat.people) if word.startswith("class "))
    asked = tuple(dict.fromkeys((*(name for one in chosen for name in one.domains), *hosts)))
    decided = {name: decide(programme, Question(Host(name), at, seat)) for name in asked}
    for name in asked:
        _check(name, decided[name])
    _check_lists(asked, programme)
    names = tuple(name for name in asked if not _is_open_anyway(decided[name]))
    if not names:
        raise Refused(f"{_listed([*(one.name for one in chosen), *hosts])} is open for {people} anyway: nothing has to be planned.")
    return Opens(
        people=people,
        services=tuple(found for one in chosen if (found := _service_opened(one, names, programme)).names),
        sites=tuple(host for host in hosts if host in names),
        names=names,
        also=tuple(_also(chosen, hosts, names, people, programme)),
        open_anyway=tuple(name for name in asked if name not in names),
    )


def _service_opened(service: Service, names: tuple[str, ...], programme: Programme) -> ServiceOpened:
    """The service with those of its names that would open; the others are open anyway."""
    opened = tuple(name for name in service.domains if name in names)
    return ServiceOpened(service.id, service.name, opened, _safe_words(service, programme))


def _service(service_id: str) -> Service:
    found = directory.service_named(service_id)
    if found is None:
        raise Refused(f"“{service_id[:60]}” is no service of the directory: choose one from the list, or write the site’s name.")
    if found.is_closed_down:
        raise Refused(f"{found.name} has closed down: there is nothing to open. Take it out.")
    _check_kinds(found.name, [found])
    return found


def host_of(words: str) -> str:
    """The name of a site as somebody wrote it. Raises Refused for what is none, and for what no lesson opens whole."""
    try:
        host = Host.from_words(words)
    except Unusable as fault:
        raise Refused(str(fault)) from fault
    if directory.suffixes().is_public_suffix(host.name):
        raise Refused(f"Strangers have their sites below {host}, so it would open far too much: write the one site you need.")
    below = [s for s in directory.catalogue().services.values() if any(Host(name).is_at_or_below(host.name) for name in s.domains)]
    _check_kinds(host.name, [*directory.services_at(host.name), *below])
    return host.name


def _check_kinds(called: str, services: Iterable[Service]) -> None:
    for service in services:
        for kind in service.kinds:
            if kind in NOT_FOR_LESSONS:
                raise Refused(f"{called} {NOT_FOR_LESSONS[kind]}: no lesson opens it. Take it out.")


def _check(name: str, decision: Decision) -> None:
    """Raises Refused for a name that no lesson opens, whatever it is for."""
    if decision.reason in _CANNOT_OPEN:
        raise Refused(_CANNOT_OPEN[decision.reason].format(host=name))


def _check_lists(names: tuple[str, ...], programme: Programme) -> None:
    """Raises Refused for names on lists that no lesson opens, and for names below which such ones stand."""
    endings = tuple(f".{name}" for name in names)
    for list_id, title in LISTS_NOT_FOR_LESSONS.items():
        held = programme.standing.lists.get(list_id)
        if held is None:
            continue
        if named := next((name for name in names if is_among(name, held.names)), ""):
            raise Refused(f"{named} is on the list “{held.title}” ({title}): no lesson opens it. {ASK_INSTEAD}")
        if below := next((one for one in held.names if one.endswith(endings)), ""):
            wide = next(name for name in names if below.endswith(f".{name}"))
            raise Refused(
                f"Below {wide} stands what is on the list “{held.title}” ({title}), and would open with it: write a narrower name. "
                f"{ASK_INSTEAD}"
            )


def _is_open_anyway(decision: Decision) -> bool:
    """True where nothing has to be opened; what another decision opens may be closed again before the lesson."""
    return decision.verdict in (Verdict.OPEN, Verdict.SAFE) and decision.reason is not Reason.OPENED_BY_DECISION


def _safe_words(service: Service, programme: Programme) -> str:
    """Where the service's safe mode is, which every opening keeps (safeguarding.md 16)."""
    kept = programme.standing.safe_hosts
    twins = sorted({twin for host, twin in kept.items() if any(Host(host).is_at_or_below(name) for name in service.domains)})
    return " and ".join(twins)


def _also(chosen: list[Service], hosts: list[str], names: tuple[str, ...], people: str, programme: Programme) -> Iterator[str]:
    """What opens with it, or is used with it, a sentence each."""
    closed = {one for name in names for one in closures_opened(name, [people], programme) if one.host not in names}
    for one in sorted(closed):
        yield f"Also opens {one.host}, which clause {one.clause} closes."
    whose = [*chosen, *(service for host in hosts for service in directory.services_at(host))]
    films = list(dict.fromkeys(one.name for one in whose if VIDEO & set(one.kinds)))
    if films:
        yield f"Also opens embedded video: films of {_listed(films)} that stand in other sites’ pages play too."
    yield from (_shared(service) for service in chosen if service.shared)


def _shared(service: Service) -> str:
    """What the service uses and others use too: never closed for it, so nothing changes there."""
    others = [s.name for s in directory.catalogue().services.values() if s.id != service.id and set(s.shared) & set(service.shared)]
    more = len(service.shared) - 2
    hosts = _listed(list(service.shared[:2])) + (f" and {more} more" if more > 0 else "")
    users = f", which {_listed(others[:3])} {'use' if len(others) > 1 else 'uses'} too" if others else ", which other sites use too"
    return f"{service.name} needs {hosts}{users}. They are open at all times, so nothing changes there."


def _listed(words: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
