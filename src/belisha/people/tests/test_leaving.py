"""Somebody leaves: sign-in, sessions, roles, classes, invitations end on their day; those who need to know are told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from belisha.kit.access import Denied, Refused
from belisha.kit.models import OutboxEvent
from belisha.notices.models import Notice
from belisha.people import actions, providers, queries
from belisha.people.events import PeopleLeft
from belisha.people.listeners_leaving import tell_of_leavers
from belisha.people.models import Invitation, Person, RoleHolding
from belisha.people.schedule import keep_people
from belisha.schools.models import School
from tests.cast import Cast, actor
from tests.factories import make_person

TODAY, FRIDAY = date(2026, 9, 15), date(2026, 9, 18)


@pytest.fixture
def one_manager_needed():
    """The policy needs a network manager, as the model policy does."""

    def needs(school: School, on: date) -> dict[str, int]:
        return {"network manager": 1}

    providers.register(needs)
    yield
    providers.forget(needs)


def test_whoever_left_is_signed_out_everywhere_at_once(school: School, cast: Cast, at_moment: datetime, client: Client) -> None:
    client.force_login(cast.teacher_5k.account)
    assert client.get("/people/classes/").status_code == 200
    actions.leave(by=actor(cast.head), person=cast.teacher_5k, on=TODAY, now=at_moment)
    page = client.get("/people/classes/")
    assert page.status_code == 302
    assert page["Location"].startswith("/account/login/")
    cast.teacher_5k.account.refresh_from_db()
    assert (cast.teacher_5k.account.is_active, cast.teacher_5k.account.has_usable_password()) == (False, False)


def test_sign_in_ends_on_the_day_that_was_marked_and_not_before(school: School, cast: Cast, moment: datetime) -> None:
    actions.leave(by=actor(cast.head), person=cast.teacher_5k, on=FRIDAY, now=moment)
    keep_people(moment + timedelta(days=2))
    cast.teacher_5k.account.refresh_from_db()
    assert cast.teacher_5k.account.is_active
    keep_people(moment + timedelta(days=3))
    cast.teacher_5k.account.refresh_from_db()
    assert not cast.teacher_5k.account.is_active


def test_a_governor_of_two_schools_keeps_the_other(school: School, cast: Cast, moment: datetime) -> None:
    from django_scopes import scope

    other = cast.stranger.school
    with scope(school=other):
        Person.objects.create(school=other, account=cast.governor.account, name="Gideon Gantry", kind="GOVERNOR", joined=date(2026, 9, 1))
    actions.leave(by=actor(cast.head), person=cast.governor, on=TODAY, now=moment)
    cast.governor.account.refresh_from_db()
    assert cast.governor.account.is_active


def test_whoever_comes_back_has_no_old_session_and_no_old_password(school: School, cast: Cast, at_moment: datetime, client: Client) -> None:
    account = cast.teacher_5k.account
    account.set_password("lantern kerb stripe 7")
    account.save()
    client.force_login(account)
    actions.leave(by=actor(cast.head), person=cast.teacher_5k, on=TODAY, now=at_moment)
    Person.objects.filter(pk=cast.teacher_5k.pk).update(account=None)
    again = make_person(school, "Kit Kerbside")
    actions.give_account(by=actor(cast.head), person=again, email=account.email, now=at_moment)
    account.refresh_from_db()
    assert (account.is_active, account.has_usable_password()) == (True, False)
    assert client.get("/people/classes/").status_code == 302, "the session from before is dead"


def test_invitations_delegations_and_line_management_end(school: School, cast: Cast, moment: datetime) -> None:
    head, leaver = actor(cast.head), cast.network_manager
    actions.set_line_manager(by=head, person=cast.teacher_5k, manager=leaver, since=TODAY, now=moment)
    given = {"from_person": leaver, "to_person": cast.support_staff, "starts": TODAY, "ends": date(2026, 10, 1)}
    actions.delegate_role(by=head, role="network manager", **given, now=moment)
    invitation = actions.invite(by=head, person=leaver, is_by_mail=False, now=moment)
    actions.leave(by=head, person=leaver, on=TODAY, now=moment)
    assert queries.delegates(school, "network manager", on=TODAY) == []
    assert queries.line_manager_of(cast.teacher_5k, on=TODAY) is None
    assert Invitation.objects.get(pk=invitation.pk).revoked_at is not None


@pytest.mark.usefixtures("one_manager_needed")
def test_the_last_holder_leaves_only_with_somebody_who_takes_the_role(school: School, cast: Cast, moment: datetime) -> None:
    with pytest.raises(Refused, match="Appoint somebody else first"):
        actions.leave(by=actor(cast.head), person=cast.network_manager, on=FRIDAY, now=moment)
    takes = {"network manager": cast.support_staff}
    actions.leave(by=actor(cast.head), person=cast.network_manager, on=FRIDAY, successors=takes, now=moment)
    assert queries.appointed(school, "network manager", on=date(2026, 9, 17)) == [cast.network_manager]
    assert queries.appointed(school, "network manager", on=FRIDAY) == [cast.support_staff]


@pytest.mark.usefixtures("one_manager_needed")
def test_nothing_is_half_done_where_the_successor_cannot(school: School, cast: Cast, moment: datetime) -> None:
    takes = {"network manager": cast.pupil_5k}
    with pytest.raises(Refused, match="pupils are given no role"):
        actions.leave(by=actor(cast.head), person=cast.network_manager, on=FRIDAY, successors=takes, now=moment)
    cast.network_manager.refresh_from_db()
    assert cast.network_manager.left is None
    assert RoleHolding.objects.filter(role="network manager").count() == 1


def test_the_head_cannot_choose_the_next_head_by_leaving(school: School, cast: Cast, moment: datetime) -> None:
    with pytest.raises(Denied, match="given and ended by the chair of governors"):
        actions.leave(by=actor(cast.head), person=cast.head, on=FRIDAY, successors={"headteacher": cast.senco}, now=moment)


def test_those_who_need_to_know_are_told_and_whoever_marked_it_is_not(school: School, cast: Cast, moment: datetime) -> None:
    actions.set_line_manager(by=actor(cast.head), person=cast.teacher_5k, manager=cast.senco, since=TODAY, now=moment)
    actions.leave(by=actor(cast.head), person=cast.teacher_5k, on=FRIDAY, now=moment)
    _hear(school, moment)
    told = set(Notice.objects.values_list("person_id", "title"))
    title = f"{cast.teacher_5k.name}: left on 18 September 2026"
    assert (cast.network_manager.pk, title) in told
    assert (cast.dsl.pk, title) in told
    assert cast.head.pk not in {person for person, _ in told}


def test_of_pupils_the_safeguarding_leads_are_told_a_number_and_no_name(school: School, cast: Cast, moment: datetime) -> None:
    actions.leave(by=actor(cast.head), person=cast.pupil_5k, on=FRIDAY, now=moment)
    _hear(school, moment)
    told = list(Notice.objects.filter(title__contains="pupil"))
    assert {one.person_id for one in told} == {cast.dsl.pk, cast.deputy_dsl.pk}
    assert {one.title for one in told} == {"1 pupil left on 18 September 2026"}
    assert all(cast.pupil_5k.name not in one.title + one.words for one in told)


def test_the_page_says_what_ends_and_marks_it(school: School, cast: Cast, at_moment: datetime, client: Client) -> None:
    client.force_login(cast.head.account)
    path = f"/people/{cast.teacher_5k.pk}/leave/"
    assert "they sign in no more" in client.get(path).content.decode()
    assert "a child-protection file may have to go" in client.get(f"/people/{cast.pupil_5k.pk}/leave/").content.decode()
    page = client.post(path, {"ends": "2026-09-01"})
    assert (page.status_code, "is past" in page.content.decode()) == (400, True)
    page = client.post(path, {"ends": "2026-09-15"}, follow=True)
    assert f"{cast.teacher_5k.name} has left. Those who need to know are told." in page.content.decode()
    assert client.get(path).status_code == 403, "nobody leaves twice"
    assert "Has left on 15 September 2026" in client.get(f"/people/{cast.teacher_5k.pk}/").content.decode()


def _hear(school: School, moment: datetime) -> None:
    row = OutboxEvent.objects.get(name="PeopleLeft")
    tell_of_leavers(PeopleLeft(school_id=school.pk, **row.payload), moment)
