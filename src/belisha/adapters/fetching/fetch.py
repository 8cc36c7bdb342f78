"""One fetch from beginning to end: follow where it is sent, within the limits, and give back a text."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from typing import Final
from urllib.parse import urljoin

from belisha.adapters.fetching.addresses import Address, Place, Reach, Resolve, addresses_of, place_of, system_resolve
from belisha.adapters.fetching.model import AGENT, Fetched, Limits, NotFetched, Wanted
from belisha.adapters.fetching.unpacking import text_of, unpacked
from belisha.adapters.fetching.wire import BoundedConnection, Budget

OK, NOT_MODIFIED = 200, 304
SENT_ELSEWHERE: Final = frozenset({301, 302, 303, 307, 308})
READ_AT_ONCE: Final = 64 * 1024
LONGEST_TAG: Final = 200
ANSWERS: Final = {
    401: "the publisher wants a sign-in: give an address that needs none",
    403: "the publisher does not give it to this server",
    404: "there is nothing at this address any more: see whether the list has moved",
    410: "the publisher has taken the list away",
    429: "the publisher wants to be asked less often",
}


@dataclass(frozen=True, slots=True)
class Fetching:
    """How this server fetches: where it may go, its limits, whose certificates it believes, and who resolves names for it."""

    reach: Reach = field(default_factory=Reach)
    limits: Limits = field(default_factory=Limits)
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    resolve: Resolve = system_resolve

    def fetch(self, wanted: Wanted) -> Fetched:
        """The text at an address, or that it is what it was. Raises NotFetched with a sentence, whatever the other side does."""
        budget, place, reach = Budget(self.limits), place_of(wanted.url), self.reach
        try:
            for _ in range(self.limits.redirects + 1):
                addresses = addresses_of(place, reach=reach, resolve=self.resolve)
                found = self._asked(place, addresses, wanted, budget)
                if isinstance(found, Fetched):
                    return found
                place, reach = found, reach.after(addresses)
        except TimeoutError as fault:
            raise NotFetched(f"{place.host} did not send it within {self.limits.seconds:.0f} seconds: it is tried again.") from fault
        except ssl.SSLCertVerificationError as fault:
            raise NotFetched(f"The certificate of {place.host} does not fit ({fault.verify_message}), so nothing was taken.") from fault
        except (OSError, HTTPException, ValueError) as fault:
            raise NotFetched(f"{place.host} could not be asked ({_words(fault)}): it is tried again.") from fault
        raise NotFetched(
            f"{place_of(wanted.url).host} leads on and on, more than {self.limits.redirects} times: see where the list is now."
        )

    def _asked(self, place: Place, addresses: Sequence[Address], wanted: Wanted, budget: Budget) -> Fetched | Place:
        """What this place gives, or where it sends us."""
        connection = BoundedConnection(place, addresses, budget=budget, context=self.context)
        try:
            connection.request("GET", place.path, headers=_fields(place, wanted))
            answer = connection.getresponse()
            if answer.status in SENT_ELSEWHERE:
                return place_of(urljoin(place.url, answer.headers.get("Location", "").strip()).partition("#")[0])
            return self._taken(answer, place, wanted)
        finally:
            connection.hang_up()

    def _taken(self, answer: HTTPResponse, place: Place, wanted: Wanted) -> Fetched:
        if answer.status == NOT_MODIFIED and (wanted.etag or wanted.last_modified):
            return Fetched(None, place.url, wanted.etag, wanted.last_modified)
        if answer.status != OK:
            raise NotFetched(f"{place.host} answered {answer.status}: {ANSWERS.get(answer.status, 'it could not give the list')}.")
        encoding = answer.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise NotFetched(f"{place.host} packed it in a way that was not asked for ({encoding[:20]}).")
        octets = _whole(answer, place)
        for _ in range(2):  # a gzip file that is packed once more for the way
            octets = unpacked(octets, most=self.limits.unpacked_octets)
        return Fetched(text_of(octets), place.url, _tag(answer, "ETag"), _tag(answer, "Last-Modified"))


def _fields(place: Place, wanted: Wanted) -> Mapping[str, str]:
    asked = {"Host": place.authority, "User-Agent": AGENT, "Accept": "text/plain, */*;q=0.5", "Accept-Encoding": "gzip, identity;q=0.5"}
    asked |= {"If-None-Match": wanted.etag} if wanted.etag else {}
    asked |= {"If-Modified-Since": wanted.last_modified} if wanted.last_modified else {}
    return {**asked, "Connection": "close"}


def _whole(answer: HTTPResponse, place: Place) -> bytes:
    """All that was announced: a body that ends before is refused, not taken for a shorter list."""
    announced, parts = answer.length, []
    while part := answer.read(READ_AT_ONCE):
        parts.append(part)
    octets = b"".join(parts)
    if announced is not None and len(octets) < announced:
        raise NotFetched(f"{place.host} announced {announced} octets and sent {len(octets)}: it was cut short, and is fetched again.")
    return octets


def _tag(answer: HTTPResponse, name: str) -> str:
    """What was said of the contents, where it is short and can be said back."""
    said = answer.headers.get(name, "").strip()
    return said if len(said) <= LONGEST_TAG and said.isascii() and said.isprintable() else ""


def _words(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:160]
