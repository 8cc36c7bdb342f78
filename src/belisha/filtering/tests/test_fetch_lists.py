"""Subscribed lists from a real publisher: used by themselves like every day's, put aside where something speaks against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from belisha.adapters.fetching.fetch import Fetching
from belisha.adapters.fetching.model import Limits
from belisha.adapters.fetching.tests.publisher import LOOPBACK, Answer, Publisher, publisher
from belisha.audit.queries import facts_of, records
from belisha.filtering.actions.lists import throw_away, use_waiting
from belisha.filtering.actions.subscriptions import ask_to_fetch, end_subscription, subscribe_to
from belisha.filtering.facts_lists import list_facts
from belisha.filtering.fetching import Came, Fetcher, fetch_due, is_any_due
from belisha.filtering.models import ListSubscription, SubscribedList, WaitingList
from belisha.filtering.queries.lists import name_lists
from belisha.filtering.tests.desk import Desk
from belisha.jobs.states import Beacon
from belisha.kit.access import Denied, Fault, Refused
from belisha.notices.models import Notice

FETCHING = Fetching(reach=LOOPBACK, limits=Limits(seconds=10))
GAMES = "".join(f"game{n}.example\n" for n in range(30))


@pytest.fixture(scope="module")
def server() -> Iterator[Publisher]:
    with publisher() as made:
        yield made


@pytest.fixture
def lists(server: Publisher) -> Publisher:
    server.gives.clear()
    server.asked.clear()
    return server


def give(lists: Publisher, text: str, etag: str = "") -> None:
    lists.gives["/games.txt?key=secret"] = Answer(text.encode(), fields={"ETag": etag} if etag else {})


def subscribed(desk: Desk, lists: Publisher) -> ListSubscription:
    url = lists.at("/games.txt?key=secret")
    return subscribe_to(by=desk.cast.network_manager, list_id="games", url=url, every_hours=24, now=desk.now)


def fetch(desk: Desk) -> list[Came]:
    return list(fetch_due(FETCHING, clock=lambda: desk.now))


def waiting() -> WaitingList:
    return WaitingList.objects.get(list_id="games")


def held() -> SubscribedList:
    return SubscribedList.objects.get(list_id="games")


@pytest.fixture
def fetched(desk: Desk, lists: Publisher) -> Desk:
    """The games list is fetched every day; its first version was looked at and is used. A day later."""
    give(lists, GAMES)
    subscribed(desk, lists)
    assert fetch(desk)[0].is_well is False
    use_waiting(waiting(), by=desk.cast.network_manager, reason="", now=desk.now)
    return desk.later(hours=25)


def test_the_first_version_from_a_publisher_waits_for_a_person(desk, lists):
    give(lists, GAMES)
    subscribed(desk, lists)
    before = name_lists(desk.school)["games"].names
    came = fetch(desk)
    assert "waits for a person" in came[0].words
    assert name_lists(desk.school)["games"].names == before
    assert Notice.objects.filter(title="A new list waits for you", person_id=desk.cast.network_manager.pk).count() == 1
    assert "publisher" not in waiting().source
    assert waiting().source == "127.0.0.1", "what stands behind the publisher's name may be the school's own key"


def test_a_day_like_every_other_is_used_by_itself(fetched, lists):
    give(lists, GAMES.replace("game7.example", "game77.example"))
    assert [came.is_well for came in fetch(fetched)] == [True]
    assert (held().added, held().gone, held().loaded_by) == (1, 1, "Belisha")
    assert not WaitingList.objects.exists()
    assert [row.action for row in records(fetched.school.pk, subject="list games")][-1] == "list loaded"


def test_it_is_fetched_again_when_its_time_has_come_and_not_before(fetched, lists):
    now = fetched.later(hours=-2)
    assert (fetch(now), is_any_due(now.now)) == ([], False)
    assert is_any_due(fetched.now)
    fetch(fetched)
    assert not is_any_due(fetched.now)
    assert is_any_due(fetched.now - timedelta(days=9)), "a clock that was set back"


def test_what_has_not_changed_does_not_come_again(fetched, lists):
    give(lists, GAMES.replace("game7.", "game8x."), etag='"two"')
    fetch(fetched)
    lists.gives["/games.txt?key=secret"] = Answer(status=304)
    later = fetched.later(hours=25)
    assert fetch(later)[0].words == "it says what it said"
    assert lists.asked[-1][1]["If-None-Match"] == '"two"'
    assert ListSubscription.objects.get().reached_at == later.now


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("".join(f"game{n}.example\n" for n in range(20)), "10 of 30 names are gone"),
        (GAMES + "".join(f"other{n}.example\n" for n in range(30)), "30 names are new"),
        (GAMES + "docs.google.com\n", "docs.google.com would be closed for"),
        (GAMES + "google.com\n", "classroom.google.com would be closed for"),
    ],
)
def test_what_is_not_like_every_day_waits_for_a_person(fetched, lists, text, why):
    before = held().sha256
    give(lists, text)
    assert fetch(fetched)[0].is_well is False
    assert held().sha256 == before, "the last good one stays"
    assert any(why in words for words in waiting().doubts)


def test_a_site_opened_by_decision_that_would_close_again_waits(fetched, lists):
    request = fetched.later(hours=-24).ask("game3.example")
    fetched.later(hours=-24).decide(request.request, hours=1)
    give(lists, GAMES.replace("game3.example\n", ""))
    fetch(fetched)
    assert "game3.example" not in name_lists(fetched.school)["games"].names
    give(lists, GAMES)
    fetch(fetched.later(hours=25))
    assert any("game3.example would be closed" in words and "opened by decision before" in words for words in waiting().doubts)


def test_help_on_a_category_list_stays_open_and_on_a_protective_list_waits(fetched, lists):
    give(lists, GAMES + "childline.org.uk\n")
    assert fetch(fetched)[0].is_well is True, "help is never closed by a category"
    manager = fetched.cast.network_manager
    subscribe_to(by=manager, list_id="malware", url=lists.at("/malware.txt"), every_hours=6, now=fetched.now)
    lists.gives["/malware.txt"] = Answer(b"malware.example\nchildline.org.uk\n")
    fetch(fetched)
    assert any("childline.org.uk would be closed for everyone: help" in w for w in WaitingList.objects.get(list_id="malware").doubts)


def test_too_wide_names_are_left_out_and_told(fetched, lists):
    give(lists, GAMES + "co.uk\nuk\n")
    fetch(fetched)
    assert not {"co.uk", "uk"} & name_lists(fetched.school)["games"].names
    assert not WaitingList.objects.exists()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404),
        Answer(b"<!doctype html><html><body>Please sign in</body></html>"),
        Answer(b"# Domains: 9,000\ngame1.example\n"),
        Answer(b"\x00\x01\x02"),
        Answer(b""),
        Answer(GAMES.encode(), announced=99_999),
        Answer(status=302, fields={"Location": "https://[::1]/"}),
    ],
)
def test_what_cannot_be_used_is_told_and_the_last_good_one_stays(fetched, lists, answer):
    before = held().sha256
    lists.gives["/games.txt?key=secret"] = answer
    came = fetch(fetched)[0]
    row = ListSubscription.objects.get()
    assert (came.is_well, row.fault, row.faults_in_a_row) == (False, came.words, 1)
    assert held().sha256 == before
    told = [fact for fact in list_facts(fetched.school.pk, fetched.now) if fact.beacon is Beacon.AMBER]
    assert [fact.name for fact in told if came.words in fact.words] == ["list “games”"]
    assert "secret" not in came.words


def test_a_publisher_that_stays_away_is_tried_ever_less_often_and_told_once(fetched, lists):
    lists.gives.clear()
    now, told = fetched, lambda: Notice.objects.filter(title="A list cannot be fetched").count()
    pauses = []
    for _ in range(7):
        assert fetch(now)
        hours = next(hours for hours in range(1, 99) if is_any_due(now.later(hours=hours).now))
        pauses.append(hours)
        now = now.later(hours=hours)
    assert pauses == [1, 2, 4, 8, 16, 24, 24]
    assert told() == 1
    assert [row.action for row in records(fetched.school.pk, subject="list games")].count("list not fetched") == 1
    give(lists, GAMES)
    fetch(now)
    assert ListSubscription.objects.get().fault == ""


def test_a_version_thrown_away_does_not_come_back_by_itself(fetched, lists):
    give(lists, "other.example\n")
    fetch(fetched)
    throw_away(waiting(), by=fetched.cast.esafety, now=fetched.now)
    later = fetched.later(hours=25)
    fetch(later)
    assert not WaitingList.objects.exists()
    ask_to_fetch(by=fetched.cast.network_manager, subscription=ListSubscription.objects.get(), now=later.now)
    fetch(later)
    assert waiting().count == 1


def test_a_version_that_the_publisher_mended_waits_no_more(fetched, lists):
    give(lists, "other.example\n")
    fetch(fetched)
    give(lists, GAMES)
    fetch(fetched.later(hours=25))
    assert not WaitingList.objects.exists()


def test_a_version_that_closes_what_the_school_needs_is_used_with_a_reason_only(fetched, lists):
    give(lists, GAMES + "docs.google.com\n")
    fetch(fetched)
    with pytest.raises(Refused, match="write why"):
        use_waiting(waiting(), by=fetched.cast.network_manager, reason=" ", now=fetched.now)
    use_waiting(waiting(), by=fetched.cast.network_manager, reason="We use another.", now=fetched.now)
    assert facts_of(list(records(fetched.school.pk, subject="list games"))[-1])["reason"] == "We use another."
    assert "docs.google.com" in name_lists(fetched.school)["games"].names


def test_a_version_that_is_old_by_now_is_not_used(fetched, lists):
    give(lists, "other.example\n")
    fetch(fetched)
    looked_at = waiting()
    give(lists, "another.example\n")
    fetch(fetched.later(hours=25))
    for act in (use_waiting, throw_away):
        with pytest.raises(Refused, match="does not wait any more"):
            act(looked_at, by=fetched.cast.network_manager, now=fetched.now, **({"reason": "x"} if act is use_waiting else {}))


@pytest.mark.parametrize("who", ["head", "teacher_5k", "governor", "parent_5k", "pupil_5k", "stranger"])
def test_only_those_who_look_after_lists_subscribe_and_use(fetched, lists, who):
    give(lists, "other.example\n")
    fetch(fetched)
    by, row = getattr(fetched.cast, who), ListSubscription.objects.get()
    for act in (
        lambda: subscribe_to(by=by, list_id="games", url="https://lists.example/", every_hours=24, now=fetched.now),
        lambda: end_subscription(by=by, subscription=row, now=fetched.now),
        lambda: ask_to_fetch(by=by, subscription=row, now=fetched.now),
        lambda: use_waiting(waiting(), by=by, reason="", now=fetched.now),
        lambda: throw_away(waiting(), by=by, now=fetched.now),
    ):
        with pytest.raises(Denied):
            act()


@pytest.mark.parametrize("url", ["", "lists.example", "file:///etc/passwd", "https://a:b@lists.example/", "javascript:x", "https://a b/"])
def test_what_is_no_address_is_refused(desk, url):
    with pytest.raises(Refused):
        subscribe_to(by=desk.cast.network_manager, list_id="games", url=url, every_hours=24, now=desk.now)


def test_another_address_or_pace_is_another_subscription_and_an_old_fetch_brings_nothing(fetched, lists):
    row = ListSubscription.objects.get()
    give(lists, GAMES + "late.example\n")

    def resolve_late(host: str, port: int) -> list[str]:
        ListSubscription.objects.filter(pk=row.pk).delete()
        return ["127.0.0.1"]

    came = list(fetch_due(Fetching(reach=LOOPBACK, resolve=resolve_late), clock=lambda: fetched.now))
    assert came[0].words == "it is not subscribed to there any more"
    assert "late.example" not in name_lists(fetched.school)["games"].names
    with pytest.raises(Refused, match="not subscribed to any more"):
        end_subscription(by=fetched.cast.network_manager, subscription=row, now=fetched.now)


def test_the_record_names_the_publisher_and_not_the_key(fetched):
    said = [facts_of(row) for row in records(fetched.school.pk, subject="list games")]
    assert "secret" not in str(said)
    assert {"list": "games", "from": "127.0.0.1", "every hours": 24} in said


class Process:
    """A process that a test ends."""

    code: int | None = None
    was_killed = False

    def poll(self) -> int | None:
        return self.code

    def kill(self) -> None:
        self.was_killed, self.code = True, -9

    def wait(self) -> int:
        return self.code or 0


def test_the_worker_starts_one_process_for_what_is_due_and_waits_for_it(fetched, lists):
    started: list[Process] = []
    fetcher = Fetcher(lambda: started.append(Process()) or started[-1])
    fetcher.look(fetched.now)
    fetcher.look(fetched.now + timedelta(seconds=2))
    assert len(started) == 1
    started[0].code = 0
    fetch(fetched)
    for seconds in (4, 6, 8):
        fetcher.look(fetched.now + timedelta(seconds=seconds))
    assert len(started) == 1, "nothing is due any more"


def test_a_process_that_falls_is_told_and_tried_again_later(fetched, lists):
    started: list[Process] = []
    fetcher = Fetcher(lambda: started.append(Process()) or started[-1])
    fetcher.look(fetched.now)
    started[0].code = 1
    for seconds in (2, 4, 200):
        with pytest.raises(Fault, match="fell"):
            fetcher.look(fetched.now + timedelta(seconds=seconds))
    fetcher.look(fetched.now + timedelta(minutes=6))
    assert len(started) == 2


def test_a_process_that_lost_its_way_is_ended(fetched, lists):
    started: list[Process] = []
    fetcher = Fetcher(lambda: started.append(Process()) or started[-1])
    fetcher.look(fetched.now)
    with pytest.raises(Fault):
        fetcher.look(fetched.now + timedelta(minutes=31))
    assert started[0].was_killed
