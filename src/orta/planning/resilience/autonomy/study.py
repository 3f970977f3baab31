"""What is asked: whose goods, through which states, at how much more than today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from orta.corridor import Evidence, Source
from orta.errors import ModelError
from orta.planning.assignment import Addition, FreightDemand, Room, Way, Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class AutonomyStudy:
    """A demand set, what it may cost, and what the corridor has besides the dataset.

    A demand still counts as delivered at a mean generalised cost of at most
    `1 + cost_rise` times that of its cheapest way with everything open. `replaces`
    names demands of the dataset that are part of the set, so that they are not in its
    way; all others of the year are, in the lower bound, and go by nothing that
    `others_avoid` names. `states` are those that are asked for; if there are none, all
    that a way of the set may cross and in which none of its demands begins or ends.
    `weights_sources` says where each weight was read, `evidence` how each demand came
    to be.
    """

    study_id: str
    title: str
    demands: tuple[FreightDemand, ...]
    cost_rise: float
    cost_rise_source: str = ""
    question: str = ""
    weights: Weights = field(default_factory=Weights)
    weights_sources: Mapping[str, str] = field(default_factory=dict)
    ways: tuple[Way, ...] = ()
    rooms: tuple[Room, ...] = ()
    replaces: tuple[str, ...] = ()
    others_avoid: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    projects: tuple[Addition, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        if not (isfinite(self.cost_rise) and self.cost_rise >= 0):
            raise ModelError("cost_rise is a share of at least 0")
        ids = [demand.demand_id for demand in self.demands]
        if len(set(ids)) < len(ids):
            raise ModelError("a demand is given twice")
        if not sum(demand.goods_t_per_week for demand in self.demands) > 0:
            raise ModelError("a demand set has tonnes")

    @property
    def goods_t_per_week(self) -> float:
        """Tonnes of goods a week of the whole set."""
        return sum(demand.goods_t_per_week for demand in self.demands)
