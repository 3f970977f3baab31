"""Transit times of whole ways and of rail sections, as carriers count them.

A carrier's transit time runs from the first departure to the last arrival. The
router's lead time runs from goods ready to load until they are available. So the
wait for the first departure and the handling at both ends are taken off here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor, Evidence, Observation
from orta.model import CorridorModel
from orta.planning.lead_time import Stage, Wait, draw_lead_times
from orta.planning.network import HopKind
from orta.planning.routing import Choice, Option
from orta.vocabulary.quantities import HOURS_PER_DAY, days_from_minutes
from verification.comparison import Comparison, is_cited

DRAWS = 4000
# One date in each season: published times seldom say when they were measured.
READY_DATES = ("2026-01-15", "2026-04-15", "2026-07-15", "2026-10-15")
# Prices are quoted per 40 ft container; the load only matters for dues per tonne.
CARGO = "1x40ft:20t"


@dataclass(frozen=True, kw_only=True)
class Transit:
    """An option from the first departure to the last arrival."""

    option: Option

    @property
    def days(self) -> float:
        """Expected days."""
        first, last = self.option.steps[0], self.option.steps[-1]
        return days_from_minutes(last.began_min - first.ended_min)

    def drawn_days(self, *, n_draws: int) -> NDArray[np.float64]:
        """Days of every draw, shape (n_draws,)."""
        first = self.option.steps[0]
        drawn = draw_lead_times(
            self._parts(),
            ready_at=self.option.ready_at + timedelta(minutes=first.ended_min),
            n_draws=n_draws,
            rng=np.random.default_rng(0),
        )
        return drawn.days

    def _parts(self) -> tuple[Stage | Wait, ...]:
        """The option's stages without those of the first and the last step."""
        first, last = self.option.steps[0], self.option.steps[-1]
        before = len(first.hop.stages) + (first.wait is not None)
        after = len(last.hop.stages) + (last.wait is not None)
        return self.option.stages[before : len(self.option.stages) - after]


def compare_days(model: CorridorModel, o: Observation) -> Comparison:
    """The fastest way with the same chain of modes, averaged over four dates."""
    transits = []
    for ready in READY_DATES:
        choices = same_chain(model, o, ready)
        if not choices:
            return Comparison(observation=o, predicted=None)
        fastest = min(choices, key=lambda choice: choice.option.minutes)
        transits.append(Transit(option=fastest.option))
    unit = HOURS_PER_DAY if o.unit == "hours" else 1
    drawn = np.concatenate([t.drawn_days(n_draws=DRAWS) for t in transits])
    p50, p80 = np.quantile(drawn, (0.5, 0.8)) * unit
    evidences = [e for t in transits for e in _evidences(model.corridor, t.option)]
    return Comparison(
        observation=o,
        predicted=mean(t.days for t in transits) * unit,
        is_input=is_cited(o.evidence.source_id, evidences),
        lead_time=mean(t.option.days for t in transits) * unit,
        p50=float(p50),
        p80=float(p80),
    )


def same_chain(model: CorridorModel, o: Observation, ready: str) -> list[Choice]:
    """Every Pareto-optimal way with the modes of the published one."""
    if o.from_node_id == o.to_node_id:
        return []
    answer = model.route(
        o.from_node_id,
        o.to_node_id,
        ready=ready,
        cargo=CARGO,
        avoid=o.avoid,
        limit=None,
        past=True,
    )
    return [
        choice
        for choice in answer.choices
        if not o.mode_chain or "-".join(choice.option.mode_chain) == o.mode_chain
    ]


def _evidences(corridor: Corridor, option: Option) -> Iterator[Evidence]:
    """Evidence of every row that the time of an option rests on."""
    links = {s.hop.link_id for s in option.steps}
    services = {s.hop.service_id for s in option.steps}
    moves = {
        (s.hop.link_id, s.hop.from_node_id)
        for s in option.steps
        if s.hop.kind is HopKind.MOVE
    }
    ends = {
        (s.hop.from_node_id, s.hop.mode)
        for s in option.steps
        if s.hop.kind is not HopKind.MOVE
    }
    yield from (link.evidence for link in corridor.links if link.link_id in links)
    for service in corridor.services:
        if service.service_id in services:
            yield service.evidence
            yield from (call.evidence for call in service.calls)
    yield from (
        border.evidence
        for border in corridor.borders
        if (border.link_id, border.from_node_id) in moves
    )
    yield from (
        terminal.evidence
        for terminal in corridor.terminals
        if (terminal.node_id, terminal.mode) in ends
    )
