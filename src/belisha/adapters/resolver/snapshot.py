"""A timeline on disk: one file that carries its own SHA-256, and each list's names once, in a file named by theirs.

A snapshot is never changed after it was written. The resolver refuses one whose octets are not those that were written.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any

from belisha.adapters.resolver.durable import write_durably
from belisha.adapters.resolver.journal import snapshot_in_use
from belisha.core.programme.model import NameList
from belisha.core.rulesets.codec import timeline_from_json, timeline_to_json
from belisha.core.rulesets.model import Timeline

PREFIX = "ruleset-"
KEPT_SNAPSHOTS = 3
_LISTS = "lists"
_HASH_LINE = b"sha256 "
_OCTETS_AT_ONCE = 32_768  # some 1,500 names: well under a millisecond


class SnapshotFault(Exception):
    """A snapshot that cannot be used; the message is a sentence that says which file and what is wrong."""


@dataclass(frozen=True, slots=True)
class KnownLists:
    """Lists already in memory by the SHA-256 of their file, so that a new snapshot reads only what is new."""

    by_file: Mapping[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A timeline as read, its file, and its lists' names by the SHA-256 of their files."""

    path: Path
    timeline: Timeline
    lists: KnownLists


def write_snapshot(directory: Path, timeline: Timeline) -> Path:
    """Write `timeline` below `directory` so that it is wholly there or not at all; the path to load. Raises OSError.

    Old snapshots go, except the last three and the one in use.
    """
    (directory / _LISTS).mkdir(mode=0o700, parents=True, exist_ok=True)
    rows = {key: {"file": _write_list(directory / _LISTS, held), "sha256": held.sha256} for key, held in timeline.ruleset.lists.items()}
    content = {"lists": rows, "timeline": timeline_to_json(timeline)}
    body = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    digest = hashlib.sha256(body).hexdigest()
    path = directory / f"{PREFIX}{timeline.ruleset.number:010d}-{digest[:16]}.json"
    write_durably(path, _HASH_LINE + digest.encode() + b"\n" + body)
    _sweep(directory, path)
    return path


def read_snapshot(path: Path, zone_named: Callable[[str], tzinfo]) -> Timeline:
    """The timeline in the file at `path`, every SHA-256 checked. Raises SnapshotFault with a sentence."""
    return open_snapshot(path, zone_named).timeline


def open_snapshot(path: Path, zone_named: Callable[[str], tzinfo], known: KnownLists | None = None) -> Snapshot:
    """As read_snapshot, with lists that are already `known` taken from memory. Raises SnapshotFault."""
    content = _content(path)
    with _readable(path):
        have = (known or KnownLists()).by_file
        names = {file: have[file] if file in have else _names(_list_octets(path, file)) for file in _files(content)}
        return _snapshot(path, content, names, zone_named)


async def open_between_answers(path: Path, zone_named: Callable[[str], tzinfo], known: KnownLists) -> Snapshot:
    """As open_snapshot, while the loop goes on: files are read and hashed in a thread, names put in a few thousand at a time.

    A thread alone would not do: one that is busy with Python keeps 29 of 30 answers waiting (architecture.md, Processes).
    Raises SnapshotFault.
    """
    content = await asyncio.to_thread(_content, path)
    with _readable(path):
        names = {}
        for file in _files(content):
            found = known.by_file.get(file)
            names[file] = found if found is not None else await _names_between_answers(path, file)
        return _snapshot(path, content, names, zone_named)


async def _names_between_answers(path: Path, file: str) -> set[str]:
    octets = await asyncio.to_thread(_list_octets, path, file)
    names: set[str] = set()
    at = 0
    while at < len(octets):
        until = octets.find(b"\n", at + _OCTETS_AT_ONCE) + 1 or len(octets)
        names.update(_names(octets[at:until]))
        at = until
        await asyncio.sleep(0)
    return names


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise SnapshotFault(f"the snapshot {path.name} is not written the way this version reads it ({fault}): write it again") from fault


