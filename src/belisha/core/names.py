"""Names on the wire: host names and networks, immutable and checked at birth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Protocol

from belisha.core.words import Sentence, gettext_noop

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

MAX_NAME_OCTETS = 253  # RFC 1035 section 2.3.4: 255 octets on the wire, less the root label and the first length octet
MAX_LABEL_OCTETS = 63  # RFC 1035 section 2.3.4
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")  # underscore: service labels, RFC 8552

_TOO_LONG = gettext_noop("“{words}…” is too long for a site's name. A name has at most {most} letters.")
_NO_NAME = gettext_noop("“{words}” is not the name of a site. Write it like bbc.co.uk, without spaces.")
_NUMBERS = gettext_noop("“{words}” is an address made of numbers. Write the site's name, like bbc.co.uk.")
_NOTHING = gettext_noop("Nothing was written. Write the name of the site, like bbc.co.uk.")
_E_MAIL = gettext_noop("“{words}” is an e-mail address. Write the name of the site, like bbc.co.uk.")
_UNREADABLE = gettext_noop("“{words}” cannot be read as the name of a site. Write it like bbc.co.uk.")


class Unusable(Sentence):
    """What was given cannot be a name; the message is a sentence that says what, why and what to write instead."""


class PublicSuffixes(Protocol):
    """The public suffix list, passed in by whoever may read it."""

    def is_public_suffix(self, name: str) -> bool:
        """True where `name` (lower case, no trailing dot) is a suffix under which strangers register names, or wider."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class Host:
    """A host name: lower case, ASCII (punycode for other letters), no trailing dot, at least two labels.

    Raises Unusable where `name` is not in that form; `Host.from_words` accepts what a person types.
    """

    name: str

    def __post_init__(self) -> None:
        labels = self.name.split(".")
        if len(self.name) > MAX_NAME_OCTETS:
            raise Unusable(_TOO_LONG, words=self.name[:40], most=MAX_NAME_OCTETS)
        if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
            raise Unusable(_NO_NAME, words=self.name[:80])
        if labels[-1].isdigit():
            raise Unusable(_NUMBERS, words=self.name)

    @classmethod
    def from_words(cls, words: str) -> Host:
        """The host in what a person typed: a name, a full address (URL), mixed case, a trailing dot, other alphabets.

        Raises Unusable with a sentence for the person.
        """
        text = words.strip()
        if not text:
            raise Unusable(_NOTHING)
        if "@" in text.split("/")[0] and "://" not in text:
            raise Unusable(_E_MAIL, words=_visible(text))
        host = _host_part(text)
        if not host or (host.isascii() and "." not in host):
            raise Unusable(_NO_NAME, words=_visible(text))
        try:
            return cls(_in_ascii(host))
        except Unusable:
            raise
        except ValueError as fault:
            raise Unusable(_UNREADABLE, words=_visible(text)) from fault

    def __str__(self) -> str:
        return self.name

    def upwards(self) -> Iterator[str]:
        """The name itself, then each name above it, ending with the top label: a.b.uk, b.uk, uk."""
        return upwards(self.name)

    def is_at_or_below(self, name: str) -> bool:
        """True where this host is `name` or a name below it."""
        return self.name == name or self.name.endswith("." + name)


def upwards(name: str) -> Iterator[str]:
    """`name` and each name above it, longest first."""
    while name:
        yield name
        _, _, name = name.partition(".")


def _host_part(text: str) -> str:
    """What stands for the host in an address or a bare name: no scheme, user, port, path or trailing dot (RFC 3986 section 3.2)."""
    after_scheme = re.sub(r"^([A-Za-z][A-Za-z0-9+.-]*:)?//", "", text)
    authority = re.split(r"[/?#\\]", after_scheme, maxsplit=1)[0]
    host = authority.rpartition("@")[2]
    return re.sub(r":\d*$", "", host).rstrip(".")


def _visible(text: str) -> str:
    """The beginning of what was typed, for a sentence: without what turns the letters after it round, or cannot be seen."""
    return "".join(letter for letter in text if letter.isprintable())[:80]


def _in_ascii(name: str) -> str:
    """`name` in lower-case ASCII (RFC 3490 ToASCII). Raises ValueError where that cannot be."""
    return name.lower() if name.isascii() else name.encode("idna").decode("ascii").lower()
