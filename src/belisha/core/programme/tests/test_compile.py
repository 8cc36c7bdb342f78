"""From a signed text to rules, forms and roles; and what holds without one."""

from __future__ import annotations

from datetime import time

import pytest

from belisha.core.policy.read import read
from belisha.core.policy.tests.samples import clause_with, model_text, policy_with
from belisha.core.programme.compile import baseline, compile_policy
from belisha.core.programme.model import (
    BASELINE,
    Commitment,
    Definition,
    Effect,
    FormEffect,
    Programme,
    Role,
    SignatureNeed,
    Span,
    WhenKind,
)
from belisha.core.programme.tests.samples import CATALOGUE, FACTS, STANDING


def compiled(controls: str) -> Programme:
    """The programme of a policy with these controls in clause 8.1."""
    return compile_policy(policy_with(controls), facts=FACTS, catalogue=CATALOGUE, standing=STANDING)


@pytest.fixture
def model() -> Programme:
    """The programme of the model policy."""
    return compile_policy(read(model_text()).policy, facts=FACTS, catalogue=CATALOGUE, standing=STANDING)


def test_the_model_policy_becomes_seven_rules_of_three_clauses(model: Programme) -> None:
    social, closed, youtube, others, games, grown_up, round_it = model.rules
    assert [rule.id for rule in model.rules] == ["7.1/block/1", *(f"8.1/block/{ordinal}" for ordinal in (1, 2, 3, 4, 5)), "8.2/block/1"]
    assert [rule.clause for rule in model.rules] == ["7.1", "8.1", "8.1", "8.1", "8.1", "8.1", "8.2"]
    assert social.people == {"pupils"}
    assert {"reddit.com", "twitch.tv", "facebook.com"} <= social.names
    assert not {"youtube.com", "youtu.be", "whatsapp.com", "roblox.com"} & social.names
    assert closed.services == ("facebook", "x", "instagram", "snapchat", "tiktok")
    assert closed.people == {"everyone"}
    assert {"facebook.com", "fb.com", "x.com", "twitter.com", "tiktok.com"} <= closed.names
    assert (youtube.people, youtube.names) == ({"pupils"}, {"youtube.com", "youtu.be"})
    assert others.people == {"pupils"}
    assert "whatsapp.com" in others.names
    assert (grown_up.lists, grown_up.people) == ({"over 18"}, {"everyone"})
    assert "adults-only.example" in grown_up.names
    assert (games.lists, games.names, games.people) == ({"games"}, frozenset(), {"pupils"})
    assert (round_it.lists, round_it.names, round_it.people) == ({"getting round"}, frozenset(), {"everyone"})


def test_a_service_is_its_own_domains_and_never_a_shared_host(model: Programme) -> None:
    assert not {"fbcdn.net", "googlevideo.com"} & frozenset().union(*(rule.names for rule in model.rules))


def test_the_access_request_is_one_form_of_two_clauses(model: Programme) -> None:
    form = model.form("access request")
    assert form.effect is FormEffect.OPEN
    assert (form.open_to, form.advised_by, form.decided_by) == (("everyone",), ("network manager",), ("headteacher",))
    assert (form.longest, form.within) == (Span(10, "school days", "10 school days"), Span(2, "school days", "2 school days"))
    assert form.if_late == "tell chair of governors"
    assert {key: form.clause_of(key) for key in ("open_to", "effect", "advised_by", "scope", "longest")} == dict.fromkeys(
        ("open_to", "effect", "advised_by", "scope", "longest"), "8.4"
    )
    assert {form.clause_of(key) for key in ("decided_by", "within", "if_late")} == {"8.5"}
    assert form.clause_of("appeal_to") == "8.4"


def test_the_report_closes_and_the_safeguarding_lead_reads_it(model: Programme) -> None:
    form = model.form("inappropriate content report")
    assert (form.effect, form.decided_by, form.to) == (FormEffect.CLOSE, ("network manager",), ("designated safeguarding lead",))
    assert form.longest == Span(10, "school days", "10 school days")


def test_roles_signatures_and_commitments_name_their_clauses(model: Programme) -> None:
    assert model.role("network manager") == Role("network manager", "2.2", 1, "e-safety team")
    assert model.role("e-safety team").clause == "2.1"
    assert model.role("headteacher") == Role("headteacher", "1.4", 1, "chair of governors")
    assert model.signatures == (SignatureNeed(("headteacher", "chair of governors"), "statement", True),)
    assert len(model.commitments) == 5
    first = model.commitments[0]
    assert first == Commitment("We help everyone at school to use social media well.", "statement", first.kept_by)
    assert all(commitment.kept_by for commitment in model.commitments)
    assert model.version == read(model_text()).policy.identity
    assert model.words_of("2.2").startswith("The school has a network manager.")


@pytest.mark.clause("2.1")
def test_clause_2_1_declares_the_team_and_the_safeguarding_leads(policy_text: str) -> None:
    programme = programme_of(policy_text)
    held = {role: programme.role(role) for role in ("e-safety team", "designated safeguarding lead", "deputy safeguarding lead")}
    assert all(role and role.clause == "2.1" and role.at_least >= 1 and role.stands_in for role in held.values())


