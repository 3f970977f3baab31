"""A tree that proves a bound for whole numbers: plain branch and bound.

A solver finds good plans with means whose proofs nobody can recompute. This search
is given the cost of such a plan and looks for nothing but a tree in which every leaf
costs as much: it always opens the leaf with the least bound, and splits there the
column whose splits have raised the bound most so far (pseudo-costs: Benichou and
others, Mathematical Programming 1, 1971).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from heapq import heappop, heappush

import numpy as np

from orta.planning.optimum.certificate.tree import Leaf, Split, Tree
from orta.planning.optimum.programme import FloatArray, IntArray, Programme
from orta.planning.optimum.relaxation import (
    Basis,
    Contradiction,
    Optimum,
    Relaxation,
)

_WHOLE_WITHIN = 1e-6

Box = dict[int, tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Search:
    """What was proved: no plan costs less than `bound`, as `tree` shows.

    `plan` (columns,) is one that is cheaper than what the search was given, if it
    came by one. `nodes` counts the linear programmes that were solved.
    """

    tree: Tree
    bound: float
    nodes: int
    plan: FloatArray | None


def search(
    programme: Programme,
    objective: float,
    *,
    gap: float = 1e-6,
    most_nodes: int = 1000,
    stop: Callable[[], bool] = lambda: False,
) -> Search:
    """A tree whose leaves cost as much as a known plan, up to a gap, or nearly so.

    Parameters
    ----------
    objective
        What the best known plan costs; infinity if there is none.
    gap
        Where a leaf costs this share less than the plan, or nothing less, it is done.
    most_nodes
        The search ends after so many linear programmes. The tree depends on nothing
        else, unless `stop`, which is asked before each of them, ends it.

    Returns
    -------
    The tree as far as it came. If it was ended, its bound is lower than it could be,
    but as sure.
    """
    growing = _Growing(programme, objective=objective, gap=gap)
    while growing.nodes < most_nodes - 1 and not stop():
        if not growing.open_next():
            break
    return growing.result()


@dataclass(slots=True, kw_only=True)
class _Node:
    box: Box
    found: Optimum | Contradiction | None  # None where the solver gave up
    above: FloatArray  # prices of the node above, which are right here, too
    least: float  # what they prove
    split: Split | None = None
    branches: tuple[int, ...] = ()


class _Growing:
    """The tree while it grows, and the leaves that are still to be opened."""

    def __init__(self, programme: Programme, *, objective: float, gap: float) -> None:
        whole = programme.whole
        # A whole column above whose bound there is no whole number has a lower bound.
        self._upper = np.where(whole, np.floor(programme.upper), programme.upper)
        self._relaxation = Relaxation(replace(programme, upper=self._upper))
        self._whole = np.flatnonzero(whole).astype(np.int32)
        self._learned = _Learned(self._whole, len(programme.cost))
        self._best = objective
        self._gap = gap
        self._plan: FloatArray | None = None
        self._tree: list[_Node] = []
        self._open: list[tuple[float, int]] = []
        self._add({}, basis=None, above=np.zeros(len(programme.limit)), least=-np.inf)

    @property
    def nodes(self) -> int:
        """Linear programmes solved so far."""
        return len(self._tree)

    def open_next(self) -> bool:
        """Split the leaf with the least bound; False if all cost enough."""
        if not self._open or self._open[0][0] >= self._enough():
            return False
        _, at = heappop(self._open)
        node = self._tree[at]
        assert isinstance(node.found, Optimum)  # noqa: S101  only those are open
        column = self._learned.choose(node.found.x)
        at_most = int(np.floor(node.found.x[column]))
        node.split = Split(column=column, at_most=at_most)
        low, high = node.box.get(column, (0.0, float(self._upper[column])))
        node.branches = tuple(
            self._add(
                {**node.box, column: bounds},
                basis=node.found.basis,
                above=node.found.prices,
                least=node.found.objective,
            )
            for bounds in ((low, float(at_most)), (at_most + 1.0, high))
        )
        self._learned.see(column, node.found, [self._tree[at] for at in node.branches])
        # Only leaves are started from again, and prices of splits prove nothing more.
        node.found = Contradiction(ray=None)
        return True

    def result(self) -> Search:
        """The tree as it stands."""
        leaves = [node for node in self._tree if not node.split]
        return Search(
            tree=self._walk(),
            bound=min(_proved(leaf) for leaf in leaves),
            nodes=self.nodes,
            plan=self._plan,
        )

    def _add(
        self, box: Box, *, basis: Basis | None, above: FloatArray, least: float
    ) -> int:
        """The place of a new leaf, solved."""
        at = len(self._tree)
        found = self._relaxation.solve(box, basis=basis)
        self._tree.append(_Node(box=box, found=found, above=above, least=least))
        if isinstance(found, Optimum):
            if self._fractions(found.x).max(initial=0.0) > _WHOLE_WITHIN:
                heappush(self._open, (found.objective, at))
            elif found.objective < self._enough():
                self._best, self._plan = found.objective, found.x
        return at

    def _fractions(self, x: FloatArray) -> FloatArray:
        """How far each column that must be whole is from it, 0 to 0.5."""
        fractions: FloatArray = np.abs(x[self._whole] - np.round(x[self._whole]))
        return fractions

    def _enough(self) -> float:
        if np.isinf(self._best):
            return self._best
        return self._best - self._gap * max(1.0, abs(self._best))

    def _walk(self) -> Tree:
        """The nodes in the order of a walk, which the certificate wants."""
        walked: list[Split | Leaf] = []
        ahead = [0]
        while ahead:
            node = self._tree[ahead.pop()]
            if node.split:
                walked.append(node.split)
                ahead += reversed(node.branches)
            elif isinstance(node.found, Optimum):
                walked.append(Leaf(prices=node.found.prices))
            else:
                ray = node.found.ray if node.found else None
                walked.append(Leaf(prices=node.above, ray=ray))
        return tuple(walked)


def _proved(leaf: _Node) -> float:
    """What no plan in a leaf costs less than."""
    if isinstance(leaf.found, Optimum):
        return leaf.found.objective
    has_ray = leaf.found is not None and leaf.found.ray is not None
    return np.inf if has_ray else leaf.least


class _Learned:
    """What splitting a column has raised the bound by, for each unit it was moved."""

    def __init__(self, whole: IntArray, n_columns: int) -> None:
        self._whole = whole
        self._sums = np.zeros((2, n_columns))  # moved down, moved up
        self._counts = np.zeros((2, n_columns))

    def choose(self, x: FloatArray) -> int:
        """The column whose split raises the lesser branch most, by what was seen."""
        below = x[self._whole] - np.floor(x[self._whole])
        moved = np.array([below, 1.0 - below])
        known = self._counts > 0
        means = self._sums / np.maximum(self._counts, 1)
        usual = self._sums.sum(axis=1) / np.maximum(self._counts.sum(axis=1), 1)
        rates = np.where(known, means, np.maximum(usual, 1e-6)[:, None])[:, self._whole]
        gains = np.maximum(rates * moved, 1e-9)
        is_split = np.minimum(*moved) > _WHOLE_WITHIN
        return int(
            self._whole[np.argmax(np.where(is_split, gains[0] * gains[1], -1.0))]
        )

    def see(self, column: int, split: Optimum, branches: list[_Node]) -> None:
        """Remember what the two branches of a split have cost more."""
        below = split.x[column] - np.floor(split.x[column])
        for way, (moved, node) in enumerate(
            zip((below, 1.0 - below), branches, strict=True)
        ):
            if isinstance(node.found, Optimum):
                gain = max(0.0, node.found.objective - split.objective)
                self._sums[way, column] += gain / moved
                self._counts[way, column] += 1
