"""`belisha policy check|load FILE`: what is wrong with a policy, and what to know of it; a loaded version waits for signatures."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from belisha.core.policy.check import check_text
from belisha.core.policy.model import Fault, Policy
from belisha.core.policy.notes import notes
from belisha.web.commands.installation import Unusable, data_folder, found_at


def run(words: Namespace) -> int:
    """Check or load, each fault printed: 0 where the policy is sound (notes stop nobody), 2 where a check finds faults, 1 where nothing
    was loaded for them. Raises Unusable for a file that cannot be read."""
    text = text_of(words.file)
    return _check(words, text) if words.action == "check" else _load(words, text)


def text_of(name: str) -> str:
    """What a file says. Raises Unusable where it is not there, or is no text."""
    try:
        return Path(name).read_text(encoding="utf-8")
    except FileNotFoundError as fault:
        raise Unusable(f"there is no file {name}") from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise Unusable(f"{name} cannot be read as a text in UTF-8: save it as plain text (Markdown, UTF-8)") from fault


def faults_of(text: str) -> tuple[Policy | None, tuple[Fault, ...]]:
    """Everything wrong with a text, without any school's facts."""
    from belisha.directory.queries import catalogue, suffixes

    return check_text(text, catalogue=catalogue(), suffixes=suffixes())


def _check(words: Namespace, text: str) -> int:
    policy, faults = faults_of(text)
    known = notes(policy) if policy else ()
    if words.json:
        found = {"file": words.file, "identity": policy.identity if policy else None, "faults": _rows(faults), "notes": _rows(known)}
        print(json.dumps(found, indent=1, ensure_ascii=False))
    else:
        for fault in faults:
            print(fault.told(words.file))
        for note in known:
            print(replace(note, sentence=f"note: {note.sentence}").told(words.file))
        print(f"{_counted(len(faults), 'fault')}{', ' + _counted(len(known), 'note') if known else ''}")
    return 2 if faults else 0


def _rows(found: Sequence[Fault]) -> list[dict[str, str | int | None]]:
    """Faults or notes as the program reads them."""
    return [{"line": f.line, "clause": f.clause, "sentence": f.sentence} for f in found]


def _counted(count: int, what: str) -> str:
    """ "no faults", "1 fault", "2 faults"."""
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def _load(words: Namespace, text: str) -> int:
    found_at(data_folder(words.data)).enter()
    from django_scopes import scope

    from belisha.kit import clock
    from belisha.kit.access import Refused
    from belisha.policy.actions import load_version
    from belisha.policy.queries import faults_of as faults_with_facts
    from belisha.web.commands.school import command_line, the_school

    school = the_school()
    with scope(school=school):
        faults = faults_with_facts(school, text, clock.now())
        for fault in faults:
            print(fault.told(words.file))
        if faults or words.dry_run:
            print(f"{len(faults)} faults: not loaded" if faults else "no faults: this would be loaded as a new version")
            return 1 if faults else 0
        try:
            version = load_version(by=command_line(school), text=text, now=clock.now())
        except Refused as refusal:
            print(f"not loaded: {refusal}")
            return 1
    print(f"loaded as version {version.number} ({version.identity[:12]}…): it waits for its signatures and changes nothing until then")
    return 0
