"""Why a server gave nothing. Each has a reason: the rest of a sentence that begins with the server."""

from __future__ import annotations


class NoAnswer(Exception):
    """The server did not answer in time, or cannot be reached; `was_reached` False where the network or its certificate refused."""

    def __init__(self, reason: str, *, was_reached: bool) -> None:
        super().__init__(reason)
        self.was_reached = was_reached


class Unhelpful(Exception):
    """The server answered, but with a failure such as SERVFAIL or REFUSED, or with octets that mean nothing."""
