"""Deciding: one small function a layer, in the order of the design (architecture.md, Deciding); the first that speaks decides.

This is the reference. It has no speed target; the compiled tables have one, and must agree with it (rulesets/tests).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, NamedTuple

from belisha.core.decision.in_force import MALWARE, PROTECTIVE, InForce, Ruling, in_force
from belisha.core.decision.model import Decision, Question, Reason, Verdict
from belisha.core.decision.scope import is_among, is_narrower, speaks_of
from belisha.core.programme.model import BASELINE, Close, NameList, Opening, Programme

REASONS_WITH_A_FORM: Final = frozenset({Reason.POLICY_CLOSES, Reason.SAFE_BASELINE, Reason.CATEGORY_LIST, Reason.CLOSED_BY_DECISION})
"""What a person may ask to have opened; a ban, an emergency and the protective lists are not changed by asking here."""


class _By(NamedTuple):
    """What decided."""

    clause: str | None = None
    rule: str = ""
    until: datetime | None = None


_NOTHING: Final = _By()


def decide(programme: Programme, question: Question) -> Decision:
    """The answer to a question. Total: never raises, whatever host, seat or moment is asked about.

    Moments of openings, closes and bans must be aware. `until` is in UTC.
    """
    name = question.host.name
    now = in_force(programme, question.seat, question.moment)
    found = (
        by_protective_lists(programme, name)
        or by_names(now, name)
        or by_category_lists(now, programme.standing.lists, name)
        or by_nothing(now)
    )
    return in_safe_mode(found, name, programme.standing.safe_hosts)


def by_protective_lists(programme: Programme, name: str) -> Decision | None:
    """Layer 1: the lists of illegal content and of malware. They beat everything, help included (safeguarding.md 16)."""
    for list_id in PROTECTIVE:
        if list_id in programme.standing.lists and is_among(name, programme.standing.lists[list_id].names):
            return by_protective_list(programme.version, list_id)
    return None


def by_protective_list(policy_version: str, list_id: str) -> Decision:
    """What a name on this protective list is answered."""
    reason = Reason.MALWARE_LIST if list_id == MALWARE else Reason.ILLEGAL_LIST
    return Decision(Verdict.CLOSED, reason, None, f"list/{list_id}", policy_version)


def by_names(now: InForce, name: str) -> Decision | None:
    """Layers 2 to 7, which look at nothing but which of the programme's own names `name` is at or below; None: go on.

    So every name below the same of those names is decided alike: that is what a compiled table rests on.
    """
    return (
        by_negative_names(now, name)
        or by_help(now, name)
        or by_ban(now)
        or by_emergency(now, name)
        or by_opening(now, name)
        or by_close(now, name)
        or by_policy(now, name)
    )


def by_category_lists(now: InForce, lists: Mapping[str, NameList], name: str) -> Decision | None:
    """Layer 8: the subscribed lists that a signed block names, in the order of the clauses, then of the lists' names."""
    first = next(on_lists(now, lists, name), None)
    return by_category_list(now, first[0]) if first else None


def on_lists(now: InForce, lists: Mapping[str, NameList], name: str) -> Iterator[tuple[Ruling, NameList]]:
    """Every block that closes this name by a list, each with the list; the first decides."""
    for ruling in now.blocks:
        for list_id in category_lists(ruling):
            if list_id in lists and is_among(name, lists[list_id].names) and not is_among(name, ruling.rule.except_names):
                yield ruling, lists[list_id]


def category_lists(ruling: Ruling) -> tuple[str, ...]:
    """The lists a block names, in order, without the protective ones: those always hold, whatever a clause says."""
    return tuple(sorted(ruling.rule.lists - set(PROTECTIVE)))


def by_category_list(now: InForce, ruling: Ruling) -> Decision:
    """What a name on a list of this rule is answered."""
    return _decided(now, Verdict.CLOSED, Reason.CATEGORY_LIST, _By(ruling.rule.clause, ruling.rule.id, ruling.until))


def by_nothing(now: InForce) -> Decision:
    """Layer 9: what nothing closes is open."""
    return _decided(now, Verdict.OPEN, Reason.NOTHING_CLOSES_IT)


def in_safe_mode(decision: Decision, name: str, safe_hosts: Mapping[str, str]) -> Decision:
    """The decision with safe mode upon it: a property of every open verdict, not a layer. A safe host itself stays open."""
    if decision.verdict is not Verdict.OPEN:
        return decision
    safe_host = safe_host_of(name, safe_hosts)
    return replace(decision, verdict=Verdict.SAFE, safe_host=safe_host) if safe_host else decision


