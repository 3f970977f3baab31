"""The Pareto set: its criteria as columns, its options read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import NDArray

from orta.planning.routing.kernel import AREAS, ARRIVAL, WEIGHTS
from orta.planning.routing.options import Option

Ints = NDArray[np.int64]


def _no_option(number: int) -> Option:
    raise IndexError(number)


@dataclass(frozen=True, eq=False)
class ParetoSet(Sequence[Option]):
    """Options of which none is as good as another in everything, by expected days.

    A set can hold hundreds of them and an answer shows six, so the criteria are
    columns, shape (n_options,), and an option is put together when it is read.
    """

    come_to: Ints = field(default_factory=lambda: np.empty((0, WEIGHTS + 3), np.int64))
    read: Callable[[int], Option] = _no_option
    _read_before: dict[int, Option] = field(default_factory=dict)

    @property
    def minutes(self) -> Ints:
        """Expected lead times."""
        return self.come_to[:, ARRIVAL]

    @property
    def areas(self) -> Ints:
        """Areas touched, as bit masks; both ends are in every one."""
        return self.come_to[:, AREAS]

    @property
    def cost_cents(self) -> Ints:
        """Prices for the whole cargo."""
        return self.come_to[:, WEIGHTS]

    @property
    def emission_g(self) -> Ints:
        """Greenhouse gas for the whole cargo."""
        return self.come_to[:, WEIGHTS + 1]

    @property
    def variance_min2(self) -> Ints:
        """Variances of the lead times."""
        return self.come_to[:, WEIGHTS + 2]

    def __len__(self) -> int:
        return len(self.come_to)

    @overload
    def __getitem__(self, number: int) -> Option: ...

    @overload
    def __getitem__(self, number: slice) -> tuple[Option, ...]: ...

    def __getitem__(self, number: int | slice) -> Option | tuple[Option, ...]:
        if isinstance(number, slice):
            return tuple(self[n] for n in range(*number.indices(len(self))))
        position = range(len(self))[number]
        if position not in self._read_before:
            self._read_before[position] = self.read(position)
        return self._read_before[position]
