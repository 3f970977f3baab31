"""The answer to a request: a few chosen options, as values, table and JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from orta.corridor import Corridor
from orta.planning.lead_time import LeadTimes
from orta.planning.loading import LoadingRequest, ban_warning, find_bans
from orta.planning.network import limit_warnings, load_warnings
from orta.planning.results import Provenance, Table
from orta.planning.routing.choose import Choice
from orta.planning.routing.explain import (
    NearRival,
    near_rivals,
    shut_ports,
    weak_points,
)
from orta.planning.routing.options import Option, PlannedLeg
from orta.planning.routing.pareto import ParetoSet
from orta.planning.routing.request import RouteRequest
from orta.planning.routing.solve import Obstacle
from orta.vocabulary import Confidence, NodeType, TransportMode

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "orta.route/1"
QUANTILES = (0.5, 0.8, 0.95)
_LANDMARKS = (NodeType.CANAL, NodeType.WAYPOINT)


@dataclass(frozen=True, kw_only=True)
class RouteAnswer:
    """The itineraries for a request, or what stands in their way.

    `choices` are the few that are shown; `options` the whole Pareto set.
    """

    corridor: Corridor
    request: RouteRequest
    choices: tuple[Choice, ...]
    options: ParetoSet
    blocked_by: tuple[Obstacle, ...]
    n_draws: int
    seed: int
    provenance: Provenance

    def __getitem__(self, label: str) -> Option:
        """The option shown under a letter.

        Raises
        ------
        KeyError
            If no option has that letter.
        """
        for choice in self.choices:
            if choice.label == label.upper():
                return choice.option
        raise KeyError(label)

    @cached_property
    def lead_times(self) -> dict[str, LeadTimes]:
        """Drawn lead times of the shown options under their letters."""
        return {
            choice.label: choice.lead_times(n_draws=self.n_draws, seed=self.seed)
            for choice in self.choices
        }

    def on_time(self, label: str) -> float | None:
        """Chance of arriving by the deadline; None if there is none."""
        deadline = self.request.specification.arrival_deadline_at
        return None if deadline is None else self.lead_times[label].on_time(deadline)

    @cached_property
    def table(self) -> Table:
        """One row per shown option."""
        return Table(
            columns=(
                "route",
                "via",
                "days_mean",
                "days_p50",
                "days_p80",
                "days_p95",
                "cost_usd",
                "co2e_kg",
                "distance_km",
                "transit",
                "reasons",
            ),
            rows=tuple(
                (
                    choice.label,
                    self.via(choice.option),
                    choice.option.days,
                    *(
                        self.lead_times[choice.label].quantile_days(q)
                        for q in QUANTILES
                    ),
                    choice.option.cost_usd,
                    choice.option.co2e_kg,
                    choice.option.distance_km,
                    " ".join(choice.option.transit_codes),
                    "; ".join(choice.reasons),
                )
                for choice in self.choices
            ),
        )

    def to_pandas(self) -> pd.DataFrame:
        """One row per shown option, units in the column names."""
        return self.table.to_pandas()

    def legs_table(self, label: str) -> Table:
        """One row per leg of a shown option."""
        return Table(
            columns=(
                "mode",
                "service",
                "from",
                "to",
                "distance_km",
                "days",
                "cost_usd",
                "co2e_kg",
                "countries",
            ),
            rows=tuple(
                (
                    planned.leg.mode.value,
                    planned.service_name,
                    self._name(planned.leg.load_location_id),
                    self._name(planned.leg.unload_location_id),
                    planned.distance_km,
                    planned.days,
                    planned.cost_usd,
                    planned.co2e_kg,
                    " ".join(planned.country_codes),
                )
                for planned in self[label].legs
            ),
        )

    def weaknesses(self, label: str) -> tuple[str, ...]:
        """What makes the option shown under a letter late, in words."""
        option = self[label]
        late = [point.text for point in weak_points(option, self.corridor)]
        return (*late, *shut_ports(option, self.corridor))

    def rivals(self, label: str) -> tuple[NearRival, ...]:
        """Shown options that are no worse than this one in all counts but one."""
        (choice,) = (c for c in self.choices if c.label == label.upper())
        return near_rivals(choice, self.choices)

    def via(self, option: Option) -> str:
        """The places where one leg meets the next, and the canals and capes passed."""
        passed = [node_id for leg in option.legs for node_id in self._landmarks(leg)]
        return " – ".join(map(self._name, passed[:-1])) or "direct"

    def warnings(self, option: Option) -> tuple[str, ...]:
        """Loading bans in the way, limits on the load, then the price."""
        return (
            *self.ban_warnings(option),
            *self.limit_warnings(option),
            *self.capacity_warnings(option),
            *_price_warnings(option),
        )

    def to_dict(self) -> dict[str, Any]:
        """What `--json` prints. Names here are a promise: none is ever renamed."""
        return {
            "schema": SCHEMA,
            "origin": self.request.specification.origin_id,
            "destination": self.request.specification.destination_id,
            "ready_at": self.request.specification.earliest_departure_at.isoformat(),
            "cargo": str(self.request.cargo),
            "itineraries": [self._choice_dict(choice) for choice in self.choices],
            "pareto_set_size": len(self.options),
            "blocked_by": [
                {"constraint": o.constraint, "detail": o.detail}
                for o in self.blocked_by
            ],
            "provenance": self.provenance.to_dict(),
        }

    def __repr__(self) -> str:
        ends = self.request.specification
        where = f"{self._name(ends.origin_id)} → {self._name(ends.destination_id)}"
        lines = [f"{where}, {self.request.cargo}: {len(self.choices)} routes"]
        lines += [
            f"  {c.label}  {c.option.days:5.1f} d  {c.option.cost_usd:9,.0f} USD  "
            f"{c.option.co2e_kg:7,.0f} kg CO2e  {self.via(c.option)}"
            for c in self.choices
        ]
        lines += [f"  blocked by {o.constraint}: {o.detail}" for o in self.blocked_by]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        ends = self.request.specification
        title = f"{self._name(ends.origin_id)} → {self._name(ends.destination_id)}"
        blocked = "".join(f"<p>{escape(o.detail)}</p>" for o in self.blocked_by)
        return f"<h4>{escape(title)}</h4>{self.table.to_html()}{blocked}"

    def _choice_dict(self, choice: Choice) -> dict[str, Any]:
        option, drawn = choice.option, self.lead_times[choice.label]
        return {
            "label": choice.label,
            "legs": [_leg_dict(planned) for planned in option.legs],
            "cost_usd": round(option.cost_usd, 2),
            "lead_time_days": {
                "mean": round(option.days, 3),
                "standard_deviation": round(option.standard_deviation_days, 3),
                **{
                    f"p{share:.0%}".rstrip("%"): round(drawn.quantile_days(share), 3)
                    for share in QUANTILES
                },
            },
            "on_time": self.on_time(choice.label),
            "causes_days": {
                c.value: round(d, 3) for c, d in option.causes_days.items()
            },
            "arrival_at": option.arrival_at.isoformat(),
            "co2e_kg": round(option.co2e_kg, 1),
            "distance_km": round(option.distance_km, 1),
            "transit_exposure": {
                code: {name: round(share, 4) for name, share in shares.items()}
                for code, shares in option.transit_exposure.items()
            },
            "reasons": list(choice.reasons),
            "fails_if": list(self.weaknesses(choice.label)),
            "near_rivals": [
                {"label": rival.label, "but_for": rival.but_for}
                for rival in self.rivals(choice.label)
            ],
            "warnings": list(self.warnings(option)),
        }

    def ban_warnings(self, option: Option) -> Iterator[str]:
        """Bans in force where a leg by rail is loaded, for the places still to come."""
        for number, planned in enumerate(option.legs):
            if planned.leg.mode is not TransportMode.RAIL:
                continue
            ahead = [n for later in option.legs[number:] for n in later.node_ids[1:]]
            asked = LoadingRequest(
                station_id=planned.leg.load_location_id,
                exit_node_ids=tuple(ahead),
                day=planned.leg.load_at.date(),
                goods_code=self.request.goods_code,
            )
            for ban in find_bans(self.corridor, asked):
                yield ban_warning(ban)

    def limit_warnings(self, option: Option) -> Iterator[str]:
        """What is not known to be fine about the load, leg by leg."""
        cargo = self.request.cargo
        yield from load_warnings(self.corridor, cargo)
        for planned in option.legs:
            hops = [step.hop for step in planned.steps]
            for warning in limit_warnings(self.corridor, cargo, hops):
                yield f"{planned.service_name}: {warning}"

    def capacity_warnings(self, option: Option) -> Iterator[str]:
        """Legs whose vessels are too small to take the cargo at once."""
        cargo = self.request.cargo
        equipment = self.corridor.equipment_by_code[cargo.equipment_code]
        cargo_teu = cargo.unit_count * equipment.teu
        for planned in option.legs:
            service = self.corridor.service_by_id[planned.leg.service_id]
            largest = max((fleet.payload_teu for fleet in service.fleets), default=None)
            if largest is not None and cargo_teu > largest:
                yield (
                    f"{service.name}: {cargo_teu:g} TEU need "
                    f"{math.ceil(cargo_teu / largest)} sailings of {largest:g} TEU; "
                    "the days are those of the first"
                )

    def _landmarks(self, planned: PlannedLeg) -> list[str]:
        """Canals and waypoints of a leg, then where it ends."""
        nodes = self.corridor.node_by_id
        between = planned.node_ids[1:-1]
        passed = [n for n in between if nodes[n].node_type in _LANDMARKS]
        return [*passed, planned.leg.unload_location_id]

    def _name(self, node_id: str) -> str:
        return self.corridor.node_by_id[node_id].name


def _leg_dict(planned: PlannedLeg) -> dict[str, Any]:
    leg = planned.leg
    return {
        "mode": leg.mode.value,
        "service_id": leg.service_id,
        "from": leg.load_location_id,
        "to": leg.unload_location_id,
        "countries": list(planned.country_codes),
        "distance_km": round(planned.distance_km, 1),
        "days": round(planned.days, 3),
        "cost_usd": round(planned.cost_usd, 2),
        "co2e_kg": round(planned.co2e_kg, 1),
        "causes_days": {c.value: round(d, 3) for c, d in planned.causes_days.items()},
        "load_at": leg.load_at.isoformat(),
        "unload_at": leg.unload_at.isoformat(),
        "nodes": list(planned.node_ids),
    }


def _price_warnings(option: Option) -> list[str]:
    """How much of the price was not read in a tariff, and how old the oldest is."""
    total = sum(charge.amount_cents for charge in option.charges)
    if not total:
        return []
    warnings = []
    for confidence, verb in (
        (Confidence.ESTIMATED, "is estimated"),
        (Confidence.DERIVED, "is derived from through prices and averages"),
    ):
        cents = sum(
            charge.amount_cents
            for charge in option.charges
            if charge.tariff.evidence.confidence is confidence
        )
        share = round(100 * cents / total)
        if share:
            warnings.append(f"{share} % of the price {verb}")
    oldest = min(charge.tariff.valid_from for charge in option.charges)
    warnings.append(f"the oldest amount is of {oldest}")
    return warnings
