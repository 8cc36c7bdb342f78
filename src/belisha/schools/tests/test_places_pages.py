"""The pages of devices of one person, of shared trolleys, and of what was on another day."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from belisha.audit import queries as audit
from belisha.schools.models import ClosureDay, Holiday, LessonTime, NetworkRange, School, Term, TrolleyBooking
from tests.cast import Cast
from tests.factories import make_network

DEVICES, TROLLEYS, TIMES, NETWORKS = "/school/devices/", "/school/trolleys/", "/school/times/", "/school/networks/"
BOOKING = {"trolley": "Trolley A", "class_name": "5K", "weekdays": ["0", "2"], "starts": "09:00", "ends": "10:00", "since": "2026-09-15"}
MARK = re.compile(r'name="told" value="([0-9a-f]+)"')
QUERIES_AT_MOST = 12
pytestmark = pytest.mark.usefixtures("at_moment")


@pytest.fixture
def manager(client: Client, cast: Cast) -> Client:
    client.force_login(cast.network_manager.account)
    return client


@pytest.fixture
def trolley(school: School) -> NetworkRange:
    return make_network(school, "127.0.66.0/28", "pupils", trolley="Trolley A")


def words(answer: object) -> str:
    """The page's words without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_a_device_is_given_after_it_was_told_what_that_changes(manager: Client, cast: Cast, school: School) -> None:
    given = {"range": "127.0.1.9", "person": str(cast.teacher_4b.pk), "since": "2026-09-15"}
    looked = manager.post(f"{DEVICES}give/", given)
    assert "1 address moves from class 5K to a member of staff with a device of their own." in words(looked)
    assert "The headteacher and the safeguarding lead are told." in words(looked)
    done = manager.post(f"{DEVICES}give/", {**given, "told": MARK.search(looked.content.decode())[1]}, follow=True)
    assert f"127.0.1.9/32 is {cast.teacher_4b.name}’s from 15 September 2026 on." in words(done)
    row = NetworkRange.objects.get(person=cast.teacher_4b.pk)
    assert (row.group, row.kind, row.range) == ("staff", "staff", "127.0.1.9/32")
    assert cast.teacher_4b.name not in words(manager.get(NETWORKS))
    assert "127.0.1.9 is for a member of staff with a device of their own" in words(manager.get(NETWORKS, {"address": "127.0.1.9"}))
    assert [r.action for r in audit.records(school.pk)] == ["network set"]


def test_the_device_of_somebody_who_left_stands_first_and_asks_for_somebody(manager: Client, cast: Cast, school: School) -> None:
    cast.teacher_4b.left = date(2026, 9, 10)
    cast.teacher_4b.save()
    for address, person in (("127.0.67.1/32", cast.head.pk), ("127.0.67.2/32", cast.teacher_4b.pk)):
        make_network(school, address, "staff", kind="staff", person=person)
    told = words(manager.get(DEVICES))
    assert told.index("Nobody who is here today: the strictest rules hold.") < told.index(cast.head.name, told.index("What you can do"))
    assert "127.0.67.2 is the school’s and in no network" in words(manager.get(NETWORKS, {"address": "127.0.67.2"}))


@pytest.mark.parametrize(("who", "status"), [("head", 200), ("dsl", 200), ("esafety", 403), ("governor", 403), ("teacher_5k", 403)])
def test_whose_device_is_whose_is_read_by_few(client: Client, cast: Cast, who: str, status: int) -> None:
    client.force_login(getattr(cast, who).account)
    assert client.get(DEVICES).status_code == status


def test_a_governor_reads_no_name_in_the_networks_of_another_day(client: Client, cast: Cast, school: School) -> None:
    make_network(school, "127.0.67.1/32", "pupils", person=cast.pupil_5k.pk)
    client.force_login(cast.governor.account)
    told = words(client.get(f"{NETWORKS}then/", {"day": "2026-09-14"}))
    assert "a pupil with a device of their own" in told
    assert cast.pupil_5k.name not in told
    client.force_login(cast.dsl.account)
    assert cast.pupil_5k.name in words(client.get(f"{NETWORKS}then/", {"day": "2026-09-14"}))


def test_a_trolley_is_booked_each_week_and_shown(manager: Client, trolley: NetworkRange) -> None:
    assert "No class has booked it yet." in words(manager.get(TROLLEYS))
    done = words(manager.post(f"{TROLLEYS}book/", BOOKING, follow=True))
    assert "Class 5K has Trolley A from 09:00 to 10:00." in done
    assert "Wednesday, 09:00 to 10:00: class 5K, since 15 September 2026" in done
    assert TrolleyBooking.objects.count() == 2
    row = TrolleyBooking.objects.get(weekday=2)
    ended = words(manager.post(f"{TROLLEYS}{row.pk}/end/", {"ends": "2026-10-01"}, follow=True))
    assert "until 1 October 2026" in ended


