"""A connection that ends: every octet is counted, and every wait is cut at the one moment at which the whole fetch is over."""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any

from belisha.adapters.fetching.addresses import Address, Place
from belisha.adapters.fetching.model import Limits, NotFetched


@dataclass(slots=True)
class Budget:
    """What is left of the limits, over all redirects together."""

    limits: Limits
    ends: float = field(init=False)
    octets: int = 0

    def __post_init__(self) -> None:
        self.ends = time.monotonic() + self.limits.seconds

    def seconds_left(self) -> float:
        """Until the fetch is over. Raises TimeoutError once it is."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for this fetch is over")
        return left

    def take(self, octets: int) -> None:
        """Count what came. Raises NotFetched where it is too much."""
        self.octets += octets
        if self.octets > self.limits.octets:
            raise NotFetched(
                f"More than {self.limits.octets // 1024:,} kB came, and a list has so many at most: choose a smaller edition of it, "
                "or load it from a file with “belisha list load”."
            )


class BoundedConnection(HTTPConnection):
    """One request to checked addresses. The response is read through the budget, head and body alike."""

    def __init__(self, place: Place, addresses: Sequence[Address], *, budget: Budget, context: ssl.SSLContext) -> None:
        super().__init__(place.host, place.port)
        self._place, self._addresses, self._budget, self._context = place, addresses, budget, context
        self._raw: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the first checked address that answers; the name is never resolved again. Raises OSError."""
        fault: OSError = ConnectionError("no address was left to try")
        for address in self._addresses:
            try:
                self.sock = self._connected(address)
                return
            except TimeoutError:
                raise
            except OSError as found:
                fault = found
        raise fault

    def _connected(self, address: Address) -> Any:
        raw = socket.create_connection((str(address), self._place.port), timeout=self._budget.seconds_left() / 2)
        try:
            if self._place.scheme == "https":
                raw.settimeout(self._budget.seconds_left())
                raw = self._context.wrap_socket(raw, server_hostname=self._place.host, suppress_ragged_eofs=False)
        except BaseException:
            raw.close()
            raise
        self._raw = raw
        return _Counted(raw, self._budget)

    def hang_up(self) -> None:
        """Close the connection for good; http.client itself closes it before the body is read."""
        if self._raw is not None:
            self._raw.close()


class _Counted:
    """A socket as http.client uses one: everything it sends and reads is within the budget."""

    def __init__(self, sock: socket.socket, budget: Budget) -> None:
        self._sock, self._budget = sock, budget

    def sendall(self, octets: bytes) -> None:
        self._sock.settimeout(self._budget.seconds_left())
        self._sock.sendall(octets)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self._sock, self._budget))

    def close(self) -> None:
        """Nothing yet: whoever reads the body still needs it (BoundedConnection.hang_up)."""


class _Reading(io.RawIOBase):
    """What comes from the socket, counted."""

    def __init__(self, sock: socket.socket, budget: Budget) -> None:
        self._sock, self._budget = sock, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._budget.seconds_left())
        octets = self._sock.recv_into(buffer)
        self._budget.take(octets)
        return octets
