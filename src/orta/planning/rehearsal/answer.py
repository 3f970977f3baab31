"""What a rehearsal found, and what comparing two policies found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orta.planning.rehearsal.policy import Policy
from orta.planning.rehearsal.promises import Kept, Share
from orta.planning.results import Provenance
from orta.planning.simulation import Estimate, PairedDifference, student_t

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Rehearsal:
    """A season run many times: what arrives, what it costs, which promises hold.

    `values` has one value of each figure for each replication; `figures` their means
    with 95 % intervals. `arrived_t` has shape (n_replications, n_demands, n_weeks),
    the weeks of the study and some after them.
    """

    title: str
    policy: Policy
    seed: int
    replications: int
    sent_t: float
    parcel_t: float
    demand_ids: tuple[str, ...]
    kept: Kept
    values: Mapping[str, Floats]
    arrived_t: Floats
    warnings: tuple[str, ...]
    provenance: Provenance

    @property
    def figures(self) -> dict[str, Estimate]:
        """The mean of every figure, with its interval."""
        return {name: Estimate.of(values) for name, values in self.values.items()}

    def to_dict(self) -> dict[str, Any]:
        """As it stands in `--json`."""
        return {
            "title": self.title,
            "policy": str(self.policy),
            "seed": self.seed,
            "replications": self.replications,
            "sent_t": self.sent_t,
            "all_kept": _share(self.kept.all_kept),
            "part_80": self.kept.part_80,
            "part_90": self.kept.part_90,
            "promises": [
                {
                    "demand_id": one.promise.demand_id,
                    "last_week": one.promise.last_week,
                    "promised_t": one.promise.t,
                    "kept": _share(one.kept),
                    "safe_80_t": one.safe_80_t,
                    "safe_90_t": one.safe_90_t,
                }
                for one in self.kept.promises
            ],
            "figures": {name: _estimate(one) for name, one in self.figures.items()},
            "warnings": list(self.warnings),
            "provenance": self.provenance.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Reduction:
    """By which share one mean lies below another, with its 95 % interval.

    Replications of either side have the same luck, and are compared pair by pair.

    Notes
    -----
    Source: ratio estimator with the variance of its residuals (Cochran, Sampling
    Techniques, 3rd edition, 1977, section 6.4), Student's t for the interval.

    Examples
    --------
    >>> Reduction.of(np.array([7.0, 8.0, 9.0]), than=np.full(3, 16.0)).value
    0.5
    """

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Floats, *, than: Floats) -> Reduction:
        """How far the mean of some values is below that of others, pair by pair."""
        most = float(than.mean())
        if most <= 0:
            return cls(float("nan"), float("nan"), float("nan"))
        ratio = float(values.mean()) / most
        if values.size == 1:
            return cls(1 - ratio, 1 - ratio, 1 - ratio)
        residuals = (values - ratio * than) / most
        error = float(np.sqrt((residuals**2).sum() / (values.size - 1) / values.size))
        half = student_t(values.size - 1) * error
        return cls(1 - ratio, 1 - ratio - half, 1 - ratio + half)

    def is_at_least(self, share: float) -> bool:
        """Whether the whole interval is at or above a share."""
        return self.low >= share


@dataclass(frozen=True, eq=False, kw_only=True)
class PolicyComparison:
    """A plan against loading when ready, under the same weather and luck.

    `differences` are those of the plan less loading when ready; `reduction` is the
    share by which demurrage and loss are less under the plan.
    """

    plan: Rehearsal
    ready: Rehearsal
    differences: tuple[PairedDifference, ...]
    reduction: Reduction

    def difference(self, metric: str) -> PairedDifference:
        """The difference of one figure."""
        return next(one for one in self.differences if one.metric == metric)

    def to_dict(self) -> dict[str, Any]:
        """As it stands in `--json`."""
        return {
            "plan": self.plan.to_dict(),
            "ready": self.ready.to_dict(),
            "demurrage_and_loss_reduction": {
                "value": self.reduction.value,
                "low": self.reduction.low,
                "high": self.reduction.high,
            },
            "differences": [
                {
                    "metric": one.metric,
                    "ready": _estimate(one.first),
                    "plan": _estimate(one.second),
                    "difference": _estimate(one.difference),
                    "is_sure": one.is_sure,
                }
                for one in self.differences
            ],
        }


def _share(share: Share) -> dict[str, float]:
    return {"share": share.value, "low": share.low, "high": share.high}


def _estimate(one: Estimate) -> dict[str, float]:
    return {"value": one.value, "low": one.low, "high": one.high}
