"""Proofs as rows. A proof that fails is never silent: it is recorded and told to the network manager and the headteacher."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from belisha.audit import actions as audit
from belisha.filtering.models import Proof
from belisha.filtering.queries.proofs import STANDING, failed_since, proof_line, seat_words
from belisha.kit.access import Actor
from belisha.kit.writing import one_transaction
from belisha.notices import actions as notices
from belisha.people import queries as people
from belisha.schools.models import School

MACHINE = "Belisha"
TOLD = ("network manager", "headteacher")
TELL_AGAIN_AFTER = timedelta(hours=1)
ROWS_IN_A_RECORD = 20
KEPT = timedelta(days=14)


def write_proofs(school: School, rows: Sequence[Proof], *, now: datetime, is_recorded: bool = True) -> list[Proof]:
    """Keep these proofs of one subject; with a failure among them, tell whoever has to act.

    `is_recorded` False leaves proofs that all hold out of the audit record: the ten-minute round would fill it.
    """
    if not rows:
        return []
    failed = [row for row in rows if not row.is_proved]
    with one_transaction(of_one_case=True):
        is_news = bool(failed) and not _was_told(school, failed, now=now)
        Proof.objects.bulk_create(rows)
        if is_recorded or is_news:
            _record(school, rows, failed, now=now)
        if is_news:
            _tell(school, rows[0].subject, failed, now=now)
    return list(rows)


def forget_old(school: School, *, now: datetime) -> int:
    """Proofs of the ten-minute round that held are kept for two weeks; those of decisions, and those that failed, stay. How many went."""
    old = Proof.objects.filter(school=school, subject=STANDING, is_proved=True, asked_at__lt=now - KEPT)
    if not old.exists():
        return 0
    with one_transaction(of_one_case=True):
        return old.delete()[0]


def _was_told(school: School, failed: Sequence[Proof], *, now: datetime) -> bool:
    """True where each of these failed within the last hour already."""
    before = {(row.host, row.seat_key) for row in failed_since(school, since=now - TELL_AGAIN_AFTER)}
    return all((row.host, row.seat_key) in before for row in failed)


def _record(school: School, rows: Sequence[Proof], failed: Sequence[Proof], *, now: datetime) -> None:
    answers = [f"{row.host} for {seat_words(row.seat_key)}: {row.answered}" for row in (*failed, *rows)][:ROWS_IN_A_RECORD]
    facts = {
        "cause": rows[0].cause,
        "asked": len(rows),
        "failed": len(failed),
        "answers": answers,
        "line": proof_line(rows[:ROWS_IN_A_RECORD]),
    }
    action = "proof failed" if failed else "proved at the resolver"
    machine = Actor(school_id=school.pk, name=MACHINE)
    audit.record(by=machine, action=action, subject=rows[0].subject, facts=facts, now=now, clause=rows[0].clause or None)


def _tell(school: School, subject: str, failed: Sequence[Proof], *, now: datetime) -> None:
    on = now.astimezone(ZoneInfo(school.zone)).date()
    first = failed[0]
    words = (
        f"After “{first.cause}” the resolver answers {first.answered} for {first.host} to {seat_words(first.seat_key)}; it should answer "
        f"{first.expected}. Answers that could not be proved: {len(failed)}. It is asked again every ten minutes; see Operations."
    )
    for person in dict.fromkeys(holder for role in TOLD for holder in people.holders(school, role, on=on)):
        notices.tell(
            school_id=school.pk,
            person_id=person.pk,
            title=f"Not proved at the resolver: {subject}",
            words=words,
            link="/operations/",
            now=now,
            address=person.account.email if person.account else "",
        )
