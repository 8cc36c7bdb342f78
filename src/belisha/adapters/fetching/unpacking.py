"""Octets as they came, to the text that they are: unpacked within a bound, refused where they are no text."""

from __future__ import annotations

import zlib
from typing import Final

from belisha.adapters.fetching.model import NotFetched

GZIP: Final = b"\x1f\x8b"
PACKED: Final = {b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"7z\xbc\xaf": "7-Zip", b"(\xb5/\xfd": "Zstandard"}
TAR_MARK: Final = b"ustar"
TAR_AT: Final = 257
"""POSIX.1-1988, ustar: the magic of a tape archive and where it stands."""

STEP: Final = 64 * 1024


def unpacked(octets: bytes, *, most: int) -> bytes:
    """What a gzip file holds, where it is one (RFC 1952; members one after the other); else the octets themselves.

    `most` bounds the result while it is made: a bomb is given up after `most` octets. Raises NotFetched.
    """
    if not octets.startswith(GZIP):
        _check_size(octets, most)
        return octets
    made, at = bytearray(), 0
    while octets.startswith(GZIP, at):
        at = _one_member(octets, at, made, most)
    return bytes(made)


def text_of(octets: bytes) -> str:
    """The text. What is no UTF-8 in it becomes a mark that no name can hold. Raises NotFetched for archives and other things."""
    for magic, name in PACKED.items():
        if octets.startswith(magic):
            raise NotFetched(f"It is packed ({name}): give the address of the list itself, or of one packed with gzip.")
    if octets[TAR_AT : TAR_AT + len(TAR_MARK)] == TAR_MARK:
        raise NotFetched("It is an archive of several files (tar): unpack it, and load the one file with the names.")
    if b"\x00" in octets[:STEP]:
        raise NotFetched("It is not a text: give the address of the list itself, in plain letters (UTF-8).")
    return octets.decode("utf-8-sig", errors="replace")


def _one_member(packed: bytes, at: int, made: bytearray, most: int) -> int:
    """Unpack the member of a gzip file that begins at `at` onto `made`; where it ends."""
    reader = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        while not reader.eof:
            left = packed[at : at + STEP]
            if not left:
                raise NotFetched("It is packed, and was cut short on the way.")
            at += len(left)
            while left and not reader.eof:
                made += reader.decompress(left, STEP)
                _check_size(made, most)
                left = reader.unconsumed_tail
    except zlib.error as fault:
        raise NotFetched("It is packed, and damaged: it cannot be unpacked.") from fault
    return at - len(reader.unused_data)


def _check_size(octets: bytes | bytearray, most: int) -> None:
    if len(octets) > most:
        raise NotFetched(f"Unpacked it is larger than {most // 1024:,} kB, and a list is not: choose a smaller edition of it.")
