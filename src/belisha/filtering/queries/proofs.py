"""What the engine was seen to answer. Ask within the school's scope."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from belisha.core.moments import UNKNOWN_SEAT
from belisha.core.programme.model import EVERYONE
from belisha.filtering.models import Proof
from belisha.kit import remembered
from belisha.schools import queries as schools
from belisha.schools.models import School

LABEL: Final = "at the resolver"
"""What a proof may claim. Source: safeguarding.md 24: a device's own check is another thing."""

STANDING: Final = "standing"
"""The subject of proofs that no change caused."""

OBSERVED: Final = "only observed"
"""What a proof expects of a name that would be closed while the school observes: it is answered, and counted."""

AFTER: Final = {"started": "it was started", "ended": "its end", "loaded": "it was loaded", "put in force": "the last signature"} | {
    "the bell rang": "the bell",
    "planned": "it was planned",
    "cancelled": "it was cancelled",
}
"""What a change is measured from, by the last words of its cause."""

EVERY_GROUP: Final = frozenset({"pupils", "staff", "guests", UNKNOWN_SEAT.key})
"""The seats a school's wire can tell apart, without classes."""

LOOKED_AT: Final = 1_000
REMEMBERED: Final = timedelta(days=1)


def proofs(school: School) -> QuerySet[Proof]:
    """Every proof, the latest first."""
    return Proof.objects.filter(school=school).order_by("-asked_at", "-pk")


def latest_proofs(school: School, subject: str) -> list[Proof]:
    """The proofs of the last time this subject was proved, in the order in which they were asked."""
    last = proofs(school).filter(subject=subject).first()
    if last is None:
        return []
    same_time = proofs(school).filter(subject=subject, cause=last.cause, caused_at=last.caused_at, asked_at=last.asked_at)
    return list(same_time.order_by("pk"))


def latest_of_subjects(school: School, subjects: Collection[str]) -> dict[str, list[Proof]]:
    """`latest_proofs` of each of these subjects, asked in one go; a subject that was never proved is left out."""
    found: dict[str, list[Proof]] = {}
    for row in proofs(school).filter(subject__in=list(subjects)):
        last = found.setdefault(row.subject, [row])
        if last[0] is not row and _is_of_one_time(last[0], row):
            last.append(row)
    return {subject: sorted(rows, key=lambda row: row.pk) for subject, rows in found.items()}


def _is_of_one_time(one: Proof, other: Proof) -> bool:
    return (one.cause, one.caused_at, one.asked_at) == (other.cause, other.caused_at, other.asked_at)


def latest_proof(school: School) -> Proof | None:
    """The last proof of all, or None before the first."""
    return proofs(school).first()


def latest_of_clause(school: School, clause: str, *, since: datetime) -> list[Proof]:
    """Since that moment, the last proof of each name, seat and address by this clause, the latest first; of decisions none."""
    latest: dict[tuple[str, str, str], Proof] = {}
    of_no_decision = Q(subject=STANDING) | Q(subject__startswith="version ") | Q(subject__startswith="observing ")
    for row in proofs(school).filter(of_no_decision, clause=clause, asked_at__gte=since)[:LOOKED_AT]:
        latest.setdefault((row.host, row.seat_key, row.address), row)
    return list(latest.values())


def unproved(school: School, *, now: datetime) -> list[Proof]:
    """Answers that were wrong, or did not come, when they were last asked for; of the last day, the latest first."""
    return list(remembered.for_this_page(school.pk, "unproved", lambda: _unproved(school, now)))


def _unproved(school: School, now: datetime) -> tuple[Proof, ...]:
    """Mostly nothing failed, and one question tells; only where something did, later answers to the same questions are looked up."""
    failed: dict[tuple[str, str, str, str], Proof] = {}
    for row in failed_since(school, since=now - REMEMBERED)[:LOOKED_AT]:
        failed.setdefault(_asked(row), row)
    if not failed:
        return ()
    later = proofs(school).filter(is_proved=True, asked_at__gte=min(row.asked_at for row in failed.values()))
    for row in later.filter(host__in={row.host for row in failed.values()})[:LOOKED_AT]:
        known = failed.get(_asked(row))
        if known is not None and (known.asked_at, known.pk) < (row.asked_at, row.pk):
            del failed[_asked(row)]
    return tuple(failed.values())


