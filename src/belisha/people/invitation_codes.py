"""The code of an invitation: what a slip and a mail carry, made from the installation's secret and never written down.

Sixteen letters and digits (80 bits) that nobody mistakes for one another on paper: base 32 has no 0, 1, 8 and 9 (RFC 4648, section 6).
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Final

from django.utils.crypto import salted_hmac

SALT: Final = "belisha.people.invitation"
LETTERS: Final = 16
GROUP: Final = 4
_MISREAD: Final = str.maketrans({"0": "O", "1": "I", "8": "B"})


def code_for(*, person_id: int, account_id: int, made_at: datetime) -> str:
    """The code of the invitation made for this person at that moment, without strokes."""
    told = f"{person_id} {account_id} {int(made_at.timestamp() * 1_000_000)}"
    return base64.b32encode(salted_hmac(SALT, told, algorithm="sha256").digest()).decode()[:LETTERS]


def fingerprint_of(secret: str) -> str:
    """What is kept of a code or of a link's secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def read_code(words: str) -> str:
    """The code somebody typed or scanned: case, strokes and spaces do not matter, nor do 0, 1 and 8 for what they look like."""
    return "".join(one for one in words.upper().translate(_MISREAD) if one.isalnum())[: LETTERS + 1]


def in_groups(code: str) -> str:
    """The code as people read it aloud: ABCD-EFGH-IJKL-MNOP."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
