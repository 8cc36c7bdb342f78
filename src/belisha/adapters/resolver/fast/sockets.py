"""The UDP sockets that devices and proofs ask: drained in runs, answered at once where the fast path can, in tasks where it cannot."""

from __future__ import annotations

import asyncio
import socket
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Any

from belisha.adapters.resolver.fast.askers import Asker, Askers
from belisha.adapters.resolver.fast.datagrams import IS_THERE, LONGEST_QUESTION, RUN, Batches
from belisha.adapters.resolver.fast.path import FastPath, Pending
from belisha.adapters.resolver.proxy_header import NoHeader, address_of, split_header
from belisha.adapters.resolver.sharing import Crew

Peer = tuple[Any, ...]


class FastListener(ABC):
    """One bound, non-blocking UDP socket; listens from its making to `close`, inside a running loop."""

    def __init__(self, sock: socket.socket, fast: FastPath) -> None:
        self._sock = sock
        self._fast = fast
        self._crew = Crew()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(sock.fileno(), self._answer_waiting)

    def close(self) -> None:
        """Stop listening; what is under way is not sent any more."""
        self._loop.remove_reader(self._sock.fileno())
        self._sock.close()

    @abstractmethod
    def _answer_waiting(self) -> None:
        """Answer what waits at the socket, at most a run of it: the loop comes back for the rest."""

    def _hand_on(self, wire: bytes, asker: Asker, peer: Peer, pending: bytes | Pending | None) -> None:
        """Ask upstream at once where that will do, else answer with care; nobody has more than a share of what is under way."""
        known = pending if isinstance(pending, Pending) else None
        if known is None or not known.is_plain or not self._crew.take(asker.address):
            self._begin_with_care(wire, asker, peer, known)
            return

        def send_or_care(octets: bytes | None) -> None:
            self._crew.give_back(asker.address)
            if octets is None:
                self._fast.count(-1, are_proofs=asker.is_proof)  # the careful path counts it
                self._begin_with_care(wire, asker, peer, known)
            else:
                self._send(wire[:2] + octets, peer)

        self._fast.count(1, are_proofs=asker.is_proof)
        if not self._fast.ask_at_once(known, send_or_care):
            send_or_care(None)

    def _begin_with_care(self, wire: bytes, asker: Asker, peer: Peer, pending: Pending | None) -> None:
        self._crew.begin(lambda: self._answer_with_care(wire, asker, peer, pending), asker.address)

    async def _answer_with_care(self, wire: bytes, asker: Asker, peer: Peer, pending: Pending | None) -> None:
        careful = self._fast.careful.for_proof() if asker.is_proof else self._fast.careful
        answer = await careful.answer(wire, asker.address, by_tcp=False)
        if answer is None:
            return
        if pending is not None:
            self._fast.learn(pending, answer)
        self._send(answer, peer)

    def _send(self, answer: bytes, peer: Peer) -> None:
        if not answer:
            return
        try:
            self._sock.sendto(answer, peer)
        except OSError:  # the socket's buffer is full or it is closed: its asker asks again
            return


class DeviceListener(FastListener):
    """Devices are who the network says they are."""

    def _answer_waiting(self) -> None:
        """With nothing between the socket and the answer: all of a school's questions come through here."""
        receive, send, answer_to = self._sock.recvfrom, self._sock.sendto, self._fast.answer
        asker_at, at_once = self._fast.look().at, 0
        try:
            for _ in range(RUN):
                wire, peer = receive(LONGEST_QUESTION)
                asker = asker_at(peer[0])
                answer = answer_to(wire, asker)
                if answer.__class__ is not bytes:
                    self._hand_on(wire, asker, peer, answer)
                elif answer:
                    at_once += 1
                    send(answer, peer)
        except OSError:  # nothing waits any more, or there is no room for more answers: the loop comes back
            pass
        self._fast.count(at_once, are_proofs=False)


class BatchListener(FastListener):
    """The same, many datagrams with one call of the system; a step less between the socket and the answer counts here."""

    def __init__(self, sock: socket.socket, fast: FastPath) -> None:
        super().__init__(sock, fast)
        self._batches = Batches(sock)

    def _answer_waiting(self) -> None:
        """Answer what waits, at most a run of it."""
        answer_to, asker_at = self._fast.answer, self._fast.look().at_octets
        answers: list[tuple[int, bytes]] = []
        try:
            for number, (wire, octets) in enumerate(self._batches.receive()):
                asker = asker_at(octets)
                answer = answer_to(wire, asker)
                if answer.__class__ is not bytes:
                    self._hand_on(wire, asker, self._batches.peer(number), answer)
                elif answer:
                    answers.append((number, answer))
        finally:
            self._batches.send(answers)
            self._fast.count(len(answers), are_proofs=False)


def device_listener(sock: socket.socket, fast: FastPath) -> FastListener:
    """The quickest listener that this system has."""
    return BatchListener(sock, fast) if IS_THERE else DeviceListener(sock, fast)


class ProofListener(FastListener):
    """Takes the source address from a PROXY protocol header; silent to what has none, and to whoever is not on this machine."""

    def _answer_waiting(self) -> None:
        askers = self._fast.look()
        with suppress(OSError):
            for _ in range(RUN):
                datagram, peer = self._sock.recvfrom(LONGEST_QUESTION)
                if address_of(peer[0]).is_loopback:
                    self._answer_proof(datagram, peer, askers)

    def _answer_proof(self, datagram: bytes, peer: Peer, askers: Askers) -> None:
        try:
            source, wire = split_header(datagram)
        except NoHeader:
            return
        asker = askers.proof_from(source)
        answer = self._fast.answer(wire, asker)
        if isinstance(answer, bytes):
            self._fast.count(1, are_proofs=True)
            self._send(answer, peer)
        else:
            self._hand_on(wire, asker, peer, answer)
