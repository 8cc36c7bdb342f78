"""What filtering tells the live page and the operations page: whether the network does what the policy says, as far as it was proved.

A proof here is one of the resolver's own answers, and every sentence says so (safeguarding.md 24). Registered in web/wiring.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from belisha.core.decision.scope import is_among
from belisha.core.policy.model import Clause, Policy
from belisha.core.programme.model import NO_ONE, FormEffect
from belisha.directory import queries as directory
from belisha.filtering.engine import status_at
from belisha.filtering.facts_checks import Checking, checking_of, device_facts
from belisha.filtering.facts_upstream import upstream_facts
from belisha.filtering.models import Proof
from belisha.filtering.queries import deployments, openings
from belisha.filtering.queries import proofs as proved
from belisha.filtering.queries.observing import observing_at
from belisha.jobs.providers import OperationsFact
from belisha.jobs.states import Beacon as OperationsBeacon
from belisha.kit import remembered
from belisha.kit.templatetags.school_time import school_moment
from belisha.policy import permissions as policy_permissions
from belisha.policy import queries as policy
from belisha.policy.models import PolicyVersion
from belisha.policy.providers import Asked, Beacon, ClauseFact, FactKind
from belisha.schools.models import School

STALE_AFTER: Final = timedelta(minutes=30)
"""Three rounds of proofs missed."""

NAMES_SHOWN: Final = 3
NO_RESOLVER: Final = "See whether its process runs: devices get no names until it does."
TRIED_AGAIN: Final = "It is tried again every two seconds: see whether the resolver runs."
ASKED_AGAIN: Final = "It is asked again every ten minutes: see whether the resolver holds the last ruleset."
NO_WORKER: Final = "See whether the worker runs: it deploys and proves."
OBSERVING_ONLY: Final = "Nothing is closed but illegal content and harmful software."
AWAY: Final = "The school’s resolver does not answer this page, so nothing can be proved. The network manager looks after it."


class NetworkFacts:
    """Answers the live page for clauses with a `block`, and for those of a form that opens sites (8.4, 8.5)."""

    def facts_for(self, asked: Asked) -> Mapping[str, Sequence[ClauseFact]]:
        """What is proved of each such clause, and what this reader can look at."""
        blocks = {c.number for c in asked.policy.clauses() if any(control.kind == "block" for control in c.controls)}
        opening_forms = _opening_forms(asked.policy)
        forms = {c.number for c in asked.policy.clauses() if _names_of_forms(c) & opening_forms}
        if trouble := _trouble(asked.school, asked.version):
            return {number: [ClauseFact(Beacon.AMBER, trouble)] for number in blocks | forms}
        is_insider = policy_permissions.is_insider(asked.reader, on=policy.school_day_of(asked.school, asked.now))
        opened = _opening_facts(asked.school, is_insider, asked.now) if forms else []
        devices = checking_of(asked.school, asked.now) if blocks else {}
        told = {number: _block_facts(asked, number, devices, names_sites=is_insider) for number in blocks}
        if is_insider:
            told = {number: [*found, _way_to_why()] for number, found in told.items()}
        deciding = {c.number for c in asked.policy.clauses() if c.number in forms and _says_who_decides(c)}
        return told | {number: [*told.get(number, []), *opened] for number in deciding}


network_facts = NetworkFacts()
"""The one provider of this process: registered twice it is asked once."""


def operations_facts(school_id: int, now: datetime) -> Sequence[OperationsFact]:
    """The resolver, the last deployment and the last proof, for the operations page. Ask within the school's scope."""
    school = remembered.while_unchanged(school_id, "school", lambda: School.objects.get(pk=school_id))
    rows = [_resolver_fact(), *_observing_fact(school, now), _deployment_fact(school), _proof_fact(school, now)]
    return [*rows, *upstream_facts(status_at(settings.RESOLVER_SOCKET))]


def _trouble(school: School, version: PolicyVersion) -> str:
    """Why nothing can be said of the network now; "" where something can."""
    status = status_at(settings.RESOLVER_SOCKET)
    if status is None:
        return AWAY
    if status.broken:
        return "The school’s resolver has no rules it can use, and closes everything but help. The network manager looks after it."
    if status.policy_version != version.identity:
        return "This version has not reached the school’s resolver yet. The network manager looks after it."
    if deployments.waiting_deployment(school) is not None:
        return "A change waits for the school’s resolver. The network manager looks after it."
    return ""


