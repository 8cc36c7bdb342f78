"""Many datagrams with one call of the system: recvmmsg and sendmmsg, where it has them (Linux); Python itself has only one by one.

Half of what a remembered answer costs is the system's own work, and a part of that is paid for each call.
"""

from __future__ import annotations

import ctypes
import errno
import socket
import sys
from collections.abc import Sequence
from typing import Any, Final

RUN: Final = 64
"""Datagrams read at one wake-up: enough to make waking cheap, few enough that nothing else waits long (half a millisecond)."""

LONGEST_QUESTION: Final = 4_096
"""Octets read of a datagram: a question has a few dozen; one that is cut cannot be read and gets FORMERR."""

_NAME_OCTETS: Final = 28  # struct sockaddr_in6, the longer of the two
_ADDRESS_IN_NAME: Final = {socket.AF_INET: slice(4, 8), socket.AF_INET6: slice(8, 24)}
_DONT_WAIT: Final = 0x40
_FULL: Final = frozenset({errno.EAGAIN, errno.ENOBUFS})


class _Piece(ctypes.Structure):
    """struct iovec."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Head(ctypes.Structure):
    """struct mmsghdr, with its struct msghdr written out; 64 octets where a pointer has eight."""

    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("pieces", ctypes.c_void_p),
        ("piece_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
        ("end_of_msghdr", ctypes.c_int),
        ("length", ctypes.c_uint32),
    )


_WORDS_IN_HEAD: Final = ctypes.sizeof(_Head) // 8
_LENGTH_AT: Final = _Head.length.offset // 4


def _of_the_system() -> tuple[Any, Any] | None:
    """recvmmsg and sendmmsg; None where the system has none, or lays its structures out otherwise."""
    if sys.platform != "linux" or ctypes.sizeof(ctypes.c_void_p) != 8:
        return None
    library = ctypes.CDLL(None, use_errno=True)
    receive, send = library.recvmmsg, library.sendmmsg
    receive.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_void_p)
    send.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)
    return receive, send


_SYSTEM: Final = _of_the_system()
IS_THERE: Final = _SYSTEM is not None
"""True where the system can do this."""


class Batches:
    """What waits at one bound, non-blocking UDP socket, up to RUN datagrams at a time. Raises OSError where the system cannot."""

    def __init__(self, sock: socket.socket) -> None:
        if _SYSTEM is None:
            raise OSError("this system has neither recvmmsg nor sendmmsg")
        self._receive, self._send = _SYSTEM
        self._number = sock.fileno()
        self._names = bytearray(RUN * _NAME_OCTETS)
        self._asked, self._told = bytearray(RUN * LONGEST_QUESTION), bytearray(RUN * LONGEST_QUESTION)
        self._name_length = _NAME_OCTETS if sock.family == socket.AF_INET6 else 16
        self._in, self._in_pieces = self._heads(self._asked)
        self._out, self._out_pieces = self._heads(self._told)
        within = _ADDRESS_IN_NAME[socket.AddressFamily(sock.family)]
        starts = range(0, RUN * _NAME_OCTETS, _NAME_OCTETS)
        self._addresses = [slice(start + within.start, start + within.stop) for start in starts]
        self._lengths = memoryview(self._in).cast("B").cast("I")[_LENGTH_AT :: ctypes.sizeof(_Head) // 4]
        self._question_at = memoryview(self._asked)
        self._answer_at = memoryview(self._told)
        self._words = memoryview(self._out).cast("B").cast("Q")
        self._name_at = [_place_of(self._names) + start for start in starts]
        self._answer_words = memoryview(self._out_pieces).cast("B").cast("Q")

    def _heads(self, octets: bytearray) -> tuple[ctypes.Array[_Head], ctypes.Array[_Piece]]:
        """A head for each place in `octets`. The arrays belong to what they point into: all live as long as this."""
        heads, pieces = (_Head * RUN)(), (_Piece * RUN)()
        for number in range(RUN):
            pieces[number].base, pieces[number].length = _place_of(octets) + number * LONGEST_QUESTION, LONGEST_QUESTION
            heads[number].name, heads[number].name_length = _place_of(self._names) + number * _NAME_OCTETS, self._name_length
            heads[number].pieces, heads[number].piece_count = ctypes.addressof(pieces) + number * ctypes.sizeof(_Piece), 1
        return heads, pieces

    def receive(self) -> Sequence[tuple[bytes, bytes]]:
        """The octets that wait and the address, in network order, of who sent each; nothing where none waits."""
        count = self._receive(self._number, ctypes.addressof(self._in), RUN, _DONT_WAIT, None)
        if count <= 0:
            return ()
        names, asked, start = bytes(self._names), self._question_at, 0
        found = []
        for address, length in zip(self._addresses, self._lengths[:count].tolist(), strict=False):
            found.append((asked[start : start + length].tobytes(), names[address]))
            start += LONGEST_QUESTION
        return found

    def peer(self, number: int) -> tuple[Any, ...]:
        """Who sent datagram `number` of the last run, as a socket's `sendto` wants it: host, port, and for IPv6 flow and scope."""
        name = self._names[number * _NAME_OCTETS : (number + 1) * _NAME_OCTETS]
        port = int.from_bytes(name[2:4], "big")
        if self._name_length != _NAME_OCTETS:
            return socket.inet_ntop(socket.AF_INET, bytes(name[4:8])), port
        host = socket.inet_ntop(socket.AF_INET6, bytes(name[8:24]))
        return host, port, int.from_bytes(name[4:8], "big"), int.from_bytes(name[24:28], sys.byteorder)

    def send(self, answers: Sequence[tuple[int, bytes]]) -> None:
        """Send each answer to who sent the datagram of its number. What the socket has no room for is not sent: it is asked again."""
        words, pieces, told, start = self._words, self._answer_words, self._answer_at, 0
        for place, (number, answer) in enumerate(answers):
            length = len(answer)
            told[start : start + length] = answer
            pieces[place * 2 + 1] = length
            words[place * _WORDS_IN_HEAD] = self._name_at[number]
            start += LONGEST_QUESTION
        self._send_all(len(answers))

    def _send_all(self, count: int) -> None:
        """One datagram that cannot go (its network is down) is left out; a full socket ends the run."""
        first = 0
        while first < count:
            at = ctypes.addressof(self._out) + first * ctypes.sizeof(_Head)
            sent = self._send(self._number, at, count - first, _DONT_WAIT)
            if sent < 0 and ctypes.get_errno() in _FULL:
                return
            first += max(sent, 1)


def _place_of(octets: bytearray) -> int:
    """Where `octets` stand in memory."""
    return ctypes.addressof((ctypes.c_char * len(octets)).from_buffer(octets))