@pytest.mark.clause("2.2")
def test_clause_2_2_declares_a_network_manager_for_whom_the_team_stands_in(policy_text: str) -> None:
    assert programme_of(policy_text).role("network manager") == Role("network manager", "2.2", 1, "e-safety team")


@pytest.mark.clause("8.3", part=True)
def test_clause_8_3_lets_anyone_report_and_the_network_manager_close(policy_text: str) -> None:
    form = programme_of(policy_text).form("inappropriate content report")
    assert form is not None
    assert (form.open_to, form.decided_by, form.clause_of("effect")) == (("everyone",), ("network manager",), "8.3")


def programme_of(text: str) -> Programme:
    """The programme of a sound text."""
    reading = read(text)
    assert reading.is_sound, reading.faults
    return compile_policy(reading.policy, facts=FACTS, catalogue=CATALOGUE, standing=STANDING)


def test_definitions_and_second_factor_are_taken_as_written() -> None:
    programme = compiled("[[define]]\nterm = 'blog'\nmeans = ['a', 'b']\n[[signature]]\nby = ['SENCO']\nsecond_factor = false")
    assert programme.definitions == (Definition("blog", ("a", "b"), "8.1"),)
    assert programme.signatures[0] == SignatureNeed(("SENCO",), "8.1", False)


def test_a_kind_covers_the_kinds_below_it_and_exceptions_are_taken_away() -> None:
    (rule,) = compiled("[[block]]\nkinds = ['social media']\nfor = ['pupils']\nexcept_services = ['youtube']").rules
    assert {"facebook", "x", "instagram", "snapchat", "tiktok", "reddit"} <= set(rule.services)
    assert not {"youtube", "whatsapp", "roblox"} & set(rule.services)
    assert not {"youtube.com", "whatsapp.com"} & rule.names


def test_a_site_below_a_closed_name_is_kept_as_an_exception() -> None:
    (rule, _) = compiled(
        "[[block]]\nsites = ['bbc.co.uk', 'a.itv.com', 'c4.com']\nfor = ['pupils']\nexcept_sites = ['news.bbc.co.uk', 'itv.com', 'z.com']"
    ).rules
    assert rule.names == {"bbc.co.uk", "c4.com"}
    assert rule.except_names == {"news.bbc.co.uk"}


def test_exceptions_of_a_list_are_kept_whatever_the_list_holds() -> None:
    (rule, _) = compiled("[[block]]\nlists = ['games']\nfor = ['pupils']\nexcept_sites = ['phonicsplay.co.uk']").rules
    assert (rule.lists, rule.except_names) == ({"games"}, {"phonicsplay.co.uk"})


def test_rules_are_numbered_by_kind_and_carry_time_and_network() -> None:
    block = "[[block]]\nsites = ['a.uk']\nfor = ['pupils']\n"
    allow = "[[allow]]\nsites = ['b.a.uk']\nfor = ['year 5']\nwhen = 'Mon-Fri 09:00-10:00'\nnetworks = ['classroom']\n"
    rules = {rule.id: rule for rule in compiled(block + allow + block).rules}
    assert list(rules) == ["8.1/block/1", "8.1/block/2", "8.1/allow/1", "baseline/social media"]
    narrow = rules["8.1/allow/1"]
    assert (narrow.effect, narrow.networks) == (Effect.ALLOW, {"classroom"})
    assert (narrow.when.kind, narrow.when.starts) == (WhenKind.WINDOW, time(9))


def test_the_baseline_closes_social_media_to_pupils_and_names_no_clause() -> None:
    programme = baseline(facts=FACTS, catalogue=CATALOGUE, standing=STANDING)
    (rule,) = programme.rules
    assert (programme.version, rule.id, rule.clause, rule.effect) == (BASELINE, "baseline/social media", None, Effect.BLOCK)
    assert rule.people == {"pupils"}
    assert {"facebook.com", "youtube.com", "x.com"} <= rule.names
    assert "whatsapp.com" not in rule.names
    assert programme.forms == {}
    assert set(programme.standing.lists) == {"illegal", "malware", "games"}
    assert not rule.lists
    assert programme.standing.help_names == CATALOGUE.help_names
    assert programme.standing.safe_hosts == CATALOGUE.safe_hosts


@pytest.mark.parametrize(
    ("controls", "stays"),
    [
        ("[[block]]\nlists = ['games']\nfor = ['pupils']", True),
        ("[[block]]\nservices = ['roblox']\nfor = ['pupils']", True),
        ("[[block]]\nsites = ['facebook.com']\nfor = ['pupils']", True),
        ("[[block]]\nservices = ['facebook']\nfor = ['pupils']", False),
        ("[[block]]\nkinds = ['social media']\nfor = ['staff']", False),
        ("[[block]]\nkinds = ['blogs']\nfor = ['pupils']", False),
        ("[[allow]]\nservices = ['youtube']\nfor = ['everyone']", False),
    ],
)
def test_the_baseline_stays_until_the_policy_speaks_of_social_media(controls: str, stays: bool) -> None:
    assert ("baseline/social media" in {rule.id for rule in compiled(controls).rules}) is stays


def test_a_policy_with_a_fault_is_not_compiled() -> None:
    with pytest.raises(ValueError, match="has faults"):
        compile_policy(read(clause_with("[[blok]]")).policy, facts=FACTS, catalogue=CATALOGUE, standing=STANDING)
