"""Nobody decides what they asked for or are named in: each arrow twice, the one in conflict refused, the one it is re-routed to can.

Source: issue “The school and its day”, part 6; architecture.md, Keeping: re-routing follows a table and never leaves a request unread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from belisha.filtering.actions import Outcome, decide_together, let_use_without_training, undo_join
from belisha.filtering.actions.closes import NewClose, close_site, confirm_close
from belisha.filtering.models import AccessRequest, SiteClose
from belisha.filtering.tests.desk import PHONICS, Desk
from belisha.filtering.tests.lessons import FORM
from belisha.filtering.tests.test_reports import SITE, report
from belisha.kit.access import Denied
from belisha.people.models import Person
from tests.factories import make_family

OWN = "what they or their child asked for"


@dataclass(frozen=True)
class Arrow:
    """What is done, who would do it, how they are in conflict, what they are told, and who does it instead."""

    name: str
    begin: Callable[[Desk, Person], object]
    act: Callable[[Desk, object, Person], object]
    usual: str
    instead: str
    told: str = OWN


def asked_by(desk: Desk, person: Person) -> AccessRequest:
    """They asked themselves."""
    return desk.ask(PHONICS, by=person, address="127.0.1.5").request


def asked_by_their_child(desk: Desk, person: Person) -> AccessRequest:
    make_family(person, desk.cast.pupil_5k)
    row = desk.ask(PHONICS).request
    AccessRequest.objects.filter(pk=row.pk).update(asked_by=desk.cast.pupil_5k)
    return AccessRequest.objects.get(pk=row.pk)


def joined_by_them(desk: Desk, person: Person) -> AccessRequest:
    """A class asked, and they asked for the same site afterwards."""
    first = desk.ask(PHONICS).request
    desk.ask(PHONICS, by=person, address="127.0.1.5")
    return AccessRequest.objects.get(pk=first.pk)


def parted_from_a_class(desk: Desk, person: Person) -> AccessRequest:
    """What they asked for was joined to what a class asked for before."""
    desk.ask(PHONICS)
    return desk.ask(PHONICS, by=person, address="127.0.1.5").request


def joined_by_a_class(desk: Desk, person: Person) -> AccessRequest:
    """They asked first; what a class asked for afterwards was joined to it."""
    desk.ask(PHONICS, by=person, address="127.0.1.5")
    return desk.ask(PHONICS).request


def closed_by_them(desk: Desk, person: Person) -> SiteClose:
    return close_site(NewClose(report(desk, SITE).report, SITE), by=person, now=desk.now)


def reported_by_them(desk: Desk, person: Person) -> SiteClose:
    return close_site(NewClose(report(desk, SITE, by=person).report, SITE), by=desk.cast.network_manager, now=desk.now)


def reported_by_their_child(desk: Desk, person: Person) -> SiteClose:
    make_family(person, desk.cast.pupil_5k)
    return reported_by_them(desk, desk.cast.pupil_5k)


def advises(desk: Desk, row: object, by: Person) -> object:
    assert isinstance(row, AccessRequest)
    return desk.advise(row, by=by)


def decides(desk: Desk, row: object, by: Person) -> object:
    assert isinstance(row, AccessRequest)
    return desk.decide(row, by=by)


def decides_together(desk: Desk, row: object, by: Person) -> object:
    assert isinstance(row, AccessRequest)
    other = desk.ask("poki.com", address="127.0.1.21", by=desk.cast.head).request
    return decide_together(
        by=by, requests=[row, other], outcome=Outcome.REFUSE, reason="This site is not for school.", people="", ends=None, now=desk.now
    )


def parts(desk: Desk, row: object, by: Person) -> object:
    assert isinstance(row, AccessRequest)
    return undo_join(by=by, request=row, now=desk.now)


def confirms(desk: Desk, row: object, by: Person) -> object:
    assert isinstance(row, SiteClose)
    return confirm_close(by=by, close=row, now=desk.now)


def lets_themselves_off(desk: Desk, row: object, by: Person) -> object:
    last = (desk.now + timedelta(days=20)).date()
    return let_use_without_training(by=by, person=desk.cast.head, form=FORM, reason="Did it elsewhere.", last=last, now=desk.now)


SECOND = "a second person confirms"
JOINED = "only those who advise on or decide a request can part it"
ARROWS = (
    *(
        Arrow(f"{what} {how}", begin, act, usual, instead)
        for what, act, usual, instead in (
            ("advises on what", advises, "network_manager", "esafety"),
            ("decides what", decides, "head", "chair"),
            ("decides together with another what", decides_together, "head", "chair"),
        )
        for how, begin in (
            ("they asked for", asked_by),
            ("their child asked for", asked_by_their_child),
            ("they asked for after a class", joined_by_them),
        )
    ),
    Arrow("parts what they asked for", parted_from_a_class, parts, "network_manager", "head", JOINED),
    Arrow("parts what was joined to theirs", joined_by_a_class, parts, "head", "network_manager", JOINED),
    Arrow("confirms what they closed", closed_by_them, confirms, "network_manager", "head", SECOND),
    Arrow("confirms what they reported", reported_by_them, confirms, "head", "dsl", SECOND),
    Arrow("confirms what their child reported", reported_by_their_child, confirms, "head", "dsl", SECOND),
    Arrow("lets themselves off the training", lambda desk, person: None, lets_themselves_off, "head", "chair", "themselves off a training"),
)


@pytest.mark.parametrize("arrow", ARROWS, ids=lambda arrow: arrow.name)
def test_whoever_is_in_conflict_is_refused_and_told_why(desk: Desk, arrow: Arrow) -> None:
    person = getattr(desk.cast, arrow.usual)
    row = arrow.begin(desk, person)
    with pytest.raises(Denied, match=arrow.told):
        arrow.act(desk, row, person)


@pytest.mark.parametrize("arrow", ARROWS, ids=lambda arrow: arrow.name)
def test_whoever_it_is_re_routed_to_can(desk: Desk, arrow: Arrow) -> None:
    row = arrow.begin(desk, getattr(desk.cast, arrow.usual))
    instead = getattr(desk.cast, arrow.instead)
    assert arrow.act(desk, row, instead)
