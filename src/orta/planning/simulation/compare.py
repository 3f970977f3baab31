"""Two scenarios under the same luck: what differs, and by how much surely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from orta.errors import ModelError
from orta.planning.results import Provenance
from orta.planning.simulation.estimate import CONFIDENCE, Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDifference:
    """One figure of two scenarios, and the second less the first.

    `asset_id` is the asset or the demand that the figure is of, empty for the whole
    corridor. The interval of the difference is that of the mean of `pairs`
    differences, one for each replication: luck that both had falls out of it.

    Notes
    -----
    Source: Law, Simulation Modeling and Analysis, 5th edition, section 10.2.1
    (paired-t interval); common random numbers make the pairs alike.
    """

    metric: str  # with its unit, as in mean_days
    asset_id: str
    first: Estimate
    second: Estimate
    difference: Estimate
    pairs: int

    @classmethod
    def of(
        cls, metric: str, asset_id: str, *, first: ArrayLike, second: ArrayLike
    ) -> Self:
        """The difference from one value for each replication of either scenario.

        Replications in which either has no value (nan) are left out of all three.

        Raises
        ------
        ModelError
            If the two do not have the same number of replications.

        Examples
        --------
        Both are uncertain, their difference is not:

        >>> days = np.array([10.0, 20.0, 30.0])
        >>> found = PairedDifference.of("days", "KZ-AZ", first=days, second=days + 1)
        >>> found.difference
        Estimate(value=1.0, low=1.0, high=1.0)
        >>> found.first.low < found.second.value < found.first.high, found.is_sure
        (True, True)
        """
        one, other = np.asarray(first, np.float64), np.asarray(second, np.float64)
        if one.shape != other.shape or one.ndim != 1:
            raise ModelError(
                f"{metric}: {one.shape} and {other.shape} replications make no pairs"
            )
        both = ~(np.isnan(one) | np.isnan(other))
        return cls(
            metric=metric,
            asset_id=asset_id,
            first=Estimate.of(one[both]),
            second=Estimate.of(other[both]),
            difference=Estimate.of(other[both] - one[both]),
            pairs=int(both.sum()),
        )

    @property
    def is_sure(self) -> bool:
        """Whether the interval of the difference leaves zero out."""
        zero_is_out = self.difference.low > 0 or self.difference.high < 0
        return self.pairs > 1 and zero_is_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a second scenario changes against a first, both under the same luck."""

    first_name: str
    second_name: str
    start: date
    seed: int
    days: int
    replications: int
    warm_up_days: int
    differences: tuple[PairedDifference, ...]
    warnings: tuple[str, ...]
    provenance: Provenance

    @property
    def sure_by_luck(self) -> int:
        """How many figures would be sure if nothing differed but luck."""
        uncertain = [
            d for d in self.differences if d.difference.low < d.difference.high
        ]
        return round(len(uncertain) * (1 - CONFIDENCE))
