"""What tests of requests do again and again, said once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django_scopes import scope

from belisha.audit.queries import records
from belisha.core.moments import Seat
from belisha.core.names import Host
from belisha.filtering import actions
from belisha.filtering.actions import Asked, NewList, Outcome, subscribe_list
from belisha.filtering.models import AccessRequest
from belisha.filtering.queries.seats import class_of, facts_now, programme_now, seat_at
from belisha.filtering.states import Advice
from belisha.kit.access import Actor
from belisha.people.models import Person
from belisha.policy.actions import load_version, sign_version
from belisha.schools.models import School
from tests.cast import Cast, actor

PHONICS = "phonicsplay.co.uk"
CLASS_5K, CLASS_4B, STAFF_ROOM, NOWHERE = "127.0.1.5", "127.0.1.21", "127.0.2.5", "127.9.9.9"
MOMENT = datetime(2026, 9, 15, 10, 15, tzinfo=ZoneInfo("Europe/London"))
MODEL_POLICY = Path(__file__).resolve().parents[4] / "policies" / "model-policy.md"


def load_games(school: School, now: datetime) -> None:
    """The list that closes a phonics site by mistake; and layer 1."""
    by = Actor(school_id=school.pk, name="a test")
    for list_id, text in (("games", f"poki.com\n{PHONICS}\n"), ("illegal", "illegal.example\n"), ("malware", "malware.example\n")):
        subscribe_list(NewList(list_id=list_id, title=list_id, source="a test", text=text), by=by, now=now)


def sign_policy(school: School, cast: Cast, now: datetime, text: str = "") -> None:
    """The text (the model policy where none is given) is loaded and signed by both."""
    version = load_version(by=actor(cast.head), text=text or MODEL_POLICY.read_text(encoding="utf-8"), now=now)
    for person, role in ((cast.head, "headteacher"), (cast.chair, "chair of governors")):
        sign_version(by=person, version=version, role=role, signed_in_at=now, had_second_factor=True, now=now)


@dataclass(slots=True)
class Desk:
    """A school at a moment. Every verb takes the moment it stands at."""

    school: School
    cast: Cast
    now: datetime

    def later(self, **span: float) -> Desk:
        """The same school later."""
        return Desk(self.school, self.cast, self.now + timedelta(**span))

    def seat(self, address: str = CLASS_5K) -> Seat:
        """The seat of an address."""
        found = seat_at(facts_now(self.school, self.now), address)
        assert found is not None
        return found

    def ask(self, host: str = PHONICS, *, why: str = "phonics game", address: str = CLASS_5K, by: Person | None = None) -> Asked:
        """Somebody at this address asks."""
        seat = self.seat(address)
        return actions.ask(
            school=self.school,
            host=Host.from_words(host),
            why=why,
            seat=seat,
            class_name=class_of(seat),
            by=by,
            programme=programme_now(self.school, self.now),
            now=self.now,
            choose=secrets.choice,
        )

    def advise(self, request: AccessRequest, by: Person | None = None, words: str = "A reading site.") -> AccessRequest:
        """The network manager (or `by`) advises to open it."""
        return actions.advise(by=by or self.cast.network_manager, request=request, advice=Advice.OPEN, words=words, now=self.now)

    def decide(
        self,
        request: AccessRequest,
        by: Person | None = None,
        *,
        outcome: Outcome = Outcome.GRANT,
        reason: str = "It teaches reading.",
        people: str = "class 5K",
        hours: float = 77.25,
    ) -> AccessRequest:
        """The headteacher (or `by`) decides; an opening ends on Friday at 15:30."""
        ends = self.now + timedelta(hours=hours) if outcome is Outcome.GRANT else None
        return actions.decide_request(
            by=by or self.cast.head, request=request, outcome=outcome, reason=reason, people=people, ends=ends, now=self.now
        )

    def said(self, request: AccessRequest) -> list[str]:
        """What the record holds about a request, in order."""
        return [row.action for row in records(self.school.pk, subject=f"access request {request.pk}")]


def open_desk(school: School, cast: Cast) -> Desk:
    """The model policy is in force since the day before, the games list is loaded, it is Tuesday 10:15."""
    with scope(school=school):
        load_games(school, MOMENT - timedelta(days=1))
        sign_policy(school, cast, MOMENT - timedelta(days=1))
    return Desk(school=school, cast=cast, now=MOMENT)