def _block_facts(asked: Asked, clause: str, devices: Mapping[str, Checking], *, names_sites: bool) -> list[ClauseFact]:
    """What was proved of a clause that closes sites, and seen from devices. Proofs of single decisions stay out: everybody reads this.

    While the school observes, the sites that are not closed are named only where `names_sites`.
    """
    school, version, now = asked.school, asked.version, asked.now
    is_observing = observing_at(school, at=now) is not None
    known = proved.latest_of_clause(school, clause, since=version.in_force_from or now)
    rows = [row for row in known if not row.is_proved or (row.expected == proved.OBSERVED) == is_observing]
    if not rows:
        return [ClauseFact(Beacon.AMBER, f"Not proved {proved.LABEL} yet. The network manager looks after it.")]
    if failed := [row for row in rows if not row.is_proved]:
        return [ClauseFact(Beacon.AMBER, f"{proved.proof_line(failed[:1])} The network manager looks after it.")]
    newest = rows[0]
    if now - newest.asked_at > STALE_AFTER:
        return [
            ClauseFact(Beacon.AMBER, f"Last proved {proved.LABEL} {proved.ago(newest.asked_at, now)}. The network manager looks after it.")
        ]
    together = [row for row in rows if (row.subject, row.asked_at) == (newest.subject, newest.asked_at)]
    seen = device_facts(devices, {row.seat_key for row in rows}, ZoneInfo(school.zone))
    if is_observing and not names_sites:
        return [ClauseFact(Beacon.STEADY, f"Proved {proved.LABEL} {proved.ago(newest.asked_at, now)}."), *seen]
    return [ClauseFact(Beacon.STEADY, _proved_words(together, now)), *seen]


def _proved_words(rows: Sequence[Proof], now: datetime) -> str:
    """A round's first names, told by whom they are for.

    "Proved at the resolver 12 minutes ago: facebook.com closed for everyone; youtube.com closed for pupils and devices nobody knows."
    Names of adult services are left out: children and parents read this page (safeguarding.md 25).
    """
    by_host: dict[str, list[Proof]] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        if not is_among(row.host, _adult_names()):
            by_host.setdefault(row.host, []).append(row)
    together: dict[tuple[str, str], list[str]] = {}
    for host, found in list(by_host.items())[:NAMES_SHOWN]:
        asked = {row.seat_key for row in found}
        for expected in sorted({row.expected for row in found}):
            seats = proved.seats_in_words({row.seat_key for row in found if row.expected == expected}, among=asked)
            together.setdefault((expected, seats), []).append(host)
    told = [f"{' and '.join(hosts)} {expected} for {seats}" for (expected, seats), hosts in together.items()]
    return f"Proved {proved.LABEL} {proved.ago(rows[0].asked_at, now)}{': ' if told else ''}{'; '.join(told)}."


def _way_to_why() -> ClauseFact:
    return ClauseFact(Beacon.STEADY, "Find out why a site is open or closed", reverse("filtering-why"), FactKind.TASK)


def _adult_names() -> frozenset[str]:
    kinds = ("adult", "dating")
    return frozenset(name for kind in kinds for service in directory.catalogue().of_kind(kind) for name in service.domains)


def _opening_facts(school: School, is_insider: bool, now: datetime) -> list[ClauseFact]:
    """What is open by decision and whether that is proved; outsiders read no site, no class and no case (safeguarding.md 26)."""
    wrong = [row for row in proved.unproved(school, now=now) if row.subject.startswith("opening ")]
    link = reverse("filtering-openings")
    if wrong:
        inside = f"{proved.proof_line(wrong[:1])} The network manager looks after it."
        outside = "Something that was decided is not proved on the network yet. The network manager looks after it."
        return [ClauseFact(Beacon.AMBER, inside if is_insider else outside, link if is_insider else "")]
    if not is_insider:
        return [ClauseFact(Beacon.STEADY, f"What is decided reaches the network and is proved {proved.LABEL}.")]
    count = openings.open_now(school, now=now).count()
    words = "No site is" if count == 0 else "One site is" if count == 1 else f"{count} sites are"
    return [
        ClauseFact(Beacon.STEADY, f"{words} open by decision now; each decision is proved {proved.LABEL}."),
        ClauseFact(Beacon.STEADY, "See what is open by decision", link, FactKind.TASK),
    ]


