"""Single stages against published ones: borders, handling, waits for a ship."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor, Duration, Evidence, Observation
from orta.model import CorridorModel
from orta.planning.lead_time import Stage, Wait, draw_lead_times
from orta.vocabulary import StageCause
from orta.vocabulary.quantities import HOURS_PER_DAY, MINUTES_PER_HOUR
from verification.comparison import Comparison, is_cited
from verification.transit import DRAWS, READY_DATES, same_chain


@dataclass(frozen=True, kw_only=True)
class StageFigure:
    """Hours of one stage of the dataset, and where they come from."""

    durations: tuple[Duration, ...]
    evidence: Evidence

    @property
    def mean_h(self) -> float:
        """Expected hours."""
        return sum(duration.mean_h for duration in self.durations)

    def drawn_hours(self) -> NDArray[np.float64]:
        """Hours of every draw."""
        stages = [Stage(cause=StageCause.HANDLE, duration=d) for d in self.durations]
        return _drawn_hours(stages, _ANY_TIME)


def compare_dwell(model: CorridorModel, o: Observation) -> Comparison:
    """A border from one side to the other, or discharge and loading at one place."""
    figure = _border(model.corridor, o) or _handling(model.corridor, o)
    if figure is None:
        return Comparison(observation=o, predicted=None)
    p50, p80 = np.quantile(figure.drawn_hours(), (0.5, 0.8))
    return Comparison(
        observation=o,
        predicted=figure.mean_h,
        is_input=is_cited(o.evidence.source_id, [figure.evidence]),
        p50=float(p50),
        p80=float(p80),
    )


def compare_wait(model: CorridorModel, o: Observation) -> Comparison:
    """The wait for a departure and for the port to open, over four dates."""
    hours, drawn = [], []
    evidences: list[Evidence] = []
    for ready in READY_DATES:
        choices = same_chain(model, o, ready)
        if not choices:
            return Comparison(observation=o, predicted=None)
        fastest = min(choices, key=lambda choice: choice.option.minutes).option
        first = fastest.steps[0]
        hours.append(sum(first.causes_min.get(c, 0) for c in _WAITS) / MINUTES_PER_HOUR)
        waits = [first.wait] if first.wait is not None else []
        drawn.append(_drawn_hours(waits, fastest.ready_at))
        service = model.corridor.service_by_id[first.hop.service_id]
        evidences.append(service.evidence)
    p50, p80 = np.quantile(np.concatenate(drawn), (0.5, 0.8))
    return Comparison(
        observation=o,
        predicted=mean(hours),
        is_input=is_cited(o.evidence.source_id, evidences),
        p50=float(p50),
        p80=float(p80),
    )


def _drawn_hours(parts: Sequence[Stage | Wait], at: datetime) -> NDArray[np.float64]:
    drawn = draw_lead_times(
        parts, ready_at=at, n_draws=DRAWS, rng=np.random.default_rng(0)
    )
    hours: NDArray[np.float64] = drawn.days * HOURS_PER_DAY
    return hours


# Borders and terminals know no season, so any instant will do.
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)
_WAITS = (StageCause.WAIT_SERVICE, StageCause.WEATHER)


def _border(corridor: Corridor, o: Observation) -> StageFigure | None:
    for border in corridor.borders:
        if (border.from_node_id, border.to_node_id) == (o.from_node_id, o.to_node_id):
            link = corridor.link_by_id[border.link_id]
            if link.mode == o.mode_chain:
                return StageFigure(durations=(border.dwell,), evidence=border.evidence)
    return None


def _handling(corridor: Corridor, o: Observation) -> StageFigure | None:
    """Discharge and loading, one after the other."""
    for terminal in corridor.terminals:
        is_there = terminal.node_id == o.from_node_id == o.to_node_id
        if is_there and terminal.mode == o.mode_chain:
            return StageFigure(
                durations=(terminal.handling, terminal.handling),
                evidence=terminal.evidence,
            )
    return None
