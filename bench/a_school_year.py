"""A year of an invented school of 420 pupils, written straight into the database: what pages have to carry (bench/pages.py).

Numbers are what a busy primary school could have in a year, not what one had: 1,600 requests, 1,100 openings, 26,000 records, 60,000 rows
of attempts, two days of proofs. The chain of records is a true one: `belisha audit verify` holds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django_scopes import scope

from belisha.audit.chain import BEFORE_THE_FIRST, canonical, commitment_to, hash_of
from belisha.audit.models import AuditPayload, AuditRecord, ChainHead
from belisha.filtering.models import AccessRequest, AttemptCount, Deployment, DeviceCheck, KeptProgramme, Opening, Proof
from belisha.filtering.tests.desk import load_games, sign_policy
from belisha.notices.models import Notice
from belisha.people.models import ClassMember, Family, Person, SchoolClass
from belisha.people.states import Kind
from belisha.schools.models import School
from tests import factories
from tests.cast import Cast, make_cast, make_school

CLASSES, PUPILS_EACH, TEACHERS, FAMILIES = 14, 30, 45, 420
REQUESTS, OPENINGS, RECORDS, WAITING, JOINED = 1_600, 1_100, 26_000, 18, 300
PROOF_ROUNDS, PROOFS_EACH, NOTICES_EACH = 288, 60, 25
DAYS, HOURS, RULES = 190, range(8, 16), ("block/7.1/1", "block/8.2/1", "block/8.2/2")
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Year:
    """The school, its cast, its other teachers, and the moment at which the year is over."""

    school: School
    cast: Cast
    teachers: tuple[Person, ...]
    now: datetime


def a_year(now: datetime, chance: random.Random) -> Year:
    """Write it all."""
    school = make_school(portal_host="127.0.0.1")
    cast = make_cast(school)
    with scope(school=school):
        load_games(school, now - timedelta(days=280))
        sign_policy(school, cast, now - timedelta(days=280))
        teachers = _people(school, cast)
        year = Year(school, cast, teachers, now)
        _requests(year, chance)
        _records(year, chance)
        _attempts(year, chance)
        _network(year, chance)
        Notice.objects.bulk_create(_notices(year), batch_size=AT_ONCE)
    return year


def _people(school: School, cast: Cast) -> tuple[Person, ...]:
    """Classes with pupils, a teacher each with an account, a parent for each pupil, a network for each class."""
    teachers = [factories.make_person(school, f"Teacher {n}", email=f"teacher-{n}@zebra-lane.example") for n in range(TEACHERS)]
    for n in range(CLASSES):
        made = factories.make_class(school, f"{n % 7}{'ABCDEFG'[n % 7]}{n}", f"year {n % 7}" if n % 7 else "reception")
        pupils = Person.objects.bulk_create(
            [Person(school=school, name=f"Pupil {n} {m}", kind=Kind.PUPIL.name, joined=factories.LONG_AGO) for m in range(PUPILS_EACH)]
        )
        parents = Person.objects.bulk_create(
            [Person(school=school, name=f"Parent {n} {m}", kind=Kind.PARENT.name, joined=factories.LONG_AGO) for m in range(PUPILS_EACH)]
        )
        Family.objects.bulk_create(
            [Family(school=school, parent=parent, child=child) for parent, child in zip(parents, pupils, strict=True)]
        )
        members = [*pupils, teachers[n], teachers[n + CLASSES]]
        ClassMember.objects.bulk_create(
            [ClassMember(school=school, school_class=made, person=person, since=factories.LONG_AGO) for person in members]
        )
        factories.make_network(school, f"127.0.{100 + n}.0/24", "pupils", class_name=made.name)
    return tuple(teachers)


def _requests(year: Year, chance: random.Random) -> None:
    """Most decided, some waiting, some joined; an opening for most that were granted."""
    names = [row.name for row in SchoolClass.objects.order_by("pk")]
    askers = [year.cast.teacher_5k, year.cast.teacher_4b, *year.teachers]
    version = factories.policy_queries.version_in_force(year.school, year.now)
    rows = []
    for n in range(REQUESTS):
        is_waiting = n >= REQUESTS - WAITING
        asked = year.now - timedelta(hours=n % 30 + 1 if is_waiting else 40 + (REQUESTS - n) * 5)
        decided = {} if is_waiting else {"decided_by": year.cast.head, "decided_at": asked + timedelta(hours=chance.randint(1, 50))}
        rows.append(
            AccessRequest(
                school=year.school,
                form="access request",
                host=f"lesson-{n}.example",
                why="For a lesson.",
                asked_at=asked,
                asked_by=chance.choice(askers) if n % 3 else None,
                seat_key="pupils",
                class_name=chance.choice(names),
                closed_reason="CATEGORY_LIST" if n % 5 else "POLICY_CLOSES",
                closed_clause="8.2",
                policy_version=version.identity if version else "baseline",
                status=("ADVISED" if n % 2 else "ASKED") if is_waiting else ("GRANTED" if n % 4 else "REFUSED"),
                due_at=asked + timedelta(days=2),
                advice="OPEN",
                advised_by=year.cast.network_manager,
                advised_at=asked + timedelta(hours=1),
                reason="" if is_waiting else "It is on a list by mistake.",
                **decided,
            )
        )
    made = AccessRequest.objects.bulk_create(rows, batch_size=AT_ONCE)
    _join(made, chance)
    _open(year, [row for row in made if row.status == "GRANTED"][-OPENINGS:])


def _join(made: list[AccessRequest], chance: random.Random) -> None:
    """Others asked for the same site."""
    joined = []
    for target in chance.sample(made, JOINED):
        copy = AccessRequest(**{f.attname: getattr(target, f.attname) for f in AccessRequest._meta.concrete_fields if not f.primary_key})
        copy.status, copy.joined_to, copy.decided_at, copy.decided_by, copy.code_hash = "MERGED", target, None, None, None
        joined.append(copy)
    AccessRequest.objects.bulk_create(joined, batch_size=AT_ONCE)


def _open(year: Year, granted: list[AccessRequest]) -> None:
    rows = []
    for n, request in enumerate(granted):
        starts = request.decided_at or year.now
        is_open = n >= len(granted) - 12
        ends = year.now + timedelta(hours=n % 40 + 1) if is_open else starts + timedelta(hours=6)
        rows.append(
            Opening(
                school=year.school,
                request=request,
                host=request.host,
                people=f"class {request.class_name}",
                starts=min(starts, year.now - timedelta(hours=1)),
                ends=max(ends, starts + timedelta(minutes=1)),
                clause="8.5",
                reason="For a lesson.",
                opened_by=year.cast.head,
                ended_at=None if is_open else ends,
            )
        )
    Opening.objects.bulk_create(rows, batch_size=AT_ONCE)


def _records(year: Year, chance: random.Random) -> None:
    """A true chain behind what the actions above have written."""
    head = ChainHead.objects.get(school_id=year.school.pk)
    actions = [
        "notice given",
        "notice read",
        "access request asked",
        "access request advised",
        "access request decided",
        "ruleset deployed",
    ]
    rows, payloads, last = [], [], head.hash or BEFORE_THE_FIRST
    for n in range(RECORDS):
        text, salt = canonical({"name": "Somebody", "facts": {"n": n}}), f"{chance.getrandbits(256):064x}"
        row = AuditRecord(
            school_id=year.school.pk,
            number=head.number + 1 + n,
            at=year.now - timedelta(minutes=10 * (RECORDS - n)),
            person_id=year.cast.head.pk if n % 3 else year.cast.network_manager.pk,
            action=actions[n % len(actions)],
            subject=f"access request {n // 6 + 1}",
            clause="8.5" if n % 6 == 4 else "",
            commitment=commitment_to(text, salt=salt),
            previous_hash=last,
        )
        row.hash = last = hash_of(row)
        rows.append(row)
        payloads.append((salt, text))
    made = AuditRecord.objects.bulk_create(rows, batch_size=AT_ONCE)
    AuditPayload.objects.bulk_create(
        [AuditPayload(record=row, salt=salt, payload=text) for row, (salt, text) in zip(made, payloads, strict=True)], batch_size=AT_ONCE
    )
    with transaction.atomic():
        for row in rows:  # the database lets the head move on by one record only
            ChainHead.objects.filter(school_id=year.school.pk).update(number=row.number, hash=row.hash)


def _attempts(year: Year, chance: random.Random) -> None:
    seats = [f"pupils/{row.name}" for row in SchoolClass.objects.order_by("pk")] + ["pupils", "staff"]
    rows = [
        AttemptCount(
            school=year.school,
            hour=(year.now - timedelta(days=day)).replace(hour=hour, minute=0, second=0, microsecond=0),
            seat_key=seat,
            rule=rule,
            clause=rule.split("/")[1],
            reason="CATEGORY_LIST",
            list_id="getting round" if rule.endswith("2") else "games",
            policy_version="version",
            is_observed=False,
            count=chance.randint(1, 9),
        )
        for day in range(DAYS)
        for hour in HOURS
        for seat in seats
        for rule in RULES
        if chance.random() < 0.75
    ]
    AttemptCount.objects.bulk_create(rows, batch_size=AT_ONCE)


def _network(year: Year, chance: random.Random) -> None:
    """Two days of rounds of proofs, a device checked of each class, and what the engine acknowledged."""
    kept = KeptProgramme.objects.create(school=year.school, sha256="0" * 64, content="{}")
    Deployment.objects.bulk_create(
        [
            Deployment(
                school=year.school,
                number=n + 1,
                programme=kept,
                cause="opening made",
                made_at=year.now - timedelta(hours=2 * (2_000 - n)),
                acknowledged_at=year.now - timedelta(hours=2 * (2_000 - n)),
            )
            for n in range(2_000)
        ],
        batch_size=AT_ONCE,
    )
    seats = [f"pupils/{row.name}" for row in SchoolClass.objects.order_by("pk")] + ["pupils", "staff", "guests"]
    Proof.objects.bulk_create(
        [
            Proof(
                school=year.school,
                cause="the round",
                subject="standing",
                host=f"closed-{n % 20}.example",
                seat_key=seats[n % len(seats)],
                address=f"127.0.{100 + n % CLASSES}.9",
                expected="closed",
                answered="closed",
                wire="A",
                clause=("7.1", "8.1", "8.2")[n % 3],
                is_proved=True,
                milliseconds=chance.random() * 4,
                asked_at=year.now - timedelta(minutes=10 * turn),
            )
            for turn in range(PROOF_ROUNDS)
            for n in range(PROOFS_EACH)
        ],
        batch_size=AT_ONCE,
    )
    DeviceCheck.objects.bulk_create(
        [
            DeviceCheck(school=year.school, seat_key=seat, checked_at=year.now - timedelta(days=3), policy_version="version")
            for seat in seats
        ]
    )


def _notices(year: Year) -> list[Notice]:
    people = [*year.cast.people(), *year.teachers]
    return [
        Notice(
            school_id=year.school.pk,
            person_id=person.pk,
            title=f"Request {n}",
            words="Something was decided.",
            made_at=year.now - timedelta(days=n),
            read_at=None if n < 2 else year.now,
        )
        for person in people
        for n in range(NOTICES_EACH)
    ]
