"""What a share follows from, as tables: no row is left out that could change it."""

from __future__ import annotations

import numpy as np

from orta.corridor import Evidence
from orta.planning.assignment import (
    AssetKind,
    FreightNetwork,
    shipped_room_sources,
)
from orta.planning.optimum import BoolArray
from orta.planning.resilience.autonomy.answer import AutonomyAnswer
from orta.planning.resilience.autonomy.frame import Bound, Frame
from orta.planning.resilience.autonomy.share import find_share
from orta.planning.results import Table
from orta.planning.results.table import Value

_EVIDENCE = ("source_id", "as_of", "confidence", "method")


def input_tables(answer: AutonomyAnswer) -> dict[str, Table]:
    """Demands, arcs, uses, limits and weights of a study."""
    frame = answer.frame
    kept = arcs_in_use(frame)
    return {
        "parameter": _parameters(answer),
        "goods": _goods(frame.network),
        "demand": _demands(frame),
        "origin": _origins(frame.network),
        "arc": _arcs(frame.network, kept),
        "avoid": _avoided(frame.network, kept),
        "use": _uses(frame, kept),
        "limit": _limits(frame),
        "asset": _assets(frame),
        "source": _sources(answer),
    }


def arcs_in_use(frame: Frame) -> BoolArray:
    """Arcs that lie on a way of some demand, whatever is shut; shape (n_arcs,)."""
    drafted = find_share(frame, Bound.UPPER).draft.arc
    kept = np.zeros(len(frame.network.arcs), np.bool_)
    kept[drafted[drafted >= 0]] = True
    return kept


def _parameters(answer: AutonomyAnswer) -> Table:
    study = answer.study
    weights = study.weights
    rows: list[tuple[Value, ...]] = [
        ("cost_rise", study.cost_rise, "1", study.cost_rise_source)
    ]
    for name, unit in (
        ("value_of_time_usd_per_t_day", "USD/t/day"),
        ("value_of_reliability_usd_per_t_day", "USD/t/day"),
        ("share_of_value_per_day", "1/day"),
        ("carbon_price_usd_per_t_co2e", "USD/t"),
    ):
        source = study.weights_sources.get(name, "default of Orta")
        rows.append((name, getattr(weights, name), unit, source))
    return Table(columns=("name", "value", "unit", "source"), rows=tuple(rows))


def _goods(network: FreightNetwork) -> Table:
    """Classes of goods, with what a day and a day of spread are worth to a tonne."""
    weights = network.weights
    return Table(
        columns=(
            "goods",
            "equipment_code",
            "unit_mass_t",
            "commodity_code",
            "value_usd_per_t",
            "day_usd_per_t",
            "spread_day_usd_per_t",
        ),
        rows=tuple(
            (
                number,
                kind.equipment_code,
                kind.unit_mass_t,
                kind.commodity_code,
                kind.value_usd_per_t,
                weights.day_usd_per_t(kind.value_usd_per_t),
                weights.spread_day_usd_per_t(kind.value_usd_per_t),
            )
            for number, kind in enumerate(network.goods)
            if number in network.demand_goods
        ),
    )


def _demands(frame: Frame) -> Table:
    network = frame.network
    rows = []
    for number, demand in enumerate(network.demands):
        goods = network.demand_goods[number]
        cost = float(frame.reference_usd_per_t[number])
        rows.append(
            (
                demand.demand_id,
                demand.group,
                demand.direction,
                goods,
                demand.amount_t_per_week,
                str(demand.is_empty).lower(),
                demand.destination_node_id,
                network.ground[goods][demand.destination_node_id],
                cost if np.isfinite(cost) else None,
                *_said(frame.study.evidence.get(demand.demand_id)),
            )
        )
    return Table(
        columns=(
            "demand_id",
            "group",
            "direction",
            "goods",
            "amount_t_per_week",
            "is_empty",
            "destination_node_id",
            "destination",
            "reference_usd_per_t",
            *_EVIDENCE,
        ),
        rows=tuple(rows),
    )


def _origins(network: FreightNetwork) -> Table:
    return Table(
        columns=(
            "demand_id",
            "node_id",
            "origin",
            "supply_t_per_week",
            "price_usd_per_t",
        ),
        rows=tuple(
            (
                demand.demand_id,
                origin.node_id,
                network.ground[network.demand_goods[number]][origin.node_id],
                origin.supply_t_per_week,
                origin.price_usd_per_t,
            )
            for number, demand in enumerate(network.demands)
            for origin in demand.origins
        ),
    )