def _opening_forms(read: Policy) -> set[str]:
    """The names of the forms whose granting opens sites, and which somebody grants."""
    said = list(read.controls("form"))
    ungranted = {control.text("name") for control in said if NO_ONE in control.words("decided_by")}
    return {c.text("name") for c in said if c.text("effect") == FormEffect.OPEN.value} - ungranted


def _names_of_forms(clause: Clause) -> set[str]:
    """The forms of which the clause says a part."""
    return {control.text("name") for control in clause.controls if control.kind == "form"}


def _says_who_decides(clause: Clause) -> bool:
    """True where the clause gives the decision to somebody: what is open by decision is told there, once."""
    return any(control.words("decided_by") for control in clause.controls if control.kind == "form")


def _resolver_fact() -> OperationsFact:
    name = "What the resolver does"
    status = status_at(settings.RESOLVER_SOCKET)
    if status is None:
        return OperationsFact(name, OperationsBeacon.AMBER, "It does not answer.", NO_RESOLVER)
    if status.broken:
        return OperationsFact(name, OperationsBeacon.AMBER, status.broken, "It gets new rules within seconds while the worker runs.")
    words = f"Ruleset {status.number}; {status.queries} questions, {status.closed} closed, {status.refused} refused since its start."
    return OperationsFact(name, OperationsBeacon.STEADY, words, since=datetime.fromisoformat(status.started))


def _observing_fact(school: School, now: datetime) -> list[OperationsFact]:
    """That the school only observes, while it does."""
    row = observing_at(school, at=now)
    if row is None:
        return []
    words = f"{OBSERVING_ONLY} Until {school_moment(row.ends_at)}: {row.reason}"
    return [OperationsFact("Observing only", OperationsBeacon.AMBER, words, "End it under Attempts.", row.started_at)]


def _deployment_fact(school: School) -> OperationsFact:
    name = "Rules on the network"
    waiting = deployments.waiting_deployment(school)
    if waiting is not None:
        return OperationsFact(name, OperationsBeacon.AMBER, f"“{waiting.cause}” has not reached it: {waiting.fault}", TRIED_AGAIN)
    latest = deployments.latest_deployment(school)
    if latest is None:
        return OperationsFact(name, OperationsBeacon.AMBER, "None was deployed yet.", NO_WORKER)
    return OperationsFact(name, OperationsBeacon.STEADY, f"Ruleset {latest.number}: {latest.cause}.", since=latest.acknowledged_at)


def _proof_fact(school: School, now: datetime) -> OperationsFact:
    name = "Last proof"
    if wrong := proved.unproved(school, now=now):
        words = f"{proved.proof_line(wrong[:NAMES_SHOWN])} Since {school_moment(wrong[-1].asked_at)}."
        return OperationsFact(name, OperationsBeacon.AMBER, words, ASKED_AGAIN)
    latest = proved.latest_proof(school)
    if latest is None:
        return OperationsFact(name, OperationsBeacon.AMBER, "Nothing was proved yet.", NO_WORKER)
    if now - latest.asked_at > STALE_AFTER:
        return OperationsFact(name, OperationsBeacon.AMBER, f"{proved.ago(latest.asked_at, now)}.", NO_WORKER, latest.asked_at)
    found = proved.latest_proofs(school, latest.subject)
    sites = list(dict.fromkeys(row.host for row in found))
    what = sites[0] if len(sites) == 1 else f"{len(sites)} sites"
    line = f"{what}: {len(found)} answers proved {proved.LABEL}, the slowest in {proved.milliseconds(max(r.milliseconds for r in found))}."
    return OperationsFact(name, OperationsBeacon.STEADY, line, since=latest.asked_at)
