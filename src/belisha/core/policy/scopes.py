"""Whether one `allow` or `block` lies inside another, beside it, or across it. Source: language.md, precedence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from belisha.core.names import upwards
from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.declarations import EVERYONE, GROUPS, STAFF_GROUPS
from belisha.core.policy.model import Control
from belisha.core.policy.targets import names_of
from belisha.core.policy.times import ALWAYS, LESSON_TIME, OUTSIDE_LESSONS, hours_said

_APART = ({LESSON_TIME, OUTSIDE_LESSONS},)  # times of which one ends where the other starts
_CHILDREN_AND_VISITORS = ("pupils", "guests")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a control speaks of, for whom, when and where. `targets` are names, and lists as "list:games"; `above` are the targets
    and every name above one of them."""

    targets: frozenset[str]
    above: frozenset[str]
    people: frozenset[str]
    when: str
    networks: frozenset[str]


def scope_of(control: Control, catalogue: KnownServices) -> Scope:
    """The scope of a block or allow whose words are right."""
    lists = {f"list:{word}" for word in control.words("lists")}
    targets = frozenset({*names_of(control, catalogue).names, *lists})
    return Scope(
        targets=targets,
        above=frozenset(name for target in targets for name in upwards(target)),
        people=frozenset(control.words("for")),
        when=control.text("when", ALWAYS),
        networks=frozenset(control.words("networks")),
    )


def cross(allow: Scope, block: Scope) -> bool:
    """True where the two meet and neither lies inside the other, or both do (they are equal)."""
    if not _meet(allow, block):
        return False
    return _within(allow, block) == _within(block, allow)


def _meet(one: Scope, other: Scope) -> bool:
    """True where a target, a person, a moment and a network can be common to both."""
    return (
        (not one.networks or not other.networks or bool(one.networks & other.networks))
        and _any_common(one.people, other.people, _are_people_within, _may_be_both)
        and not (one.targets.isdisjoint(other.above) and other.targets.isdisjoint(one.above))
        and _moments_meet(one.when, other.when)
    )


def _within(inner: Scope, outer: Scope) -> bool:
    """True where targets and people of `inner` all lie inside those of `outer`."""
    return _all_within(inner.people, outer.people, _are_people_within) and (
        inner.targets <= outer.targets or all(not outer.targets.isdisjoint(upwards(target)) for target in inner.targets)
    )


def _all_within(inner: Iterable[str], outer: Iterable[str], is_within: Callable[[str, str], bool]) -> bool:
    """True where each of `inner` lies inside one of `outer`."""
    outer = tuple(outer)
    return all(any(is_within(a, b) for b in outer) for a in inner)


def _any_common(ones: Iterable[str], others: Iterable[str], *are_common: Callable[[str, str], bool]) -> bool:
    """True where one of `ones` and one of `others` have something in common."""
    others = tuple(others)
    return any(test(a, b) or test(b, a) for a in ones for b in others for test in are_common)


def _are_people_within(inner: str, outer: str) -> bool:
    """True where everybody called `inner` is called `outer` too, as far as the words tell; the same as programme.people.is_inside."""
    if inner == outer or outer == EVERYONE:
        return True
    if outer == "pupils":
        return is_child(inner)
    if outer == "staff":
        return inner in STAFF_GROUPS
    return outer.startswith("year ") and is_child(inner) and _year_of(inner) == outer.removeprefix("year ")


def _may_be_both(one: str, other: str) -> bool:
    """True where somebody could be both though neither lies inside the other: a role and another grown-up, a class of no known year."""
    if is_child(one) and one.startswith("class ") and other.startswith("year "):
        return _year_of(one) == ""
    return _is_role(one) and other not in _CHILDREN_AND_VISITORS and not is_child(other)


def _is_role(word: str) -> bool:
    """True for a word that names a role."""
    return word not in GROUPS and not is_child(word)


def is_child(word: str) -> bool:
    """True for a word for a class or a year group; the class teacher is a role."""
    return word.startswith(("year ", "class ")) and word != "class teacher"


def _year_of(word: str) -> str:
    """The year that the name of a class starts with ("5" of "class 5K"), or "" where it starts with a letter."""
    name = word.removeprefix("class ")
    return name[: len(name) - len(name.lstrip("0123456789"))]


def _moments_meet(one: str, other: str) -> bool:
    """True where both can hold at one moment; lessons and the school day may meet any hours."""
    if {one, other} in _APART:
        return False
    hours, others = hours_said(one), hours_said(other)
    if hours and others:
        return bool(hours.weekdays & others.weekdays) and hours.starts < others.ends and others.starts < hours.ends
    return True
