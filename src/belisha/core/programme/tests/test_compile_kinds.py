"""Every kind of control becomes its part of the programme, and each part names the clause that says it."""

from __future__ import annotations

import pytest

from belisha.core.policy.read import read
from belisha.core.programme.compile import compile_policy
from belisha.core.programme.compile.chains import in_order
from belisha.core.programme.model import (
    AgeLimit,
    Agreement,
    Case,
    Commitment,
    ConductRule,
    Consent,
    Duty,
    FormEffect,
    GuidancePage,
    MailRule,
    Programme,
    Reference,
    Retention,
    Review,
    SafeMode,
    Sanction,
    SessionRule,
    Span,
    Step,
    Vault,
    Watch,
)
from belisha.core.programme.tests.every_kind import AGED, TEXT, every_kind
from belisha.core.programme.tests.samples import FACTS, STANDING

YEAR = Span(1, "years", "1 year")
DSL = "designated safeguarding lead"


def compiled(text: str = TEXT) -> Programme:
    """The programme of this text."""
    return compile_policy(every_kind(text), facts=FACTS, catalogue=AGED, standing=STANDING)


@pytest.fixture(scope="module")
def whole() -> Programme:
    """The programme of the policy that has every kind."""
    return compiled()


def test_a_case_is_put_together_from_its_clauses(whole: Programme) -> None:
    case = whole.case("bullying")
    assert isinstance(case, Case)
    assert (case.opened_by, case.owner, case.to, case.harm, case.if_named) == (
        ("everyone",),
        DSL,
        ("deputy safeguarding lead",),
        True,
        "headteacher",
    )
    assert case.facts == {"who": ("pupil", "adult"), "nature": ("threat", "none of these")}
    assert case.review_after == Span(6, "weeks", "6 weeks")
    assert (case.clause_of("owner"), case.clause_of("review_after"), case.clause_of("steps")) == ("9.2", "9.3", "9.2")


def test_steps_stand_in_the_order_that_they_ask_for_and_name_their_clauses(whole: Programme) -> None:
    case = whole.case("bullying")
    assert [(step.name, step.clause) for step in case.steps] == [
        ("support plan", "9.2"),
        ("police consideration", "9.8"),
        ("talk to the person", "9.2"),
    ]
    assert case.step("police consideration") == Step(
        "police consideration",
        "9.8",
        "headteacher",
        when={"nature": ("threat",)},
        must=True,
        before=("closure", "platform report"),
        answers=("report", "do not report"),
        within=Span(1, "school days", "1 school day"),
        letter="police",
    )
    assert case.step("support plan").owner == DSL


def test_steps_in_a_ring_all_stay_and_others_keep_their_order() -> None:
    def step(name: str, **keys: tuple[str, ...]) -> Step:
        return Step(name, "9.2", DSL, **keys)

    ring = [step("a", after=("b",)), step("b", after=("a",)), step("c"), step("d", before=("c", "d", "nobody"))]
    assert [s.name for s in in_order(ring)] == ["d", "c", "a", "b"]
    assert [s.name for s in in_order([step("z"), step("y"), step("x")])] == ["z", "y", "x"]


def test_a_form_opens_its_case_and_lifts_the_only_sanction(whole: Programme) -> None:
    report, supervised = whole.form("bullying report"), whole.form("supervised session")
    assert (report.effect, report.case, report.harm, report.if_named) == (FormEffect.CASE, "bullying", True, "headteacher")
    assert (supervised.effect, supervised.lifts) == (FormEffect.LIFT, "equipment ban")


def test_a_sanction_is_put_together_from_its_clauses(whole: Programme) -> None:
    assert whole.sanction("equipment ban") == Sanction(
        "equipment ban",
        ("headteacher",),
        "all but help",
        Span(10, "school days", "10 school days"),
        ("parent",),
        "chair of governors",
        {"decided_by": "8.2", "closes": "8.2", "longest": "8.3", "tell": "8.3", "appeal_to": "8.3"},
    )


