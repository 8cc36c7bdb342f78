"""The types of a programme, all in one place to import from: the contract of all rooms. Immutable.

They are written in the files beside this one, by what they are about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from belisha.core.moments import SchoolFacts
from belisha.core.policy import declarations
from belisha.core.programme.catalogue import Catalogue, Service
from belisha.core.programme.chains import Case, Sanction, Step
from belisha.core.programme.duties import Agreement, ConductRule, Consent, Duty
from belisha.core.programme.forms import Form, FormEffect
from belisha.core.programme.papers import (
    ClauseText,
    Commitment,
    Definition,
    GuidancePage,
    MailRule,
    Reference,
    Retention,
    Review,
    SessionRule,
    Vault,
)
from belisha.core.programme.roles import Role, SignatureNeed
from belisha.core.programme.rules import AgeLimit, Effect, Rule, SafeMode, Watch
from belisha.core.programme.standing import NOTHING_STANDS, Ban, Close, NameList, Opening, Standing
from belisha.core.programme.times import LATER, Span, When, WhenKind

__all__ = [
    "BASELINE",
    "EVERYONE",
    "NO_ONE",
    "AgeLimit",
    "Agreement",
    "Ban",
    "Case",
    "Catalogue",
    "ClauseText",
    "Close",
    "Commitment",
    "ConductRule",
    "Consent",
    "Definition",
    "Duty",
    "Effect",
    "Form",
    "FormEffect",
    "GuidancePage",
    "MailRule",
    "NameList",
    "Opening",
    "Programme",
    "Reference",
    "Retention",
    "Review",
    "Role",
    "Rule",
    "SafeMode",
    "Sanction",
    "Service",
    "SessionRule",
    "SignatureNeed",
    "Span",
    "Standing",
    "Step",
    "Vault",
    "Watch",
    "When",
    "WhenKind",
]

NO_ONE = declarations.NO_ONE
EVERYONE = declarations.EVERYONE
BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Programme:
    """A policy version and the school's facts, compiled. `version` is the policy's identity, or "baseline".

    Everything in it names the clause it comes from; what is spread over clauses names one for each key (`sources`).
    `decide(programme, question)` needs nothing else. Keep it by the SHA-256 of its canonical form: the past is read, never recomputed.
    """

    version: str
    title: str
    facts: SchoolFacts
    clauses: tuple[ClauseText, ...] = ()
    roles: tuple[Role, ...] = ()
    signatures: tuple[SignatureNeed, ...] = ()
    rules: tuple[Rule, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    definitions: tuple[Definition, ...] = ()
    when_broken: str = "closed"
    standing: Standing = NOTHING_STANDS
    commitments: tuple[Commitment, ...] = ()
    cases: tuple[Case, ...] = field(default=(), metadata=LATER)
    sanctions: tuple[Sanction, ...] = field(default=(), metadata=LATER)
    duties: tuple[Duty, ...] = field(default=(), metadata=LATER)
    agreements: tuple[Agreement, ...] = field(default=(), metadata=LATER)
    conduct_rules: tuple[ConductRule, ...] = field(default=(), metadata=LATER)
    watches: tuple[Watch, ...] = field(default=(), metadata=LATER)
    safe_modes: tuple[SafeMode, ...] = field(default=(), metadata=LATER)
    age_limits: tuple[AgeLimit, ...] = field(default=(), metadata=LATER)
    vaults: tuple[Vault, ...] = field(default=(), metadata=LATER)
    guidance_pages: tuple[GuidancePage, ...] = field(default=(), metadata=LATER)
    references: tuple[Reference, ...] = field(default=(), metadata=LATER)
    retentions: tuple[Retention, ...] = field(default=(), metadata=LATER)
    reviews: tuple[Review, ...] = field(default=(), metadata=LATER)
    consents: tuple[Consent, ...] = field(default=(), metadata=LATER)
    sessions: tuple[SessionRule, ...] = field(default=(), metadata=LATER)
    mail_rules: tuple[MailRule, ...] = field(default=(), metadata=LATER)

    def form(self, name: str) -> Form | None:
        """The form of this name, or None where the policy has none."""
        return self.forms.get(name)

    def case(self, name: str) -> Case | None:
        """The kind of case of this name, or None where the policy has none."""
        return next((case for case in self.cases if case.name == name), None)

    def sanction(self, name: str) -> Sanction | None:
        """The sanction of this name, or None where the policy has none."""
        return next((sanction for sanction in self.sanctions if sanction.name == name), None)

    def role(self, name: str) -> Role | None:
        """The role of this name, or None where no clause declares it."""
        return next((r for r in self.roles if r.name == name), None)

    def words_of(self, clause: str | None) -> str:
        """The words of a clause, or "" where there is none of that number."""
        return next((c.words for c in self.clauses if c.number == clause), "")

    def with_standing(self, standing: Standing) -> Programme:
        """The same programme with other decisions and lists beside it."""
        return replace(self, standing=standing)
