"""Twenty people ask, advise and decide at the very same moment, again and again, on SQLite: how long does each wait, and is anything lost?

Run alone: `.venv/bin/python bench/deciding_together.py`; about two minutes. The school of bench/pages.py with its year of data, served as
`belisha serve` does. In each round eight classes ask from the door, three teachers ask, four requests are advised on, four are decided and
one of these is decided a second time by somebody else at that moment. Forms are fetched before, so that only what is sent is timed: from
the first byte sent to the last one received. Afterwards every acknowledged act must be in the rows and in the record, once. No worker runs,
so the time for which a decision waits for its proof is not in it. `--quick` takes a quarter of the rounds, `--write` puts the table into
docs/reference/performance.md. Ends with 1 where 1 in 100 takes 250 ms or longer, or anything was lost, doubled or answered with a fault.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pages
from wire import machine
from wire.at_once import all_at_once
from wire.page import percentile, table, write_down

HEADING = "Decisions at once"
LIMIT_MS, ROUNDS = 250.0, 40
CLASSES_ASK, TEACHERS_ASK, ADVISED, DECIDED = 8, 3, 4, 4
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
DECISION = {"outcome": "GRANT", "reason": "It was closed by mistake.", "people": "everyone", "end_day": "2027-06-16", "end_time": "15:30"}
ADVICE = {"advice": "OPEN", "words": "On a list by mistake."}


@dataclass(slots=True)
class Hand:
    """One browser: from which address, in whose session, what it sends and how that is called."""

    kind: str
    source: str
    session: str
    page: str
    to: str
    sends: dict[str, str]
    line: HTTPConnection | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    status: int = 0
    taken: float = 0.0

    def fetch(self, port: int) -> None:
        """The page with the form."""
        self.line = HTTPConnection("127.0.0.1", port, timeout=60, source_address=(self.source, 0))
        self.cookies = {"belisha": self.session} if self.session else {}
        self.line.request("GET", self.page, headers=self._headers())
        answer = self.line.getresponse()
        body = answer.read()
        found = TOKEN.search(body)
        if answer.status != 200 or found is None:
            raise RuntimeError(f"{self.page} for {self.kind}: {answer.status}")
        self.token = found[1].decode()
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value

    def send(self) -> None:
        """Send it, and note the answer."""
        if self.line is None:
            raise RuntimeError("the form was not fetched")
        body = urlencode({**self.sends, "csrfmiddlewaretoken": self.token})
        headers = {**self._headers(), "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self.line.request("POST", self.to, body, headers)
        answer = self.line.getresponse()
        answer.read()
        self.taken, self.status = (time.perf_counter() - began) * 1000, answer.status
        self.line.close()

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}


def round_of(number: int, sessions: dict[str, str], teachers: list[str], waiting: Callable[[], int]) -> list[Hand]:
    """Twenty hands."""
    hands = []
    for n in range(CLASSES_ASK + TEACHERS_ASK):
        site = f"game-{number}-{n}.example"
        is_class = n < CLASSES_ASK
        kind, source = (
            ("asked from the door", f"127.0.{100 + n}.{number + 1}") if is_class else ("asked by a teacher", f"127.0.2.{number + 1}")
        )
        session = "" if is_class else teachers[n % len(teachers)]
        hands.append(Hand(kind, source, session, f"/door/ask/?site={site}", "/door/ask/", {"site": site, "why": "For a lesson."}))
    for _ in range(ADVISED):
        one = waiting()
        hands.append(Hand("advised", "127.0.2.250", sessions["network_manager"], f"/requests/{one}/", f"/requests/{one}/advice/", ADVICE))
    for n in range(DECIDED):
        one = waiting()
        page, to = f"/requests/{one}/", f"/requests/{one}/decision/"
        hands.append(Hand("decided", "127.0.2.251", sessions["head"], page, to, DECISION))
        if n == 0:
            other = {**DECISION, "reason": "Another reason for it."}
            hands.append(Hand("decided at the same moment", "127.0.2.252", sessions["head"], page, to, other))
    return hands


def press(port: int, hands: list[Hand]) -> None:
    """All of them at one moment."""
    for hand in hands:
        hand.fetch(port)
    together = threading.Barrier(len(hands))

    def send(hand: Hand) -> None:
        together.wait()
        hand.send()

    all_at_once(hands, send)


def prepare(data: Path) -> tuple[list[pages.Reader], list[str], list[int]]:
    """The school with its year, sessions of teachers who have a class, and requests that wait: their numbers."""
    readers = pages.prepare(data)
    from django_scopes import scope

    from belisha.filtering.actions import NewList, subscribe_list
    from belisha.filtering.models import AccessRequest
    from belisha.kit.access import Actor
    from belisha.people.models import Person
    from belisha.schools.models import School

    school = School.objects.get(portal_host="127.0.0.1")
    with scope(school=school):
        names = "\n".join(f"game-{number}-{n}.example" for number in range(ROUNDS) for n in range(CLASSES_ASK + TEACHERS_ASK))
        waiting = "\n".join(f"lesson-{n}.wait.example" for n in range(ROUNDS * (ADVISED + DECIDED)))
        text = f"poki.com\nphonicsplay.co.uk\n{names}\n{waiting}\n"
        subscribe_list(NewList("games", "games", "a measurement", text), by=Actor(school_id=school.pk, name="a measurement"), now=pages.NOW)
        known = AccessRequest.objects.filter(status="ASKED", joined_to=None).latest("pk")
        rows = []
        for n in range(ROUNDS * (ADVISED + DECIDED)):
            row = AccessRequest(**{f.attname: getattr(known, f.attname) for f in AccessRequest._meta.concrete_fields if not f.primary_key})
            row.host, row.code_hash, row.closed_reason, row.status = f"lesson-{n}.wait.example", None, "CATEGORY_LIST", "ASKED"
            row.advice, row.advised_by, row.advised_at = "", None, None
            rows.append(row)
        numbers = [row.pk for row in AccessRequest.objects.bulk_create(rows)]
        teachers = Person.objects.filter(name__in=[f"Teacher {n}" for n in range(TEACHERS_ASK)])
        return readers, [pages.session_of(person) for person in teachers], numbers


def kept(hands: list[Hand]) -> list[str]:
    """What is not as it was acknowledged; nothing where all is."""
    from django.db import connection
    from django_scopes import scopes_disabled

    from belisha.filtering.models import AccessRequest, Opening

    connection.close()
    wrong = []
    with scopes_disabled():
        for hand in hands:
            if hand.kind.startswith("asked"):
                rows = AccessRequest.objects.filter(host=hand.sends["site"]).count()
                if rows != (hand.status == 302):
                    wrong.append(f"{hand.kind} {hand.sends['site']}: answered {hand.status}, {rows} rows")
        for number, statuses in _answers(hands, "decided").items():
            found = (statuses.count(302), _acts("decided", number), Opening.objects.filter(request=number).count())
            if found != (1, 1, 1):
                wrong.append(f"request {number}: {found[0]} decisions acknowledged, {found[1]} in the record, {found[2]} openings")
        for number, statuses in _answers(hands, "advised").items():
            if _acts("advised", number) != statuses.count(302):
                wrong.append(f"request {number}: its advice is not in the record once")
    return wrong


def broken() -> set[str]:
    """What does not fit in the record. The measured school's rows were written without acts, so only what is new counts."""
    from django_scopes import scopes_disabled

    from belisha.audit.verification import verify
    from belisha.schools.models import School

    with scopes_disabled():
        return {fault.sentence for fault in verify(School.objects.get(portal_host="127.0.0.1").pk).faults}


