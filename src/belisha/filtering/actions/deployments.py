"""What the engine was given and what it said, written down. One row a change; its fault stays on it until the engine has taken it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from belisha.audit import actions as audit
from belisha.core.programme.keep import canonical_json, sha256_of
from belisha.core.programme.model import Programme
from belisha.filtering.events import RulesetDeployed
from belisha.filtering.models import Deployment, KeptProgramme
from belisha.filtering.queries.deployments import waiting_deployment
from belisha.kit.access import Actor
from belisha.kit.outbox import publish
from belisha.kit.writing import one_transaction
from belisha.schools.models import School

MACHINE = "Belisha"
CAUSE_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Change:
    """A ruleset on its way to the engine: what it was compiled from, its number, and why."""

    school: School
    programme: Programme
    number: int
    cause: str


def keep_programme(school: School, programme: Programme) -> KeptProgramme:
    """The programme's row, by the SHA-256 of its canonical form; the same programme is kept once."""
    content = canonical_json(programme)
    with one_transaction(of_one_case=True):
        return KeptProgramme.objects.get_or_create(school=school, sha256=sha256_of(content), defaults={"content": content})[0]


def acknowledge(change: Change, *, acknowledged_at: datetime, now: datetime) -> Deployment:
    """The engine has put the change in force: its row, recorded and told. `now` is when the change set out."""
    kept = keep_programme(change.school, change.programme)
    with one_transaction(of_one_case=True):
        row = _row(change, kept, now)
        row.acknowledged_at = acknowledged_at
        row.fault = ""
        row.save()
        facts = {"number": change.number, "cause": change.cause, "policy": change.programme.version, "programme": kept.sha256}
        machine = Actor(school_id=change.school.pk, name=MACHINE)
        audit.record(by=machine, action="ruleset deployed", subject=f"deployment {row.pk}", facts=facts, now=now)
        publish(RulesetDeployed(school_id=change.school.pk, deployment_id=row.pk), now=now)
    return row


def note_fault(change: Change, fault: str, *, now: datetime) -> Deployment:
    """The engine has not taken the change: its row, with the fault, until it has. Repeated faults stay on one row."""
    kept = keep_programme(change.school, change.programme)
    with one_transaction(of_one_case=True):
        row = _row(change, kept, now)
        is_new = not row.pk
        row.fault = fault
        row.save()
        if is_new:
            facts = {"number": change.number, "cause": change.cause, "fault": fault}
            machine = Actor(school_id=change.school.pk, name=MACHINE)
            audit.record(by=machine, action="ruleset not taken", subject=f"deployment {row.pk}", facts=facts, now=now)
    return row


def forget_waiting(school: School) -> None:
    """The engine holds all there is: a change that waited has been overtaken, so its row goes (its record stays)."""
    with one_transaction(of_one_case=True):
        Deployment.objects.filter(school=school, acknowledged_at=None).delete()


def _row(change: Change, kept: KeptProgramme, now: datetime) -> Deployment:
    """The row that waits already, brought up to date, or a new one."""
    row = waiting_deployment(change.school) or Deployment(school=change.school, made_at=now)
    row.number, row.programme, row.cause = change.number, kept, change.cause[:CAUSE_LETTERS]
    return row
