"""Why, in words: a sentence for each reason and each audience, and the few bytes that fit into an answer on the wire.

For pupils no sentence has more than ten words. Nothing here says whose decision it was, or who is banned.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, Protocol

from belisha.core.decision.model import Decision, Reason, Verdict
from belisha.core.words import Say, gettext_noop, plainly

WIRE_BYTES = 200  # architecture.md, Enforcing: the text of an Extended DNS Error (RFC 8914) stays under 200 bytes
ASK: Final = "Ask: /door"


class Audience(Enum):
    """Who reads the sentence."""

    PUPIL = "pupil"
    STAFF = "staff"
    PARENT = "parent"
    TECHNICAL = "technical"


class Ruled(Protocol):
    """What a sentence needs to know: a Decision has it, and so has an Entry of a ruleset."""

    @property
    def verdict(self) -> Verdict:
        """What happens."""
        ...

    @property
    def reason(self) -> Reason:
        """Why."""
        ...

    @property
    def clause(self) -> str | None:
        """The clause it comes from."""
        ...

    @property
    def form(self) -> str | None:
        """The form that could change it."""
        ...


PUPIL: Final = {
    Reason.ILLEGAL_LIST: gettext_noop("This site is not safe. It stays closed for everyone."),
    Reason.MALWARE_LIST: gettext_noop("This site can harm computers. It stays closed for everyone."),
    Reason.CANARY: gettext_noop("This address does not work at school."),
    Reason.HELP: gettext_noop("This site helps people. It is always open."),
    Reason.BAN: gettext_noop("This computer is closed for now. Help sites still work."),
    Reason.EMERGENCY_CLOSE: gettext_noop("The school closed this site to keep you safe."),
    Reason.OPENED_BY_DECISION: gettext_noop("The school opened this site for you."),
    Reason.CLOSED_BY_DECISION: gettext_noop("The school closed this site."),
    Reason.POLICY_OPENS: gettext_noop("The school's rules open this site for you."),
    Reason.POLICY_CLOSES: gettext_noop("The school's rules close this site."),
    Reason.SAFE_BASELINE: gettext_noop("This site is closed for pupils at school."),
    Reason.CATEGORY_LIST: gettext_noop("This site is on a list that school closes."),
    Reason.NOTHING_CLOSES_IT: gettext_noop("This site is open."),
}
_SAFE_MODE: Final = gettext_noop("Safe mode is on.")
_CAN_ASK: Final = gettext_noop("You can ask to open it.")

GROWN_UP: Final = {
    Reason.ILLEGAL_LIST: "{host} is on the list of illegal content. It is closed for everyone, and nobody at school can open it.",
    Reason.MALWARE_LIST: "{host} is on a list of sites that harm computers. It is closed for everyone, and nobody at school can open it.",
    Reason.CANARY: "{host} is answered as if it did not exist, so that browsers and phones keep using the school's network.",
    Reason.HELP: "{host} is a help site or one of the school's own pages. It is never closed.",
    Reason.BAN: "All sites but help are closed on this device{by_clause}.",
    Reason.EMERGENCY_CLOSE: "{host} was closed in an emergency{by_clause}.",
    Reason.OPENED_BY_DECISION: "{host} was opened by decision{by_clause}.",
    Reason.CLOSED_BY_DECISION: "{host} was closed by decision{by_clause}.",
    Reason.POLICY_OPENS: "{host} is open{by_clause}.",
    Reason.POLICY_CLOSES: "{host} is closed{by_clause}.",
    Reason.SAFE_BASELINE: "{host} is closed by the safe baseline, which holds until a signed policy speaks of it.",
    Reason.CATEGORY_LIST: "{host} is on a list of sites that is closed{by_clause}. Lists make mistakes.",
    Reason.NOTHING_CLOSES_IT: "{host} is open: no clause of the school's policy closes it.",
}

WIRE: Final = {
    Reason.ILLEGAL_LIST: "Closed for everyone: list of illegal content",
    Reason.MALWARE_LIST: "Closed for everyone: list of harmful sites",
    Reason.CANARY: "Answered as not existing so that the school's resolver is used",
    Reason.HELP: "Open: help is never closed",
    Reason.BAN: "Closed on this device{by_clause}",
    Reason.EMERGENCY_CLOSE: "Closed in an emergency{by_clause}",
    Reason.OPENED_BY_DECISION: "Opened by decision{by_clause}",
    Reason.CLOSED_BY_DECISION: "Closed by decision{by_clause}",
    Reason.POLICY_OPENS: "Open{by_clause}",
    Reason.POLICY_CLOSES: "Closed{by_clause}",
    Reason.SAFE_BASELINE: "Closed by the school's safe baseline",
    Reason.CATEGORY_LIST: "On a list closed{by_clause}",
    Reason.NOTHING_CLOSES_IT: "Open: no clause closes it",
}


def sentence(decision: Decision, *, audience: Audience, host: str, say: Say = plainly) -> str:
    """One to three short sentences on why `host` is as it is, for this audience; those for pupils in the language of `say`."""
    if audience is Audience.TECHNICAL:
        return wire_text(decision)
    is_safe = decision.verdict is Verdict.SAFE
    if audience is Audience.PUPIL:
        more = [_SAFE_MODE] if is_safe else [_CAN_ASK] if decision.form else []
        return " ".join(say(words) for words in (PUPIL[decision.reason], *more))
    after = f" It opens in its safe mode, at {decision.safe_host}." if is_safe else ""
    if decision.form:
        after += f" If that is a mistake, ask with the form “{decision.form}”."
    return GROWN_UP[decision.reason].format(host=host, by_clause=_by_clause(decision)) + after


def wire_text(ruled: Ruled) -> str:
    """Why, for the text of an Extended DNS Error: under 200 bytes of UTF-8, with the clause and, where asking helps, where to ask."""
    asking = f". {ASK}" if ruled.form else ""
    why = WIRE[ruled.reason].format(by_clause=_by_clause(ruled)).encode()
    room = WIRE_BYTES - 1 - len(asking)
    return why[:room].decode(errors="ignore") + asking


def _by_clause(ruled: Ruled) -> str:
    if ruled.clause is None:
        return ""
    words = f"clause {ruled.clause}" if ruled.clause[:1].isdigit() else f"“{ruled.clause}”"
    return f" by {words} of the school's policy"
