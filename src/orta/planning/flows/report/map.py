"""A plan of flows as a layer for maps: a line for each leg, with its tonnes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from orta.corridor import Corridor
from orta.planning.flows.answer import FlowsAnswer, Season


def flows_map(answer: FlowsAnswer, corridor: Corridor) -> dict[str, Any]:
    """A GeoJSON collection of straight lines between the ends of legs that are used.

    A line says where goods go, not by which track; its tonnes are those of the whole
    season and, under `t_by_week`, of each week from the first.
    """
    features = [
        _feature(answer, corridor, season, leg_id, t_by_week)
        for season in answer.seasons
        for leg_id, t_by_week in _by_leg(answer, season).items()
    ]
    return {"type": "FeatureCollection", "features": features}


def _by_leg(answer: FlowsAnswer, season: Season) -> dict[str, list[float]]:
    by_leg: dict[str, list[float]] = defaultdict(lambda: [0.0] * answer.study.weeks)
    for flow in season.flows:
        by_leg[flow.leg_id][flow.week - 1] += flow.t
    return by_leg


def _feature(
    answer: FlowsAnswer,
    corridor: Corridor,
    season: Season,
    leg_id: str,
    t_by_week: list[float],
) -> dict[str, Any]:
    leg = answer.study.leg_by_id[leg_id]
    ends = [corridor.node_by_id[node] for node in (leg.from_node_id, leg.to_node_id)]
    return {
        "type": "Feature",
        "geometry": {
            "type": "LineString",
            "coordinates": [[node.longitude_deg, node.latitude_deg] for node in ends],
        },
        "properties": {
            "scenario": season.scenario_id,
            "leg_id": leg_id,
            "from": ends[0].name,
            "to": ends[1].name,
            "mode": str(leg.mode),
            "t": round(sum(t_by_week), 3),
            "t_by_week": [round(t, 3) for t in t_by_week],
        },
    }
