"""What the policy room knows of somebody's day: versions to sign, no policy in force, a review that is due, routes that end nowhere.

Registered in web/wiring.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.urls import reverse

from belisha.people.providers import Day, DayFact, Lead, Part, Rank
from belisha.policy import permissions, queries
from belisha.policy.dead_ends import of_version
from belisha.policy.models import PolicyVersion

SIGNERS = frozenset({"headteacher", "chair of governors"})
REVIEW_SOON = timedelta(days=28)
CONCERN = "Could a concern end with nobody?"


def policy_today(day: Day) -> Sequence[DayFact]:
    """What this reader signs or looks after, and for governors the first two of their five questions."""
    version = queries.version_in_force(day.school, day.now)
    return [*_to_sign(day), *_in_force(day, version), *_questions(day, version)]


def _to_sign(day: Day) -> Iterator[DayFact]:
    for version in queries.waiting_versions(day.school):
        roles = queries.signing_of(version).roles_open_to(day.reader, day.on)
        if roles:
            words = "Read what it would change, then sign or leave it. It changes nothing until all have signed."
            lead = Lead("Read it", reverse("policy-version", args=[version.number]))
            title = f"Version {version.number} of the policy waits for you to sign as {' or '.join(roles)}"
            yield DayFact(Part.NEEDS_YOU, title, words, "amber", (lead,), Rank.SIGN)


def _in_force(day: Day, version: PolicyVersion | None) -> Iterator[DayFact]:
    if not day.roles & SIGNERS:
        return
    if version is None:
        words = "The safe baseline holds: illegal content, harmful software and social media are closed. Load a version and sign it."
        lead = Lead("Versions", reverse("policy-versions"))
        yield DayFact(Part.NEEDS_YOU, "No policy is in force", words, "amber", (lead,), Rank.SIGN)
        return
    live = Lead("The policy", reverse("policy-live"))
    for end in (told for told in of_version(version, now=day.now) if told.is_refusing):
        words = f"{end.words} {end.remedy}"
        yield DayFact(Part.NEEDS_YOU, "A concern about a child could end with nobody", words, "amber", (live,), Rank.CHILD)
    if version.review_on is not None and version.review_on <= day.on + REVIEW_SOON:
        is_over = version.review_on <= day.on
        title = f"The policy {'was' if is_over else 'is'} to be looked at again by {version.review_on.day} {version.review_on:%B %Y}"
        yield DayFact(Part.NEEDS_YOU, title, "", "amber", (live,), Rank.CONFIRM if is_over else Rank.SOON)


def _questions(day: Day, version: PolicyVersion | None) -> Iterator[DayFact]:
    """Source: safeguarding.md, to be adopted in week one: one page for a governor with five questions to ask."""
    if not permissions.is_insider(day.reader, on=day.on) or day.reader.kind != "GOVERNOR":
        return
    live = (Lead("Read the policy, clause by clause", reverse("policy-live")),)
    if version is None:
        answer, state = "No: the safe baseline holds until a version is signed.", "amber"
    else:
        review = f", to be looked at again by {version.review_on.day} {version.review_on:%B %Y}" if version.review_on else ""
        answer, state = f"Version {version.number}{review}.", "steady"
    yield DayFact(Part.QUESTIONS, "Is a policy in force, and when do we look at it again?", answer, state, live)
    if version is None:
        words = "There is no policy whose routes could be walked. Sign one, then ask again."
        yield DayFact(Part.QUESTIONS, CONCERN, words, "grey")
        return
    ends = [told for told in of_version(version, now=day.now) if not told.is_note]
    words = ends[0].words if ends else "Every route of the policy has somebody at its end, today and for a year."
    leads = (Lead("See the whole walk", f"{reverse('policy-live')}#dead-ends"),)
    yield DayFact(Part.QUESTIONS, CONCERN, words, "amber" if ends else "steady", leads)