def _asked(row: Proof) -> tuple[str, str, str, str]:
    """What makes two proofs answers to the same question."""
    return row.subject, row.host, row.seat_key, row.address


def failed_since(school: School, *, since: datetime) -> QuerySet[Proof]:
    """Proofs that failed from that moment on, the latest first."""
    return proofs(school).filter(is_proved=False, asked_at__gte=since)


def proof_line(rows: Iterable[Proof]) -> str:
    """One line for a page: "Proved at the resolver in 3 ms: open for class 5K, closed for class 4B. Settled 41 ms after the decision."

    Failures come first, each in its own sentence; "" where there is no proof.
    """
    found = list(rows)
    failed = [row for row in found if not row.is_proved]
    sentences = [_not_proved(row) for row in failed]
    if good := [row for row in found if row.is_proved]:
        sentences.append(f"Proved {LABEL} in {milliseconds(max(row.milliseconds for row in good))}: {_what(good)}.")
        sentences += _settled(good)
    return " ".join(sentences)


def seat_words(seat_key: str) -> str:
    """Who sits at a seat, in words that name no person: "class 5K", "pupils", "Trolley A", "devices nobody knows"."""
    if seat_key == UNKNOWN_SEAT.key:
        return "devices nobody knows"
    if seat_key.startswith(schools.PERSON):
        return "one person’s device"
    group, _, class_name = seat_key.removeprefix(schools.TROLLEY).partition("/")
    return f"class {class_name}" if class_name else group


def seats_in_words(keys: Collection[str], *, among: Collection[str]) -> str:
    """Seats in a sentence: groups, then classes, then devices nobody knows; `among` are all that were asked.

    Classes are told with their group where it and all its classes were answered alike; where every group was, they are "everyone".
    """
    folded = {key for key in keys if "/" not in key or not _stands_for(key.partition("/")[0], keys, among)}
    if folded >= EVERY_GROUP:
        folded = folded - EVERY_GROUP | {EVERYONE}
    ordered = sorted(folded, key=lambda key: (key == UNKNOWN_SEAT.key, "/" in key, key))
    words = list(dict.fromkeys(seat_words(key) for key in ordered))
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _stands_for(group: str, keys: Collection[str], among: Collection[str]) -> bool:
    """True where a group and each of its classes among those asked is one of `keys`."""
    return group in keys and all(key in keys for key in among if key.startswith(f"{group}/"))


def ago(moment: datetime, now: datetime) -> str:
    """How long ago in whole minutes, hours or days: "12 minutes ago"."""
    minutes = max(0, int((now - moment) / timedelta(minutes=1)))
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {word}{'' if count == 1 else 's'} ago"
    return "less than a minute ago"


def _not_proved(row: Proof) -> str:
    return f"Not proved {LABEL} for {seat_words(row.seat_key)}: it answers {row.answered}, it should answer {row.expected}."


def _what(rows: list[Proof]) -> str:
    """Of one site, who gets which answer; of several, how many answers."""
    sites = len({row.host for row in rows})
    if sites > 1:
        return f"{len(rows)} answers about {sites} sites"
    return ", ".join(f"{row.expected} for {seat_words(row.seat_key)}" for row in rows)


def _settled(rows: list[Proof]) -> list[str]:
    settled = [row.settled_milliseconds for row in rows if row.settled_milliseconds is not None]
    after = next((words for ending, words in AFTER.items() if rows[0].cause.endswith(ending)), "the decision")
    return [f"Settled {milliseconds(max(settled))} after {after}."] if settled else []


def milliseconds(count: float) -> str:
    """A span in words: "3 ms", "under 1 ms", "12 s"."""
    if count >= 10_000:
        return f"{count / 1000:.0f} s"
    return f"{count:.0f} ms" if count >= 1 else "under 1 ms"