_ARC_COLUMNS = (
    "arc",
    "goods",
    "tail",
    "head",
    "kind",
    "mode",
    "from_node_id",
    "to_node_id",
    "service_id",
    "link_id",
    "states",
    "tariff_usd_per_t",
    "days",
    "deviation_days",
    "co2e_kg_per_t",
    "cost_usd_per_t",
    "is_stand_in",
)


def _arcs(network: FreightNetwork, kept: BoolArray) -> Table:
    numbers = np.flatnonzero(kept).tolist()
    return Table(
        columns=_ARC_COLUMNS,
        rows=tuple(_arc(network, number) for number in numbers),
    )


def _arc(network: FreightNetwork, number: int) -> tuple[Value, ...]:
    arc = network.arcs[number]
    touched = [network.assets[asset] for asset in sorted(arc.touches)]
    states = [a.asset_id for a in touched if a.kind is AssetKind.STATE]
    return (
        number,
        arc.goods,
        arc.tail,
        arc.head,
        str(arc.kind),
        str(arc.mode),
        arc.from_node_id,
        arc.to_node_id,
        arc.service_id,
        arc.link_id,
        ";".join(state.partition(":")[2] for state in states),
        arc.tariff_usd_per_t,
        arc.days,
        arc.deviation_days,
        arc.co2e_kg_per_t,
        arc.cost_usd_per_t,
        str(arc.is_stand_in).lower(),
    )


def _avoided(network: FreightNetwork, kept: BoolArray) -> Table:
    """Arcs of its own goods that a demand does not use, whatever they cost."""
    rows: list[tuple[Value, ...]] = []
    for number, demand in enumerate(network.demands):
        shut = kept & ~network.open_to(number, kept)
        goods = network.demand_goods[number]
        rows += [
            (demand.demand_id, arc)
            for arc in np.flatnonzero(shut).tolist()
            if network.arcs[arc].goods == goods
        ]
    return Table(columns=("demand_id", "arc"), rows=tuple(rows))


def _uses(frame: Frame, kept: BoolArray) -> Table:
    network = frame.network
    limited = set().union(*frame.limits.values())
    return Table(
        columns=("arc", "asset_id", "lane", "per_t"),
        rows=tuple(
            (number, network.assets[use.asset].asset_id, use.lane, use.per_t)
            for number in np.flatnonzero(kept).tolist()
            for use in network.arcs[number].uses
            if (use.asset, use.lane) in limited
        ),
    )


def _limits(frame: Frame) -> Table:
    """Room of a week by bound; an empty cell has no limit."""
    network = frame.network
    rows = sorted(set().union(*frame.limits.values()))
    return Table(
        columns=("asset_id", "lane", "measure", *map(str, Bound)),
        rows=tuple(
            (
                network.assets[asset].asset_id,
                lane,
                str(network.assets[asset].measure),
                *(frame.limits[bound].get((asset, lane)) for bound in Bound),
            )
            for asset, lane in rows
        ),
    )


def _assets(frame: Frame) -> Table:
    """Assets with a published or derived capacity, and where it comes from."""
    numbers = sorted({asset for asset, _ in frame.limits[Bound.SHARE]})
    assets = [frame.network.assets[number] for number in numbers]
    return Table(
        columns=(
            "asset_id",
            "states",
            "capacity_per_week",
            "measure",
            "available_share",
            *_EVIDENCE,
        ),
        rows=tuple(
            (
                asset.asset_id,
                ";".join(asset.country_codes),
                asset.capacity_per_week,
                str(asset.measure),
                asset.available_share,
                *_said(asset.evidence),
            )
            for asset in assets
        ),
    )


def _said(evidence: Evidence | None) -> tuple[Value, ...]:
    if evidence is None:
        return ("", "", "", "")
    return (
        evidence.source_id,
        evidence.as_of,
        str(evidence.confidence),
        evidence.method,
    )


def _sources(answer: AutonomyAnswer) -> Table:
    """Sources of the study, of rooms and of the dataset."""
    own = {source.source_id: source for source in answer.study.sources}
    own = {s.source_id: s for s in shipped_room_sources()} | own
    known = {s.source_id: s for s in answer.frame.network.corridor.sources}
    return Table(
        columns=("source_id", "title", "publisher", "published", "address"),
        rows=tuple(
            (one.source_id, one.title, one.publisher, one.published, one.address)
            for one in {**known, **own}.values()
        ),
    )
