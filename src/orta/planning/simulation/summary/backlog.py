"""What bans pile up, and how long that takes to clear."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor
from orta.planning.simulation.answer import Backlog
from orta.planning.simulation.compile import CompiledPlant, gate_of, is_held_by
from orta.planning.simulation.estimate import Estimate
from orta.planning.simulation.replication import BEFORE_DAYS, Replication
from orta.planning.simulation.scenario import Ban, Scenario
from orta.planning.simulation.summary.figures import Floats


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
        if not 0 <= first < scenario.days:
            continue
        first += found[0].before.shape[0]
        origins, quays = _origins(compiled, ban), _quays(corridor, compiled, ban)
        held = _waiting(found, station_ids, origins)
        waiting = held + _waiting(found, station_ids, quays)
        rows.append(_backlog(ban, first, held, waiting))
    return tuple(rows)


def _waiting(
    found: Sequence[Replication], station_ids: Sequence[str], places: set[str]
) -> Floats:
    """TEU that wait at some places, a row a replication and a column a day.

    The last days before the measured ones come first.
    """
    shown = [number for number, place in enumerate(station_ids) if place in places]
    daily = [
        np.concatenate([run.before, run.series])[:, shown].sum(axis=1) for run in found
    ]
    return np.array(daily, np.float64)


def _origins(compiled: CompiledPlant, ban: Ban) -> set[str]:
    """Where the ban holds goods."""
    return {
        gate_of(meaning.demand.demand_id)
        for meaning in compiled.meanings
        if is_held_by(meaning, ban)
    }


def _quays(corridor: Corridor, compiled: CompiledPlant, ban: Ban) -> set[str]:
    """Where goods wait for ships at the place that the ban is about."""
    services = corridor.service_by_id
    return {
        line.line_id
        for line in compiled.plant.lines
        if line.line_id in services
        and services[line.line_id].calls
        and services[line.line_id].calls[0].node_id == ban.node_id
    }


def _backlog(ban: Ban, first: int, held: Floats, waiting: Floats) -> Backlog:
    before = np.zeros(len(waiting))  # at the start of a run without warm-up
    if first:
        before = waiting[:, max(first - BEFORE_DAYS, 0) : first].mean(axis=1)
    end = first + ceil(ban.days)
    is_clear = waiting[:, end:] <= before[:, None]
    cleared = is_clear.any(axis=1)
    return Backlog(
        node_id=ban.node_id,
        starts=ban.starts,
        ban_days=float(ban.days),
        held_teu=Estimate.of(held[:, first : end + 1].max(axis=1)),
        clear_days=Estimate.of(np.where(cleared, _first(is_clear) + 1.0, np.nan)),
        cleared_share=float(cleared.mean()),
    )


def _first(is_clear: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The first day of each replication that is clear; 0 where none is."""
    days = is_clear.shape[1]
    return is_clear.argmax(axis=1) if days else np.zeros(len(is_clear), np.intp)
