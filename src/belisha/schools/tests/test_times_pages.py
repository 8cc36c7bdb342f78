"""The pages of terms, closed days and lessons."""

from __future__ import annotations

import re
from datetime import date, time
from html import unescape

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from belisha.audit import queries as audit
from belisha.kit.models import OutboxEvent
from belisha.schools import queries
from belisha.schools.models import ClosureDay, LessonTime, School, Term
from tests.cast import Cast
from tests.factories import make_lesson

PAGE = "/school/times/"
TERM, DAY, LESSON = f"{PAGE}term/", f"{PAGE}closed-day/", f"{PAGE}lesson/"
CHOIR = {"name": "choir", "weekdays": ["0", "2"], "starts": "15:15", "ends": "15:30", "since": "2026-09-15"}
pytestmark = pytest.mark.usefixtures("at_moment")


@pytest.fixture
def manager(client: Client, cast: Cast) -> Client:
    client.force_login(cast.network_manager.account)
    return client


def words(answer: object) -> str:
    """The page's words without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.mark.parametrize(("who", "may"), [("head", True), ("network_manager", True), ("dsl", False), ("governor", False)])
def test_who_sees_and_who_sets(client: Client, cast: Cast, who: str, may: bool) -> None:
    client.force_login(getattr(cast, who).account)
    told = words(client.get(PAGE))
    assert "autumn term, first half: 2 September 2026 to 23 October 2026" in told
    assert "09:00 to 10:00: first lesson" in told
    assert ("Set a lesson" in told) is may
    assert client.get(LESSON).status_code == (200 if may else 403)


def test_a_term_is_set_anew(manager: Client, school: School) -> None:
    given = {"name": "summer term, second half", "first": "2027-06-08", "last": "2027-07-23"}
    done = words(manager.post(TERM, given, follow=True))
    assert "The summer term, second half: 8 June 2027 to 23 July 2027." in done
    assert Term.objects.filter(name=given["name"], replaced_at=None).count() == 1
    assert [record.action for record in audit.records(school.pk)] == ["term set"]
    assert list(OutboxEvent.objects.values_list("name", flat=True)) == ["FactsChanged"]


def test_a_day_is_closed(manager: Client) -> None:
    done = words(manager.post(DAY, {"closed_day": "2026-09-18", "why": "burst pipe"}, follow=True))
    assert "The school is closed on 18 September 2026: burst pipe." in done
    assert "Friday 18 September 2026: burst pipe" in done
    assert ClosureDay.objects.filter(day=date(2026, 9, 18)).exists()


def test_a_lesson_is_set_on_several_days_with_one_event(manager: Client, school: School) -> None:
    done = words(manager.post(LESSON, {**CHOIR, "years": ["year 5"]}, follow=True))
    assert "The choir is set from 15 September 2026 on." in done
    assert "15:15 to 15:30: choir, year 5" in done
    assert set(LessonTime.objects.filter(name="choir").values_list("weekday", flat=True)) == {0, 2}
    assert OutboxEvent.objects.count() == 1


def test_of_several_days_all_or_none_are_set(manager: Client, school: School) -> None:
    make_lesson(school, "chess", 2, time(15, 15), time(15, 45))
    answer = manager.post(LESSON, CHOIR)
    assert answer.status_code == 400
    assert "The choir would overlap the chess on Wed" in words(answer)
    assert not LessonTime.objects.filter(name="choir").exists()


def test_a_lesson_ends(manager: Client, school: School) -> None:
    row = LessonTime.objects.get(name="fifth lesson", weekday=4)
    done = words(manager.post(f"{LESSON}{row.pk}/end/", {"ends": "2026-10-01"}, follow=True))
    assert "The fifth lesson on Friday ends on 1 October 2026." in done
    names = {one.name for one in queries.calendar(school, date(2026, 10, 1)).lessons if one.weekday == 4}
    assert "fifth lesson" not in names
    assert [record.action for record in audit.records(school.pk)] == ["lesson ended"]
    assert "ends on 1 October 2026 already" in words(manager.post(f"{LESSON}{row.pk}/end/", {"ends": "2026-11-01"}))


@pytest.mark.parametrize(
    ("path", "given", "sentence"),
    [
        (TERM, {"name": "", "first": "2027-06-08", "last": "2027-07-23"}, "Write a name of at most 100 letters."),
        (TERM, {"name": "x", "first": "2027-06-08", "last": "2027-06-07"}, "The term would end before it starts"),
        (TERM, {"name": "x", "first": "2026-09-15", "last": "2026-09-16"}, "would overlap the autumn term, first half"),
        (TERM, {"name": "x", "first": "soon", "last": "2026-09-16"}, "This is no day"),
        (DAY, {"closed_day": "2026-09-14", "why": "snow"}, "This day is past"),
        (DAY, {"closed_day": "2026-10-28", "why": "snow"}, "is in no term"),
        (DAY, {"closed_day": "2026-09-18", "why": ""}, "Write in a few words why."),
        (LESSON, {**CHOIR, "weekdays": []}, "Choose one day of the week or more."),
        (LESSON, {**CHOIR, "starts": "noon"}, "This is no time"),
        (LESSON, {**CHOIR, "ends": "15:00"}, "cannot end at 15:00, before it starts at 15:15"),
        (LESSON, {**CHOIR, "years": ["year 99"]}, "Choose year groups from the list, or none for all of them."),
        (LESSON, {**CHOIR, "since": "2026-09-01"}, "This day is past"),
    ],
)
def test_what_cannot_be_is_told(manager: Client, path: str, given: dict[str, object], sentence: str) -> None:
    answer = manager.post(path, given)
    assert answer.status_code == 400
    assert sentence in words(answer)
    assert not OutboxEvent.objects.exists()


def test_another_schools_lesson_is_not_found(manager: Client, cast: Cast) -> None:
    with scopes_disabled():
        foreign = make_lesson(cast.stranger.school, "foreign", 1, time(9), time(10))
    assert manager.get(f"{LESSON}{foreign.pk}/end/").status_code == 404
