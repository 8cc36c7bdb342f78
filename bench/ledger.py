"""Kill web, worker, resolver and supervisor of a running school a thousand times while people work: is anything lost or done twice?

Run alone: `.venv/bin/python bench/ledger.py`; about forty minutes. Part of `make soak` with 200. A demo school with its real supervisor;
devices ask for names all the while, and seven people ask, advise, decide, end and report through the portal. What they send is noted
before it is sent, and again when they are told that it is done, each line on the disk of a book outside the school. At random moments a
process is killed with SIGKILL, one time in 25 the supervisor itself, and then the school is started again. Afterwards the book is held
against the school's rows, its record, its e-mails and the wire. `--times N`, `--quick` (15 kills), `--seed N` for the same chances again,
`--keep FOLDER` keeps the school and the book there, `--write` puts the table into docs/reference/reliability.md. Ends with 1 where
anything is lost, doubled, half or not enforced, and prints each case.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom

from wire import machine
from wire.engines import CHECKOUT
from wire.page import RELIABILITY, percentile, table, write_down

sys.path.insert(0, str(CHECKOUT))

from tests.enforcement.killing import load
from tests.enforcement.ledger.afterwards import Outcome, looked_at
from tests.enforcement.ledger.book import Book, Told
from tests.enforcement.ledger.people import Desk, at_work
from tests.enforcement.ledger.school import SUPERVISOR, VICTIMS, Away, Killing, kill, school_to_kill, watched

HEADING = "Killed while people work"
QUESTIONS_A_SECOND = 200
AFTER_THE_LAST_SECONDS = 20.0
KINDS = {
    "ask": "a site asked for",
    "advise": "advice given",
    "open": "a site opened",
    "refuse": "a request refused",
    "end": "an opening ended",
    "report": "something reported",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What was killed how often, how long each was away, what came of it, faults that people were shown, and how long it took."""

    killed: Counter[str]
    away: Away
    outcome: Outcome
    faults: list[str]
    seconds: float


def worked_and_killed(folder: Path, times: int, seed: int) -> Found:
    """A school at work, killed so many times."""
    book = Book(folder / "book.jsonl")
    with school_to_kill(folder) as running:
        desk = Desk(int(running.web.rpartition(":")[2]), book, Random(seed), running.ready["sign_in"])
        begun = time.monotonic()
        with load(running, QUESTIONS_A_SECOND), watched(running) as away:
            with at_work(desk):
                killed = kill(running, Killing(times, Random(seed)), lambda line: print(line, flush=True))
                seconds = time.monotonic() - begun
                time.sleep(AFTER_THE_LAST_SECONDS)  # so that the last ones are told, too
        outcome = looked_at(running, folder / "book.jsonl")
    book.close()
    return Found(killed, away, outcome, desk.answers, seconds)


def report(found: Found, seed: int, on: str) -> str:
    """What came of it, as Markdown."""
    outcome, how = found.outcome, found.outcome.how()
    wrong = [[name, str(how[name])] for name in ("lost", "doubled", "half", "kept though refused", "no legal history", "stuck")]
    wrong += [["not enforced on the wire, or damaged", str(how["not enforced"] + how["broken"])]]
    kinds = outcome.kinds()
    acts = [
        [words, str(kinds[kind, Told.DONE]), str(kinds[kind, Told.NOTHING]), str(kinds[kind, Told.NO])] for kind, words in KINDS.items()
    ]
    acts.append(["all", *(str(outcome.told(told)) for told in (Told.DONE, Told.NOTHING, Told.NO))])
    return (
        f"`bench/ledger.py --seed {seed}`: {sum(found.killed.values()):,} kills (SIGKILL) in {found.seconds / 60:.0f} minutes.\n"
        f"Measured on {on}.\n\n"
        f"{table(['of what people were told', 'found'], wrong)}\n\n"
        f"{table(['what people sent', 'told: done', 'no answer came', 'told: no'], acts)}\n\n"
        f"{table(['process', 'killed', 'times away', 'median s', '99 in 100 within s', 'longest s'], _away_rows(found))}\n\n"
        f"The longest that somebody waited, from opening a form until they were told that it is done: {outcome.longest():.1f} s.\n"
        f"Pages that were a fault of the portal's own: {len(found.faults)}. Looked at afterwards: {outcome.records:,} records,\n"
        f"{outcome.events:,} events, {outcome.mails:,} e-mails (handed over twice under one Message-ID: {outcome.mails_again}), and\n"
        f"{outcome.asked_on_the_wire:,} sites asked for at the resolver."
    )


def _away_rows(found: Found) -> list[list[str]]:
    rows = []
    for name in VICTIMS:
        away = found.away.seconds[name]
        times = [f"{percentile(away, share):.2f}" for share in (0.5, 0.99)] + [f"{max(away, default=0.0):.2f}"]
        rows.append([name, str(found.killed[name]), str(len(away)), *times])
    return [*rows, [SUPERVISOR, str(found.killed[SUPERVISOR]), "–", "–", "–", "–"]]


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="belisha-ledger-") as made:
        yield Path(made)


def main() -> int:
    """Kill, look, print, and say whether all was well."""
    parser = argparse.ArgumentParser(description="kill the processes of a running school while people work")
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", action="store_true")
    words = parser.parse_args()
    on = machine.described()
    print(f"seed {words.seed}", flush=True)
    with _folder(words.keep) as folder:
        found = worked_and_killed(folder, 15 if words.quick else words.times, words.seed)
    said = report(found, words.seed, on)
    print(f"\n{said}", *found.faults, *found.outcome.wrong, sep="\n")
    if words.write:
        write_down(HEADING, said, page=RELIABILITY)
    return 1 if found.outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
