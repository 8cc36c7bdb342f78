"""House rules that no linter knows, as functions that find faults; test_house.py holds them against the tree and against bad examples."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = CHECKOUT / "src" / "belisha"
ROOMS = {"audit", "jobs", "notices", "schools", "people", "directory", "policy", "filtering"}
OPEN_DOORS = {"actions", "queries", "permissions", "states", "events", "providers", "models", "apps"}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "delete", "save", "bulk_update"}
WRITERS = {"actions", "retention", "seed"}
MAX_FILE_LINES, MAX_TEST_LINES, MAX_FUNCTION_LINES = 400, 500, 60
VAGUE_NAMES = {"utils", "helpers", "common", "manager", "misc"}


def production_files(source: Path = SOURCE) -> Iterator[Path]:
    """Every module of the product: no migrations, no tests."""
    for path in sorted(source.rglob("*.py")):
        if not {"migrations", "tests"} & set(path.parts):
            yield path


def size_faults(path: Path, text: str) -> Iterator[str]:
    """Files and functions that have grown too long."""
    limit = MAX_TEST_LINES if "tests" in path.parts else MAX_FILE_LINES
    lines = len(text.splitlines())
    if lines > limit:
        yield f"{path}: {lines} lines (limit {limit}): make it a package of the same name"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                yield f"{path}:{node.lineno} {node.name} is {length} lines (limit {MAX_FUNCTION_LINES})"


def door_faults(path: Path, room: str, text: str) -> Iterator[str]:
    """Imports that reach past another room's doors."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("belisha."):
            continue
        target = [*(node.module or "").split(".")[1:], *(name.name for name in node.names)]
        if target[0] in ROOMS - {room} and len(target) > 1 and target[1] not in OPEN_DOORS:
            yield f"{path}:{node.lineno} reaches into {'.'.join(target[:2])}: only {', '.join(sorted(OPEN_DOORS))} are open to other rooms"


def write_faults(path: Path, text: str) -> Iterator[str]:
    """Rows written outside actions."""
    if WRITERS & {path.stem, path.parent.name}:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            chain = ast.unparse(node.func)
            if ".objects." in chain or (node.func.attr in {"save", "delete"} and "form" not in chain):
                yield f"{path}:{node.lineno} {chain}() writes outside actions.py"


def name_faults(path: Path) -> Iterator[str]:
    """Modules whose name says nothing."""
    if path.stem in VAGUE_NAMES:
        yield f"{path}: say in a school's or a builder's word what {path.stem} is"


def migration_faults(path: Path, text: str) -> Iterator[str]:
    """Migrations that lean on today's code."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("belisha"):
            yield f"{path}:{node.lineno} imports {node.module}: a migration must run the same when the code has moved on"
