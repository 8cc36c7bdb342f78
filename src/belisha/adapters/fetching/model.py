"""What is wanted, within which limits, what came, and the one way in which nothing comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

AGENT: Final = "Belisha/0.1 (a school's filter, fetching a list it subscribes to)"


class NotFetched(Exception):
    """Nothing usable came. The message is a sentence for a network manager: what was tried, what happened, what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address, and what was said of its contents when they came last ("" where nothing was): they need not come again.

    Source: RFC 9110, section 13.1 (If-None-Match, If-Modified-Since).
    """

    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take: octets on the wire, octets unpacked, seconds in all, and how often it is sent elsewhere."""

    octets: int = 16 * 1024 * 1024
    unpacked_octets: int = 64 * 1024 * 1024
    seconds: float = 120.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the text (None: it is still what it was), the address it came from at last, and what was said of it."""

    text: str | None
    url: str
    etag: str = ""
    last_modified: str = ""
