from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from belisha.audit import queries as audit
from belisha.kit.access import Actor, Denied, Fault
from belisha.kit.writing import one_transaction
from belisha.notices import actions, permissions, queries
from belisha.notices.models import Notice
from belisha.notices.states import MOVES, OWNER, MailStatus

pytestmark = pytest.mark.django_db
READER = Actor(school_id=7, name="Bea Lamp", person_id=3)


def tell(moment: datetime, **more: object) -> Notice:
    told = {"school_id": 7, "person_id": 3, "title": "Your request was decided", "words": "The site is open.", "link": "/requests/12/"}
    return actions.tell(**{**told, **more}, now=moment)


def test_somebody_told_finds_it_on_their_page_newest_first(moment: datetime) -> None:
    first = tell(moment)
    second = tell(moment + timedelta(minutes=1), title="Another thing")
    tell(moment, person_id=4)
    assert list(queries.for_person(3)) == [second, first]
    assert first.mail_status == MailStatus.NONE.name


def test_telling_is_recorded_without_its_words(moment: datetime) -> None:
    notice = tell(moment, words="pupil words", address="bea@school.example")
    record = audit.records(7).get()
    assert (record.action, record.subject) == ("notice given", f"notice {notice.pk}")
    assert audit.facts_of(record) == {"person": 3, "link": "/requests/12/", "by_mail": True}


def test_the_same_thing_told_twice_is_one_notice_until_it_is_read(moment: datetime) -> None:
    first = tell(moment)
    assert tell(moment + timedelta(seconds=2)) == first
    assert audit.records(7).count() == 1
    actions.mark_read(by=READER, notice_id=first.pk, now=moment)
    assert tell(moment + timedelta(days=1)) != first


def test_a_notice_of_a_transaction_that_fails_was_never_told(moment: datetime) -> None:
    def fail() -> None:
        with one_transaction():
            tell(moment)
            raise KeyError("the decision failed")

    with pytest.raises(KeyError):
        fail()
    assert not Notice.objects.exists()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "requests/12", "data:text/html,x"])
def test_a_link_that_leads_nowhere_is_a_fault(moment: datetime, link: str) -> None:
    with pytest.raises(Fault, match="begins with a slash"):
        tell(moment, link=link)


def test_marking_as_read_is_recorded_once(moment: datetime) -> None:
    notice = tell(moment)
    for minutes in (1, 2):
        actions.mark_read(by=READER, notice_id=notice.pk, now=moment + timedelta(minutes=minutes))
    assert queries.for_person(3).get().read_at == moment + timedelta(minutes=1)
    assert not queries.unread(3).exists()
    assert [record.action for record in audit.records(7)] == ["notice given", "notice read"]


@pytest.mark.parametrize("by", [Actor(7, "Somebody", 4), Actor(7, "Belisha", None)])
def test_only_the_person_told_marks_it(moment: datetime, by: Actor) -> None:
    notice = tell(moment)
    with pytest.raises(Denied):
        actions.mark_read(by=by, notice_id=notice.pk, now=moment)
    assert not permissions.may_mark(by, notice)
    assert queries.unread(3).exists()


def test_another_schools_notice_is_not_found(moment: datetime) -> None:
    notice = tell(moment)
    with pytest.raises(Notice.DoesNotExist):
        actions.mark_read(by=Actor(8, "Bea Lamp", 3), notice_id=notice.pk, now=moment)


def test_every_state_of_a_mail_has_moves_and_an_owner() -> None:
    assert set(MOVES) == set(OWNER) == set(MailStatus)
