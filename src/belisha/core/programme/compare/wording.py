"""One way to compare things that have a name: what comes, what goes, and each key that changes with what it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from belisha.core.policy.explain import listed
from belisha.core.programme.model import Span

T = TypeVar("T")
Keys = Mapping[str, Callable[[T], str]]
"""What each key of a thing is called in a sentence, and its words."""

NOT_SAID = "not said"


def compared(
    old: Iterable[T],
    new: Iterable[T],
    name_of: Callable[[T], str],
    keys: Keys[T],
    *,
    come: Callable[[str, T], str],
    gone: Callable[[str, T], str],
    title: Callable[[str], str] = str,
) -> Iterator[str]:
    """A sentence for each thing that comes, goes, or changes, in the order of their names; the order of things never matters.

    Of several things of one name, those that stay as they are are matched first. `come` and `gone` are given the name and the thing;
    `title` makes the name the start of a sentence about a change.
    """
    before, after = _by_name(old, name_of), _by_name(new, name_of)
    for name in sorted({*before, *after}, key=str.casefold):
        left, right = _unmatched(before.get(name, []), after.get(name, []), keys)
        for was, becomes in zip(left, right, strict=False):
            yield from _changed(title(name), was, becomes, keys)
        yield from (come(name, thing) for thing in right[len(left) :])
        yield from (gone(name, thing) for thing in left[len(right) :])


def _by_name(things: Iterable[T], name_of: Callable[[T], str]) -> dict[str, list[T]]:
    """Things by what they are known by."""
    found: dict[str, list[T]] = {}
    for thing in things:
        found.setdefault(name_of(thing), []).append(thing)
    return found


def _unmatched(old: list[T], new: list[T], keys: Keys[T]) -> tuple[list[T], list[T]]:
    """The things on each side that are said differently on the other, in the order of what they say."""
    left, right = (sorted(things, key=lambda thing: _words(thing, keys)) for things in (old, new))
    for thing in tuple(left):
        same = next((other for other in right if _words(other, keys) == _words(thing, keys)), None)
        if same is not None:
            left.remove(thing)
            right.remove(same)
    return left, right


def _words(thing: T, keys: Keys[T]) -> tuple[str, ...]:
    """All that a thing says."""
    return tuple(words(thing) for words in keys.values())


def _changed(title: str, old: T, new: T, keys: Keys[T]) -> Iterator[str]:
    """A sentence for each key of one thing that changes."""
    for key, words in keys.items():
        if words(old) != words(new):
            yield f"{title}, {key}: {words(new)} (now {words(old)})."


def said(value: Span | str | tuple[str, ...] | bool | None) -> str:
    """A value in a sentence."""
    if value is None or value == ():
        return NOT_SAID
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return listed(value)
    return value.words if isinstance(value, Span) else value
