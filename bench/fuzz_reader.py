"""Fuzzing the reader: mutated policies and text of no shape, read and checked; any exception is a fault of ours.

A policy without a fault is compiled too. Run alone: `.venv/bin/python bench/fuzz_reader.py --minutes 10 --seed 1`. It ends with 1 where
a text raised, and prints how to make that text again.
`make soak` runs it for ten minutes. Each text is made from the seed and its number, so one text can be made again with `--only NUMBER`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from belisha.core.moments import SchoolFacts
from belisha.core.policy.check import check, check_text
from belisha.core.policy.declarations import GROUPS, KINDS, STANDARD_ROLES
from belisha.core.policy.model import Fault
from belisha.core.policy.notes import notes
from belisha.core.policy.read import read
from belisha.core.policy.write import write
from belisha.core.programme.compile import compile_policy
from belisha.core.programme.model import Standing
from belisha.directory.queries import catalogue, suffixes
from belisha.web.commands.without_school import ordinary_week

CHECKOUT = Path(__file__).resolve().parents[1]
QUICK = 0.2  # minutes, where nobody asks for more: `make bench` runs every file of this folder
LONGEST = 3_000  # characters of a text of no shape
SLOW = 5.0  # seconds; a text that takes longer is told
ODD = "\x00\x1b\u200b\u202e\ufeff\ud800é\u0301𝕏\r\n\t \"'\\[]{}=#~`-*.:,;0123456789§"
SHAPES = (
    *("---\n", "~~~controls\n", "~~~\n", "```\n", "# Contents\n\n", "# Appendix 1: x\n\n", "# Statement of intent\n\n", "8.4 Words.\n\n"),
    *("7.6-tell Tell.\n\n", "[[", "]]", "[", "{ a = 1 }", "{ a = { b = { c = { d = 1 } } } }", '"""', "'''", "= true", "= -1", "= 1e999"),
    *("= 1979-05-27", "= nan", "etc.", "99999999999999999999.1 x\n\n", "1.1.1.1.1.1 x\n\n", "8.4-tell-tell x\n\n", "= []", "= {}", '= ""'),
)


@dataclass
class Tally:
    """What came of the texts."""

    tried: int = 0
    sound: int = 0
    faults: int = 0
    longest: float = 0.0
    slowest: int = 0
    raised: list[int] = field(default_factory=list)


