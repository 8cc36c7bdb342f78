"""Fair shares: what all addresses share of connections and work under way, and what one of them may hold of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

from belisha.core.names import Address

UNDER_WAY_AT_MOST = 2_000  # questions being answered at once; more are dropped, and asked again by their client
UNDER_WAY_OF_ONE = 100  # of one address: a page needs some dozens; nobody takes every upstream socket with names that nobody answers


class Shares:
    """How much each address has of something that all share: `all_at_most` together, `of_one` for one address."""

    def __init__(self, all_at_most: int, of_one: int) -> None:
        self._all_at_most = all_at_most
        self._of_one = of_one
        self._taken: Counter[Address] = Counter()
        self._all = 0

    def take(self, address: Address) -> bool:
        """True, and one more is taken, where there is one for this address."""
        if self._taken[address] >= self._of_one or self._all >= self._all_at_most:
            return False
        self._taken[address] += 1
        self._all += 1
        return True

    def give_back(self, address: Address) -> None:
        """One that `address` had is free again; an address that has none is forgotten."""
        self._taken[address] -= 1
        self._all -= 1
        if self._taken[address] <= 0:
            del self._taken[address]


class Crew:
    """The work under way for all addresses, each with its share."""

    def __init__(self, of_one: int = UNDER_WAY_OF_ONE) -> None:
        self._under_way: set[asyncio.Task[None]] = set()
        self._shares = Shares(UNDER_WAY_AT_MOST, of_one)

    def take(self, address: Address) -> bool:
        """True, and one more piece of work is under way for `address`, where it may have one more; to be given back."""
        return self._shares.take(address)

    def give_back(self, address: Address) -> None:
        """A piece of work that was taken is done."""
        self._shares.give_back(address)

    def begin(self, work: Callable[[], Coroutine[Any, Any, None]], address: Address) -> bool:
        """Begin a piece of work for `address`; False, and nothing is begun, where too much is under way."""
        if not self._shares.take(address):
            return False
        task = asyncio.get_running_loop().create_task(work())
        self._under_way.add(task)
        task.add_done_callback(lambda done: self._end(done, address))
        return True

    def _end(self, done: asyncio.Task[None], address: Address) -> None:
        self._under_way.discard(done)
        self._shares.give_back(address)
