"""The whole programme of a policy, and the safe baseline."""

from __future__ import annotations

from dataclasses import replace

from belisha.core.moments import SchoolFacts
from belisha.core.policy.model import Policy
from belisha.core.policy.targets import speaks_of_social_media
from belisha.core.programme.compile import chains, duties, network, papers
from belisha.core.programme.model import BASELINE, Catalogue, ClauseText, Programme, Standing


def compile_policy(policy: Policy, *, facts: SchoolFacts, catalogue: Catalogue, standing: Standing) -> Programme:
    """The programme of a policy that was read and checked without a fault.

    The baseline's rule about social media stays until a block or allow of the policy speaks of social media
    (safeguarding.md 15). Raises ValueError where the policy has faults and so no identity.
    """
    if not policy.identity:
        raise ValueError(f"the policy “{policy.title}” has faults, so it cannot be compiled: read and check it first")
    is_spoken_of = any(speaks_of_social_media(control, catalogue) for control in policy.controls("block", "allow"))
    own = network.rules_of(policy, facts, catalogue)
    return Programme(
        version=policy.identity,
        title=policy.title,
        facts=facts,
        clauses=tuple(ClauseText(clause.number, clause.words) for clause in policy.clauses()),
        roles=papers.roles_of(policy),
        signatures=papers.signatures_of(policy),
        rules=own if is_spoken_of else (*own, network.closed_social_media(catalogue)),
        forms=chains.forms_of(policy),
        definitions=papers.definitions_of(policy),
        when_broken=policy.when_broken,
        standing=with_shared_facts(standing, catalogue),
        commitments=papers.commitments_of(policy),
        cases=chains.cases_of(policy),
        sanctions=chains.sanctions_of(policy),
        duties=duties.duties_of(policy),
        agreements=duties.agreements_of(policy),
        conduct_rules=duties.conduct_of(policy),
        watches=network.watches_of(policy),
        safe_modes=network.safe_modes_of(policy),
        age_limits=network.age_limits_of(policy),
        vaults=papers.vaults_of(policy),
        guidance_pages=papers.guidance_of(policy),
        references=papers.references_of(policy),
        retentions=papers.retentions_of(policy),
        reviews=papers.reviews_of(policy),
        consents=duties.consents_of(policy),
        sessions=papers.sessions_of(policy),
        mail_rules=papers.mail_of(policy),
    )


def baseline(*, facts: SchoolFacts, catalogue: Catalogue, standing: Standing) -> Programme:
    """The safe baseline: social media closed to pupils, help open, safe search; lists of illegal content and malware hold always.

    It holds before the first signature and after a lapsed one. Source: safeguarding.md 15.
    """
    return Programme(
        version=BASELINE,
        title="Safe baseline",
        facts=facts,
        rules=(network.closed_social_media(catalogue),),
        standing=with_shared_facts(standing, catalogue),
    )


def with_shared_facts(standing: Standing, catalogue: Catalogue) -> Standing:
    """What stands decided, with the help, the negative names and the safe hosts that every school shares.

    Use it before `Programme.with_standing`, so that those facts stay.
    """
    return replace(
        standing,
        help_names=standing.help_names | catalogue.help_names,
        negative_names=standing.negative_names | catalogue.negative_names,
        safe_hosts={**catalogue.safe_hosts, **standing.safe_hosts},
    )
