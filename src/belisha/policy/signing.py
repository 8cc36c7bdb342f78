"""Who must sign a version, and when it is looked at again. Pure: policies in, roles and dates out.

Source: docs/decisions/2026-11-22-who-must-sign.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from belisha.core.moments import Calendar
from belisha.core.policy.model import Policy
from belisha.core.programme.model import Span
from belisha.core.programme.spans import end_of, months_later

FIRST_SIGNERS = ("headteacher", "chair of governors")
FEWEST_SIGNERS = 2
FRESH_SIGN_IN = timedelta(minutes=5)  # source: issue 2, part 2; web/settings.py gives allauth the same


def needed_signatures(new: Policy, former: Policy | None) -> dict[str, bool]:
    """Each role that must sign `new`, and whether its holder needs a second factor; each role is a different person.

    `former` is the version in force, or the last one that was: what it demands is demanded again, so that no version can weaken
    by itself who signs. Without one, or where fewer than two roles are named, headteacher and chair of governors sign as well.
    """
    needs = _named(new)
    for role, second_factor in (_named(former) if former else {}).items():
        needs[role] = needs.get(role, False) or second_factor
    if former is None or len(needs) < FEWEST_SIGNERS:
        usual = any(needs.values()) if needs else True
        for role in FIRST_SIGNERS:
            needs.setdefault(role, usual)
    return needs


def clause_naming(policy: Policy, role: str) -> str | None:
    """The clause whose signature control names this role, or None where the role signs by the rule of the house."""
    return next((c.clause for c in policy.controls("signature") if role in c.words("by")), None)


def still_needed(needs: Mapping[str, bool], signed: Iterable[str]) -> list[str]:
    """The roles that have not signed yet, in the order in which they are named."""
    given = set(signed)
    return [role for role in needs if role not in given]


def is_fresh(signed_in_at: datetime | None, now: datetime) -> bool:
    """True up to five minutes after signing in, that moment included."""
    return signed_in_at is not None and timedelta(0) <= now - signed_in_at <= FRESH_SIGN_IN


def review_day(span: Span, *, after: date, calendar: Calendar) -> date:
    """The day on which a version put in force on `after` is to be looked at again."""
    if span.unit in ("lesson", "term"):
        return min((t.last for t in calendar.terms if t.last > after), default=months_later(after, 12))
    noon = datetime.combine(after, time(12), tzinfo=calendar.zone)
    return end_of(span, start=noon, calendar=calendar).date()


def _named(policy: Policy) -> dict[str, bool]:
    """The roles of the policy's signature controls; a role named twice needs the second factor if either says so."""
    needs: dict[str, bool] = {}
    for control in policy.controls("signature"):
        second_factor = bool(control.values.get("second_factor", True))
        for role in control.words("by"):
            needs[role] = needs.get(role, False) or second_factor
    return needs
