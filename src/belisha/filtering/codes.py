"""Codes by which somebody without an account finds their request again: easy to copy from a board, hard to guess, kept only as a hash.

Ten letters of Crockford's base 32 (no I, L, O, U; those people write instead are read as 1, 1 and 0) are 50 bits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.utils.crypto import salted_hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 10
LASTS = timedelta(days=30)
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "\t": "", "\n": "", "\r": "", ".": ""})


def new_code(choose: Callable[[Sequence[str]], str]) -> str:
    """A new code; `choose` picks one of several by chance that nobody can guess (`secrets.choice`)."""
    return "".join(choose(ALPHABET) for _ in range(LETTERS))


def in_groups(code: str) -> str:
    """The code as people copy it: 5-letter groups with a dash."""
    return f"{code[:5]}-{code[5:]}"


def as_typed(words: str) -> str:
    """The code in what somebody typed, in any case, with spaces and dashes, O for 0; "" where there can be none."""
    code = words.upper().translate(_LOOKALIKES)
    return code if len(code) == LETTERS and all(letter in ALPHABET for letter in code) else ""


def hash_of(code: str) -> str:
    """What is kept of a code: a hash keyed with the installation's secret, so that a copied database lets nobody try codes."""
    return salted_hmac("belisha.filtering.codes", code, algorithm="sha256").hexdigest()
