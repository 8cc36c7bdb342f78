"""Names that mean the same everywhere and are never asked upstream, where the school's policy leaves them open.

`local` is not among them: schools have their own servers under it, and only their upstream may know.
Sources: RFC 6761 sections 6.3 and 6.4 (localhost, invalid), RFC 7686 (onion), RFC 9462 section 6.4 (resolver.arpa).
"""

from __future__ import annotations

from typing import Final

import dns.message
import dns.rcode
import dns.rdatatype

from belisha.adapters.resolver import answers
from belisha.adapters.resolver.answers import Asked

_THIS_DEVICE: Final = "localhost"
_NOWHERE: Final = frozenset({"invalid", "onion"})
_DESIGNATED: Final = "resolver.arpa"
"""Where devices look for an encrypted resolver in place of ours: there is none, or they would go round the school's rules."""


def special_answer(asked: Asked) -> dns.message.Message | None:
    """What such a name is answered; None for every other name."""
    last = asked.name.rpartition(".")[2]
    if last == _THIS_DEVICE:
        return answers.this_device(asked)
    if last in _NOWHERE or asked.name.endswith("." + _DESIGNATED):
        return answers.nothing_there(asked, dns.rcode.NXDOMAIN)
    return answers.nothing_there(asked) if asked.name == _DESIGNATED else None
