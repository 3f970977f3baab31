"""What is answered: the worst sets, and how all others were ruled out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import comb

from orta.planning.optimum.removal import Outcome


class Verdict(StrEnum):
    """What was decided of a family of sets."""

    BOUNDED = "bounded"  # no set of it costs more than the bound
    SOLVED = "solved"  # a single set, whose least cost was found
    SPLIT = "split"  # solved; sets that touch what its plan uses follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """All sets that hold `removed`, none of `kept`, and at most `n_more` others.

    `at_most` is what no set of it costs more than, as the plan `witness` shows; of a
    split family it is what its first set costs, and all sets that touch none of
    `used`, what that plan uses. `witness` is the place of a plan in the proof, or -1
    where none was asked for.
    """

    removed: tuple[int, ...]
    kept: tuple[int, ...]
    n_more: int
    verdict: Verdict
    at_most: float
    used: tuple[int, ...] = ()
    witness: int = -1

    def n_sets(self, n_targets: int) -> int:
        """How many sets are settled here, those of families that follow left out."""
        free = n_targets - len(self.removed) - len(self.kept)
        whole = sets_up_to(free, self.n_more)
        if self.verdict is Verdict.SPLIT:
            return sets_up_to(free - len(self.used), self.n_more)
        return whole


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstSet:
    """Targets removed together, and what everything costs at least then.

    The least cost lies between `bound`, which `price` (rows,) proves, and `objective`.
    """

    targets: tuple[int, ...]
    objective: float
    bound: float
    price: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The worst sets of at most `size` targets, with the proof that there is no worse.

    Every member of a set counts: without it the others would do less harm. Of sets that
    cost the same one stands for all. `families` hold every set of at most `size`
    targets once. A solved set costs at least its objective less a share `gap` of it.
    """

    size: int
    n_targets: int
    base: float
    gap: float
    sets: tuple[WorstSet, ...]
    families: tuple[Family, ...]
    witnesses: tuple[Outcome, ...] = ()

    @property
    def n_sets(self) -> int:
        """How many sets there are."""
        return sets_up_to(self.n_targets, self.size)

    @property
    def n_solved(self) -> int:
        """How many of them had to be solved."""
        return sum(family.verdict is not Verdict.BOUNDED for family in self.families)

    @property
    def n_bounded(self) -> int:
        """How many a bound ruled out."""
        return self.n_sets - self.n_solved


def sets_up_to(n: int, size: int) -> int:
    """How many sets of at most a size there are of n things.

    >>> sets_up_to(4, 2)
    11
    """
    return sum(comb(n, k) for k in range(min(n, size) + 1))