def test_a_duty_with_a_name_is_joined_and_one_without_stands_alone(whole: Programme) -> None:
    sources = {"who": "4.2", "course": "4.2", "first_due": "4.3", "every": "4.3", "proof": "4.3"}
    assert whole.duties == (
        Duty("induction", "induction", ("teachers",), None, "policy-induction", "10 school days after joining", YEAR, "quiz", sources),
        Duty(
            "4.2/duty/read the guide",
            "",
            ("teachers",),
            "read the guide",
            proof="tick",
            sources={"who": "4.2", "what": "4.2", "proof": "4.2"},
        ),
    )
    assert whole.duties[0].clause_of("name") == "4.2"


def test_two_duties_alike_in_one_clause_have_ids_of_their_own() -> None:
    twice = "[[duty]]\nwho = ['staff']\ncourse = 'smart'\n[[duty]]\nwho = ['pupils']\ncourse = 'smart'\n"
    programme = compiled(TEXT.replace("[[conduct]]", twice + "[[conduct]]"))
    assert [duty.id for duty in programme.duties[2:]] == ["4.2/duty/smart", "4.2/duty/smart/2"]


def test_the_rest_is_taken_as_written(whole: Programme) -> None:
    assert whole.commitments == (Commitment("We listen.", "2.1", ("8.1",)),)
    assert whole.agreements == (Agreement(("staff",), "staff", None, "4.2"), Agreement(("parents",), "home", YEAR, "4.2"))
    assert whole.conduct_rules == (ConductRule("lesson-time", ("teachers",), None, "4.2"),)
    assert whole.vaults == (Vault(("headteacher",), 2, ("chair of governors", DSL), Span(1, "school days", "1 school day"), "6.1"),)
    assert whole.references == (
        Reference("Anti-bullying policy", None, "6.1"),
        Reference("Mobile phone policy", "the school office", "6.1"),
    )
    assert whole.guidance_pages == (GuidancePage("age-guide", "6.1"),)
    assert whole.retentions == (Retention("reports", Span(6, "years", "6 years"), "review", "6.1"),)
    assert whole.reviews == (Review(YEAR, ("clerk to governors",), "6.1"),)
    assert whole.consents == (Consent(("name", "picture"), ("pupils",), "each parent", None, "6.1"),)
    assert whole.consents[0].needs_each_parent
    assert whole.sessions == (SessionRule(("staff",), Span(15, "minutes", "15 minutes"), "6.1"),)
    assert whole.mail_rules == (MailRule(("staff",), "school addresses", "6.1"),)
    assert whole.watches == (Watch({"vpn": 5, "tor": 3}, 6, Span(2, "hours", "2 hours"), "network manager", "8.2"),)
    assert whole.safe_modes == (SafeMode("search", ("everyone",), "strict", "8.1"),)
    assert whole.age_limits == (AgeLimit(("pupils",), "youngest in year", True, False, "7.5"),)


def test_a_vault_without_more_opens_for_its_roles_alone() -> None:
    text = TEXT.replace('break_glass = { people = 2, from = ["chair of governors", "designated safeguarding lead"] }\n', "")
    (vault,) = compiled(text.replace('after_opening = "rotate within 1 school day"\n', "")).vaults
    assert (vault.break_glass_people, vault.break_glass_from, vault.rotate_within) == (0, (), None)


def test_a_policy_without_new_kinds_has_none_of_them() -> None:
    plain = read(
        '---\ntitle = "A policy"\nlanguage = 1\n---\n8.1 The headteacher signs.\n~~~controls\n[[signature]]\nby = ["headteacher"]\n~~~\n'
    )
    programme = compile_policy(plain.policy, facts=FACTS, catalogue=AGED, standing=STANDING)
    assert (programme.cases, programme.duties, programme.case("bullying"), programme.sanction("ban")) == ((), (), None, None)
