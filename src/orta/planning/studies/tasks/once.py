"""Values that are dear to make, made once in a process and shared by its threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class _Place(Generic[V]):
    """Where one value will stand; the lock is held while it is made."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.found: list[V] = []


class Once(Generic[V]):
    """A few values under their keys; those not asked for the longest are dropped.

    Two threads that ask for the same value wait for one making of it.

    Examples
    --------
    >>> made = Once(most=2)
    >>> made.get("a", lambda: 1), made.get("a", lambda: 2)
    (1, 1)
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._places: OrderedDict[Hashable, _Place[V]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value under the key, made if it is not there."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
        with place.lock:
            if not place.found:
                place.found.append(make())
            return place.found[0]
