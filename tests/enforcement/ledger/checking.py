"""Is what people were told still there, once and whole? The book against the rows; pure, so that it can be shown to find what is wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from belisha.filtering.states import DECIDED, MOVES, RequestStatus
from tests.enforcement.ledger.book import Act, Told
from tests.enforcement.ledger.rows import Kept, Row

OUTCOMES = {"granted": RequestStatus.GRANTED, "refused": RequestStatus.REFUSED}
ASKED, ADVISED = "access request asked", "access request advised"
DECIDED_ACT, MADE, ENDED, EXPIRED = "access request decided", "opening made", "opening ended early", "opening expired"


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is not as people were told: `how` is lost, doubled, half, kept though refused, no legal history, or stuck."""

    how: str
    words: str


class Shelf:
    """The rows by what they are looked for by."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.requests = {row["id"]: row for row in kept.requests}
        self.openings = {row["id"]: row for row in kept.openings}
        self.records: dict[str, list[Row]] = defaultdict(list)
        for row in kept.records:
            self.records[row["subject"]].append(row)
        self.events: Counter[tuple[str, int]] = Counter()
        for row in kept.events:
            for name, number in (row["payload"] or {}).items():
                if name.endswith("_id"):
                    self.events[row["name"], number] += 1

    def acts(self, subject: str, action: str, key: str = "") -> int:
        """How often the record says that this was done to this, with the key in its facts where one is given."""
        return sum(row["action"] == action and key in str(row["payload"]) for row in self.records[subject])


def all_that_is_wrong(acts: Sequence[Act], kept: Kept) -> list[Wrong]:
    """Everything that is not as it was told, or not as an effect may be."""
    shelf = Shelf(kept)
    looks: Iterable[Iterator[Wrong]] = (
        _each_act(acts, shelf),
        _histories(kept, shelf),
        _events(kept),
        _notices(kept),
        _proofs(acts, kept),
        _deployments(kept),
        _mails(kept),
    )
    return [wrong for look in looks for wrong in look]


def parts_of(act: Act, shelf: Shelf) -> dict[str, int]:
    """What makes up an act that was done, each with how often it is there: once each, or it is lost, doubled or half."""
    return _PARTS[act.kind](act, shelf)


def _each_act(acts: Sequence[Act], shelf: Shelf) -> Iterator[Wrong]:
    for act in acts:
        parts = parts_of(act, shelf)
        if how := _how(act.told, parts):
            yield Wrong(how, f"{act.kind} {act.key} (number {act.number}; told: {act.told.value}): {parts}")


def _how(told: Told, parts: Mapping[str, int]) -> str:
    """What is wrong with an act of which the person was told this; "" where nothing is."""
    least, most = min(parts.values()), max(parts.values())
    if most > 1:
        return "doubled"
    if least != most:
        return "half"
    if told is Told.DONE and most == 0:
        return "lost"
    return "kept though refused" if told is Told.NO and most else ""


def _ask(act: Act, shelf: Shelf) -> dict[str, int]:
    rows = [row for row in shelf.kept.requests if act.key in row["why"]]
    found = rows[0]["id"] if rows else (act.number or 0)
    return {
        "rows": len(rows),
        "rows under the number told": sum(row["id"] == act.number for row in rows) if act.number else len(rows),
        "records": shelf.acts(f"access request {found}", ASKED),
        "events": shelf.events["RequestAsked", found],
    }


def _advise(act: Act, shelf: Shelf) -> dict[str, int]:
    number = act.number or 0
    row, subject = shelf.requests.get(number), f"access request {number}"
    return {
        "rows": int(row is not None and act.key in row["advice_words"]),
        "records": shelf.acts(subject, ADVISED, act.key),
        "events": shelf.events["RequestAdvised", number],
    }


def _decide(act: Act, shelf: Shelf) -> dict[str, int]:
    number = act.number or 0
    row, subject = shelf.requests.get(number), f"access request {number}"
    status = RequestStatus.GRANTED if act.kind == "open" else RequestStatus.REFUSED
    parts = {
        "rows": int(row is not None and act.key in row["reason"] and row["status"] == status.name),
        "records": shelf.acts(subject, DECIDED_ACT, act.key),
        "events": shelf.events["RequestDecided", number],
    }
    openings = [one for one in shelf.kept.openings if act.key in one["reason"]]
    if act.kind == "refuse":
        return parts | ({"openings of a refusal": 2} if openings else {})
    return parts | {
        "openings": len(openings),
        "records of the opening": sum(shelf.acts(f"opening {one['id']}", MADE, act.key) for one in openings),
        "events of the opening": sum(shelf.events["OpeningMade", one["id"]] for one in openings),
    }


def _end(act: Act, shelf: Shelf) -> dict[str, int]:
    number = act.number or 0
    row, subject = shelf.openings.get(number), f"opening {number}"
    told = Counter(one["person_id"] for one in shelf.kept.notices if act.key in one["words"])
    return {
        "rows": int(row is not None and row["ended_at"] is not None and row["ended_by_id"] is not None),
        "records": shelf.acts(subject, ENDED, act.key),
        "events": shelf.events["OpeningEnded", number],
        "notices to each": max(told.values(), default=0),
    }


def _report(act: Act, shelf: Shelf) -> dict[str, int]:
    rows = [row for row in shelf.kept.reports if act.key in row["words"]]
    found = rows[0]["id"] if rows else (act.number or 0)
    return {
        "rows": len(rows),
        "records": shelf.acts(f"report {found}", "report made"),
        "events": shelf.events["SiteReported", found],
    }


_PARTS: Mapping[str, Callable[[Act, Shelf], dict[str, int]]] = {
    "ask": _ask,
    "advise": _advise,
    "open": _decide,
    "refuse": _decide,
    "end": _end,
    "report": _report,
}


def _histories(kept: Kept, shelf: Shelf) -> Iterator[Wrong]:
    """Every request went from state to state as the table of moves allows, and ended where its row says; so did every opening."""
    for row in kept.requests:
        acts = [_state_after(one) for one in shelf.records[f"access request {row['id']}"]]
        states = [state for state in acts if state is not None]
        first = states[:1] and states[0] in (RequestStatus.ASKED, RequestStatus.MERGED)
        legal = all(after in MOVES[before] for before, after in pairwise(states))
        if not first or not legal or states[-1].name != row["status"]:
            yield Wrong("no legal history", f"request {row['id']} is {row['status']}, by the record {[s.name for s in states]}")
        if (RequestStatus[row["status"]] in DECIDED) != (row["decided_at"] is not None):
            yield Wrong("half", f"request {row['id']} is {row['status']}, decided at {row['decided_at']}")
    for row in kept.openings:
        done = [one["action"] for one in shelf.records[f"opening {row['id']}"] if one["action"] in (MADE, ENDED, EXPIRED)]
        if done[:1] != [MADE] or len(done) - 1 != int(row["ended_at"] is not None):
            yield Wrong("no legal history", f"opening {row['id']}, ended at {row['ended_at']}: {done}")


def _state_after(record: Row) -> RequestStatus | None:
    """The state that a request is in after a recorded act; None for an act that moves it nowhere."""
    facts: Mapping[str, Any] = record["payload"]["facts"]
    if record["action"] == ASKED:
        return RequestStatus.MERGED if facts.get("joined_to") else RequestStatus.ASKED
    if record["action"] == DECIDED_ACT:
        return OUTCOMES[facts["outcome"]]
    moved = {ADVISED: RequestStatus.ADVISED, "access request joined": RequestStatus.MERGED, "access request parted": RequestStatus.ASKED}
    return moved.get(record["action"])


def _events(kept: Kept) -> Iterator[Wrong]:
    """Every event was delivered, to each listener once, and is there once."""
    for row in kept.events:
        what = f"event {row['id']} {row['name']} {row['payload']}"
        if row["delivered_at"] is None:
            yield Wrong("stuck", f"{what}: {row['tries']} tries, {row['last_fault'] or 'nobody has tried'}")
        if len(set(row["delivered_to"])) != len(row["delivered_to"]):
            yield Wrong("doubled", f"{what} was heard twice by one listener: {row['delivered_to']}")


def _notices(kept: Kept) -> Iterator[Wrong]:
    """Nobody was told the same thing about the same case twice."""
    about = Counter((row["person_id"], row["title"], row["words"], row["link"]) for row in kept.notices if row["link"].endswith("/"))
    for (person, title, _, link), times in about.items():
        if times > 1 and link.startswith(("/requests/", "/reports/", "/openings/")):
            yield Wrong("doubled", f"person {person} was told {times} times: “{title}” ({link})")


def _proofs(acts: Sequence[Act], kept: Kept) -> Iterator[Wrong]:
    """What was opened and ended was proved at the resolver, and no change was proved twice as if it had been made twice."""
    times = Counter(
        (row["subject"], row["cause"], row["caused_at"], row["host"], row["seat_key"]) for row in kept.proofs if row["is_proved"]
    )
    causes = {(subject, cause) for subject, cause, *_ in times}
    for (subject, cause, _, host, seat), count in times.items():
        if count > 1 and subject.startswith("opening ") and cause.startswith(subject):
            yield Wrong("doubled", f"“{cause}” was proved {count} times for {host} from {seat}")
    ours = {act.facts.get("host") for act in acts if act.kind in ("open", "end")}
    for row in kept.openings:
        subject = f"opening {row['id']}"
        wanted = [f"{subject} made", *([f"{subject} ended"] if row["ended_at"] else [])]
        for cause in wanted if row["host"] in ours else ():
            if (subject, cause) not in causes and not any(held == subject for held, _ in causes):
                yield Wrong("lost", f"“{cause}” was never proved at the resolver")


def _deployments(kept: Kept) -> Iterator[Wrong]:
    """The engine acknowledged each ruleset once, under a number above the one before."""
    numbers = [row["number"] for row in kept.deployments if row["acknowledged_at"]]
    for before, after in pairwise(numbers):
        if after <= before:
            yield Wrong("doubled", f"ruleset {after} was acknowledged after ruleset {before}")


def _mails(kept: Kept) -> Iterator[Wrong]:
    """Every e-mail that is said to have left has left. Twice under one Message-ID is one to who reads it: see `mails_sent_again`."""
    left = Counter(int(name.split("-")[1]) for name in kept.mails if name.startswith("<notice-"))
    for row in kept.notices:
        if row["mail_status"] == "SENT" and left[row["id"]] == 0:
            yield Wrong("lost", f"the e-mail of notice {row['id']} is said to have left, and is not there")
        if left[row["id"]] > 1:
            yield Wrong("doubled", f"notice {row['id']} left under {left[row['id']]} different Message-IDs")


def mails_sent_again(kept: Kept) -> int:
    """How many e-mails were handed over more than once, under the same Message-ID: a mail program shows one."""
    return sum(times > 1 for times in kept.mails.values())
