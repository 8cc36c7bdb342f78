"""What a policy says of roles and signatures, of its own words, of custody, publishing and keeping, as a programme holds it."""

from __future__ import annotations

from collections.abc import Mapping

from belisha.core.policy.model import Control, Policy
from belisha.core.programme.compile.said import things, words_of
from belisha.core.programme.model import (
    Commitment,
    Definition,
    GuidancePage,
    MailRule,
    Reference,
    Retention,
    Review,
    Role,
    SessionRule,
    SignatureNeed,
    Span,
    Vault,
)
from belisha.core.programme.spans import parse_span

ROTATE_WITHIN = "rotate within "
SCHOOL_ADDRESSES = "school addresses"


def roles_of(policy: Policy) -> tuple[Role, ...]:
    """The roles that clauses declare."""
    return tuple(
        Role(c.text("name"), c.clause, int(c.text("at_least", "1")), c.text("stands_in") or None, c.words("may"))
        for c in policy.controls("role")
    )


def signatures_of(policy: Policy) -> tuple[SignatureNeed, ...]:
    """Who must sign; a second factor is asked unless the clause says not."""
    return tuple(SignatureNeed(c.words("by"), c.clause, c.values.get("second_factor", True) is True) for c in policy.controls("signature"))


def definitions_of(policy: Policy) -> tuple[Definition, ...]:
    """The defined terms."""
    return tuple(Definition(c.text("term"), c.words("means"), c.clause) for c in policy.controls("define"))


def commitments_of(policy: Policy) -> tuple[Commitment, ...]:
    """The promises, each with the clauses that keep it."""
    return tuple(Commitment(c.text("text"), c.clause, c.words("kept_by")) for c in policy.controls("commitment"))


def vaults_of(policy: Policy) -> tuple[Vault, ...]:
    """Custody of passwords."""
    return tuple(_vault(control) for control in policy.controls("vault"))


def guidance_of(policy: Policy) -> tuple[GuidancePage, ...]:
    """The pages that are published with clauses."""
    return tuple(GuidancePage(c.text("page"), c.clause) for c in policy.controls("guidance"))


def references_of(policy: Policy) -> tuple[Reference, ...]:
    """The documents a policy rests on."""
    return tuple(Reference(c.text("document"), c.text("where") or None, c.clause) for c in policy.controls("refer"))


def retentions_of(policy: Policy) -> tuple[Retention, ...]:
    """How long each kind of record is kept."""
    return tuple(Retention(c.text("what"), parse_span(c.text("for")), c.text("then") or None, c.clause) for c in policy.controls("keep"))


def reviews_of(policy: Policy) -> tuple[Review, ...]:
    """The reviews that come again."""
    return tuple(Review(parse_span(c.text("every")), c.words("by"), c.clause) for c in policy.controls("review"))


def sessions_of(policy: Policy) -> tuple[SessionRule, ...]:
    """After how long people are signed out."""
    return tuple(SessionRule(said.words("for"), said.span("idle"), said.clause) for said in things(policy, "session"))


def mail_of(policy: Policy) -> tuple[MailRule, ...]:
    """Where e-mail may go."""
    return tuple(MailRule(c.words("for"), c.text("only", SCHOOL_ADDRESSES), c.clause) for c in policy.controls("mail"))


def _vault(control: Control) -> Vault:
    """A vault as its clause says it."""
    table = control.values.get("break_glass")
    glass = dict(table) if isinstance(table, Mapping) else {}
    return Vault(
        opens=control.words("opens"),
        break_glass_people=int(str(glass.get("people", 0))),
        break_glass_from=words_of(glass.get("from", ())),
        rotate_within=_rotates(control.text("after_opening")),
        clause=control.clause,
    )


def _rotates(words: str) -> Span | None:
    """The time in which passwords are changed after an opening ("rotate within 1 school day"), or None where none is said."""
    return parse_span(words.removeprefix(ROTATE_WITHIN)) if words.startswith(ROTATE_WITHIN) else None
