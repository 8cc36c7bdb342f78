"""Closing from a report: in one step, with a preview; temporary until a second person; undone; and what is never closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from belisha.audit.queries import records
from belisha.core.decision.decide import decide
from belisha.core.decision.model import Question, Reason, Verdict
from belisha.core.names import Host
from belisha.filtering.actions.closes import NewClose, close_site, confirm_close, lapse_closes, lift_close
from belisha.filtering.actions.openings import NewOpening, make_opening
from belisha.filtering.models import SiteClose
from belisha.filtering.permissions import reports as permissions
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.tests.desk import CLASS_4B, CLASS_5K, PHONICS, Desk
from belisha.filtering.tests.test_reports import SITE, report, told
from belisha.filtering.what_closes import names_to_choose, usual_name, what_closes
from belisha.kit.access import Denied, Refused
from belisha.people.models import Person


def close(desk: Desk, host: str = SITE, *, by: Person | None = None, reporter: Person | None = None, **more: str) -> SiteClose:
    made = report(desk, more.pop("reported", host), by=reporter).report
    return close_site(NewClose(made, host, **more), by=by or desk.cast.network_manager, now=desk.now)


def decided(desk: Desk, host: str = SITE, address: str = CLASS_5K):
    return decide(programme_now(desk.school, desk.now), Question(Host(host), desk.now, desk.seat(address)))


def preview(desk: Desk, host: str):
    return what_closes(desk.school, host, programme_now(desk.school, desk.now), now=desk.now)


def test_closed_at_once_for_everyone_with_all_below_it(desk: Desk):
    row = close(desk)
    for host, address in ((SITE, CLASS_5K), (f"www.{SITE}", CLASS_4B)):
        one = decided(desk, host, address)
        assert (one.verdict, one.reason, one.clause, one.rule) == (Verdict.CLOSED, Reason.CLOSED_BY_DECISION, "8.3", f"close/{row.pk}")
    assert decided(desk, f"not-{SITE}").verdict is Verdict.OPEN
    assert [r.action for r in records(desk.school.pk, subject=f"close {row.pk}")] == ["site closed"]


def test_it_lapses_by_itself_after_ten_school_days(desk: Desk):
    row = close(desk)
    assert row.lapses_at.isoformat() == "2026-09-29T15:30:00+01:00", "Tuesday and ten school days"
    before = Desk(desk.school, desk.cast, row.lapses_at - timedelta(seconds=1))
    after = Desk(desk.school, desk.cast, row.lapses_at)
    assert decided(before).verdict is Verdict.CLOSED
    assert decided(after).verdict is Verdict.OPEN, "nobody has written anything down"
    assert lapse_closes(desk.school, now=before.now) == []
    assert [one.pk for one in lapse_closes(desk.school, now=after.now)] == [row.pk]
    assert lapse_closes(desk.school, now=after.now) == []
    assert [r.action for r in records(desk.school.pk, subject=f"close {row.pk}")] == ["site closed", "close lapsed"]
    assert told(desk.cast.network_manager)[-1].title == f"{SITE} is open again, by itself"


def test_a_second_person_confirms_and_it_has_no_end(desk: Desk):
    row = confirm_close(by=desk.cast.head, close=close(desk), now=desk.now + timedelta(days=1))
    late = Desk(desk.school, desk.cast, row.lapses_at + timedelta(days=100))
    assert decided(late).verdict is Verdict.CLOSED
    assert lapse_closes(desk.school, now=late.now) == []
    with pytest.raises(Refused, match=r"confirmed this on .* already"):
        confirm_close(by=desk.cast.dsl, close=row, now=desk.now + timedelta(days=2))


@pytest.mark.parametrize(
    ("who", "may"), [("head", True), ("dsl", True), ("network_manager", False), ("teacher_5k", False), ("chair", False)]
)
def test_who_is_a_second_person(desk: Desk, who: str, may: bool):
    row = close(desk)
    programme, on = programme_now(desk.school, desk.now), school_day(desk.school, desk.now)
    assert permissions.may_confirm(getattr(desk.cast, who), row, programme, on=on) is may


def test_nobody_confirms_what_they_reported_themselves(desk: Desk):
    row = close(desk, reporter=desk.cast.dsl)
    with pytest.raises(Denied, match="a second person confirms"):
        confirm_close(by=desk.cast.dsl, close=row, now=desk.now)
    assert confirm_close(by=desk.cast.head, close=row, now=desk.now).confirmed_by == desk.cast.head


def test_nobody_confirms_what_their_child_reported(desk: Desk, school):
    from tests import factories

    factories.make_family(desk.cast.head, desk.cast.pupil_5k)
    row = close(desk, reporter=desk.cast.pupil_5k)
    with pytest.raises(Denied, match="a second person confirms"):
        confirm_close(by=desk.cast.head, close=row, now=desk.now)
    assert confirm_close(by=desk.cast.dsl, close=row, now=desk.now).confirmed_by == desk.cast.dsl


def test_where_every_second_person_is_concerned_somebody_stands_in(desk: Desk):
    report(desk, by=desk.cast.head)
    report(desk, by=desk.cast.dsl)
    row = close(desk)
    programme, on = programme_now(desk.school, desk.now), school_day(desk.school, desk.now)
    found = permissions.confirmers(row, programme, on=on)
    assert found
    assert not {desk.cast.head, desk.cast.dsl, desk.cast.network_manager} & set(found)
    assert confirm_close(by=found[0], close=row, now=desk.now).confirmed_by == found[0]


def test_the_database_itself_refuses_one_person_twice(desk: Desk):
    row = close(desk)
    with pytest.raises(IntegrityError):
        SiteClose.objects.filter(pk=row.pk).update(confirmed_by=row.closed_by, confirmed_at=desk.now)


@pytest.mark.parametrize("who", ["network_manager", "head", "dsl"])
def test_undone_by_who_closed_or_a_second_person(desk: Desk, who: str):
    row = close(desk)
    with pytest.raises(Refused, match="Write why"):
        lift_close(by=getattr(desk.cast, who), close=row, reason=" ", now=desk.now)
    lift_close(by=getattr(desk.cast, who), close=row, reason="A mistake.", now=desk.now + timedelta(minutes=1))
    assert decided(desk.later(minutes=1)).verdict is Verdict.OPEN
    with pytest.raises(Refused, match="opened again"):
        lift_close(by=desk.cast.head, close=row, reason="Twice.", now=desk.now + timedelta(minutes=2))
    with pytest.raises(Refused, match="opened again"):
        confirm_close(by=desk.cast.head, close=row, now=desk.now + timedelta(minutes=2))


def test_not_undone_by_others(desk: Desk):
    row = close(desk)
    for other in (desk.cast.teacher_5k, desk.cast.chair, desk.cast.parent_5k, desk.cast.stranger):
        with pytest.raises(Denied):
            lift_close(by=other, close=row, reason="Please.", now=desk.now)


@pytest.mark.parametrize("who", ["head", "dsl", "teacher_5k", "chair", "esafety"])
def test_only_who_the_policy_names_closes(desk: Desk, who: str):
    with pytest.raises(Denied, match="only the network manager closes"):
        close(desk, by=getattr(desk.cast, who))


def test_it_ends_the_openings_it_overlaps_and_tells_who_asked(desk: Desk):
    asked = desk.ask(by=desk.cast.teacher_5k).request
    granted = desk.decide(asked)
    opening = granted.openings.get()
    later = desk.later(minutes=5)
    assert decided(later, PHONICS).reason is Reason.OPENED_BY_DECISION
    assert [row.pk for row in preview(later, PHONICS).openings] == [opening.pk]
    close(later, PHONICS)
    opening.refresh_from_db()
    assert (opening.ended_at, opening.ended_by) == (later.now, desk.cast.network_manager)
    assert decided(later, PHONICS).reason is Reason.CLOSED_BY_DECISION
    for person in (desk.cast.teacher_5k, desk.cast.head):
        assert f"{PHONICS} is closed after a report" in [n.title for n in told(person)]


def test_an_opening_of_a_wider_name_stays_and_only_the_closed_part_is_closed(desk: Desk):
    new = NewOpening("wide.example", "class 5K", desk.now, desk.now + timedelta(days=1), "8.5", "For maths.")
    opening = make_opening(new, by=desk.cast.head, now=desk.now)
    later = desk.later(minutes=1)
    close(later, "part.wide.example")
    opening.refresh_from_db()
    assert opening.ended_at is None
    assert decided(later, "part.wide.example").verdict is Verdict.CLOSED
    assert decided(later, "wide.example").verdict is Verdict.OPEN


def test_asked_for_and_granted_after_the_close_it_opens(desk: Desk):
    close(desk)
    later = desk.later(hours=1)
    later.decide(later.ask(SITE).request)
    assert decided(later).reason is Reason.OPENED_BY_DECISION


def test_all_reports_of_it_are_settled_and_who_reported_is_told(desk: Desk):
    first, below = report(desk, by=desk.cast.teacher_4b).report, report(desk, f"www.{SITE}").report
    row = close(desk)
    for one in (first, below):
        one.refresh_from_db()
        assert (one.status, one.close) == ("CLOSED", row)
    assert told(desk.cast.teacher_4b)[-1].title == f"{SITE} is closed"


def test_closed_twice_is_told_who_was_first(desk: Desk):
    close(desk)
    with pytest.raises(Refused, match=f"{SITE} is closed already: {desk.cast.network_manager.name} closed {SITE} for everyone"):
        close(desk)
    assert SiteClose.objects.count() == 1


@pytest.mark.parametrize(
    ("host", "because"),
    [
        ("childline.org.uk", "never closed"),
        ("www.childline.org.uk", "never closed"),
        ("testserver.example", ""),
        ("co.uk", "every site that ends so"),
        ("google.com", "search engine"),
        ("www.google.co.uk", "search engine"),
        ("duckduckgo.com", "search engine"),
        ("cloudfront.net", "every site that ends so"),
        ("gstatic.com", "very many sites"),
        ("use-application-dns.net", "no site"),
    ],
)
def test_what_is_never_closed_says_why(desk: Desk, host: str, because: str):
    seen = preview(desk, host)
    assert (because in seen.forbidden) if because else not seen.forbidden
    if because:
        with pytest.raises(Refused):
            close(desk, host)


@pytest.mark.parametrize("host", ["stonewall.org.uk", "mwnuk.co.uk", "brook.org.uk", "scratch.mit.edu", "ceopeducation.co.uk"])
def test_a_protected_site_warns_first_and_needs_a_recorded_reason(desk: Desk, host: str):
    assert preview(desk, host).needs_reason
    with pytest.raises(Refused, match="Closing needs a recorded reason"):
        close(desk, host)
    row = close(desk, host, reason="Somebody has taken over the site.")
    assert "taken over" in records(desk.school.pk, subject=f"close {row.pk}")[0].payload.payload


def test_another_site_than_the_reported_one_cannot_be_closed_from_a_report(desk: Desk):
    with pytest.raises(Refused, match="is another one"):
        close(desk, "other.example", reported=SITE)
    assert close(desk, SITE, reported=f"a.b.{SITE}").host == SITE


def test_the_preview_says_who_loses_it_and_what_closes_it_already(desk: Desk):
    open_now, game = preview(desk, SITE), preview(desk, PHONICS)
    assert open_now.loses == "everyone"
    assert open_now.closed_already == ()
    assert game.loses == "guests and staff" or "staff" in game.loses
    assert [one.clause for one in game.closed_already] == ["8.1"]
    assert "YouTube" in preview(desk, "youtube.com").services


def test_the_names_that_could_be_meant(desk: Desk):
    assert names_to_choose("a.b.harm.example") == ["a.b.harm.example", "b.harm.example", "harm.example"]
    assert usual_name(f"www.{SITE}") == SITE
    assert names_to_choose("thing.co.uk") == ["thing.co.uk"]
