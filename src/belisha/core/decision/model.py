"""A question, a decision, and the closed sets of verdicts and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from belisha.core.moments import Seat
from belisha.core.names import Host


class Verdict(Enum):
    """What happens to a name. SAFE is open, in the service's safe mode; NEGATIVE is answered as if the name did not exist."""

    OPEN = "open"
    CLOSED = "closed"
    SAFE = "safe"
    NEGATIVE = "negative"


class Reason(Enum):
    """Why, by layer; the number is the layer of architecture.md (Deciding). Sentences for each audience: reasons.py."""

    ILLEGAL_LIST = "illegal list"
    MALWARE_LIST = "malware list"
    CANARY = "canary"
    HELP = "help"
    BAN = "ban"
    EMERGENCY_CLOSE = "emergency close"
    OPENED_BY_DECISION = "opened by decision"
    CLOSED_BY_DECISION = "closed by decision"
    POLICY_OPENS = "policy opens"
    POLICY_CLOSES = "policy closes"
    SAFE_BASELINE = "safe baseline"
    CATEGORY_LIST = "category list"
    NOTHING_CLOSES_IT = "nothing closes it"


@dataclass(frozen=True, slots=True)
class Question:
    """May this host be reached from this seat at this moment (aware)?"""

    host: Host
    moment: datetime
    seat: Seat


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer. `rule` names what decided ("8.1/block/1", "opening/12", "list/games", ""); `until` (aware) is when that ends.

    `safe_host` is where a SAFE verdict leads; `form` is the form that could change a closed verdict, or None.
    """

    verdict: Verdict
    reason: Reason
    clause: str | None
    rule: str
    policy_version: str
    until: datetime | None = None
    safe_host: str | None = None
    form: str | None = None
