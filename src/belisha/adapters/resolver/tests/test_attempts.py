"""Attempts: one device, one service, five minutes; nothing lost or counted twice while the resolver lives; nobody named."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from hypothesis import given, settings
from hypothesis import strategies as st

from belisha.adapters.resolver.attempts import BATCH_AT_MOST, SEEN_AT_MOST, SERVICES_OF_ONE, Attempts, Batch, Kind
from belisha.adapters.resolver.client import Counted
from belisha.adapters.resolver.proof import ask
from belisha.adapters.resolver.sightings import Closing
from belisha.adapters.resolver.tests.running import CLASS_5K, GAMES, PUPIL, STAFF, TUESDAY, YOUTUBE, Running, small_school
from belisha.core.decision.model import Reason, Verdict
from belisha.core.rulesets.model import ROOT, Entry

DEVICE, OTHER = ip_address(CLASS_5K), ip_address(PUPIL)
SERVICES = {"youtube.com": "youtube", "ytimg.com": "youtube", "googlevideo.com": "youtube"}
HOUR = datetime(2026, 9, 15, 9, tzinfo=UTC)


class Clocks:
    """A clock that may be set, and one that never runs backwards."""

    def __init__(self) -> None:
        self.moment = TUESDAY
        self.seconds = 0.0

    def pass_time(self, span: timedelta) -> None:
        self.moment += span
        self.seconds += span.total_seconds()


def counting(clocks: Clocks | None = None, **changes: object) -> tuple[Attempts, Clocks]:
    """Attempts of the small school, whose YouTube has three names."""
    clocks = clocks or Clocks()
    school = replace(small_school(), **changes)
    attempts = Attempts(lambda: school, now=lambda: clocks.moment, ticks=lambda: clocks.seconds, run="one life")
    attempts.services = SERVICES
    return attempts, clocks


def closing(name: str = "youtube.com", entry: Entry = YOUTUBE, *, seat: str = "pupils/5K", **more: object) -> Closing:
    return Closing(name, 1, entry, seat, **more)


def total(attempts: Attempts) -> int:
    """All that was counted and not fetched yet."""
    return sum(batch.counts.values()) if (batch := attempts.fetch("", 0)) else 0


def test_one_device_one_service_five_minutes_is_one_attempt():
    attempts, clocks = counting()
    for name in ("youtube.com", "www.youtube.com", "i.ytimg.com", "r1.googlevideo.com", "youtube.com"):
        attempts.note(DEVICE, closing(name))
    clocks.pass_time(timedelta(minutes=4, seconds=59))  # 10:15 to 10:19:59: the same five minutes
    attempts.note(DEVICE, closing())
    batch = attempts.fetch("", 0)
    assert batch.counts == {Kind(HOUR, "pupils/5K", "8.1/block/1", "8.1", "POLICY_CLOSES", "", "2026/1", False): 1}


def test_the_next_five_minutes_another_device_and_another_service_count_again():
    attempts, clocks = counting()
    attempts.note(DEVICE, closing())
    attempts.note(OTHER, closing(seat="pupils"))
    attempts.note(DEVICE, closing("games.example", GAMES, list_id="games"))
    clocks.pass_time(timedelta(minutes=5))
    attempts.note(DEVICE, closing())
    counts = attempts.fetch("", 0).counts
    assert {(kind.seat_key, kind.rule, kind.list_id): count for kind, count in counts.items()} == {
        ("pupils/5K", "8.1/block/1", ""): 2,
        ("pupils", "8.1/block/1", ""): 1,
        ("pupils/5K", "8.1/block/3", "games"): 1,
    }


def test_names_below_a_closed_name_are_one_attempt_whoever_makes_them_up():
    attempts, _ = counting()
    for number in range(5_000):
        attempts.note(DEVICE, closing(f"x{number}.games.example", GAMES, list_id="games"))
    ban = Entry(Verdict.CLOSED, Reason.BAN, "8.2", "ban/1")
    for number in range(5_000):
        attempts.note(OTHER, closing(f"site{number}.example", ban, seat="banned"))
    assert total(attempts) == 2
    assert attempts.left_out == 0


def test_what_would_have_been_closed_is_counted_apart():
    attempts, _ = counting()
    attempts.note(DEVICE, closing(is_observed=True))
    attempts.note(DEVICE, closing())
    assert sorted((kind.is_observed, count) for kind, count in attempts.fetch("", 0).counts.items()) == [(False, 1), (True, 1)]


def test_a_clock_set_there_and_back_counts_nobody_twice():
    attempts, clocks = counting()
    attempts.note(DEVICE, closing())
    for away in (timedelta(days=200), timedelta(days=-200), timedelta(hours=1)):
        clocks.moment = TUESDAY + away
        attempts.note(DEVICE, closing())
        clocks.moment = TUESDAY
        attempts.note(DEVICE, closing())
    counts = attempts.fetch("", 0).counts
    assert {kind.hour: count for kind, count in counts.items()} == {
        HOUR: 1,
        **{HOUR + away: 1 for away in (timedelta(days=200), timedelta(days=-200), timedelta(hours=1))},
    }


def test_who_met_what_is_forgotten_with_the_five_minutes_even_where_nobody_asks_any_more():
    attempts, clocks = counting()
    attempts.note(DEVICE, closing())
    clocks.moment = TUESDAY + timedelta(days=1)  # set, so that the window is put aside
    attempts.note(DEVICE, closing())
    clocks.pass_time(timedelta(minutes=10))
    attempts.forget_old()
    assert CLASS_5K not in repr(vars(attempts))
    assert attempts._set_aside == []
    assert not attempts._window.seen


def test_a_batch_stays_until_it_is_acknowledged_and_what_comes_meanwhile_waits_for_the_next():
    attempts, _ = counting()
    attempts.note(DEVICE, closing())
    first = attempts.fetch("", 0)
    attempts.note(OTHER, closing())
    assert attempts.fetch("", 0) is first, "the answer was lost: the same again"
    assert attempts.fetch("another life", 7) is first, "an acknowledgement of an earlier life of the resolver says nothing"
    second = attempts.fetch(first.run, first.number)
    assert (second.number, sum(second.counts.values())) == (first.number + 1, 1)
    assert attempts.fetch(second.run, second.number) is None
    assert attempts.fetch(second.run, second.number) is None


@given(st.lists(st.sampled_from(["note", "fetched", "answer lost", "worker died", "jump"]), max_size=60))
@settings(max_examples=200, deadline=None)
def test_whatever_dies_in_between_what_is_written_is_what_was_met(happenings: list[str]):
    """The worker writes a batch and its number in one transaction; it may die before, and its answer may be lost."""
    attempts, clocks = counting()
    written, met, acknowledged = 0, 0, ("", 0)

    def write(batch: Batch | None) -> None:
        nonlocal written, acknowledged
        if batch is not None and not (batch.run == acknowledged[0] and batch.number <= acknowledged[1]):
            written, acknowledged = written + sum(batch.counts.values()), (batch.run, batch.number)

    for happening in happenings:
        if happening == "note":
            clocks.pass_time(timedelta(minutes=5))
            attempts.note(DEVICE, closing())
            met += 1
        elif happening == "jump":
            clocks.moment += timedelta(days=400)
        else:
            batch = attempts.fetch(*acknowledged)
            if happening == "fetched":
                write(batch)
    write(attempts.fetch(*acknowledged))
    write(attempts.fetch(*acknowledged))
    assert written == met


def test_memory_is_bounded_and_what_is_left_out_is_told():
    listed = frozenset(f"site{number}.example" for number in range(SERVICES_OF_ONE + 50))
    lists = {"games": replace(small_school().lists["games"], names=listed)}
    attempts, _ = counting(lists=lists)
    for name in sorted(listed):
        attempts.note(DEVICE, closing(name, GAMES, list_id="games"))
    assert (total(attempts), attempts.left_out) == (SERVICES_OF_ONE, 50)
    first = int(ip_address("10.0.0.0"))
    for number in range(SEEN_AT_MOST + 10):
        attempts.note(ip_address(first + number), closing())
    assert len(attempts._window.seen) == SEEN_AT_MOST
    assert attempts.left_out == 50 + 10 + SERVICES_OF_ONE


def test_a_busy_school_of_300_devices_needs_little_memory():
    attempts, clocks = counting()
    devices = [ip_address(int(ip_address("10.1.0.0")) + number) for number in range(300)]
    for _ in range(12):
        for device in devices:
            for name in ("youtube.com", "i.ytimg.com", "games.example"):
                attempts.note(device, closing(name))
        clocks.pass_time(timedelta(minutes=5))
    assert len(attempts._window.seen) <= 900
    assert sys.getsizeof(attempts._window.seen) < 100_000
    assert len(attempts._counts) <= 2, "one hour's change of hour"


def test_a_worker_away_for_long_takes_the_counts_in_pieces():
    attempts, _ = counting()
    for number in range(BATCH_AT_MOST + 5):
        attempts.note(DEVICE, closing(seat=f"seat {number}"))
        attempts._window.seen.clear()
        attempts._window.of_device.clear()
    first = attempts.fetch("", 0)
    second = attempts.fetch(first.run, first.number)
    assert (len(first.counts), len(second.counts)) == (BATCH_AT_MOST, 5)


def test_over_the_wire_only_what_was_closed_is_counted_and_no_proof(at_school: Running):
    at_school.client.name_services(SERVICES)
    for _ in range(3):
        at_school.ask("www.youtube.com")
        at_school.ask("www.youtube.com", "AAAA")
    at_school.ask("www.youtube.com", "TXT", source=PUPIL)  # no browser asks that
    at_school.ask("bbc.example")
    at_school.ask("youtube.com", source=STAFF)  # open there
    at_school.ask("use-application-dns.net")
    ask("games.example", source=CLASS_5K, listener=at_school.ready.proof)
    counted = at_school.client.attempts(run="", acknowledged=0)
    assert [(kind.seat_key, kind.rule, count) for kind, count in counted.batch.counts.items()] == [("pupils/5K", "8.1/block/1", 1)]
    assert counted.knows_services
    assert at_school.client.attempts(run=counted.batch.run, acknowledged=counted.batch.number) == Counted(None, 0, True)


def test_while_observing_it_is_counted_as_what_would_have_been_closed(at_school: Running):
    at_school.load(replace(small_school(), number=2, observing=True))
    at_school.ask("youtube.com")
    at_school.ask("illegal.example")
    counts = at_school.client.attempts(run="", acknowledged=0).batch.counts
    assert {(kind.rule, kind.is_observed): count for kind, count in counts.items()} == {
        ("8.1/block/1", True): 1,
        ("list/illegal", False): 1,
    }


def test_neither_an_address_nor_a_name_leaves_the_resolver(at_school: Running, monkeypatch):
    said: list[bytes] = []
    exchange: Callable[[bytes], bytes] = at_school.client._exchange
    monkeypatch.setattr(type(at_school.client), "_exchange", lambda self, line: said.append(exchange(line)) or said[-1])
    at_school.ask("secret-name.games.example")
    assert at_school.client.attempts(run="", acknowledged=0).batch is not None
    rows: Mapping[str, object] = json.loads(said[0])
    assert CLASS_5K not in str(rows)
    assert "games.example" not in str(rows)
    assert ROOT not in rows
