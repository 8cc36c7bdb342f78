"""Reporting: whatever is written is kept; the words go to the safeguarding leads, the site to whoever closes, and never the other way."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from belisha.audit.models import Look
from belisha.audit.queries import name_of, records
from belisha.filtering.actions.reports import (
    MAILS_AT_MOST,
    NewReport,
    Reported,
    answer_harmless,
    deal_with,
    make_report,
    name_site,
    open_words,
    share_with_teacher,
)
from belisha.filtering.models import Report
from belisha.filtering.permissions import reports as permissions
from belisha.filtering.queries import reports as queries
from belisha.filtering.queries.seats import programme_now, school_day
from belisha.filtering.reported import kept, read_address
from belisha.filtering.tests.desk import CLASS_5K, NOWHERE, Desk
from belisha.kit.access import Denied, Refused
from belisha.notices.models import Notice
from belisha.people.models import Person, SchoolClass
from tests.factories import make_member

SITE = "harm.example"
WORDS = "There was a scary clown and I felt sick"


def report(desk: Desk, address: str = SITE, words: str = WORDS, *, by: Person | None = None, at: str = CLASS_5K) -> Reported:
    seat = None if at == NOWHERE else desk.seat(at)
    programme = programme_now(desk.school, desk.now)
    return make_report(NewReport(address, words, seat), school=desk.school, by=by, programme=programme, now=desk.now)


def told(person: Person) -> list[Notice]:
    return list(Notice.objects.filter(person_id=person.pk).exclude(title__contains="version").order_by("pk"))


def sees_words(desk: Desk, person: Person, made: Reported) -> bool:
    made.report.refresh_from_db()
    programme, on = programme_now(desk.school, desk.now), school_day(desk.school, desk.now)
    return permissions.may_read_words(person, made.report, programme, on=on)


def test_the_words_reach_the_safeguarding_leads_and_the_site_the_network_manager(desk: Desk):
    made = report(desk)
    assert (made.report.host, made.report.class_name, made.report.group) == (SITE, "5K", "pupils")
    cast = desk.cast
    for lead in (cast.dsl, cast.deputy_dsl):
        assert [n.link for n in told(lead)] == [f"/reports/{made.report.pk}/"]
        assert sees_words(desk, lead, made)
    assert [n.title for n in told(cast.network_manager)] == [f"A site was reported: {SITE}"]
    for other in (cast.network_manager, cast.head, cast.esafety, cast.teacher_5k, cast.chair, cast.parent_5k):
        assert not sees_words(desk, other, made), other.name


def test_no_notice_and_no_mail_carries_a_word_of_the_child(desk: Desk):
    report(desk, f"https://{SITE}/page?q=help+me", WORDS)
    assert Notice.objects.exists()
    for notice in Notice.objects.all():
        assert "clown" not in notice.title + notice.words
        assert "help" not in notice.title + notice.words


def test_the_class_teacher_hears_at_once_that_something_happened_and_reads_it_once_it_is_shared(desk: Desk):
    made = report(desk)
    assert [n.title for n in told(desk.cast.teacher_5k)] == ["Somebody of class 5K met something online"]
    assert told(desk.cast.teacher_4b) == []
    assert not sees_words(desk, desk.cast.teacher_5k, made)
    with pytest.raises(Denied):
        open_words(by=desk.cast.teacher_5k, report=made.report, now=desk.now)
    share_with_teacher(by=desk.cast.dsl, report=made.report, now=desk.now)
    assert sees_words(desk, desk.cast.teacher_5k, made)
    assert not sees_words(desk, desk.cast.teacher_4b, made)
    with pytest.raises(Refused, match="already"):
        share_with_teacher(by=desk.cast.deputy_dsl, report=made.report, now=desk.now)


def test_reading_words_is_written_down_and_tells_the_child_that_somebody_read(desk: Desk):
    made = report(desk)
    story = queries.story_of(made.report, now=desk.now)
    assert [step.state.name for step in story.steps] == ["DONE", "NOW", "LATER"]
    read = open_words(by=desk.cast.deputy_dsl, report=made.report, now=desk.now)
    open_words(by=desk.cast.dsl, report=made.report, now=desk.now)
    assert [(look.person_id, look.subject) for look in Look.objects.order_by("pk")] == [
        (desk.cast.deputy_dsl.pk, f"report {read.pk}"),
        (desk.cast.dsl.pk, f"report {read.pk}"),
    ]
    read.refresh_from_db()
    assert read.read_by == desk.cast.deputy_dsl
    assert [step.state.name for step in queries.story_of(read, now=desk.now).steps] == ["DONE", "DONE", "NOW"]
    dealt = deal_with(by=desk.cast.dsl, report=read, now=desk.now)
    deal_with(by=desk.cast.dsl, report=read, now=desk.now)
    assert [step.state.name for step in queries.story_of(dealt, now=desk.now).steps] == ["DONE", "DONE", "DONE"]
    assert [r.action for r in records(desk.school.pk, subject=f"report {read.pk}")] == ["report made", "report read", "report dealt with"]


def test_the_record_names_nobody_who_reported(desk: Desk):
    """Governors read the record: whoever worries about a colleague must not be seen there (safeguarding.md 12 and 14)."""
    for person in (desk.cast.pupil_5k, desk.cast.teacher_4b):
        made = report(desk, by=person).report
        [found] = records(desk.school.pk, subject=f"report {made.pk}").filter(action="report made")
        assert found.person_id is None
        assert person.name not in found.payload.payload
        assert person.name not in name_of(found)
        assert "clown" not in found.payload.payload


def test_nothing_written_is_the_only_thing_turned_away(desk: Desk):
    for address, words in (("", ""), ("  \n", "\t"), ("\x00", "")):
        with pytest.raises(Refused, match="Nothing is written yet"):
            report(desk, address, words)
    assert report(desk, "", "I saw something").report.status == "NO_SITE"
    assert report(desk, SITE, "").report.status == "WAITING"


def test_without_any_policy_in_force_the_words_reach_the_safeguarding_leads(school, cast, moment):
    bare = Desk(school, cast, moment)
    made = report(bare)
    assert [n.link for n in told(cast.dsl)] == [n.link for n in told(cast.deputy_dsl)] == [f"/reports/{made.report.pk}/"]
    assert told(cast.network_manager) == []
    assert told(cast.teacher_5k) == []


@pytest.mark.parametrize(
    ("typed", "host", "shown"),
    [
        ("HARM.Example.", "harm.example", "harm.example"),
        ("https://user:secret@harm.example/a/page?q=i+want+to+die#x", "harm.example", "https://harm.example/a/page"),
        ("harm.example:8080/x", "harm.example", "harm.example/x"),
        ("//harm.example/x", "harm.example", "harm.example/x"),
        ("münchen.example", "xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("I saw it on harm.example, in maths", "harm.example", "harm.example"),
        ("harm.example my teacher hits me", "harm.example", "harm.example"),
        ("one.example and two.example", "", ""),
        ("somebody@harm.example", "", ""),
        ("the one with the clown", "", ""),
        ("http://127.0.0.1/x", "", ""),
        ("facebook", "", ""),
        ("..", "", ""),
    ],
)
def test_what_is_typed_for_an_address_is_read_kindly_and_kept(desk: Desk, typed: str, host: str, shown: str):
    made = report(desk, typed, "")
    assert (made.report.host, made.report.address, made.report.as_written) == (host, shown, typed)
    assert bool(made.note) is not bool(host)


def test_every_naughty_string_is_kept(desk: Desk, shared_data: Path):
    lines = json.loads((shared_data / "blns" / "blns.json").read_text(encoding="utf-8"))
    written = [line for line in lines if any(letter.isprintable() and not letter.isspace() for letter in line)]
    assert len(written) > 400
    for line in written:
        assert kept(line)
        assert len(read_address(line).host) <= 253
    programme = programme_now(desk.school, desk.now)
    for line in written[::10]:
        new = NewReport(line, line, desk.seat())
        made = make_report(new, school=desk.school, by=None, programme=programme, now=desk.now).report
        made.refresh_from_db()
        assert made.words == made.as_written == kept(line)


def test_long_words_are_cut_and_never_turned_away(desk: Desk):
    made = report(desk, "x" * 50_000, "a" * 500_000).report
    assert len(made.words) == 20_000


@pytest.mark.parametrize(
    ("words", "is_urgent", "is_shut"),
    [
        ("a boy said he will hurt me, I am scared", True, False),
        ("pictures of somebody naked", True, True),
        ("a sale of shoes", False, False),
    ],
)
def test_words_may_raise_urgency_and_decide_nothing(desk: Desk, words: str, is_urgent: bool, is_shut: bool):
    made = report(desk, SITE, words).report
    assert (made.is_urgent, made.is_not_to_be_opened) == (is_urgent, is_shut)
    assert told(desk.cast.dsl)[0].title.startswith("Urgent") is is_urgent
    assert made.status == "WAITING"


def test_a_flood_from_one_seat_is_kept_and_sends_five_mails(desk: Desk):
    for number in range(8):
        report(desk, f"n{number}.example", "x")
    assert len(told(desk.cast.dsl)) == 8
    assert sum(bool(n.address) for n in told(desk.cast.dsl)) == 5


def test_a_safeguarding_lead_names_the_site_that_could_not_be_read(desk: Desk):
    made = report(desk, "the clown one", WORDS)
    assert told(desk.cast.network_manager) == []
    with pytest.raises(Denied):
        name_site(by=desk.cast.network_manager, report=made.report, words=SITE, now=desk.now)
    with pytest.raises(Refused, match="not the name of a site"):
        name_site(by=desk.cast.dsl, report=made.report, words="clown", now=desk.now)
    row = name_site(by=desk.cast.dsl, report=made.report, words=f"https://{SITE}/x", now=desk.now)
    assert (row.host, row.status, row.as_written) == (SITE, "WAITING", "the clown one")
    assert [n.title for n in told(desk.cast.network_manager)] == [f"A site was reported: {SITE}"]


def test_not_harmful_answers_every_report_of_the_site(desk: Desk):
    first, second = report(desk), report(desk, by=desk.cast.teacher_4b)
    with pytest.raises(Denied):
        answer_harmless(by=desk.cast.head, report=first.report, answer="A shop.", now=desk.now)
    with pytest.raises(Refused, match="reason is missing"):
        answer_harmless(by=desk.cast.network_manager, report=first.report, answer=" ", now=desk.now)
    rows = answer_harmless(by=desk.cast.network_manager, report=first.report, answer="A shop for toys.", now=desk.now)
    assert {row.pk for row in rows} == {first.report.pk, second.report.pk}
    assert [n.title for n in told(desk.cast.teacher_4b)][-1] == f"{SITE} stays open"
    assert "toys" not in told(desk.cast.teacher_4b)[-1].words
    with pytest.raises(Refused):
        answer_harmless(by=desk.cast.network_manager, report=second.report, answer="Again.", now=desk.now)


def test_the_code_finds_the_report_for_thirty_days(desk: Desk):
    made = report(desk)
    assert made.code is not None
    assert queries.report_with_code(desk.school, made.code.lower(), now=desk.now) == made.report
    assert queries.report_with_code(desk.school, made.code, now=desk.now + timedelta(days=31)) is None
    assert report(desk, by=desk.cast.teacher_5k).code is None


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "A grown-up will read this today, before 15:30."),
        (7, "A grown-up will read this tomorrow. School is closed till then. If you need help, do not wait."),
        (24 * 3 + 7, "A grown-up will read this on Monday 21 September. School is closed till then. If you need help, do not wait."),
    ],
)
def test_the_page_says_when_a_person_reads_it(desk: Desk, hours: int, said: str):
    calendar = programme_now(desk.school, desk.now).facts.calendar
    when = desk.now + timedelta(hours=hours)
    assert queries.when_read(desk.school, calendar, [desk.cast.dsl], now=when).words == said
    assert not queries.when_read(desk.school, calendar, [], now=when).is_staffed


def test_the_list_and_one_report_have_the_same_rule(desk: Desk):
    made = [
        report(desk).report,
        report(desk, "the clown one").report,
        report(desk, by=desk.cast.teacher_4b).report,
        report(desk, by=desk.cast.parent_5k, at=NOWHERE).report,
        report(desk, "no site", by=desk.cast.pupil_4b).report,
    ]
    programme, on = programme_now(desk.school, desk.now), school_day(desk.school, desk.now)
    for person in (*desk.cast.people(), desk.cast.stranger):
        listed = set(permissions.visible_to(person, programme, on=on)) if person.school_id == desk.school.pk else set()
        assert {row for row in made if permissions.may_see(person, row, programme, on=on)} == listed, person.name


def test_what_was_shared_is_not_read_by_who_teaches_the_class_later(desk: Desk):
    made = report(desk)
    share_with_teacher(by=desk.cast.dsl, report=made.report, now=desk.now)
    school_class = SchoolClass.objects.get(school=desk.school, name="5K")
    make_member(desk.cast.teacher_4b, school_class, since=desk.now.date())
    assert not sees_words(desk, desk.cast.teacher_4b, made)
    assert sees_words(desk, desk.cast.teacher_5k, made)


def test_an_urgent_report_leaves_by_mail_however_many_came_before(desk: Desk):
    for _ in range(MAILS_AT_MOST + 1):
        report(desk, SITE, "It is boring.")
    assert last_addresses(desk) == {""}
    report(desk, SITE, "I want to die.")
    assert last_addresses(desk) == {desk.cast.dsl.account.email, desk.cast.deputy_dsl.account.email}


def last_addresses(desk: Desk) -> set[str]:
    """Where the last report's notices to the leads leave to."""
    newest = Report.objects.order_by("-pk").first()
    told = Notice.objects.filter(link=f"/reports/{newest.pk}/", person_id__in=[desk.cast.dsl.pk, desk.cast.deputy_dsl.pk])
    return set(told.values_list("address", flat=True))
