"""The value of one key: does it hold what its declaration says, and in which form is it kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from belisha.core.policy.declarations import MANY, TABLES, Holds, Key
from belisha.core.policy.model import Value
from belisha.core.policy.wording import did_you_mean, hidden_characters

DEEPEST = 3  # a table of lists is the deepest value that the language has; one more than that is refused with a sentence
LARGEST = 1_000_000  # no count of the language comes near it


def faults_of_value(key: Key, raw: object) -> list[str]:
    """What is wrong with the value of a key, each with what to write instead; nothing where it is right."""
    if key.holds is Holds.COUNT:
        right = isinstance(raw, int) and not isinstance(raw, bool) and 0 < raw < LARGEST
        return [] if right else [f"“{key.name}” is a whole number above nought: write {key.name} = 1."]
    if key.holds is Holds.YES_NO:
        return [] if isinstance(raw, bool) else [f"“{key.name}” is true or false: write {key.name} = true."]
    if key.holds in TABLES:
        return [] if isinstance(raw, dict) and raw and _is_plain(raw, 1) else [_say_table(key)]
    return _faults_of_words(key, raw)


def _say_table(key: Key) -> str:
    """What to write for a table."""
    return f'“{key.name}” is a table of names and values: write {key.name} = {{ name = "value" }}.'


def _faults_of_words(key: Key, raw: object) -> list[str]:
    """The faults of a value that is a word or a list of words."""
    many = key.holds in MANY
    words = [raw] if isinstance(raw, str) else raw if many and isinstance(raw, list) else None
    if words is None or not words or not all(_says_something(word) for word in words):
        example = f'["one", "two"] ({key.holds.value})' if many else f'"words" ({key.holds.value})'
        return [f"“{key.name}” must say something that can be read: write {key.name} = {example}."]
    if key.holds not in (Holds.CHOICE, Holds.CHOICES):
        return []
    unknown = [word for word in words if _kept_word(word) not in key.words]
    return [f"“{word[:60]}” is not a word for “{key.name}”: {did_you_mean(word, key.words)}" for word in unknown]


def _says_something(word: object) -> bool:
    """True for a text on one line with something in it that can be seen."""
    return isinstance(word, str) and bool(word.strip()) and "\n" not in word and not hidden_characters(word)


def _is_plain(raw: object, depth: int) -> bool:
    """True where a table holds only words, whole numbers, true or false, and lists and tables of these."""
    if depth > DEEPEST:
        return False
    if isinstance(raw, dict):
        return all(_says_something(name) and _is_plain(value, depth + 1) for name, value in raw.items())
    if isinstance(raw, list):
        return all(_is_plain(value, depth + 1) for value in raw)
    return isinstance(raw, bool) or (isinstance(raw, int) and abs(raw) < LARGEST) or _says_something(raw)


def value_of(key: Key, raw: object) -> Value:
    """The value in the form in which it is kept: NFC, lists as tuples, a single word as a tuple where the key holds many."""
    kept = _kept(raw)
    if key.holds in MANY and isinstance(kept, str):
        return (kept,)
    if isinstance(kept, bool | int | str | Mapping):
        return kept
    return tuple(str(word) for word in kept) if isinstance(kept, tuple) else str(kept)


def _kept(raw: object) -> object:
    """Strings in NFC without space around them, lists as tuples, at every depth."""
    if isinstance(raw, str):
        return _kept_word(raw)
    if isinstance(raw, list):
        return tuple(_kept(value) for value in raw)
    if isinstance(raw, dict):
        return {_kept_word(name): _kept(value) for name, value in raw.items()}
    return raw


def _kept_word(word: str) -> str:
    """A word in NFC without space around it."""
    return unicodedata.normalize("NFC", word).strip()
