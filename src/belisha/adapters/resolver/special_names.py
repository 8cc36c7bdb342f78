"""Names that mean the same everywhere and are never asked of the ordinary upstream, where the school's policy leaves them open.

The reverse zones of private addresses, `local` and `home.arpa` mean something inside one school alone: its own servers are asked
where it named some for them (`--forward`), and otherwise nothing is there. So nobody outside learns a school's addresses and machines.
Sources: RFC 6761 sections 6.3 and 6.4 (localhost, invalid), RFC 6762 section 22.1 (local), RFC 7686 (onion), RFC 8375 section 4
(home.arpa), RFC 9462 section 6.4 (resolver.arpa), RFC 6303 section 4 and RFC 7793 (reverse zones).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import dns.message
import dns.rcode
import dns.rdatatype

from belisha.adapters.resolver import answers
from belisha.adapters.resolver.answers import Asked
from belisha.adapters.resolver.school_names import names_at
from belisha.core.names import upwards

_THIS_DEVICE: Final = "localhost"
_REVERSE: Final = ".arpa"
_NOWHERE: Final = frozenset({"invalid", "onion"})
_DESIGNATED: Final = "resolver.arpa"
"""Where devices look for an encrypted resolver in place of ours: there is none, or they would go round the school's rules."""

_REVERSE_4: Final = (
    *("0", "10", "127", "254.169", "168.192", *(f"{second}.172" for second in range(16, 32))),
    *(f"{second}.100" for second in range(64, 128)),
    *("2.0.192", "100.51.198", "113.0.203", "255.255.255.255"),
)
_REVERSE_6: Final = ("0." * 31 + "0", "1." + "0." * 30 + "0", "c.f", "d.f", "8.e.f", "9.e.f", "a.e.f", "b.e.f", "8.b.d.0.1.0.0.2")
OF_THE_SCHOOL: Final = frozenset(
    {"local", "home.arpa", *(f"{part}.in-addr.arpa" for part in _REVERSE_4), *(f"{part}.ip6.arpa" for part in _REVERSE_6)}
)
"""Zones that only the school itself can know anything of."""


def special_answer(
    asked: Asked, own_zones: Collection[str] = (), local_names: Mapping[str, str] | None = None
) -> dns.message.Message | None:
    """What such a name is answered; None for every other name, and for one in `own_zones`, which the school's own servers know."""
    last = asked.name.rpartition(".")[2]
    if last == _THIS_DEVICE:
        return answers.this_device(asked)
    if last in _NOWHERE or asked.name.endswith("." + _DESIGNATED):
        return answers.nothing_there(asked, dns.rcode.NXDOMAIN)
    if asked.name == _DESIGNATED:
        return answers.nothing_there(asked)
    if asked.name.endswith(_REVERSE) and (names := tuple(names_at(asked.qname, local_names or {}))):
        return answers.names_answer(asked, names)
    return _unknown_outside(asked, own_zones)


def _unknown_outside(asked: Asked, own_zones: Collection[str]) -> dns.message.Message | None:
    """Nothing for what only the school could know. What stands above a zone of its own exists, or nothing below could (RFC 8020)."""
    above = tuple(upwards(asked.name))
    if OF_THE_SCHOOL.isdisjoint(above) or any(name in own_zones for name in above):
        return None
    exists = asked.name in OF_THE_SCHOOL or any(zone.endswith("." + asked.name) for zone in own_zones)
    return answers.nothing_there(asked, dns.rcode.NOERROR if exists else dns.rcode.NXDOMAIN)