def _files(content: Mapping[str, Any]) -> list[str]:
    return [row["file"] for row in content["lists"].values()]


def _snapshot(path: Path, content: Mapping[str, Any], names: Mapping[str, set[str]], zone_named: Callable[[str], tzinfo]) -> Snapshot:
    lists = {key: NameList(key, "", names[row["file"]], row["sha256"]) for key, row in content["lists"].items()}
    return Snapshot(path, timeline_from_json(content["timeline"], lists, zone_named), KnownLists(names))


def snapshots_in(directory: Path) -> list[Path]:
    """The snapshots below `directory`, the highest number first; of one number, the one written last."""
    found = [path for path in directory.glob(f"{PREFIX}*.json") if path.is_file()]
    return sorted(found, key=lambda path: (path.name[: len(PREFIX) + 10], path.stat().st_mtime_ns), reverse=True)


def _write_list(directory: Path, held: NameList) -> str:
    """Write the names once, one a line in order; the SHA-256 that names the file."""
    body = "".join(f"{name}\n" for name in sorted(held.names)).encode()
    digest = hashlib.sha256(body).hexdigest()
    path = directory / digest
    if not path.exists():
        write_durably(path, body)
    return digest


def names_of_list(directory: Path, digest: str) -> set[str]:
    """The names in a list file of the snapshots below `directory`, whichever snapshot names it. Raises SnapshotFault."""
    return _names(_list_octets(directory / PREFIX, digest))


def _list_octets(path: Path, digest: str) -> bytes:
    """The list file called `digest` of the snapshot at `path`. Raises SnapshotFault where it is gone or its octets changed."""
    body = _octets(path.parent / _LISTS / Path(digest).name)
    if hashlib.sha256(body).hexdigest() != digest:
        raise SnapshotFault(f"the list file {digest[:16]}… is damaged (its SHA-256 differs): load the list and write the snapshot again")
    return body


def _names(octets: bytes) -> set[str]:
    """The names in a list file's octets, one a line."""
    names = set(octets.decode().split("\n"))
    names.discard("")
    return names


def _content(path: Path) -> dict[str, Any]:
    """The JSON of a snapshot file whose SHA-256 holds. Raises SnapshotFault."""
    first, _, body = _octets(path).partition(b"\n")
    if not first.startswith(_HASH_LINE) or hashlib.sha256(body).hexdigest().encode() != first[len(_HASH_LINE) :]:
        raise SnapshotFault(f"the snapshot {path.name} is damaged (its SHA-256 differs): write it again")
    try:
        content = json.loads(body)
    except ValueError as fault:
        raise SnapshotFault(f"the snapshot {path.name} holds no JSON: write it again") from fault
    if not isinstance(content, dict):
        raise SnapshotFault(f"the snapshot {path.name} holds no ruleset: write it again")
    return content


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise SnapshotFault(f"the file {path.name} of a snapshot cannot be read ({fault.strerror}): write the snapshot again") from fault


def _sweep(directory: Path, newest: Path) -> None:
    """Take away old snapshots, and lists that none of the kept ones names; never the one the journal says is in use."""
    in_use = snapshot_in_use(directory)
    every = snapshots_in(directory)
    kept = {newest, *every[:KEPT_SNAPSHOTS], *(path for path in every if path.name == in_use)}
    wanted = set(_list_files(kept))
    for path in set(every) - kept:
        path.unlink(missing_ok=True)
    for path in (directory / _LISTS).iterdir():
        if path.name not in wanted and not path.name.startswith("."):
            path.unlink(missing_ok=True)


def _list_files(snapshots: Iterable[Path]) -> Iterable[str]:
    """The list files that readable snapshots name."""
    for path in snapshots:
        try:
            yield from (row["file"] for row in _content(path)["lists"].values())
        except SnapshotFault:
            continue