def test_a_booking_of_a_class_that_is_none_any_more_is_told(manager: Client, school: School, trolley: NetworkRange) -> None:
    manager.post(f"{TROLLEYS}book/", BOOKING)
    TrolleyBooking.objects.update(class_name="9Z")
    assert "class 9Z No class today" in words(manager.get(TROLLEYS))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"weekdays": []}, "Choose one day of the week or more."),
        ({"how_long": "day", "since": "2026-09-19", "weekdays": []}, "This day is on a weekend"),
        ({"how_long": "day", "since": "2026-09-16", "weekdays": ["0"]}, "The day you chose is a Wednesday"),
        ({"ends": "08:00"}, "cannot end at 08:00"),
        ({"trolley": "Trolley Z"}, "Choose a trolley from the list."),
        ({"class_name": "9Z"}, "Choose a class from the list."),
        ({"since": "2026-09-01"}, "This day is past"),
    ],
)
def test_what_cannot_be_booked_is_told(manager: Client, trolley: NetworkRange, given: dict[str, object], sentence: str) -> None:
    answer = manager.post(f"{TROLLEYS}book/", {**BOOKING, **given})
    assert answer.status_code == 400
    assert sentence in words(answer)
    assert not TrolleyBooking.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"who": "trolley", "trolley": ""}, "Write what the trolley is called"),
        ({"who": "staff", "trolley": "Trolley A"}, "Only a shared trolley has a name"),
        ({"who": "trolley", "trolley": "A/B"}, "Leave out strokes and colons."),
    ],
)
def test_a_trolley_has_a_name_and_nothing_else_has(manager: Client, given: dict[str, str], sentence: str) -> None:
    answer = manager.post(f"{NETWORKS}add/", {"range": "127.0.66.0/28", "since": "2026-09-15", **given})
    assert answer.status_code == 400
    assert sentence in words(answer)


def test_a_shared_trolley_becomes_a_network_and_can_be_changed(manager: Client, school: School) -> None:
    given = {"range": "127.0.66.0/28", "who": "trolley", "trolley": " Trolley  A ", "since": "2026-09-15"}
    looked = manager.post(f"{NETWORKS}add/", given)
    assert "16 addresses move from devices nobody knows to whoever has Trolley A." in words(looked)
    manager.post(f"{NETWORKS}add/", {**given, "told": MARK.search(looked.content.decode())[1]})
    row = NetworkRange.objects.get(trolley="Trolley A")
    assert 'value="Trolley A"' in manager.get(f"{NETWORKS}{row.pk}/change/").content.decode()


def test_a_class_without_a_network_is_told(manager: Client, school: School) -> None:
    NetworkRange.objects.filter(class_name="4B").update(until=date(2026, 9, 2))
    assert "No network, trolley or device is for 4B alone." in words(manager.get(NETWORKS))


def test_a_network_of_a_class_that_is_none_any_more_is_told(manager: Client, school: School) -> None:
    make_network(school, "127.0.68.0/28", "pupils", class_name="9Z")
    assert "class 9Z No class today pupils of no known class sit here: change it, or end it" in words(manager.get(NETWORKS))


def test_a_closed_day_says_what_holds_and_can_be_opened_again(manager: Client, cast: Cast) -> None:
    manager.post(f"{TIMES}closed-day/", {"closed_day": "2026-09-15", "why": "burst pipe"})
    told = words(manager.get(TIMES))
    assert "Closed today: burst pipe" in told
    assert "All other rules of the policy hold as on any day" in told
    row = ClosureDay.objects.get()
    assert "The school is open on 15 September 2026." in words(manager.post(f"{TIMES}closed-day/{row.pk}/open/", follow=True))
    assert "Closed today" not in words(manager.get(TIMES))
    again = manager.post(f"{TIMES}closed-day/{row.pk}/open/")
    assert again.status_code == 400
    assert "is open on 15 September 2026 already" in words(again)


def test_holidays_terms_and_times_of_the_day_are_set_and_taken_back(manager: Client, school: School) -> None:
    done = words(manager.post(f"{TIMES}holiday/", {"name": "long weekend", "first": "2026-09-21", "last": "2026-09-22"}, follow=True))
    assert "long weekend: 21 September 2026 to 22 September 2026" in done
    taken = words(manager.post(f"{TIMES}holiday/{Holiday.objects.get().pk}/take-back/", follow=True))
    assert "The long weekend is taken back: lessons run on its days." in taken
    term = Term.objects.get(name="summer term, second half")
    assert "is taken back." in words(manager.post(f"{TIMES}term/{term.pk}/take-back/", follow=True))
    told = words(manager.post(f"{TIMES}day/", {"starts": "08:30", "ends": "15:00", "since": "2026-09-21"}, follow=True))
    assert "From 21 September 2026 on it is from 08:30 to 15:00." in told


def test_a_school_without_a_timetable_is_told_what_that_means(manager: Client) -> None:
    LessonTime.objects.all().delete()
    assert "No lesson is set: rules that hold in lessons only never hold." in words(manager.get(TIMES))


def test_the_week_of_a_year_group_is_shown_and_another_is_chosen(manager: Client) -> None:
    page = manager.get(TIMES, {"year": "year 5"}).content.decode()
    assert "Year 5, as it is today" in page
    assert page.count('class="app-week__lesson"') == 25
    assert "Year 2, as it is today" in manager.get(TIMES, {"year": "no such year"}).content.decode()


def test_the_times_of_another_day_are_read(manager: Client) -> None:
    told = words(manager.get(f"{TIMES}then/", {"day": "2026-09-14"}))
    assert "Terms and lessons as they were on 14 September 2026" in told
    assert "autumn term, first half: 2 September 2026 to 23 October 2026" in told
    assert "This is no day" in words(manager.get(f"{TIMES}then/", {"day": "soon"}))


@pytest.mark.parametrize("path", [TIMES, NETWORKS, DEVICES, TROLLEYS, f"{TIMES}then/?day=2026-09-14", f"{NETWORKS}then/?day=2026-09-14"])
def test_no_page_asks_more_than_twelve_times_besides_its_frame(manager: Client, cast: Cast, trolley: NetworkRange, path: str) -> None:
    make_network(trolley.school, "127.0.67.1/32", "staff", kind="staff", person=cast.head.pk)
    manager.get("/notices/")
    with CaptureQueriesContext(connection) as frame:
        manager.get("/notices/")
    with CaptureQueriesContext(connection) as page:
        assert manager.get(path).status_code == 200
    assert len(page) - len(frame) <= QUERIES_AT_MOST, [one["sql"][:150] for one in page.captured_queries]
