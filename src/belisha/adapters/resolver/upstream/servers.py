"""A server to ask, as a network manager writes it: `192.0.2.1`, `192.0.2.1:53`, `[2001:db8::1]:53`, `tls://192.0.2.53#dns.provider.example`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from belisha.core.names import Host, Unusable

PLAIN_PORT = 53
TLS_PORT = 853  # RFC 7858 section 3.1
_TLS = "tls://"
_EXAMPLES = "write it like 192.0.2.1:53, [2001:db8::1]:53 or tls://192.0.2.53#dns.provider.example"


@dataclass(frozen=True, slots=True)
class Server:
    """A server's address and port. With `tls_name` it is asked over TLS alone, and its certificate must be for that name (RFC 8310)."""

    host: str
    port: int = PLAIN_PORT
    tls_name: str = ""

    @classmethod
    def from_words(cls, words: str) -> Server:
        """The server in these words. Raises ValueError with a sentence."""
        if not words.startswith(_TLS):
            return cls(*_address(words, words, PLAIN_PORT))
        address, _, name = words.removeprefix(_TLS).partition("#")
        if not name:
            raise ValueError(
                f"“{words}” does not say whose certificate to expect: anybody could answer; write the provider's name after #, "
                "like tls://192.0.2.53#dns.provider.example"
            )
        try:
            return cls(*_address(address, words, TLS_PORT), Host.from_words(name).name)
        except Unusable as fault:
            raise ValueError(f"“{words}” cannot be a server to ask: {fault}") from fault

    def __str__(self) -> str:
        address = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        return f"{_TLS}{address}#{self.tls_name}" if self.tls_name else address


def as_servers(given: Iterable[Server | tuple[str, int]]) -> tuple[Server, ...]:
    """The same with every bare address and port as a server that is asked plainly."""
    return tuple(one if isinstance(one, Server) else Server(*one[:2]) for one in given)


def _address(text: str, words: str, usual_port: int) -> tuple[str, int]:
    """The address and the port in `text`; `words` are what was typed. Raises ValueError with a sentence."""
    host, port = text, ""
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        port = port.removeprefix(":")
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    try:
        address = ip_address(host)
    except ValueError as fault:
        raise ValueError(f"“{words}” has no address of a server (a name would have to be asked for first): {_EXAMPLES}") from fault
    if port and (not port.isdecimal() or not 0 < int(port) < 65536):
        raise ValueError(f"“{words}” has no port between 1 and 65535: {_EXAMPLES}")
    return str(address), int(port or usual_port)
