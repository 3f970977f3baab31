"""What bans pile up, and how long that takes to clear."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

import numpy as np

from orta.corridor import Corridor
from orta.planning.simulation.answer import Backlog
from orta.planning.simulation.compile import CompiledPlant, gate_of, is_held_by
from orta.planning.simulation.estimate import Estimate
from orta.planning.simulation.replication import Replication
from orta.planning.simulation.scenario import Ban, Scenario
from orta.planning.simulation.summary.figures import Floats

_BEFORE_DAYS: Final = 14


def backlogs(
    corridor: Corridor,
    scenario: Scenario,
    compiled: CompiledPlant,
    found: Sequence[Replication],
    station_ids: Sequence[str],
) -> tuple[Backlog, ...]:
    """One row for each ban that begins in the measured days."""
    rows = []
    for ban in scenario.bans:
        first = (ban.starts - scenario.start).days
        if not 0 < first < scenario.days:
            continue
        places = _places(corridor, compiled, ban)
        shown = [n for n, place in enumerate(station_ids) if place in places]
        waiting = np.array([run.series[:, shown].sum(axis=1) for run in found])
        rows.append(_backlog(ban, first, waiting.astype(np.float64)))
    return tuple(rows)


def _places(corridor: Corridor, compiled: CompiledPlant, ban: Ban) -> set[str]:
    """Origins that the ban shuts, and quays of the place it is about."""
    held = {
        gate_of(meaning.demand.demand_id)
        for meaning in compiled.meanings
        if is_held_by(meaning, ban)
    }
    quays = {
        line.line_id
        for line in compiled.plant.lines
        for service in (corridor.service_by_id.get(line.line_id),)
        if service and service.calls and service.calls[0].node_id == ban.node_id
    }
    return held | quays


def _backlog(ban: Ban, first: int, waiting: Floats) -> Backlog:
    """`waiting` holds a row for each replication and a column for each day."""
    before = waiting[:, max(first - _BEFORE_DAYS, 0) : first].mean(axis=1)
    end = first + ceil(ban.days)
    is_clear = waiting[:, end:] <= before[:, None]
    cleared = is_clear.any(axis=1)
    days = np.where(cleared, is_clear.argmax(axis=1) + 1.0, np.nan)
    last = np.where(cleared, end + is_clear.argmax(axis=1), waiting.shape[1] - 1)
    peaks = [row[first : day + 1].max() for row, day in zip(waiting, last, strict=True)]
    return Backlog(
        node_id=ban.node_id,
        starts=ban.starts,
        ban_days=float(ban.days),
        peak_teu=Estimate.of(np.array(peaks) - before),
        clear_days=Estimate.of(days),
        cleared_share=float(cleared.mean()),
    )
