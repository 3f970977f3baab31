"""What may be removed, and what limits several links share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from orta.planning.optimum.paths.problem import FloatArray, FlowProblem, IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SharedLimits:
    """Limits that several links draw on, beside the capacities of single links.

    Entry i says that a unit on `link[i]` takes `use[i]` of `limit[row[i]]`. Shapes:
    `row`, `link` and `use` (entries,), `limit` (rows,).

    Raises
    ------
    ValueError
        If arrays do not fit each other, or a number is none or negative.

    Examples
    --------
    Two links of one port, of which it handles five units a week together:

    >>> port = SharedLimits.of(row=[0, 0], link=[3, 7], use=[1, 1], limit=[5])
    >>> port.n_rows
    1
    """

    row: IntArray
    link: IntArray
    use: FloatArray
    limit: FloatArray

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit each other, and numbers that are none."""
        if not self.row.shape == self.link.shape == self.use.shape:
            raise ValueError("the entries of shared limits do not fit each other")
        if self.row.size and not 0 <= self.row.min() <= self.row.max() < self.n_rows:
            raise ValueError("an entry is of a row that is not there")
        if self.link.size and self.link.min() < 0:
            raise ValueError("a link is negative")
        if not (np.isfinite(self.use).all() and (self.use > 0).all()):
            raise ValueError("a use is above nought and finite")
        if not (np.isfinite(self.limit).all() and (self.limit >= 0).all()):
            raise ValueError("a shared limit is at least nought and finite")

    @classmethod
    def of(
        cls, *, row: ArrayLike, link: ArrayLike, use: ArrayLike, limit: ArrayLike
    ) -> SharedLimits:
        """The limits of lists or arrays."""
        return cls(
            row=np.array(row, np.int32),
            link=np.array(link, np.int32),
            use=np.array(use, np.float64),
            limit=np.array(limit, np.float64),
        )

    @classmethod
    def none(cls) -> SharedLimits:
        """No limit beside those of single links."""
        return cls.of(row=[], link=[], use=[], limit=[])

    @property
    def n_rows(self) -> int:
        """How many limits there are."""
        return len(self.limit)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Targets:
    """Things that can be removed: t takes away `link[start[t] : start[t + 1]]`.

    A link may belong to several. Shapes: `start` (targets + 1,), `link` (entries,).
    """

    start: IntArray
    link: IntArray

    @classmethod
    def of(cls, groups: Iterable[Sequence[int]]) -> Targets:
        """One target for each group of links.

        Examples
        --------
        >>> both_ways = Targets.of([[0, 1], [2, 3]])
        >>> len(both_ways), both_ways.links([1]).tolist()
        (2, [2, 3])
        """
        parts = [np.unique(np.array(group, np.int32)) for group in groups]
        sizes = [len(part) for part in parts]
        return cls(
            start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
            link=np.concatenate([np.empty(0, np.int32), *parts]),
        )

    @classmethod
    def each_link(cls, problem: FlowProblem) -> Targets:
        """Every link of a problem by itself."""
        numbers = np.arange(problem.n_links + 1, dtype=np.int32)
        return cls(start=numbers, link=numbers[:-1])

    def __len__(self) -> int:
        """How many targets there are."""
        return len(self.start) - 1

    def links(self, targets: Iterable[int]) -> IntArray:
        """All links that some targets take away, each once, in order."""
        parts = [self.link[self.start[t] : self.start[t + 1]] for t in targets]
        return np.unique(np.concatenate([np.empty(0, np.int32), *parts]))
