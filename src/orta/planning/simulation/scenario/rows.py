"""Policies by the id of the row they are about: a mapping that never changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

V_co = TypeVar("V_co", covariant=True)


class Rows(Mapping[str, V_co]):
    """A mapping from ids, in their order, that can be compared and hashed.

    Examples
    --------
    >>> Rows({"b": 2, "a": 1})
    Rows({'a': 1, 'b': 2})
    >>> Rows({"b": 2, "a": 1}) == Rows({"a": 1, "b": 2})
    True
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, V_co]) -> None:
        self._items = dict(sorted(items.items()))

    def __getitem__(self, key: str) -> V_co:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(tuple(self._items.items()))

    def __repr__(self) -> str:
        return f"Rows({self._items!r})"
