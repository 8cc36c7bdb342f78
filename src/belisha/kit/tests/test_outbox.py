from __future__ import annotations

import os
import socket
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from belisha.kit import outbox
from belisha.kit.access import Fault
from belisha.kit.models import OutboxEvent
from belisha.kit.outbox import Event, clear_delivered, deliver_waiting, known_kinds, publish, waiting
from belisha.kit.writing import one_transaction

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class LessonBegan(Event):
    lesson: str


KINDS = {"LessonBegan": LessonBegan}
heard: list[str] = []
broken: set[str] = set()


def first(event: Event, now: datetime) -> None:
    hear("first", event)


def second(event: Event, now: datetime) -> None:
    hear("second", event)


def hear(who: str, event: Event) -> None:
    if who in broken:
        raise OSError(f"{who} could not")
    heard.append(f"{who} {event.school_id} {event.lesson}")


@pytest.fixture(autouse=True)
def nobody_has_heard() -> None:
    heard.clear()
    broken.clear()


def ring(moment: datetime, *lessons: str) -> None:
    with one_transaction():
        for lesson in lessons:
            publish(LessonBegan(school_id=7, lesson=lesson), now=moment)


def deliver(moment: datetime, *, kinds: dict[str, type[Event]] | None = None) -> int:
    return deliver_waiting(kinds=KINDS if kinds is None else kinds, listeners={LessonBegan: (first, second)}, now=moment)


def test_every_listener_hears_every_event_once_in_order(moment: datetime) -> None:
    ring(moment, "maths", "music")
    assert deliver(moment) == 2
    assert heard == ["first 7 maths", "second 7 maths", "first 7 music", "second 7 music"]
    assert deliver(moment) == 0
    assert waiting().count == 0


def test_a_transaction_that_fails_publishes_nothing(moment: datetime) -> None:
    def fail() -> None:
        with one_transaction():
            publish(LessonBegan(school_id=7, lesson="maths"), now=moment)
            raise KeyError("after publishing")

    with pytest.raises(KeyError):
        fail()
    assert deliver(moment) == 0
    assert heard == []


def test_a_listener_that_fails_is_tried_again_alone_with_growing_pauses(moment: datetime) -> None:
    broken.add("first")
    ring(moment, "maths")
    assert deliver(moment) == 0
    assert heard == ["second 7 maths"]
    pauses = []
    for _ in range(12):
        row = OutboxEvent.objects.get()
        assert "first could not" in row.last_fault
        pauses.append(row.retry_at - moment)
        assert deliver(row.retry_at - timedelta(milliseconds=1)) == 0
        assert OutboxEvent.objects.get().tries == row.tries
        moment = row.retry_at
        deliver(moment)
    assert pauses[:4] == [timedelta(seconds=s) for s in (2, 4, 8, 16)]
    assert pauses[-1] == outbox.RETRY_AT_MOST
    broken.clear()
    assert deliver(moment + outbox.RETRY_AT_MOST) == 1
    assert heard == ["second 7 maths", "first 7 maths"]
    assert OutboxEvent.objects.get().last_fault == ""


def test_one_failing_event_does_not_hold_up_the_others(moment: datetime) -> None:
    broken.add("first")
    ring(moment, "maths")
    deliver(moment)
    broken.clear()
    ring(moment, "music")
    assert deliver(moment) == 1
    assert "first 7 music" in heard


def test_a_worker_killed_while_delivering_leaves_the_event_for_the_next(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(row: OutboxEvent, **kwargs: object) -> None:
        raise SystemExit("killed between hearing and marking")

    ring(moment, "maths")
    with monkeypatch.context() as once:
        once.setattr(outbox, "_mark", killed)
        with pytest.raises(SystemExit):
            deliver(moment)
    assert heard == ["first 7 maths", "second 7 maths"]
    assert waiting().count == 1
    assert deliver(moment) == 1
    assert heard[2:] == ["second 7 maths"]  # the first listener was marked before the second was tried
    assert deliver(moment) == 0


def test_an_event_nobody_knows_waits_as_a_fault_and_is_never_dropped(moment: datetime) -> None:
    ring(moment, "maths")
    assert deliver(moment, kinds={}) == 0
    stands = waiting(school_id=7)
    assert stands.count == 1
    assert stands.oldest_at == moment
    assert "no room declares an event LessonBegan" in stands.faulted[0].last_fault
    assert waiting(school_id=8).count == 0
    assert deliver(moment + timedelta(minutes=1)) == 1


def test_an_event_whose_shape_has_changed_waits_as_a_fault(moment: datetime) -> None:
    OutboxEvent.objects.create(school_id=7, name="LessonBegan", payload={"tune": "C"}, made_at=moment)
    assert deliver(moment) == 0
    assert "tune" in waiting().faulted[0].last_fault


def test_a_clock_set_back_does_not_leave_a_retry_waiting_for_days(moment: datetime) -> None:
    broken.add("first")
    ring(moment, "maths")
    deliver(moment + timedelta(days=4))
    broken.clear()
    assert deliver(moment) == 1


def test_an_event_with_no_listeners_is_done(moment: datetime) -> None:
    ring(moment, "maths")
    assert deliver_waiting(kinds=KINDS, listeners={}, now=moment) == 1


def test_all_kinds_that_rooms_declare_are_known_by_name() -> None:
    assert known_kinds()["LessonBegan"] is LessonBegan


def test_two_kinds_of_one_name_are_a_fault() -> None:
    impostor = type("LessonBegan", (Event,), {"__module__": "another.room"})
    try:
        with pytest.raises(Fault, match="two kinds of event are called LessonBegan"):
            known_kinds()
    finally:
        del impostor
        import gc

        gc.collect()


def test_delivered_events_are_cleared_when_old_and_waiting_ones_never(moment: datetime) -> None:
    ring(moment, "maths")
    deliver(moment)
    broken.add("first")
    ring(moment, "music")
    deliver(moment)
    later = moment + timedelta(days=31)
    assert clear_delivered(older_than=timedelta(days=32), now=later) == 0
    assert clear_delivered(older_than=timedelta(days=30), now=later) == 1
    assert waiting().count == 1


def test_publishing_wakes_the_worker_once_it_is_committed(
    moment: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        path = str(Path(folder) / "worker")
        wire.bind(path)
        wire.setblocking(False)
        monkeypatch.setenv(outbox.WAKE_SOCKET_VARIABLE, path)
        with django_capture_on_commit_callbacks(execute=True):
            ring(moment, "maths")
            with pytest.raises(BlockingIOError):
                wire.recv(10)
        assert wire.recv(10) == b"work"


def test_waking_a_worker_that_is_not_there_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(outbox.WAKE_SOCKET_VARIABLE, str(tmp_path / "nobody"))
    outbox.wake_worker()
    monkeypatch.delenv(outbox.WAKE_SOCKET_VARIABLE)
    outbox.wake_worker()
    assert not os.path.exists(tmp_path / "nobody")
