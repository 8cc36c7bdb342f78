"""What the last good ruleset wished for the day when none can be loaded, kept apart from it: in one small file beside the snapshots.

`open` never opens what protective lists hold (language.md, front matter): the file names those lists, and where one of them cannot be
read either, everything is closed but help. Without the file, or with one that is damaged, everything is closed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from belisha.adapters.resolver.durable import write_durably
from belisha.adapters.resolver.school_names import check_local_names
from belisha.adapters.resolver.snapshot import KnownLists, SnapshotFault, names_of_list
from belisha.core.decision.model import Reason
from belisha.core.names import upwards
from belisha.core.rulesets.codec import entry_from_json, entry_to_json
from belisha.core.rulesets.model import UNKNOWN_KEY, Entry, Ruleset

FILE_NAME = "when-broken"
OPEN = "open"
WORDS_CLOSED = "Everything but help is closed until a ruleset arrives."
WORDS_OPEN = "The policy wants the network open then: everything is open but what illegal-content and malware lists hold."
WORDS_UNREADABLE = (
    "The policy wants the network open then, but a list of illegal content or malware cannot be read: all but help is closed."
)


@dataclass(frozen=True, slots=True)
class WhenBroken:
    """How names are answered without a ruleset. `words` is a sentence for the network manager; `lists` stay closed where `is_open`.

    `help_names` are open in any case, with all names below them; `local_names` are the school's own, as in a ruleset.
    """

    is_open: bool = False
    words: str = WORDS_CLOSED
    lists: tuple[tuple[Entry, Set[str]], ...] = ()
    help_names: frozenset[str] = frozenset()
    local_names: Mapping[str, str] = field(default_factory=dict)

    def closes(self, name: str) -> Entry | None:
        """The entry of the protective list that holds the name or one above it; None where none does."""
        above = tuple(upwards(name))
        return next((entry for entry, names in self.lists if any(one in names for one in above)), None)


def wish_of(ruleset: Ruleset, lists: KnownLists) -> bytes:
    """What `keep_wish` writes for a ruleset whose lists' files are known. Help is the same for every seat."""
    files = {id(names): file for file, names in lists.by_file.items()}
    rows = [{"file": files.get(id(ruleset.lists[row.list_id].names)), "entry": entry_to_json(row.entry)} for row in ruleset.first_lists]
    anybody = ruleset.tables.get(UNKNOWN_KEY, {})
    content = {
        "when_broken": ruleset.when_broken,
        "lists": rows,
        "help": sorted(name for name, entry in anybody.items() if entry is not None and entry.reason is Reason.HELP),
        "local_names": dict(ruleset.local_names),
    }
    body = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def keep_wish(directory: Path, wish: bytes) -> None:
    """Put it on the disk where it is not there yet. Raises OSError."""
    path = directory / FILE_NAME
    if not path.is_file() or path.read_bytes() != wish:
        write_durably(path, wish)


def read_wish(directory: Path) -> WhenBroken:
    """What was kept last. Never raises for what stands in the files: whatever cannot be read means closed."""
    try:
        digest, _, body = (directory / FILE_NAME).read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return WhenBroken()
        content = json.loads(body)
        closed = WhenBroken(help_names=frozenset(content["help"]), local_names=content["local_names"])
        check_local_names(closed.local_names)
    except (OSError, KeyError, TypeError, ValueError, AttributeError):
        return WhenBroken()
    return _as_wished(directory, content, closed)


def _as_wished(directory: Path, content: Mapping[str, Any], closed: WhenBroken) -> WhenBroken:
    if content.get("when_broken") != OPEN:
        return closed
    try:
        lists = tuple((entry_from_json(row["entry"]), names_of_list(directory, str(row["file"]))) for row in content["lists"])
    except (SnapshotFault, KeyError, TypeError, ValueError, AttributeError):
        return replace(closed, words=WORDS_UNREADABLE)
    return replace(closed, is_open=True, words=WORDS_OPEN, lists=lists)
