"""Letting go of large memories a little at a time: freeing a million names at once would keep every device waiting."""

from __future__ import annotations

from collections import deque
from typing import Any

SLICE = 2_000  # entries a turn: about a third of a millisecond


class Burial:
    """Dictionaries and sets nobody reads any more. Whoever buries one must hold it no longer: it is emptied."""

    def __init__(self) -> None:
        self._dead: deque[dict[Any, Any] | set[Any]] = deque()

    def __bool__(self) -> bool:
        return bool(self._dead)

    def bury(self, memory: dict[Any, Any] | set[Any]) -> None:
        """Take what is to be freed."""
        if memory:
            self._dead.append(memory)

    def free_some(self) -> None:
        """Free one slice; call it once a turn of the loop while there is something."""
        if not self._dead:
            return
        memory = self._dead[0]
        take = memory.popitem if isinstance(memory, dict) else memory.pop
        for _ in range(min(SLICE, len(memory))):
            take()
        if not memory:
            self._dead.popleft()
