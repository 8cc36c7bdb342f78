"""The block page on its own port, wired to this installation's resolver and portal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from belisha.filtering.block_page import explain_by, make_block_page


def application() -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """The WSGI application of the block page."""
    return make_block_page(explain_by(settings.RESOLVER_SOCKET), settings.PORTAL_URL)
