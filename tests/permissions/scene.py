"""A school in the middle of its day: one row of every kind that a page can show, each with words that cannot be mistaken.

Beside it another school with rows of its own, which nobody of this one may find.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core import signing
from django.test import Client
from django_scopes import scope

from belisha.filtering.actions import NewList, Outcome, subscribe_list
from belisha.filtering.models import AccessRequest, ListSubscription, Opening, WaitingList
from belisha.filtering.states import RequestStatus
from belisha.filtering.tests.desk import CLASS_4B, MODEL_POLICY, Desk, sign_policy
from belisha.kit.access import Actor
from belisha.notices.actions import tell
from belisha.notices.models import Notice
from belisha.people.models import Person, RoleHolding
from belisha.people.sessions import DEMO_LINK_SALT
from belisha.policy.actions import load_version, withdraw_version
from belisha.policy.models import PolicyVersion
from belisha.policy.states import VersionStatus
from belisha.schools.models import LessonTime, NetworkRange, School, SchoolRange
from tests import factories
from tests.cast import Cast, actor
from tests.permissions.planting import planted_facts
from tests.permissions.planting_reports import planted_reports

ASKED, JOINED, ADVISED, OPENED, REFUSED, PERSONAL = (
    f"planted-{word}.example" for word in ("asked", "joined", "advised", "opened", "refused", "personal")
)
HOSTS = (ASKED, JOINED, ADVISED, OPENED, REFUSED, PERSONAL)
NEW_SITE = "nobody-asked-yet.example"
WORDS = tuple(f"quagga{n}" for n in range(1, 8))  # what askers write; no page has such a word by chance
ADVICE = "ibexadvice"
REASON_OPEN, REASON_REFUSED = "okapireason", "gnureason"
SPARE_RANGE = "10.66.0.0/16"  # the school's, and no network lies in it
NOTICE = "tapirnotice"
LOADED_NOTE = "lorisnote"
PASSWORD = "lantern kerb stripe 7"
WAITING_VERSION, WITHDRAWN_VERSION, FOREIGN_VERSION = 2, 3, 9
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class Scene:
    """The school and what stands in it; `foreign` are rows of the other school, `notices` one unread notice of everybody,
    `sessions` the key of a session for each."""

    school: School
    cast: Cast
    moment: datetime
    asked: AccessRequest
    joined: AccessRequest
    personal: AccessRequest
    advised: AccessRequest
    decided: AccessRequest
    opening: Opening
    holding: RoleHolding
    governors_holding: RoleHolding
    network: NetworkRange
    addresses: SchoolRange
    lesson: LessonTime
    new_list: WaitingList
    facts: dict[str, int]
    codes: dict[str, str]
    notices: dict[int, Notice]
    foreign: dict[str, int]
    sessions: dict[str, str]

    @property
    def demo_token(self) -> str:
        """What a demo's link for the headteacher would carry."""
        return signing.dumps(self.cast.head.pk, salt=DEMO_LINK_SALT)


def set_the_scene(school: School, cast: Cast, moment: datetime) -> Scene:
    """The scene at `moment`; the policy is in force since the day before. Runs inside the school's scope."""
    desk = _school_with_policy(school, cast, moment)
    factories.make_range(school, SPARE_RANGE)
    first, opened, refused = desk.ask(ASKED, why=WORDS[0]), desk.ask(OPENED, why=WORDS[4]), desk.ask(REFUSED, why=WORDS[5])
    desk.ask(JOINED, why=WORDS[1])
    joined = desk.ask(JOINED, why=WORDS[2], address=CLASS_4B).request
    advised = desk.advise(desk.ask(ADVISED, why=WORDS[3]).request, words=f"{ADVICE} on a list by mistake")
    granted = desk.decide(desk.advise(opened.request, words=ADVICE), reason=REASON_OPEN)
    personal = desk.ask(PERSONAL, why=WORDS[6], by=cast.teacher_4b, address=CLASS_4B).request
    desk.decide(refused.request, outcome=Outcome.REFUSE, reason=REASON_REFUSED, people="")
    assert joined.status == RequestStatus.MERGED.name, "two classes that ask for one site are joined"
    assert personal.asked_by == cast.teacher_4b
    return Scene(
        school=school,
        cast=cast,
        moment=moment,
        asked=first.request,
        joined=joined,
        personal=personal,
        advised=advised,
        decided=granted,
        opening=Opening.objects.get(host=OPENED),
        holding=RoleHolding.objects.get(person=cast.esafety_2),
        governors_holding=RoleHolding.objects.get(person=cast.clerk),
        network=NetworkRange.objects.get(range="127.0.3.0/24"),
        addresses=SchoolRange.objects.get(range=SPARE_RANGE),
        lesson=LessonTime.objects.get(name="fifth lesson", weekday=4),
        facts={**planted_facts(school, cast.teacher_5k, moment), **planted_reports(school, cast.network_manager, moment)},
        new_list=_new_list(school, moment),
        codes={host: asked.code or "" for host, asked in ((ASKED, first), (OPENED, opened), (REFUSED, refused))},
        notices=_told_to_all(cast, moment),
        foreign=_another_schools_rows(cast, moment),
        sessions=_sessions(cast, moment),
    )