def safe_host_of(name: str, safe_hosts: Mapping[str, str]) -> str | None:
    """Where a name's safe mode is, or None where it has none or is that host.

    The name itself, not those below it: a search engine's pictures come from names below its own, and its safe twin has none of them.
    """
    found = safe_hosts.get(name)
    return found if found != name else None


def by_negative_names(now: InForce, name: str) -> Decision | None:
    """Layer 2: canaries of browsers and private relays must be answered as if they did not exist."""
    return _decided(now, Verdict.NEGATIVE, Reason.CANARY) if is_among(name, now.negative_names) else None


def by_help(now: InForce, name: str) -> Decision | None:
    """Layer 2: help that is never closed."""
    return _decided(now, Verdict.OPEN, Reason.HELP) if is_among(name, now.help_names) else None


def by_ban(now: InForce) -> Decision | None:
    """Layer 3: a ban closes all but help."""
    for ban in now.bans:
        return _decided(now, Verdict.CLOSED, Reason.BAN, _By(ban.clause, f"ban/{ban.id}", ban.ends))
    return None


def by_emergency(now: InForce, name: str) -> Decision | None:
    """Layer 4: an emergency close beats every opening."""
    return _by_first_close(now, now.emergencies, Reason.EMERGENCY_CLOSE, name)


def by_opening(now: InForce, name: str) -> Decision | None:
    """Layer 5: what was opened by decision, unless a later decision closed it for this seat."""
    for opening, close in openings_of(now, name):
        if close is None:
            return _decided(now, Verdict.OPEN, Reason.OPENED_BY_DECISION, _By(opening.clause, f"opening/{opening.id}", opening.ends))
    return None


def openings_of(now: InForce, name: str) -> Iterator[tuple[Opening, Close | None]]:
    """Every opening of this name, each with a later close that ended it for this seat; the first without one decides."""
    for opening in now.openings:
        if is_among(name, opening.names):
            yield opening, next((c for c in now.closes if c.starts > opening.decided_at and is_among(name, c.names)), None)


def by_close(now: InForce, name: str) -> Decision | None:
    """Layer 6: what was closed by decision."""
    return _by_first_close(now, now.closes, Reason.CLOSED_BY_DECISION, name)


def by_policy(now: InForce, name: str) -> Decision | None:
    """Layer 7: the policy's own rules. A name is closed while one block stands that no narrower allow beats."""
    for block, allow in blocks_of(now, name):
        if allow is None:
            is_baseline = block.rule.id.startswith(f"{BASELINE}/")
            reason = Reason.SAFE_BASELINE if is_baseline else Reason.POLICY_CLOSES
            return _decided(now, Verdict.CLOSED, reason, _By(block.rule.clause, block.rule.id, block.until))
    for allow in allows_of(now, name):
        return _decided(now, Verdict.OPEN, Reason.POLICY_OPENS, _By(allow.rule.clause, allow.rule.id, allow.until))
    return None


def blocks_of(now: InForce, name: str) -> Iterator[tuple[Ruling, Ruling | None]]:
    """Every block that speaks of this name, each with the narrower allow that beats it; the first that nothing beats decides."""
    allows = tuple(allows_of(now, name))
    for block in now.blocks:
        if speaks_of(block.rule, name):
            yield block, next((allow for allow in allows if is_narrower(allow.rule, block.rule, now.facts)), None)


def allows_of(now: InForce, name: str) -> Iterator[Ruling]:
    """Every allow that speaks of this name; where no block stands, the first decides."""
    return (ruling for ruling in now.allows if speaks_of(ruling.rule, name))


def _by_first_close(now: InForce, closes: tuple[Close, ...], reason: Reason, name: str) -> Decision | None:
    for close in closes:
        if is_among(name, close.names):
            return _decided(now, Verdict.CLOSED, reason, _By(close.clause, f"close/{close.id}", close.ends))
    return None


def _decided(now: InForce, verdict: Verdict, reason: Reason, by: _By = _NOTHING) -> Decision:
    form = now.form if reason in REASONS_WITH_A_FORM else None
    until = by.until.astimezone(UTC) if by.until else None
    return Decision(verdict, reason, by.clause, by.rule, now.policy_version, until, form=form)
