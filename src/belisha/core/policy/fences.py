"""A fence of controls: its TOML as controls with the line of each key, or faults that say what to write instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field

from belisha.core.policy.declarations import KINDS
from belisha.core.policy.model import Control, Fault, Value
from belisha.core.policy.values import faults_of_value, value_of
from belisha.core.policy.wording import did_you_mean

_HEAD = re.compile(r"\[\[\s*[\"']?([^\[\]\"']+?)[\"']?\s*\]\]\s*(?:#.*)?")
_KEY = re.compile(r"[\"']?([A-Za-z0-9_-]+)[\"']?\s*=")
_AT_LINE = re.compile(r"\(at line (\d{1,9}), column \d+\)")


@dataclass
class _Table:
    """A `[[kind]]` found by our own scan, and the line of each of its keys."""

    kind: str
    line: int
    keys: dict[str, int] = field(default_factory=dict)


def controls_in(lines: Sequence[str], first: int, clause: str) -> tuple[list[Control], list[Fault]]:
    """The controls in the lines of a fence; `first` is the number of the first of these lines."""
    tables, faults = _scan(lines, first, clause)
    if faults:
        return [], faults
    parsed, fault = _parse(lines, first, clause)
    if fault:
        return [], [fault]
    if not _agree(tables, parsed):
        return [], [
            Fault(
                _odd_line(lines, first), clause, "write each control as [[kind]] on a line of its own, with a line for each key below it."
            )
        ]
    return _controls(tables, parsed, clause)


def _scan(lines: Sequence[str], first: int, clause: str) -> tuple[list[_Table], list[Fault]]:
    """The tables and the lines of their keys, with the faults that only lines can show."""
    tables: list[_Table] = []
    faults: list[Fault] = []
    for number, line in enumerate((text.strip() for text in lines), start=first):
        if '"""' in line or "'''" in line:
            faults.append(Fault(number, clause, "a text in controls stands on one line: write it between single double quotes."))
        elif head := _HEAD.fullmatch(line):
            tables.append(_Table(head[1], number))
        elif key := _KEY.match(line):
            faults.extend(_place(tables, key[1], number, clause))
    return tables, faults


def _place(tables: list[_Table], key: str, number: int, clause: str) -> list[Fault]:
    """Note the line of a key in the latest table; a fault where there is none or the key is there already."""
    if not tables:
        return [Fault(number, clause, f"“{key}” stands in no control: write [[kind]] above it, for example [[block]].")]
    keys = tables[-1].keys
    if key in keys:
        sentence = f"“{key}” is said twice in this [[{tables[-1].kind}]] (first on line {keys[key]}): write it once."
        return [Fault(number, clause, sentence)]
    keys[key] = number
    return []


def _parse(lines: Sequence[str], first: int, clause: str) -> tuple[dict[str, object], Fault | None]:
    """The fence's TOML, or the fault with the line at which it cannot be read."""
    try:
        return tomllib.loads("\n".join(lines) + "\n"), None
    except (ValueError, RecursionError, OverflowError) as broken:
        return {}, Fault(broken_line(str(broken), first, len(lines)), clause, broken_sentence(str(broken)))


def broken_line(told: str, first: int, count: int) -> int:
    """The line of the file that tomllib's message points to; the last line where it points to the end."""
    found = _AT_LINE.search(told)
    line = int(found[1]) if found else count
    return first + max(0, min(line, count) - 1)


def broken_sentence(told: str) -> str:
    """What tomllib found, and what to write instead."""
    what = told.split(" (at ", maxsplit=1)[0] if len(told) < 200 else "it is nested too deeply"
    what = what[:1].lower() + what[1:]
    return f'this line cannot be read ({what!r}): write key = "words", key = ["one", "two"], key = 2 or key = true, words in quotes.'


def _agree(tables: Sequence[_Table], parsed: dict[str, object]) -> bool:
    """True where the scan and TOML found the same controls."""
    counts: dict[str, int] = {}
    for table in tables:
        counts[table.kind] = counts.get(table.kind, 0) + 1
    found = {kind: len(rows) for kind, rows in parsed.items() if isinstance(rows, list) and all(isinstance(r, dict) for r in rows)}
    return found == counts and len(found) == len(parsed)


def _odd_line(lines: Sequence[str], first: int) -> int:
    """The first line that opens a table with a single bracket; the first line where there is none."""
    single = (
        number for number, line in enumerate(lines, start=first) if line.strip().startswith("[") and not line.strip().startswith("[[")
    )
    return next(single, first)


def _controls(tables: Sequence[_Table], parsed: dict[str, object], clause: str) -> tuple[list[Control], list[Fault]]:
    """Each table as a control, in the order of the text."""
    controls: list[Control] = []
    faults: list[Fault] = []
    taken: dict[str, int] = {}
    for table in tables:
        rows = parsed[table.kind]
        row = rows[taken.get(table.kind, 0)] if isinstance(rows, list) else {}
        taken[table.kind] = taken.get(table.kind, 0) + 1
        control, found = _control(table, dict(row), clause)
        faults.extend(found)
        controls.extend(control)
    return controls, faults


def _control(table: _Table, row: dict[str, object], clause: str) -> tuple[list[Control], list[Fault]]:
    """One table as a control (none where its kind is unknown) and its faults."""
    kind = KINDS.get(table.kind)
    if kind is None:
        return [], [Fault(table.line, clause, f"“{table.kind[:60]}” is not a kind of control: {did_you_mean(table.kind, KINDS)}")]
    values: dict[str, Value] = {}
    faults: list[Fault] = []
    for name, raw in row.items():
        line, key = table.keys.get(name, table.line), kind.key(name)
        if key is None:
            known = did_you_mean(name, (k.name for k in kind.keys))
            faults.append(Fault(line, clause, f"[[{kind.name}]] has no key “{name[:60]}”: {known}"))
            continue
        wrong = faults_of_value(key, raw)
        faults.extend(Fault(line, clause, sentence) for sentence in wrong)
        if not wrong:
            values[name] = value_of(key, raw)
    return [Control(kind.name, clause, table.line, values, {**table.keys})], faults
