"""The school's own names: each with its addresses, and each address with its names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from ipaddress import ip_address

import dns.exception
import dns.name
import dns.reversename

from belisha.core.names import Address

_WILDCARD = "*."


@lru_cache(maxsize=256)
def local_addresses(words: str) -> tuple[Address, ...]:
    """The addresses in a ruleset's words for one name, such as "10.0.0.5 fd00::5". Raises ValueError where there is none, or no address."""
    found = tuple(dict.fromkeys(ip_address(word) for word in words.split()))
    if not found:
        raise ValueError("no address")
    return found


def check_local_names(local_names: Mapping[str, str]) -> None:
    """Raises ValueError where one of the school's own names leads to no address: found now, not at each question."""
    for name, words in local_names.items():
        try:
            local_addresses(words)
        except ValueError as fault:
            raise ValueError(
                f"the school's own name {name} leads to “{words}”, where something is no address: write addresses with spaces between "
                "them, like 10.0.0.5 or 10.0.0.5 fd00::5"
            ) from fault


def names_at(reverse_name: dns.name.Name, local_names: Mapping[str, str]) -> Iterator[str]:
    """The school's own names that have the address whose reverse name (RFC 1035 section 3.5, RFC 3596 section 2.5) this is."""
    try:
        address = ip_address(dns.reversename.to_address(reverse_name))
    except (dns.exception.DNSException, ValueError):
        return
    for name, words in local_names.items():
        if not name.startswith(_WILDCARD) and address in local_addresses(words):
            yield name