def _answers(hands: list[Hand], kind: str) -> dict[int, list[int]]:
    """By the number of a request: what each was answered who did this to it."""
    found = defaultdict(list)
    for hand in hands:
        if hand.kind.startswith(kind):
            found[int(hand.page.split("/")[2])].append(hand.status)
    return found


def _acts(act: str, number: int) -> int:
    """How often the record says so, since the measurement began."""
    from belisha.audit.models import AuditRecord

    return AuditRecord.objects.filter(subject=f"access request {number}", action=f"access request {act}", at__gte=pages.NOW).count()


def faults_of(hands: list[Hand]) -> Counter[str]:
    """Answers that are none: everything but done (302), and told that somebody was first (409)."""
    return Counter(f"{h.kind}: {h.status}" for h in hands if h.status != 302 and not (h.kind.startswith("decided") and h.status == 409))


def main() -> int:
    """Measure and tell."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--quick", action="store_true")
    words.add_argument("--write", action="store_true")
    given = words.parse_args()
    on = machine.described()
    with tempfile.TemporaryDirectory(prefix="belisha-deciding-") as folder:
        readers, teachers, numbers = prepare(Path(folder))
        sessions: dict[str, Any] = {reader.role: reader.session for reader in readers}
        hands: list[Hand] = []
        broken_before = broken()
        with pages.serving(Path(folder)) as port:
            pages.warm(port, readers)
            for number in range(ROUNDS // 4 if given.quick else ROUNDS):
                found = round_of(number, sessions, teachers, numbers.pop)
                press(port, found)
                hands += found
        wrong, faults = [*kept(hands), *(broken() - broken_before)], faults_of(hands)
    times = defaultdict(list)
    for hand in hands:
        times[hand.kind].append(hand.taken)
        times["all"].append(hand.taken)
    rows = [
        [kind, str(len(t)), *(f"{percentile(t, share):.0f}" for share in (0.5, 0.95, 0.99)), f"{max(t):.0f}"] for kind, t in times.items()
    ]
    told = table(["what was sent", "times", "p50 ms", "p95 ms", "p99 ms", "most ms"], rows)
    told += f"\n\nAnswered with a fault: {sum(faults.values())}. Not kept as acknowledged: {len(wrong)}."
    print(told, *faults.items(), *wrong[:10], sep="\n")
    if given.write:
        lead = f"`bench/deciding_together.py`: twenty at the same moment, {len(hands) // 20} times, on SQLite. Measured on {on}."
        write_down(HEADING, f"{lead}\n\n{told}")
    return 1 if faults or wrong or percentile(times["all"], 0.99) >= LIMIT_MS else 0


if __name__ == "__main__":
    sys.exit(main())
