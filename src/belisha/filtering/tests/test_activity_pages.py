"""The pages of curriculum activities: what each reader meets, the three faces of planning, whatever anybody types."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from belisha.filtering import what_opens
from belisha.filtering.models import Activity, TrainingWaiver
from belisha.filtering.tests.desk import Desk
from belisha.filtering.tests.lessons import let_plan, planned
from belisha.kit import clock
from belisha.kit.access import Refused

AT_MOST_QUERIES = 12
OF_THE_FRAME = 6
PLAN = "/activities/plan/"
SENT = {
    "class_name": "5K",
    "day": "2026-09-16",
    "lesson": "first lesson",
    "services": ["flickr"],
    "sites": "",
    "purpose": "Pictures of rivers.",
    "weeks": "1",
}


@pytest.fixture
def now(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


@pytest.fixture
def teacher(client: Client, desk: Desk, now: datetime) -> Client:
    """The teacher of 5K, who may plan."""
    let_plan(desk.cast, now)
    client.force_login(desk.cast.teacher_5k.account)
    return client


def words_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def seen_in(answer) -> str:
    return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]


def test_the_form_the_preview_and_the_activity(teacher: Client):
    form = words_of(teacher.get(PLAN))
    assert "For class 5K on Tuesday 15 September" in form
    assert "Second lesson, 10:00 to 10:45" in form, "it is under way"
    assert "First lesson" not in form, "it is over"
    assert "Closed down, so not in the list: Ask.fm" in form
    for name in ("OnlyFans", "Tinder", "4chan"):
        assert name not in form
    preview = teacher.post(PLAN, SENT)
    told = words_of(preview)
    for words in (
        "flickr.com",
        "Class 5K, and nobody else",
        "09:00 to 10:00",
        "127.0.1.0/28",
        "Safe search stays on",
        "Phones with their own data",
    ):
        assert words in told
    assert not Activity.objects.exists()
    answer = teacher.post(PLAN, {**SENT, "step": "plan", "seen": seen_in(preview)}, follow=True)
    assert "It is planned. It opens and closes by itself." in words_of(answer)
    assert "Planned. It opens by itself at 09:00 and closes at 10:00." in words_of(answer)


def test_confirming_without_or_with_an_old_preview_shows_it_again(teacher: Client):
    for seen in ("", "0000000000000000"):
        answer = teacher.post(PLAN, {**SENT, "step": "plan", "seen": seen})
        assert answer.status_code == 200
        assert "Nothing is planned yet" in words_of(answer)
    assert "Something has changed since you looked" in words_of(answer)
    assert not Activity.objects.exists()


def test_sent_twice_is_told_and_books_once(teacher: Client):
    confirmed = {**SENT, "step": "plan", "seen": seen_in(teacher.post(PLAN, SENT))}
    assert teacher.post(PLAN, confirmed).status_code == 302
    again = teacher.post(PLAN, confirmed)
    assert (again.status_code, Activity.objects.count()) == (409, 1)
    assert "You have planned this already" in words_of(again)


def test_changing_something_keeps_what_was_written(teacher: Client):
    answer = teacher.post(PLAN, {**SENT, "sites": "museum.example", "step": "change"}).content.decode()
    assert "museum.example" in answer
    assert re.search(r'value="flickr"[^>]* checked', answer)
    assert "There is something to mend" not in answer


def test_days_without_school_past_days_and_nonsense_lead_on(teacher: Client):
    for query, words in (
        ("?day=2026-09-19", "There is no school that day: it is the weekend"),
        ("?day=2026-10-28", "between terms"),
        ("?day=2026-09-14", "That day is past"),
        ("?class=9Z", "Class 9Z has no lesson that day"),
        ("?day=yesterday&again=99999999999999999999", "For class 5K on Tuesday 15 September"),
    ):
        answer = teacher.get(PLAN + query)
        assert (answer.status_code, words in words_of(answer)) == (200, True), query


def test_book_again_brings_what_was_planned(teacher: Client, desk: Desk):
    row = planned(desk.cast.teacher_5k, desk.now)[0]
    page = teacher.get(f"{PLAN}?again={row.pk}&class=5K").content.decode()
    assert re.search(r'value="flickr"[^>]* checked', page)
    assert row.purpose in page
    foreign = planned_by_head(desk)
    assert foreign.purpose not in teacher.get(f"{PLAN}?again={foreign.pk}").content.decode()


def planned_by_head(desk: Desk) -> Activity:
    let_plan(desk.cast, desk.now, desk.cast.head)
    return planned(desk.cast.head, desk.now, class_name="4B", purpose="Secret plans of class 4B.")[0]


def test_my_lessons_has_todays_first_and_none_of_other_classes(teacher: Client, desk: Desk):
    planned(desk.cast.teacher_5k, desk.now)
    planned(desk.cast.teacher_5k, desk.now, day=desk.now.date(), lesson="second lesson", services=("vimeo",))
    other = planned_by_head(desk)
    page = words_of(teacher.get("/activities/"))
    assert page.index("Vimeo for class 5K") < page.index("Coming") < page.index("Flickr for class 5K")
    assert "Open now, until 10:45." in page
    assert "class 4B" not in page
    assert teacher.get(f"/activities/{other.pk}/").status_code == 403


def test_without_the_leave_the_page_says_so_and_offers_nothing(client: Client, desk: Desk, now: datetime):
    client.force_login(desk.cast.teacher_5k.account)
    for path in ("/activities/", PLAN):
        page = words_of(client.get(path))
        assert "You cannot plan one yet. No training records are kept here yet" in page
        assert "See what it opens" not in page
    assert client.post(PLAN, SENT).status_code == 403


def test_governors_read_counts_and_nothing_else(client: Client, desk: Desk, teacher: Client):
    planned(desk.cast.teacher_5k, desk.now, weeks=3)
    client.force_login(desk.cast.governor.account)
    page = words_of(client.get("/activities/"))
    assert re.search(r"5K 3 All 3", page)
    for words in ("Flickr", "rivers", "Kit Kerbside"):
        assert words not in page


def test_the_headteacher_lets_a_teacher_plan_and_ends_it(client: Client, desk: Desk, now: datetime):
    client.force_login(desk.cast.head.account)
    assert "Nobody. No activity can be planned yet." in words_of(client.get("/activities/training/"))
    sent = {"person": desk.cast.teacher_5k.pk, "reason": "Did it elsewhere.", "last": "2026-10-23"}
    assert "Kit Kerbside may plan activities without the training" in words_of(client.post("/activities/training/", sent, follow=True))
    assert client.post("/activities/training/", sent).status_code == 409
    assert "Write why." in words_of(client.post("/activities/training/", {**sent, "reason": ""}))
    row = TrainingWaiver.objects.get()
    assert "needs the training again" in words_of(client.post(f"/activities/training/{row.pk}/end/", follow=True))
    assert client.post("/activities/training/999/end/").status_code == 404


def test_cancelling_by_the_network_manager_needs_a_word_why(client: Client, desk: Desk, teacher: Client):
    row = planned(desk.cast.teacher_5k, desk.now)[0]
    client.force_login(desk.cast.network_manager.account)
    assert "Write why" in words_of(client.post(f"/activities/{row.pk}/cancel/", {"reason": ""}))
    answer = client.post(f"/activities/{row.pk}/cancel/", {"reason": "The trolley is away."}, follow=True)
    assert "Cancelled by Nell Lantern." in words_of(answer)
    assert client.post(f"/activities/{row.pk}/cancel/", {"reason": "Again."}).status_code == 409


@pytest.mark.parametrize("path", ["/activities/", PLAN, "/activities/1/"])
def test_pages_ask_the_database_little(teacher: Client, desk: Desk, path: str, now: datetime):
    rows = [*planned(desk.cast.teacher_5k, now, weeks=5), *planned(desk.cast.teacher_5k, now, day=now.date(), lesson="fourth lesson")]
    path = path.replace("1", str(rows[0].pk))
    teacher.get(path)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        teacher.get(path)
    assert len(asked) <= AT_MOST_QUERIES + OF_THE_FRAME, [one["sql"][:150] for one in asked.captured_queries]


def test_whatever_is_typed_gets_an_answer(teacher: Client, shared_data: Path):
    strings = json.loads((shared_data / "blns" / "blns.json").read_text(encoding="utf-8"))
    for text in strings:
        with suppress(Refused):
            what_opens.host_of(text)
    for text in strings[::10]:
        answer = teacher.post(PLAN, {**SENT, "sites": text, "purpose": text or "Rivers."})
        assert answer.status_code in (200, 409), text
    for text in strings[5::20]:
        everywhere = dict.fromkeys(SENT, text) | {"step": text, "seen": text}
        assert teacher.post(PLAN, everywhere).status_code in (200, 409), text
        assert teacher.get(PLAN, {"class": text, "day": text, "again": text}).status_code == 200, text
    assert not Activity.objects.exists()


def test_the_longest_plan_is_shown_in_good_time(teacher: Client):
    sent = {**SENT, "services": ["flickr", "youtube", "reddit", "vimeo", "tiktok", "discord"], "weeks": "20"}
    answer = teacher.post(PLAN, sent)
    assert answer.status_code == 200
    assert "Not on 28 October" in words_of(answer)
