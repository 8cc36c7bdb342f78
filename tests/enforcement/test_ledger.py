"""What people were told is done survives kill -9 of every process; and the looking afterwards finds what is lost, doubled or half."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.enforcement.killing import load
from tests.enforcement.ledger.afterwards import looked_at
from tests.enforcement.ledger.book import Act, Book, Told, acts_in
from tests.enforcement.ledger.checking import all_that_is_wrong, mails_sent_again
from tests.enforcement.ledger.people import Desk, at_work
from tests.enforcement.ledger.rows import Kept
from tests.enforcement.ledger.school import Killing, kill, kill_supervisor, school_to_kill
from tests.journeys.running import Running, until

pytestmark = [pytest.mark.enforcement, pytest.mark.timeout(240)]

KILLS = 4
ENOUGH = 10


def test_killed_at_random_moments_nothing_told_is_lost_and_nothing_is_done_twice(tmp_path: Path) -> None:
    book, chance = Book(tmp_path / "book.jsonl"), Random(8)
    with school_to_kill(tmp_path) as running:
        desk = Desk(port_of(running), book, chance, running.ready["sign_in"], ask_every=0.5)
        with load(running, 100), at_work(desk):
            killed = kill(running, Killing(KILLS, chance, pause=0.8, supervisor_one_in=100), print)
            kill_supervisor(running)
            assert until(lambda: enough_was_done(tmp_path), seconds=60), "nobody got anything done any more"
        outcome = looked_at(running, tmp_path / "book.jsonl")
    assert sum(killed.values()) == KILLS
    assert desk.answers == [], "answers that are a fault of the portal's own"
    assert outcome.wrong == []


def port_of(running: Running) -> int:
    return int(running.web.rpartition(":")[2])


def enough_was_done(folder: Path) -> bool:
    done = [act for act in acts_in(folder / "book.jsonl") if act.told is Told.DONE]
    return len(done) >= ENOUGH and {"ask", "advise", "end"} <= {act.kind for act in done}


# A checker that cannot find anything proves nothing: a school where all is well, and each way in which it may not be.

ACTS = [
    Act("mark1x", "ask", Told.DONE, 5, {"host": "s1.asked.example"}),
    Act("mark2x", "advise", Told.DONE, 5),
    Act("mark3x", "open", Told.DONE, 5, {"host": "s1.asked.example"}),
    Act("mark4x", "end", Told.DONE, 9, {"host": "s1.asked.example"}),
    Act("mark5x", "report", Told.DONE, 2),
    Act("mark6x", "ask", Told.NOTHING, None, {"host": "s6.asked.example"}),
    Act("mark7x", "ask", Told.NO, None, {"host": "s7.asked.example"}),
]


def record(number: int, action: str, subject: str, **facts: Any) -> dict[str, Any]:
    return {"number": number, "action": action, "subject": subject, "payload": {"name": "Somebody", "facts": facts}}


def event(number: int, name: str, **payload: int) -> dict[str, Any]:
    heard = {"delivered_at": "2026-09-15 10:00:00", "delivered_to": ["a.listener"], "tries": 1, "last_fault": ""}
    return {"id": number, "name": name, "payload": payload, **heard}


def proof(number: int, what: str) -> dict[str, Any]:
    held = {"caused_at": "2026-09-15 10:00:00", "host": "s1.asked.example", "seat_key": "pupils/5K", "is_proved": 1}
    return {"id": number, "subject": "opening 9", "cause": f"opening 9 {what}", **held}


def notice(number: int, words: str, link: str) -> dict[str, Any]:
    mailed = {"address": "a@b.example", "mail_status": "SENT", "made_at": "2026-09-15 10:00:00"}
    return {"id": number, "person_id": 3, "title": "A title", "words": words, "link": link, **mailed}


def all_well() -> Kept:
    """What a school has kept where every act of ACTS was done that was told to be, and nothing else."""
    request = {"id": 5, "host": "s1.asked.example", "why": "mark1x", "status": "GRANTED", "joined_to_id": None, "reason": "mark3x"}
    request |= {"advice_words": "mark2x", "advised_at": "2026-09-15", "decided_at": "2026-09-15", "asked_by_id": None}
    opening = {"id": 9, "request_id": 5, "host": "s1.asked.example", "people": "everyone", "reason": "mark3x", "ended_by_id": 1}
    kept = Kept(
        requests=[request],
        openings=[opening | {"starts": "2026-09-15 10:00:00", "ends": "2026-09-18 14:30:00", "ended_at": "2026-09-15 11:00:00"}],
        reports=[{"id": 2, "words": "mark5x"}],
        records=[
            record(1, "access request asked", "access request 5", joined_to=None),
            record(2, "access request advised", "access request 5", words="mark2x"),
            record(3, "access request decided", "access request 5", reason="mark3x", outcome="granted"),
            record(4, "opening made", "opening 9", reason="mark3x"),
            record(5, "opening ended early", "opening 9", reason="mark4x"),
            record(6, "report made", "report 2"),
        ],
        events=[
            event(1, "RequestAsked", request_id=5),
            event(2, "RequestAdvised", request_id=5),
            event(3, "OpeningMade", opening_id=9),
            event(4, "RequestDecided", request_id=5),
            event(5, "OpeningEnded", opening_id=9),
            event(6, "SiteReported", report_id=2),
        ],
        notices=[notice(1, "Somebody asks", "/requests/5/"), notice(2, "mark4x", "/openings/")],
        proofs=[proof(1, "made"), proof(2, "ended")],
        deployments=[{"id": n, "number": n, "acknowledged_at": "2026-09-15", "fault": ""} for n in (1, 2)],
    )
    kept.mails.update(["<notice-1-1@school>", "<notice-2-1@school>"])
    return kept


def changed(rows: list[Any], place: int, **values: Any) -> None:
    rows[place] = {**rows[place], **values}


def half_asked(kept: Kept) -> None:
    """What nobody was told of, with a row and without a record or an event."""
    kept.requests.append({**kept.requests[0], "id": 6, "why": "mark6x", "reason": "", "status": "ASKED", "decided_at": None})


def whole_but_refused(kept: Kept) -> None:
    half_asked(kept)
    changed(kept.requests, -1, why="mark7x")
    kept.records.append(record(7, "access request asked", "access request 6", joined_to=None))
    kept.events.append(event(7, "RequestAsked", request_id=6))


FAULTS: dict[str, tuple[str, Callable[[Kept], object]]] = {
    "a request is gone": ("lost", lambda kept: (kept.requests.clear(), kept.records.pop(0), kept.events.pop(0))),
    "a report is gone": ("lost", lambda kept: (kept.reports.clear(), kept.records.pop(), kept.events.pop())),
    "a request is there twice": ("doubled", lambda kept: kept.requests.append({**kept.requests[0], "id": 6})),
    "a decision is recorded twice": ("doubled", lambda kept: kept.records.append({**kept.records[2], "number": 7})),
    "a site is opened twice": ("doubled", lambda kept: kept.openings.append({**kept.openings[0], "id": 10})),
    "an event is there twice": ("doubled", lambda kept: kept.events.append({**kept.events[2], "id": 7})),
    "a listener heard twice": ("doubled", lambda kept: changed(kept.events, 2, delivered_to=["a", "a"])),
    "somebody was told twice": ("doubled", lambda kept: kept.notices.append(notice(3, "Somebody asks", "/requests/5/"))),
    "a change was proved twice": ("doubled", lambda kept: kept.proofs.append(proof(3, "made"))),
    "a ruleset number was given twice": ("doubled", lambda kept: changed(kept.deployments, 1, number=1)),
    "a decision without its opening": ("half", lambda kept: kept.openings.clear()),
    "a decision without its record": ("half", lambda kept: kept.records.pop(2)),
    "advice without its event": ("half", lambda kept: kept.events.pop(1)),
    "an end without its row": ("half", lambda kept: changed(kept.openings, 0, ended_at=None, ended_by_id=None)),
    "an answer that never came, and half of it": ("half", half_asked),
    "kept, though the person was told no": ("kept though refused", whole_but_refused),
    "a state that nothing recorded led to": ("no legal history", lambda kept: changed(kept.requests, 0, status="REFUSED")),
    "a decision before the asking": ("no legal history", lambda kept: kept.records.insert(0, kept.records.pop(2))),
    "an event that never left": ("stuck", lambda kept: changed(kept.events, 3, delivered_at=None)),
    "an opening that was never proved": ("lost", lambda kept: kept.proofs.clear()),
    "an e-mail that never left": ("lost", lambda kept: kept.mails.pop("<notice-1-1@school>")),
}


def test_where_all_is_well_nothing_is_wrong() -> None:
    assert all_that_is_wrong(ACTS, all_well()) == []


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_the_looking_finds_what_is_wrong(name: str) -> None:
    how, spoil = FAULTS[name]
    kept = deepcopy(all_well())
    spoil(kept)
    assert how in {wrong.how for wrong in all_that_is_wrong(ACTS, kept)}


def test_an_e_mail_handed_over_again_under_its_own_number_is_counted() -> None:
    kept = all_well()
    kept.mails.update(["<notice-1-1@school>"])
    assert (all_that_is_wrong(ACTS, kept), mails_sent_again(kept)) == ([], 1)


def test_the_book_says_the_last_that_was_told(tmp_path: Path) -> None:
    book = Book(tmp_path / "book.jsonl")
    book.sent("a", "ask", host="x.example")
    book.sent("b", "ask")
    book.sent("b", "ask")
    book.sent("c", "ask")
    book.done("a", number=7, waited=1.25)
    book.told_no("c", "409: no")
    book.close()
    told = {act.key: (act.told, act.number, act.waited) for act in acts_in(tmp_path / "book.jsonl")}
    assert told == {"a": (Told.DONE, 7, 1.25), "b": (Told.NOTHING, None, 0.0), "c": (Told.NO, None, 0.0)}
