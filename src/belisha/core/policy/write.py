"""A policy as its canonical text, and the identity that signatures are over."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from belisha.core.policy.declarations import FRONT_MATTER, KINDS, is_numbered
from belisha.core.policy.model import Clause, Control, Policy

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n"}


def write(policy: Policy) -> str:
    """The canonical text: NFC, LF, no trailing space, one final newline, keys in the order of the declarations.

    Wrapped lines of a paragraph are one line; comments within controls are not part of it; the order of controls is.
    """
    blocks = [_front_matter(policy)]
    for section in policy.sections:
        if section.level:
            blocks.append(f"{'#' * section.level} {section.heading}")
        for part in section.parts:
            blocks.extend(_clause(part) if isinstance(part, Clause) else [part])
    return "\n\n".join(blocks) + "\n"


def identity_of(policy: Policy) -> str:
    """The SHA-256 (hex) of the canonical text in UTF-8."""
    return hashlib.sha256(write(policy).encode("utf-8")).hexdigest()


def _front_matter(policy: Policy) -> str:
    """The front matter, every key written."""
    said = {"title": policy.title, "language": policy.language, "review": policy.review, "when_broken": policy.when_broken}
    return "\n".join(["---", *(f"{key.name} = {_value(said[key.name])}" for key in FRONT_MATTER), "---"])


def _clause(clause: Clause) -> Iterable[str]:
    """A clause's words, then all its controls in one fence."""
    if clause.words:
        yield f"{clause.number} {clause.words}" if is_numbered(clause.number) else clause.words
    if clause.controls:
        yield "\n".join(["~~~controls", *(line for control in clause.controls for line in _control(control)), "~~~"])


def _control(control: Control) -> Iterable[str]:
    """The lines of a control; a key that is not declared (a faulty policy) comes last."""
    yield f"[[{control.kind}]]"
    declared = [key.name for key in KINDS[control.kind].keys]
    for name in sorted(control.values, key=lambda name: (declared.index(name) if name in declared else len(declared), name)):
        yield f"{name} = {_value(control.values[name])}"


def _value(value: object) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(word) for word in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_name(name)} = {_value(held)}" for name, held in value.items()) + " }"
    return str(value) if isinstance(value, int) else _text(str(value))


def _name(name: object) -> str:
    """A key of a table, in quotes where TOML asks for them."""
    text = str(name)
    return text if _BARE.fullmatch(text) else _text(text)


def _text(words: str) -> str:
    """A TOML basic string (TOML 1.0, string)."""
    return '"' + "".join(_ESCAPED.get(letter, letter) for letter in words) + '"'
