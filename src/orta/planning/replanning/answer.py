"""The answer: ranked actions as values, table and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from orta.corridor import Corridor
from orta.planning.loading import LoadingRequest, ban_warning, find_bans
from orta.planning.network import limit_warnings, load_warnings
from orta.planning.replanning.actions import Action, ActionKind
from orta.planning.replanning.obstacles import Block
from orta.planning.replanning.parties import Party, find_parties
from orta.planning.replanning.request import ReplanRequest
from orta.planning.replanning.way import Way, WayLeg
from orta.planning.results import Provenance, Table
from orta.vocabulary import TransportMode

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "orta.replan/1"
QUANTILES = (0.5, 0.8, 0.95)


@dataclass(frozen=True, kw_only=True)
class ReplanAnswer:
    """What can be done, the recommended action first, or what stands in the way.

    `plan` is the way as if nothing were shut, `plan_mean_days` its drawn mean.
    `notes` say what was not offered, and why.
    """

    corridor: Corridor
    request: ReplanRequest
    plan: Way | None
    plan_mean_days: float
    actions: tuple[Action, ...]
    compared: int
    blocked_by: tuple[Block, ...]
    notes: tuple[str, ...]
    n_draws: int
    seed: int
    provenance: Provenance

    def __getitem__(self, label: str) -> Action:
        """The action shown under a letter.

        Raises
        ------
        KeyError
            If no action has that letter.
        """
        for action in self.actions:
            if action.label == label.upper():
                return action
        raise KeyError(label)

    @property
    def rule(self) -> str:
        """How actions are ranked, in words."""
        if self.request.deadline_at is None:
            return "least mean delay; within 2 % of it, the lower price"
        return "best chance to arrive in time, then least mean delay"

    def on_time(self, label: str) -> float | None:
        """Chance of arriving by the deadline; None if there is none."""
        deadline = self.request.deadline_at
        return None if deadline is None else self[label].times.on_time(deadline)

    def what(self, action: Action) -> str:
        """The action in a few words."""
        here = self._name(action.way.hops[0].from_node_id)
        awaited = ", ".join(
            o.disruption.name(self.corridor) for o in action.way.awaited
        )
        way = _phrase(action.way, self._name)
        if action.kind is ActionKind.STORE:
            return f"store at {here} until {awaited} opens, then {way}"
        if action.kind is ActionKind.KEEP:
            return f"go on as planned, {way}"
        back = "go back, " if action.kind is ActionKind.GO_BACK else ""
        return f"{back}{way}, waiting for {awaited}" if awaited else f"{back}{way}"

    def parties(self, action: Action) -> tuple[Party, ...]:
        """Who has to agree."""
        return find_parties(action.way, action.plan)

    def missing(self, action: Action) -> tuple[str, ...]:
        """Costs that nobody has priced, so that the extra cost is without them."""
        found = []
        if action.storage_usd is None:
            found += [
                f"storage at {self._name(node_id)}, {days:.1f} days expected: "
                "no tariff in the dataset"
                for node_id, days in action.way.stored_days.items()
            ]
        if action.way.standing_days:
            days = action.way.standing_days
            found.append(f"{days:.1f} days aboard, waiting: no tariff in the dataset")
        if action.left_services:
            services = self.corridor.service_by_id
            names = ", ".join(services[s].name for s in action.left_services)
            found.append(f"giving up the booking on {names}: no tariff in the dataset")
        return tuple(found)

    def warnings(self, action: Action) -> tuple[str, ...]:
        """Loading bans in the way, then what is not known to be fine about the load."""
        cargo, legs = self.request.cargo, action.way.legs
        limits = (
            f"{planned.service_name}: {warning}"
            for planned in legs
            for warning in limit_warnings(
                self.corridor, cargo, [step.hop for step in planned.steps]
            )
        )
        bans = self._ban_warnings(action.way)
        of_load = load_warnings(self.corridor, cargo)
        return tuple(dict.fromkeys((*bans, *of_load, *limits)))

    @cached_property
    def table(self) -> Table:
        """One row per shown action."""
        return Table(
            columns=(
                "action",
                "kind",
                "what",
                "arrival_at",
                "delay_days_mean",
                "delay_days_p50",
                "delay_days_p80",
                "delay_days_p95",
                "on_time",
                "extra_cost_usd",
                "storage_days",
                "extra_co2e_kg",
                "reasons",
            ),
            rows=tuple(
                (
                    action.label,
                    action.kind.value,
                    self.what(action),
                    action.arrival_at.isoformat(),
                    action.mean_delay_days,
                    *(action.delay_days(share) for share in QUANTILES),
                    self.on_time(action.label),
                    action.extra_cost_usd,
                    action.stored_days,
                    action.extra_co2e_kg,
                    "; ".join(action.reasons),
                )
                for action in self.actions
            ),
        )

    def to_pandas(self) -> pd.DataFrame:
        """One row per shown action, units in the column names."""
        return self.table.to_pandas()

    def to_dict(self) -> dict[str, Any]:
        """What `--json` prints. Names here are a promise: none is ever renamed."""
        request, deadline = self.request, self.request.deadline_at
        return {
            "schema": SCHEMA,
            "place": request.place_id,
            "aboard": request.aboard_id or None,
            "destination": request.destination_id,
            "at": request.at.isoformat(),
            "by": deadline.isoformat() if deadline else None,
            "cargo": str(request.cargo),
            "closed": [str(disruption) for disruption in request.disruptions],
            "plan": self.plan and self._plan_dict(self.plan),
            "ranked_by": self.rule,
            "recommended": self.actions[0].label if self.actions else None,
            "actions": [self._action_dict(action) for action in self.actions],
            "compared": self.compared,
            "blocked_by": [
                {"constraint": b.constraint, "detail": b.detail}
                for b in self.blocked_by
            ],
            "notes": list(self.notes),
            "provenance": self.provenance.to_dict(),
        }

    def __repr__(self) -> str:
        request = self.request
        ends = f"{self._name(request.place_id)} → {self._name(request.destination_id)}"
        lines = [f"{ends}, {request.at:%Y-%m-%d %H:%M}: {len(self.actions)} actions"]
        lines += [
            f"  {a.label}  {a.kind:10}  {a.mean_delay_days:+5.1f} d  "
            f"{a.extra_cost_usd:+7,.0f} USD  {self.what(a)}"
            for a in self.actions
        ]
        lines += [f"  blocked by {b.constraint}: {b.detail}" for b in self.blocked_by]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        request = self.request
        ends = f"{self._name(request.place_id)} → {self._name(request.destination_id)}"
        blocked = "".join(f"<p>{escape(b.detail)}</p>" for b in self.blocked_by)
        return f"<h4>{escape(ends)}</h4>{self.table.to_html()}{blocked}"

    def _plan_dict(self, plan: Way) -> dict[str, Any]:
        return {
            "legs": [_leg_dict(planned) for planned in plan.legs],
            "days_mean": round(self.plan_mean_days, 3),
            "cost_usd": round(plan.cost_cents / 100, 2),
            "co2e_kg": round(plan.emission_g / 1000, 1),
        }

    def _action_dict(self, action: Action) -> dict[str, Any]:
        delays = {
            f"p{share:.0%}".rstrip("%"): round(action.delay_days(share), 3)
            for share in QUANTILES
        }
        causes = action.times.causes_days().items()
        storage_usd = action.storage_usd
        return {
            "label": action.label,
            "kind": action.kind.value,
            "what": self.what(action),
            "legs": [_leg_dict(planned) for planned in action.way.legs],
            "arrival_at": action.arrival_at.isoformat(),
            "delay_days": {"mean": round(action.mean_delay_days, 3), **delays},
            "on_time": self.on_time(action.label),
            "causes_days": {cause.value: round(days, 3) for cause, days in causes},
            "extra_cost_usd": round(action.extra_cost_usd, 2),
            "storage_days": round(action.stored_days, 3),
            "storage_usd": None if storage_usd is None else round(storage_usd, 2),
            "missing": list(self.missing(action)),
            "extra_co2e_kg": round(action.extra_co2e_kg, 1),
            "must_agree": [
                {"role": p.role, "name": p.name, "reason": p.reason}
                for p in self.parties(action)
            ],
            "reasons": list(action.reasons),
            "warnings": list(self.warnings(action)),
        }

    def _ban_warnings(self, way: Way) -> Iterator[str]:
        for number, planned in enumerate(way.legs):
            if planned.leg.mode is not TransportMode.RAIL:
                continue
            if number == 0 and self.request.aboard_id == planned.leg.service_id:
                continue  # it is loaded already
            asked = LoadingRequest(
                station_id=planned.leg.load_location_id,
                exit_node_ids=tuple(
                    n for later in way.legs[number:] for n in later.node_ids[1:]
                ),
                day=planned.leg.load_at.date(),
                goods_code=self.request.goods_code,
            )
            if asked.exit_node_ids:
                for ban in find_bans(self.corridor, asked):
                    yield ban_warning(ban)

    def _name(self, node_id: str) -> str:
        return self.corridor.node_by_id[node_id].name


def _phrase(way: Way, name: Callable[[str], str]) -> str:
    """The modes in order and the places where one leg meets the next."""
    moving = [p for p in way.legs if len(p.node_ids) > 1]
    if not moving:
        return "get off here"
    chain: list[str] = []
    for planned in moving:
        mode = planned.leg.mode.value
        if not chain or chain[-1] != mode:
            chain.append(mode)
    via = " – ".join(dict.fromkeys(name(node_id) for node_id in way.via))
    return f"{'-'.join(chain)} by {via}" if via else f"{'-'.join(chain)} direct"


def _leg_dict(planned: WayLeg) -> dict[str, Any]:
    leg = planned.leg
    return {
        "mode": leg.mode.value,
        "service_id": leg.service_id,
        "from": leg.load_location_id,
        "to": leg.unload_location_id,
        "load_at": leg.load_at.isoformat(),
        "unload_at": leg.unload_at.isoformat(),
        "nodes": list(planned.node_ids),
    }
