"""Which published figures a fit may use, how far off it may be, and its distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from calibration.design import Floats
from orta.corridor import Corridor, Target
from orta.planning.simulation.observed import published_figure
from orta.vocabulary import TargetMetric

_M = TargetMetric
_WHOLE_YEAR: Final = (1, 12)

# How far, as a share, a right simulator may be from a right figure: of another year,
# of other cargo, of a few trains. Ours, one for each stage, none for a row.
TOLERANCES: Final = {
    "Volumes": 0.15,
    "Ports and ships": 0.15,
    "Waits": 0.5,
    "Borders": 0.2,
    "End to end, and sections": 0.2,
}
_STAGE: Final = {
    _M.DELIVERED_TEU: "Volumes",
    _M.DELIVERED_UNITS: "Volumes",
    _M.DELIVERED_T: "Volumes",
    _M.SERVED_TEU: "Volumes",
    _M.SERVED_UNITS: "Volumes",
    _M.DEPARTURES: "Ports and ships",
    _M.CALLS: "Ports and ships",
    _M.VOYAGES_PER_VESSEL_MONTH: "Ports and ships",
    _M.LOAD_TEU: "Ports and ships",
    _M.LOAD_SHARE: "Ports and ships",
    _M.HANDLING_H: "Ports and ships",
    _M.CLOSED_DAYS: "Ports and ships",
    _M.WAIT_H: "Waits",
    _M.DWELL_H: "Borders",
    _M.LEAD_DAYS: "End to end, and sections",
    _M.TRANSIT_DAYS: "End to end, and sections",
    _M.SECTION_DAYS: "End to end, and sections",
}


class Use(StrEnum):
    """What a calibration does with a target."""

    FITTED_ON = "fitted on"
    HELD_OUT = "held out"
    PART_OF_YEAR = "part of the year"
    INPUT = "input"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A published figure that can be fitted on: its range, source and tolerance."""

    target_id: str
    source_id: str
    low: float
    high: float
    tolerance: float


def stage_of(target: Target) -> str:
    """The stage that a target speaks of, by its metric."""
    return _STAGE[target.metric]


def use_of(target: Target) -> Use:
    """What a calibration does with a target: a rule, not a choice row by row."""
    if target.is_input:
        return Use.INPUT
    if target.held_out:
        return Use.HELD_OUT
    if not is_whole_year(target):
        return Use.PART_OF_YEAR
    return Use.FITTED_ON


def is_whole_year(target: Target) -> bool:
    """Whether one run of the year gives its figure."""
    return (target.first_month, target.last_month) == _WHOLE_YEAR


def source_id_of(corridor: Corridor, target: Target) -> str:
    """The document in which the figure of a target was published."""
    volumes = {v.volume_id: v.evidence.source_id for v in corridor.volumes}
    observed = {o.observation_id: o.evidence.source_id for o in corridor.observations}
    return volumes.get(target.volume_id) or observed[target.observation_id]


def row_of(corridor: Corridor, target: Target) -> Row:
    """A target as a row to fit on, with the published range where there is one."""
    centre = published_figure(corridor, target)
    ends = (centre, centre)
    for observation in corridor.observations:
        if observation.observation_id == target.observation_id:
            ends = observation.low * target.scale, observation.high * target.scale
    return Row(
        target_id=target.target_id,
        source_id=source_id_of(corridor, target),
        low=ends[0],
        high=ends[1],
        tolerance=TOLERANCES[stage_of(target)],
    )


def misfit(
    rows: Sequence[Row], log_figures: Floats, *, spread: Floats | None = None
) -> Floats:
    """Sum over sources of the mean squared miss of their rows, one for each vector.

    A miss is 0 inside the published range; outside it is the log of the figure over
    the nearest end, in tolerances. A source has one vote, however many its rows.

    Parameters
    ----------
    log_figures
        Logarithms of simulated figures: vectors down, rows across.
    spread
        What else makes the figure of a row uncertain, as a standard deviation of its
        logarithm.
    """
    low = np.log([row.low for row in rows])
    high = np.log([row.high for row in rows])
    tolerance = np.array([row.tolerance for row in rows])
    if spread is not None:
        tolerance = np.hypot(tolerance, spread)
    below, above = low - log_figures, log_figures - high
    squares = (np.maximum(np.maximum(below, above), 0) / tolerance) ** 2
    source_ids = [row.source_id for row in rows]
    weights = np.array([1 / source_ids.count(name) for name in source_ids])
    return np.asarray(squares @ weights, np.float64)
