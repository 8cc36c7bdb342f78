"""Server cookies: how a client knows that an answer comes from whom it asked, and we that a question comes from where it says.

Nobody is refused for having none: a cookie is a kindness to clients that ask for one, and what `knows` tells of them.
Sources: RFC 7873 (DNS cookies), RFC 9018 section 4 (the octets of a server cookie).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Final

import dns.edns
from siphash24 import siphash24

from belisha.core.names import Address

SECRET_OCTETS: Final = 16
SECRET_SECONDS: Final = 24 * 3600
"""How long one secret makes cookies: a day (RFC 7873 section 7.1). The one before still knows its own."""

RENEWED_AFTER: Final = 1_800
"""Seconds after which a good cookie is replaced (RFC 9018 section 4.3)."""

GOOD_FOR: Final = 3_600
AHEAD_AT_MOST: Final = 300  # seconds that a cookie's clock may be before ours; both RFC 9018 section 4.3

_VERSION_1: Final = b"\1\0\0\0"
_COOKIE_OCTETS: Final = 16


class ServerCookies:
    """Makes and knows cookies. `chance` gives the secrets; `now` gives aware moments."""

    def __init__(self, chance: Random, now: Callable[[], datetime]) -> None:
        self._chance = chance
        self._now = now
        self._secrets = [chance.randbytes(SECRET_OCTETS)]
        self._since = self._seconds()

    def answer_to(self, cookie: dns.edns.CookieOption, source: Address) -> dns.edns.CookieOption:
        """What to say to a client at `source` that sent `cookie`: its own half, and ours, the same again while it is fresh."""
        seconds = self._seconds()
        self._rotate(seconds)
        if self.knows(cookie, source) and seconds - _moment_of(cookie.server) < RENEWED_AFTER:
            return dns.edns.CookieOption(cookie.client, cookie.server)
        start = _VERSION_1 + struct.pack("!I", seconds & 0xFFFFFFFF)
        return dns.edns.CookieOption(cookie.client, start + _mark(self._secrets[0], cookie.client, start, source))

    def knows(self, cookie: dns.edns.CookieOption, source: Address) -> bool:
        """True where we gave this cookie to this client at this address within the last hour."""
        server = cookie.server
        if len(server) != _COOKIE_OCTETS or server[:4] != _VERSION_1:
            return False
        if not -AHEAD_AT_MOST <= self._seconds() - _moment_of(server) <= GOOD_FOR:
            return False
        return any(_mark(secret, cookie.client, server[:8], source) == server[8:] for secret in self._secrets)

    def _rotate(self, seconds: int) -> None:
        if not 0 <= seconds - self._since < SECRET_SECONDS:
            self._secrets = [self._chance.randbytes(SECRET_OCTETS), self._secrets[0]]
            self._since = seconds

    def _seconds(self) -> int:
        return int(self._now().timestamp())


def _moment_of(server_cookie: bytes) -> int:
    return int.from_bytes(server_cookie[4:8], "big")


def _mark(secret: bytes, client_cookie: bytes, start: bytes, source: Address) -> bytes:
    """The eight octets that nobody without the secret can make."""
    return bytes(siphash24(client_cookie + start + source.packed, key=secret).digest())
