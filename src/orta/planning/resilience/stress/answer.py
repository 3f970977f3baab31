"""What a stress test says: losses, recovery, and what helps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from orta.planning.resilience.stress.library import Stress
from orta.planning.resilience.stress.recovery import Recovery
from orta.planning.resilience.stress.values import Measure, Weights
from orta.planning.results import Provenance
from orta.planning.simulation import Estimate, PairedDifference


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What a measure saves, under the stress and in ordinary time.

    All figures are the run without the measure less the one with it, pair by pair, over
    the days that are measured. `gain_usd` is the worth of the tonne-days saved, less
    the dearer freight where goods go another way; `gain_usd_per_year` is that in a year
    with the event, `ordinary_gain_usd_per_year` in one without. Where no cost is known,
    the gain is also what the measure may cost at most. `refused` says why it cannot be
    tried, and then there are no figures.
    """

    measure: Measure
    refused: str = ""
    saved_t_days: Estimate | None = None
    saved_p95_days: Estimate | None = None
    gain_usd: Estimate | None = None
    ordinary_gain_usd_per_year: Estimate | None = None
    gain_usd_per_year: Estimate | None = None
    unknown_freight: tuple[str, ...] = ()

    @property
    def gain_per_dollar(self) -> float | None:
        """Dollars gained in a year for each dollar of the cost, if that is known."""
        cost, gain = self.measure.cost_usd_per_year, self.gain_usd_per_year
        if cost is None or gain is None or cost == 0:
            return None
        return gain.value / cost

    @property
    def is_sure(self) -> bool:
        """Whether the interval of the gain leaves zero out."""
        gain = self.gain_usd
        return gain is not None and (gain.low > 0 or gain.high < 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StressAnswer:
    """All that a stress test found.

    `totals`, `by_demand` and `by_state` are paired differences, the stressed run less
    the ordinary one under the same luck. `begins` and `ends` are those of the event,
    None if it lasts all along. `priced_share` and `emission_share` are the shares of
    the TEU whose freight and emissions are known; `unpriced` names the rest, each with
    the services on its way that have no tariff.
    """

    stress: Stress
    start: date
    days: int
    warm_up_days: int
    replications: int
    seed: int
    weights: Weights
    begins: date | None
    ends: date | None
    totals: tuple[PairedDifference, ...]
    by_demand: tuple[PairedDifference, ...]
    by_state: tuple[PairedDifference, ...]
    recovery: Recovery
    recovery_by_demand: tuple[Recovery, ...]
    recovery_by_state: tuple[Recovery, ...]
    helps: tuple[Help, ...]
    priced_share: float
    emission_share: float
    unpriced: tuple[tuple[str, tuple[str, ...]], ...]
    warnings: tuple[str, ...]
    provenance: Provenance

    def total(self, metric: str) -> PairedDifference:
        """The figure of the whole corridor."""
        return next(row for row in self.totals if row.metric == metric)
