"""From the text of a policy to its clauses and controls, or to faults that name the line and say what to write instead."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from belisha.core.policy.build import Builder
from belisha.core.policy.declarations import FRONT_MATTER, LANGUAGE, is_numbered
from belisha.core.policy.fences import broken_line, broken_sentence
from belisha.core.policy.joins import faults_of_joins
from belisha.core.policy.layout import blocks_of
from belisha.core.policy.model import Clause, Fault, Policy, Reading, Value
from belisha.core.policy.values import faults_of_value, value_of
from belisha.core.policy.wording import canonical_characters, did_you_mean, hidden_characters, open_list_in
from belisha.core.policy.write import identity_of, write

LARGEST_TEXT = 1_000_000  # characters; a policy of a hundred pages has a third of that


def read(text: str) -> Reading:
    """The policy in `text`, and every fault found. Never raises, whatever the text.

    With faults the policy is what could be made out and has no identity (""), so that nobody can sign it.
    """
    if len(text) > LARGEST_TEXT:
        return Reading(None, (Fault(1, None, f"this text is too long for a policy: write at most {LARGEST_TEXT} characters."),))
    clean = canonical_characters(text)
    faults = [Fault(n, None, f"a character that cannot be seen ({name}) stands here: take it out.") for n, name in hidden_characters(clean)]
    if faults:
        return Reading(None, tuple(faults))
    lines = clean.split("\n")
    front, start, found = _front_matter(lines)
    blocks, misshapen = blocks_of(lines[start:], start + 1)
    builder = Builder()
    builder.take(blocks)
    policy = Policy(
        title=str(front.get("title", "")),
        language=_whole(front.get("language", LANGUAGE)),
        review=str(front.get("review", "1 year")),
        when_broken=str(front.get("when_broken", "closed")),
        sections=builder.sections(),
        identity="",
        contents=tuple(builder.contents),
        review_line=next((n for n, line in enumerate(lines[:start], start=1) if line.startswith("review")), 1),
    )
    faults = [*found, *misshapen, *builder.faults, *_faults_of_whole(policy)]
    if faults:
        is_whole = builder.is_whole and not misshapen
        return Reading(policy, tuple(sorted(faults, key=lambda fault: (fault.line, fault.sentence))), is_whole)
    return Reading(replace(policy, identity=identity_of(policy)), ())


@lru_cache(maxsize=4)
def read_lately(text: str) -> Reading:
    """As read; what was read lately is not read again. Loading a text reads it to find its faults, and once more to keep it."""
    return read(text)


def canonical(text: str) -> str:
    """The canonical form of a sound text. Raises ValueError with the first fault where it is not sound."""
    reading = read(text)
    if reading.policy is None or reading.faults:
        raise ValueError(reading.faults[0].told("policy"))
    return write(reading.policy)


def _whole(value: Value) -> int:
    """A whole number, or this edition's where it is none (its fault has been found already)."""
    return value if isinstance(value, int) else LANGUAGE


def _front_matter(lines: Sequence[str]) -> tuple[dict[str, Value], int, list[Fault]]:
    """The values between the first two `---` lines, the index of the line after them, and their faults."""
    if lines[0].strip() != "---":
        return {}, 0, [Fault(1, None, 'a policy starts with a line ---, then title = "…" and language = 1, then a line ---.')]
    end = next((i for i in range(1, len(lines)) if lines[i].strip() == "---"), None)
    if end is None:
        return {}, len(lines), [Fault(1, None, "the front matter is never closed: write a line --- after its last key.")]
    inside = lines[1:end]
    try:
        raw = tomllib.loads("\n".join(inside) + "\n")
    except (ValueError, RecursionError, OverflowError) as broken:
        return {}, end + 1, [Fault(broken_line(str(broken), 2, len(inside)), None, broken_sentence(str(broken)))]
    values, faults = _front_values(raw, inside)
    return values, end + 1, faults


def _front_values(raw: dict[str, object], inside: Sequence[str]) -> tuple[dict[str, Value], list[Fault]]:
    """The declared keys of the front matter and their faults."""
    declared = {key.name: key for key in FRONT_MATTER}
    values: dict[str, Value] = {}
    faults = [
        Fault(1, None, f"the front matter lacks “{key.name}” ({key.meaning}): add a line {key.name} = ….")
        for key in FRONT_MATTER
        if key.required and key.name not in raw
    ]
    for name, value in raw.items():
        line = next((i for i, text in enumerate(inside, start=2) if text.split("=")[0].strip().strip("\"'") == name), 2)
        if name not in declared:
            faults.append(Fault(line, None, f"the front matter has no key “{name[:60]}”: {did_you_mean(name, declared)}"))
            continue
        wrong = faults_of_value(declared[name], value)
        if not wrong and name == "language" and value != LANGUAGE:
            wrong = [f"this edition reads language {LANGUAGE} of policies, not {value}: write language = {LANGUAGE}."]
        faults.extend(Fault(line, None, sentence) for sentence in wrong)
        if not wrong:
            values[name] = value_of(declared[name], value)
    return values, faults


def _faults_of_whole(policy: Policy) -> list[Fault]:
    """The faults that only the whole policy shows."""
    faults = faults_of_joins(policy.controls())
    if next(policy.clauses(), None) is None:
        faults.append(
            Fault(1, None, "this policy has no clause: write a paragraph that starts with a number, like “8.4 Anyone may ask …”.")
        )
    for clause in policy.clauses():
        faults.extend(_faults_of_words(clause))
    return faults


def _faults_of_words(clause: Clause) -> list[Fault]:
    """A statement or appendix without words, and a list left open where controls act."""
    faults: list[Fault] = []
    if not is_numbered(clause.number) and not clause.words:
        name = f"“{clause.section}”"
        faults.append(Fault(clause.line, clause.number, f"{name} has controls and no words: write them below its heading."))
    told = open_list_in(clause.words) if clause.controls else None
    if told:
        sentence = f"“{told}” leaves the list open, and controls act on closed lists only: name every item, or take “{told}” out."
        faults.append(Fault(clause.line, clause.number, sentence))
    return faults