def _school_with_policy(school: School, cast: Cast, moment: datetime) -> Desk:
    """Lists, a version in force, one that waits, one that was withdrawn; everybody has a password."""
    yesterday, by = moment - timedelta(days=1), Actor(school_id=school.pk, name="a test")
    closed = "\n".join((*HOSTS, NEW_SITE))
    for list_id, text in (("games", closed), ("illegal", "illegal.example\n"), ("malware", "malware.example\n")):
        subscribe_list(NewList(list_id=list_id, title=list_id, source="a test", text=text), by=by, now=yesterday)
    sign_policy(school, cast, yesterday)
    for note in ("waiting", "withdrawn"):
        version = load_version(by=actor(cast.head), text=policy_text(f"{LOADED_NOTE}{note}"), now=yesterday)
    withdraw_version(by=actor(cast.head), version=version, reason="It names the wrong list of games.", now=yesterday)
    for person in (*cast.people(), cast.stranger):
        person.account.set_password(PASSWORD)
        person.account.save()
    return Desk(school=school, cast=cast, now=moment - timedelta(hours=1))


def _new_list(school: School, moment: datetime) -> WaitingList:
    """A version of the games list that waits to be looked at; it is fetched from somewhere."""
    ListSubscription.objects.create(
        school=school,
        list_id="games",
        url="https://lists.example/games.txt",
        every_hours=24,
        subscribed_by="a test",
        subscribed_at=moment,
    )
    return WaitingList.objects.create(
        school=school,
        list_id="games",
        title="games",
        source="lists.example",
        contents="planted-new.example\n",
        sha256="0" * 64,
        count=1,
        arrived_at=moment,
        brought_by="Belisha",
    )


def policy_text(note: str) -> str:
    """The model policy with one more sentence, so with an identity of its own."""
    return MODEL_POLICY.read_text(encoding="utf-8").replace(
        "## Statement of intent\n", f"## Statement of intent\n\nThis text says {note}.\n", 1
    )


def _told_to_all(cast: Cast, moment: datetime) -> dict[int, Notice]:
    """One notice for each person, with their own key in it."""
    return {
        person.pk: tell(
            school_id=person.school_id,
            person_id=person.pk,
            title=f"{NOTICE}{person.pk}x",
            words=f"{NOTICE}{person.pk}x is yours.",
            link="",
            now=moment,
        )
        for person in (*cast.people(), cast.stranger)
    }


def _another_schools_rows(cast: Cast, moment: datetime) -> dict[str, int]:
    """Keys of a request, an opening, a version and a role of the stranger's school."""
    other, stranger = cast.stranger.school, cast.stranger
    with scope(school=other):
        request = AccessRequest.objects.create(
            school=other,
            form="access request",
            host="planted-foreign.example",
            asked_at=moment,
            seat_key="pupils",
            closed_reason="CATEGORY_LIST",
            policy_version="baseline",
        )
        opening = Opening.objects.create(
            school=other,
            host="planted-foreign.example",
            people="everyone",
            starts=moment,
            ends=moment + timedelta(days=1),
            clause="8.5",
            reason="foreign",
            opened_by=stranger,
        )
        PolicyVersion.objects.create(
            school=other,
            number=FOREIGN_VERSION,
            title="foreign",
            text="foreign",
            identity="f" * 64,
            status=VersionStatus.IN_FORCE.name,
            loaded_by_name="x",
            loaded_at=moment,
            in_force_from=moment,
        )
        holding = factories.make_holding(stranger, "headteacher")
        network, addresses = factories.make_network(other, "127.0.9.0/24", "staff"), SchoolRange.objects.get(school=other)
        lesson = factories.make_lesson(other, "foreign", 1, time(9), time(10))
        facts = planted_facts(other, stranger, moment)
        facts |= {f"reports {kind}": key for kind, key in planted_reports(other, stranger, moment).items()}
    keys = {"request": request.pk, "opening": opening.pk, "version": FOREIGN_VERSION, "holding": holding.pk}
    return {**keys, **facts, "network": network.pk, "addresses": addresses.pk, "lesson": lesson.pk}


def client_of(scene: Scene, reader: str, **options: object) -> Client:
    """A browser on a computer of class 5K in which this reader is signed in, freshly and with a second factor."""
    client = Client(REMOTE_ADDR="127.0.1.5", **options)
    if reader == "outsider":
        return client
    client.cookies[settings.SESSION_COOKIE_NAME] = scene.sessions[reader]
    return client


def _sessions(cast: Cast, moment: datetime) -> dict[str, str]:
    """The key of a session for each person by name, as `client_of` says."""
    return {field.name: session_of(getattr(cast, field.name), moment) for field in fields(cast)}


def session_of(person: Person, moment: datetime) -> str:
    """The key of a new session in which this person has just signed in with a second factor."""
    client = Client(REMOTE_ADDR="127.0.1.5")
    client.force_login(person.account, backend=BACKEND)
    at = moment.timestamp()
    session = client.session
    session["account_authentication_methods_user"] = str(person.account.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": at}, {"method": "mfa", "at": at}]
    session.save()
    return str(session.session_key)
