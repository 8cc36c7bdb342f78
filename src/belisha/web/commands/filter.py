"""`belisha filter observe|enforce|status`: roll the filter back with one command, and put it in force again; each proved on the wire.

The worker does it, as for a page. Where it does not within two seconds (it is dead, or busy), the command does the worker's work itself.
"""

from __future__ import annotations

import json
import time
from argparse import Namespace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from belisha.web.commands.clock import moment_of
from belisha.web.commands.installation import Unusable, data_folder, found_at

if TYPE_CHECKING:
    from belisha.filtering.models import Observing, Proof
    from belisha.people.models import Person
    from belisha.schools.models import School

WORKER_SECONDS: Final = 2.0
LONGEST_SECONDS: Final = 30.0
LOOK_SECONDS: Final = 0.02
NOT_PROVED: Final = 1
HOW_TO: Final = "docs/how-tos/roll-back.md says how to give the devices another resolver meanwhile."


def run(words: Namespace) -> int:
    """Do it and print what is proved; 1 where it is written down and not proved. Raises Unusable where it cannot be done."""
    began = time.monotonic()
    found_at(data_folder(words.data)).enter()
    from django_scopes import scope

    from belisha.web.commands.school import the_school

    school = the_school()
    with scope(school=school):
        if words.action == "status":
            return _tell_status(school, as_json=words.json)
        row = _changed(school, words)
        what = "observed" if words.action == "observe" else "in force again"
        if words.dry_run:
            print(f"would be done: the filter is {'only ' if words.action == 'observe' else ''}{what}")
            return 0
        proofs = _proofs_of(row, "started" if words.action == "observe" else "ended")
        return _tell_change(row, proofs, seconds=time.monotonic() - began)


def _changed(school: School, words: Namespace) -> Observing:
    from belisha.filtering import actions
    from belisha.web.commands.school import whoever_types, written_or_tried

    with written_or_tried(words.dry_run) as now:
        by = _person(school, words.by, now)
        if words.action == "enforce":
            return actions.stop_observing(by=by, now=now, typed_by=whoever_types())
        return actions.start_observing(by=by, reason=words.reason, until=_until(words, now), now=now, typed_by=whoever_types())
    raise AssertionError("one of the two was done, or refused")


def _person(school: School, email: str, now: datetime) -> Person:
    """Who it is done for. Raises Unusable where nobody of the school signs in with that address today."""
    from belisha.people import queries as people
    from belisha.people.actions import today_at

    found = people.people(school, on=today_at(school, now)).filter(account__email__iexact=email.strip()).first()
    if found is None:
        raise Unusable(f"nobody at {school.name} signs in as {email[:80]}: give the address of the headteacher or the network manager")
    return found


def _until(words: Namespace, now: datetime) -> datetime:
    """The end: as it was written, else so many days from now. Raises Unusable where no calendar has so many."""
    from belisha.filtering.actions.observing import LONGEST

    if not 0 < words.days <= LONGEST.days:
        raise Unusable(f"{words.days} days is no time to observe: from 1 to {LONGEST.days}, and then the filter closes again by itself")
    return moment_of(words.until) if words.until else now + timedelta(days=words.days)


def _proofs_of(row: Observing, what: str) -> list[Proof]:
    """The proofs of the change, the worker's or our own; none where it reached no resolver."""
    from belisha.filtering.queries.deployments import waiting_deployment

    began = time.monotonic()
    while not (found := _found(row, what)) and (waited := time.monotonic() - began) < LONGEST_SECONDS:
        if waited > WORKER_SECONDS:
            _work_ourselves()
            if waiting_deployment(row.school) is not None:
                break  # the resolver has not taken it, and says why
        time.sleep(LOOK_SECONDS)
    return found or _found(row, what)


def _work_ourselves() -> None:
    """Deliver what the worker has not; nothing where the worker is about it."""
    from belisha.kit import clock, outbox
    from belisha.web import wiring

    outbox.deliver_waiting(kinds=wiring.kinds(), listeners=wiring.listeners(), now=clock.now())


def _found(row: Observing, what: str) -> list[Proof]:
    from belisha.filtering.queries.observing import observing_words
    from belisha.filtering.queries.proofs import latest_proofs

    found = latest_proofs(row.school, observing_words(row))
    return found if found and found[0].cause.endswith(what) else []


def _fault(school: School) -> str:
    """What stands in the way, as far as anybody knows."""
    from belisha.filtering.queries.deployments import waiting_deployment

    waiting = waiting_deployment(school)
    return f"{waiting.fault}." if waiting else "see whether the worker and the resolver run."


def _tell_change(row: Observing, proofs: list[Proof], *, seconds: float) -> int:
    from belisha.filtering.queries.proofs import proof_line
    from belisha.kit.templatetags.school_time import school_moment

    if row.ended_at is None:
        print(f"The filter only observes until {school_moment(row.ends_at)}: nothing is closed but illegal content and harmful software.")
    else:
        print("The filter closes again what the policy closes.")
    if not proofs:
        print(f"It is written down, and has not reached the resolver: {_fault(row.school)} {HOW_TO}")
        return NOT_PROVED
    print(f"{proof_line(proofs)} {seconds:.1f} s after the command began.")
    return 0 if all(proof.is_proved for proof in proofs) else NOT_PROVED


def _tell_status(school: School, *, as_json: bool) -> int:
    """Whether the filter closes or observes, as written down and as the resolver was last proved."""
    from belisha.filtering.queries.observing import observing_at, observing_words
    from belisha.filtering.queries.proofs import STANDING, latest_proofs, proof_line
    from belisha.kit import clock
    from belisha.kit.templatetags.school_time import school_moment

    row = observing_at(school, at=clock.now())
    line = proof_line(latest_proofs(school, observing_words(row) if row else STANDING)) or "Nothing was proved at the resolver yet."
    if as_json:
        observed = {"since": row.started_at.isoformat(), "until": row.ends_at.isoformat(), "by": row.started_by.name} if row else None
        print(json.dumps({"closes": row is None, "observing": observed, "proof": line}, indent=1, ensure_ascii=False))
    elif row is None:
        print(f"The filter closes what the policy closes. {line}")
    else:
        print(f"The filter only observes until {school_moment(row.ends_at)}, set by {row.started_by.name}: {row.reason} {line}")
    return 0
