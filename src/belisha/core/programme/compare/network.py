"""What a version would close and open on the network, group by group; safe modes and what is watched for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from belisha.core.moments import SchoolFacts
from belisha.core.policy.explain import listed, people
from belisha.core.policy.explain.network import SAFE, signal_words
from belisha.core.programme.compare.reach import Item, Reach, Whom, everybody, items_of
from belisha.core.programme.compare.wording import Keys, compared, said
from belisha.core.programme.model import AgeLimit, Catalogue, Programme, SafeMode, Watch

SAFE_KEYS: Keys[SafeMode] = {"how strict": lambda mode: mode.level}
WATCH_KEYS: Keys[Watch] = {
    "what counts": lambda watch: signal_words(dict(sorted(watch.signals.items()))),
    "when it is looked at": lambda watch: f"at {watch.at}",
    "in which time": lambda watch: said(watch.per),
    "who looks at it": lambda watch: people([watch.review_by]),
}


def network(before: Programme, after: Programme, catalogue: Catalogue) -> Iterator[str]:
    """What closes and opens for each group, the widest group first; then safe modes, limits of age, and what is watched for."""
    yield from _closures(before, after, catalogue)
    yield from compared(
        before.safe_modes,
        after.safe_modes,
        _safe_title,
        SAFE_KEYS,
        come=lambda title, mode: f"{title} come in safe mode ({mode.level}).",
        gone=lambda title, _: f"{title} no longer come in safe mode.",
        title=lambda title: f"{title}, safe mode",
    )
    yield from _age_limits(before, after)
    yield from compared(
        before.watches,
        after.watches,
        lambda _: "Getting round the filter",
        WATCH_KEYS,
        come=lambda title, watch: f"{title} is counted, and {people([watch.review_by])} looks at it: {signal_words(watch.signals)}.",
        gone=lambda title, _: f"{title} is no longer counted.",
    )


def _safe_title(mode: SafeMode) -> str:
    """What comes in safe mode to whom."""
    return f"{SAFE.get(mode.of, mode.of)} for {people(mode.people)}"


def _age_limits(before: Programme, after: Programme) -> Iterator[str]:
    """Limits of age as guidance; what one closes stands among the closures."""
    old, new = ({_age_sentence(limit) for limit in p.age_limits if not limit.closes} for p in (before, after))
    yield from sorted(new - old)
    yield from (f"No longer: {sentence[0].lower()}{sentence[1:]}" for sentence in sorted(old - new))


def _age_sentence(limit: AgeLimit) -> str:
    """What a limit of age does that closes nothing."""
    return f"A guide tells which services {people(limit.people)} are too young for."


class _Told:
    """What has been said so far, so that a narrower group is not told again what a wider one was."""

    def __init__(self, facts: SchoolFacts) -> None:
        self._facts = facts
        self._told: list[tuple[Whom, frozenset[Item]]] = []

    def wider(self, whom: Whom) -> frozenset[Item]:
        """What was said of those in whom these lie."""
        return frozenset().union(*(items for other, items in self._told if whom.is_inside(other, self._facts)))

    def say(self, whom: Whom, items: Iterable[Item]) -> None:
        """Remember what is said of these people."""
        self._told.append((whom, frozenset(items)))


def _closures(before: Programme, after: Programme, catalogue: Catalogue) -> Iterator[str]:
    """What is closed that was open, and open that was closed; and where a wider change does not reach."""
    items = items_of((before, after), catalogue)
    was, becomes = Reach(before, items), Reach(after, items)
    closing, opening, stays_open, stays_closed = (_Told(after.facts) for _ in range(4))
    for whom in everybody(before, after):
        old, new = was.closed(whom), becomes.closed(whom)
        come, gone = new - old, old - new
        wide_come, wide_gone = closing.wider(whom), opening.wider(whom)
        still_open, still_closed = (wide_come - new) - gone, (wide_gone & new) - come
        for told, found, words in (
            (closing, come, "Closed for"),
            (opening, gone, "No longer closed for"),
            (stays_open, still_open, "It stays open for"),
            (stays_closed, still_closed, "It stays closed for"),
        ):
            fresh = found - told.wider(whom)
            told.say(whom, found)
            if fresh:
                yield f"{words} {whom.told()}: {listed(_names(fresh, catalogue))}."


def _names(items: Iterable[Item], catalogue: Catalogue) -> list[str]:
    """The items in a sentence; a site that belongs to a service among them is left out."""
    found = list(items)
    services = [catalogue.services[item.id] for item in found if item.kind == "service"]
    covered = {domain for service in services for domain in service.domains}
    left = [item for item in found if item.kind != "site" or item.id not in covered]
    return sorted({item.told(catalogue) for item in left}, key=str.casefold)
