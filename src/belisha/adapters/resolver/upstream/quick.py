"""One plain question to one server, without tasks: what most open names need, at a tenth of the work of asking with care.

Whatever does not go well at once (silence, a cut answer, other letters, forgeries) ends here, and the question is asked with care.
Sources: RFC 5452 sections 4 and 9 (a random port, id and letters for each question; an answer must match all three).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import dns.rcode

from belisha.adapters.resolver.upstream.health import Health
from belisha.adapters.resolver.upstream.pool import Means, Pool
from belisha.adapters.resolver.upstream.question import Sent, plain_question
from belisha.core.names import upwards

FLIGHTS_AT_MOST: Final = 250
"""Questions under way, each with a socket of its own."""

_LONGEST_ANSWER: Final = 4_096
_NEVER_ASKED_OUTSIDE: Final = frozenset({"arpa", "invalid", "local", "localhost", "onion"})
"""Last labels that mean something of their own (special_names.py): the careful path knows what."""

_OF_USE: Final = (dns.rcode.NOERROR, dns.rcode.NXDOMAIN)

Then = Callable[[bytes | None], None]


@dataclass(frozen=True, slots=True)
class _Flight:
    """A question under way, and who waits for it."""

    sent: Sent
    sock: socket.socket
    health: Health
    began: float
    answers_before: int
    waiting: list[Then]


class QuickAsker:
    """Asks the first of the ordinary servers that is there, if it is asked plainly.

    `apart` are zones that are asked of others; answers for names at or below `may_lead_inside` ("." is above all) may say any address.
    """

    def __init__(self, pool: Pool, apart: Iterable[str], may_lead_inside: Iterable[str], means: Means) -> None:
        self._pool = pool
        self._apart = frozenset(apart)
        self._may_lead_inside = frozenset(may_lead_inside)
        self._means = means
        self._flights: dict[bytes, _Flight] = {}
        self._loop = asyncio.get_running_loop()

    def is_for(self, name: str) -> bool:
        """True for a name of the ordinary servers, about whose answers there is nothing special."""
        if name.rpartition(".")[2] in _NEVER_ASKED_OUTSIDE:
            return False
        return not self._apart or self._apart.isdisjoint(upwards(name))

    def may_lead_inside(self, name: str) -> bool:
        """True for a name whose answers may say addresses inside the school."""
        known = self._may_lead_inside
        return bool(known) and ("." in known or not known.isdisjoint(upwards(name)))

    def ask(self, name: bytes, rdtype: int, then: Then) -> bool:
        """Ask for `name` (octets in lower case) and call `then` with the matched answer, None where care is needed; False: not asked."""
        key = name + rdtype.to_bytes(2, "big")
        flight = self._flights.get(key)
        if flight is None:
            health = next((one for one in self._pool.healths if not one.is_away), None)
            if health is None or health.server.tls_name or len(self._flights) >= FLIGHTS_AT_MOST:
                return False
            flight = self._begin(key, plain_question(name, rdtype, self._means.chance), health)
            if flight is None:
                return False
        flight.waiting.append(then)
        return True

    def _begin(self, key: bytes, sent: Sent, health: Health) -> _Flight | None:
        """Send it; None where that cannot be done now."""
        family = socket.AF_INET6 if ":" in health.server.host else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_DGRAM)
        try:
            sock.setblocking(False)
            sock.connect((health.server.host, health.server.port))
            sock.send(sent.wire)
        except OSError:
            sock.close()
            return None
        flight = self._flights[key] = _Flight(sent, sock, health, self._means.ticks(), health.answers, [])
        self._loop.add_reader(sock.fileno(), self._receive, key, flight)
        self._loop.call_later(self._patience(health), self._give_up, key, flight)
        return flight

    def _patience(self, health: Health) -> float:
        is_alone = len(self._pool.healths) == 1
        return self._means.timeout / 2 if is_alone else health.patience(self._means.timeout)

    def _receive(self, key: bytes, flight: _Flight) -> None:
        try:
            reply = flight.sock.recv(_LONGEST_ANSWER)
        except BlockingIOError:
            return
        except OSError:  # nobody listens there
            self._end(key, flight, None)
            return
        if not flight.sent.matches(reply):
            self._end(key, flight, None)
            return
        now, rcode = self._means.ticks(), reply[3] & 0x0F
        if rcode not in _OF_USE:
            flight.health.was_unhelpful(f"answers {dns.rcode.to_text(dns.rcode.Rcode(rcode))}", now)
            self._end(key, flight, None)
            return
        flight.health.answered(now - flight.began, now)
        self._end(key, flight, reply)

    def _give_up(self, key: bytes, flight: _Flight) -> None:
        """The server is slow. Silent to all, it is asked last until it answers, where another stands for it."""
        if self._flights.get(key) is not flight:
            return
        if len(self._pool.healths) > 1 and flight.health.answers == flight.answers_before:
            flight.health.doubt(self._means.ticks())
        self._end(key, flight, None)

    def _end(self, key: bytes, flight: _Flight, reply: bytes | None) -> None:
        del self._flights[key]
        self._loop.remove_reader(flight.sock.fileno())
        flight.sock.close()
        for then in flight.waiting:
            then(reply)

    def close(self) -> None:
        """Stop what is under way; nobody is told."""
        for flight in self._flights.values():
            self._loop.remove_reader(flight.sock.fileno())
            flight.sock.close()
        self._flights = {}
