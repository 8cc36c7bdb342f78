"""What the words of a policy may not hold: hidden characters and open lists. And "did you mean"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

# Control and direction characters: a signer would see another text than the one that is hashed (Unicode TR 36, section 2.5.1).
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
_OPEN_LIST = re.compile(
    r"\betc\b\.?|\bincluding,? but not limited to\b|\bnot limited to\b|\band so (?:on|forth)\b|\band the like\b|\bamong(?:st)? others\b",
    re.IGNORECASE,
)


def hidden_characters(text: str) -> list[tuple[int, str]]:
    """Each line (from 1) that holds a character nobody can see, with the character's name or number."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        match = _HIDDEN.search(line)
        if match:
            found.append((number, f"U+{ord(match[0]):04X}"))
    return found


def open_list_in(words: str) -> str | None:
    """The words that leave a list open ("etc."), or None. Source: language.md, faults."""
    found = _OPEN_LIST.search(words)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown word: the nearest known one, or all of them where they are few."""
    choices = sorted(known)
    folded = {choice.casefold(): choice for choice in choices}
    near = get_close_matches(word.casefold()[:80], folded, n=1, cutoff=0.6)
    if near:
        return f"did you mean “{folded[near[0]]}”?"
    if len(choices) == 1:
        return f"write “{choices[0]}”."
    if len(choices) <= 24:
        return "write one of: " + ", ".join(choices) + "."
    return "see docs/reference/language.md for the words there are."


def canonical_characters(text: str) -> str:
    """The text in NFC, with LF between lines and no byte order mark before it."""
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
