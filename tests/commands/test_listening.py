"""Where nothing can listen, the reason is told with what to choose instead."""

from __future__ import annotations

import os
import socket

import pytest

from belisha.web.commands.installation import Endpoint
from belisha.web.commands.running import why_not


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_port_that_somebody_holds(kind: int) -> None:
    with socket.socket(socket.AF_INET, kind) as held:
        held.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            held.listen()
        assert why_not(Endpoint(*held.getsockname())) == "is taken by another program: choose another"


def test_an_address_of_another_machine() -> None:
    assert why_not(Endpoint("192.0.2.1", 5300)) == "has an address that this machine does not have: choose one of its own"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every port")
def test_a_port_that_needs_a_permission() -> None:
    told = why_not(Endpoint("127.0.0.1", 53))
    assert told == "" or "needs a permission" in told or "is taken" in told
