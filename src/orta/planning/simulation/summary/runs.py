"""Replications demand by demand, as arrays: for whoever compares more than two runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.planning.simulation.compile import CompiledPlant, FlowMeaning
from orta.planning.simulation.replication import Replication, lead_quantiles

Floats = NDArray[np.float64]
_DAY_S: Final = 24 * 3600


@dataclass(frozen=True, eq=False, kw_only=True)
class DemandRuns:
    """What became of every demand in every replication of one scenario.

    Axes are replications r, measured days d, demands f in the order of `meanings`, and
    whole hours h of lead time.

    offered_teu, delivered_teu: in the measured days, (r, f). lead_teu_days: lead times
    of those delivered, (r, f). under_way_teu: at the end of each day, (r, d, f).
    arrived_teu: on each day, (r, d, f). lead_teu: TEU delivered, by hours, (r, f, h).
    """

    meanings: tuple[FlowMeaning, ...]
    offered_teu: Floats
    delivered_teu: Floats
    lead_teu_days: Floats
    under_way_teu: Floats
    arrived_teu: Floats
    lead_teu: NDArray[np.int32]
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, compiled: CompiledPlant, found: Sequence[Replication]) -> DemandRuns:
        """The figures of the replications of a plant."""
        flows = [run.flow for run in found]
        longest = max(run.lead.shape[1] for run in found)
        lead = np.zeros((len(found), len(compiled.meanings), longest), np.int32)
        for number, run in enumerate(found):
            lead[number, :, : run.lead.shape[1]] = run.lead
        daily = np.array([run.daily for run in found], np.float64)
        return cls(
            meanings=compiled.meanings,
            offered_teu=np.array([flow.came_teu for flow in flows], np.float64),
            delivered_teu=np.array([flow.left_teu for flow in flows], np.float64),
            lead_teu_days=np.array([flow.lead for flow in flows], np.float64) / _DAY_S,
            under_way_teu=daily[..., 0],
            arrived_teu=np.diff(daily[..., 1], axis=1, prepend=0.0),
            lead_teu=lead,
            warnings=compiled.warnings,
        )

    @property
    def replications(self) -> int:
        """How many there are."""
        return int(self.offered_teu.shape[0])

    def quantiles_days(self, demands: Sequence[int] | None = None) -> Floats:
        """Days that 50, 80 and 95 % of the TEU of demands do not exceed, (r, 3)."""
        lead = self.lead_teu if demands is None else self.lead_teu[:, list(demands)]
        return lead_quantiles(lead.sum(axis=1, dtype=np.int32)) / 24

    def longer_than(self, days: float) -> Floats:
        """The share of the TEU delivered that took longer than so many days, (r,)."""
        by_hour = self.lead_teu.sum(axis=1, dtype=np.float64)
        whole = by_hour.sum(axis=1)
        # Spread evenly within an hour, as in the quantiles.
        below = np.clip(days * 24 - np.arange(by_hour.shape[1]), 0.0, 1.0)
        share = 1 - (by_hour * below).sum(axis=1) / np.where(whole > 0, whole, np.nan)
        return np.asarray(share, np.float64)