def main() -> int:
    """Fuzz until the time is over; 0 where nothing raised."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=QUICK)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", type=int, help="make and read this one text, and print it")
    said = asked.parse_args()
    seeds = [path.read_text(encoding="utf-8") for path in sorted((CHECKOUT / "policies").glob("*.md"))]
    if said.only is not None:
        text = text_of(said.only, said.seed, seeds)
        print(text.encode("utf-8", "backslashreplace").decode())
        try_text(text)
        return 0
    tally = fuzz(said.minutes * 60, said.seed, seeds)
    report(tally, said)
    return 1 if tally.raised else 0


def fuzz(seconds: float, seed: int, seeds: list[str]) -> Tally:
    """Make, read and check texts for so many seconds."""
    tally = Tally()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        text = text_of(tally.tried, seed, seeds)
        began = time.monotonic()
        try:
            faults = try_text(text)
        except Exception:  # noqa: BLE001 - the point of this programme: whatever it is, it is counted and told
            traceback.print_exc()
            tally.raised.append(tally.tried)
            faults = ()
        took = time.monotonic() - began
        if took > tally.longest:
            tally.longest, tally.slowest = took, tally.tried
        tally.tried += 1
        tally.faults += len(faults)
        tally.sound += not faults
    return tally


def try_text(text: str) -> tuple[Fault, ...]:
    """Read, check and note a text; where it can be read, its canonical text must be its own. Raises whatever they raise."""
    policy, faults = check_text(text, catalogue=CATALOGUE, suffixes=SUFFIXES)
    lines = max(1, text.count("\n") + text.count("\r") + 1)
    for fault in faults:
        if not 1 <= fault.line <= lines or not fault.sentence:
            raise AssertionError(f"a fault of no place: {fault}")
    if policy is None:
        return faults
    notes(policy)
    check(policy, catalogue=CATALOGUE, suffixes=SUFFIXES)  # as if nothing had been lost: it may say too much, and never raises
    if policy.identity:
        again = read(write(policy))
        if again.policy is None or again.policy.identity != policy.identity or again.faults:
            raise AssertionError(f"the canonical text reads otherwise: {again.faults[:3]}")
    if policy.identity and not faults:
        compile_policy(policy, facts=FACTS, catalogue=CATALOGUE, standing=Standing())
    return faults


def text_of(number: int, seed: int, seeds: list[str]) -> str:
    """The text of this number: every tenth of no shape, the others a policy that was damaged a little or much."""
    chance = random.Random(f"{seed}/{number}")
    if number % 10 == 0 or not seeds:
        return shapeless(chance)
    text = chance.choice(seeds)
    if chance.random() < 0.75:  # a part of a policy is read more quickly, so that more texts are tried
        text = part_of(text, chance)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 40))):
        text = chance.choice(DAMAGES)(text, chance)
    return text


def part_of(text: str, chance: random.Random) -> str:
    """The front matter, the statement with its signature, and some of the clauses."""
    blocks = text.split("\n\n")
    signed = [block for block in blocks if "[[signature]]" in block] if chance.random() < 0.8 else []
    start = chance.randrange(len(blocks))
    return "\n\n".join([blocks[0], "# Statement of intent\n\nWords.", *signed, *blocks[start : start + chance.randrange(1, 20)]])


def shapeless(chance: random.Random) -> str:
    """Pieces of policies and odd letters in any order."""
    head = '---\ntitle = "A"\nlanguage = 1\n---\n' if chance.random() < 0.7 else ""
    body = ""
    length = chance.randrange(1, LONGEST)
    while len(body) < length:
        body += chance.choice((chance.choice(SHAPES), chance.choice(ODD), control(chance), "\n"))
    return head + body


def control(chance: random.Random) -> str:
    """A control with some of its keys and values that may or may not be right."""
    kind = KINDS[chance.choice(list(KINDS))]
    keys = chance.sample(kind.keys, chance.randrange(len(kind.keys) + 1))
    return f"[[{kind.name}]]\n" + "".join(f"{key.name} = {value(chance)}\n" for key in keys)


def value(chance: random.Random) -> str:
    """A TOML value, mostly a sound one."""
    word = f'"{chance.choice((*GROUPS, *STANDARD_ROLES, *WORDS))}"'
    choices = (
        word,
        f"[{word}]",
        f"[{word}, {word}]",
        "true",
        "2",
        f"{{ a = {word} }}",
        f"{{ people = 2, from = [{word}] }}",
        "[[1]]",
        "-3",
        "",
    )
    return chance.choice(choices)


WORDS = (
    "no one",
    "lesson",
    "2 school days",
    "duty:refresher",
    "tell headteacher",
    "co.uk",
    "bbc.co.uk",
    "social media",
    "games",
    "yes",
    "",
    "é",
)


def cut(text: str, chance: random.Random) -> str:
    """The text without a piece."""
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.choice((1, 3, 30, 300)) :]


def odd_letter(text: str, chance: random.Random) -> str:
    """The text with an odd letter somewhere."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(ODD) + text[at:]


def shape(text: str, chance: random.Random) -> str:
    """The text with a piece of a policy somewhere."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice((chance.choice(SHAPES), control(chance))) + text[at:]


def line_away(text: str, chance: random.Random) -> str:
    """The text with a line gone, said twice, or somewhere else."""
    lines = text.split("\n")
    line = lines.pop(chance.randrange(len(lines)))
    for _ in range(chance.randrange(3)):
        lines.insert(chance.randrange(len(lines) + 1), line)
    return "\n".join(lines)


def other_value(text: str, chance: random.Random) -> str:
    """The text with another value behind one key."""
    lines = text.split("\n")
    keyed = [at for at, line in enumerate(lines) if " = " in line]
    if keyed:
        at = chance.choice(keyed)
        lines[at] = f"{lines[at].split(' = ')[0]} = {value(chance)}"
    return "\n".join(lines)


def other_word(text: str, chance: random.Random) -> str:
    """The text with one word in quotes changed for another that stands in it."""
    words = text.split('"')
    if len(words) > 3:
        one, other = chance.randrange(1, len(words), 2), chance.randrange(1, len(words), 2)
        words[one] = words[other]
    return '"'.join(words)


DAMAGES = (cut, odd_letter, shape, line_away, other_value, other_value, other_word, other_word)
CATALOGUE, SUFFIXES = catalogue(), suffixes()
FACTS = SchoolFacts(calendar=ordinary_week())


def report(tally: Tally, said: argparse.Namespace) -> None:
    """Say what came of it."""
    print(f"{tally.tried:,} texts in {said.minutes:g} minutes (seed {said.seed}): {tally.sound:,} sound, {tally.faults:,} faults told")
    print(f"the slowest took {tally.longest * 1000:.0f} ms (--only {tally.slowest} --seed {said.seed})")
    if tally.longest > SLOW:
        print(f"slower than {SLOW:g} s: look at it")
    if tally.raised:
        again = ", ".join(f"--only {number} --seed {said.seed}" for number in tally.raised[:10])
        print(f"{len(tally.raised)} texts raised: {again}")
    else:
        print("no exception")


if __name__ == "__main__":
    sys.exit(main())
