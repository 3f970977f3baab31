"""A study and its ways as cases: any value of the inputs makes one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Final

from orta.corridor import Corridor
from orta.errors import BadCell, StudyError
from orta.planning.assignment import (
    WEEKS_PER_YEAR,
    FreightDemand,
    FreightNetwork,
    Row,
    Weights,
    build_network,
    freight_demand,
)
from orta.planning.investment.compile.ways import ListedWay, list_ways
from orta.planning.investment.portfolio import (
    Asset,
    Case,
    Effect,
    Market,
    Option,
    Part,
    Use,
    Way,
)
from orta.planning.investment.study import (
    Future,
    InvestStudy,
    StudyEffect,
    StudyOption,
)
from orta.planning.investment.worth import Values
from orta.vocabulary import LinkStatus

_NO_LIMIT: Final = 1e9  # what a new link of unknown capacity holds, tonnes a year
_LANE: Final = "@"


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """Ways and assets of a study, from which a case is made for any inputs.

    `unmatched` names effects that touch no asset on any way: such an option gains
    nothing here, and that is said.
    """

    study: InvestStudy
    network: FreightNetwork
    ways: tuple[ListedWay, ...]
    demands: tuple[FreightDemand, ...]
    opened: Mapping[str, float]  # planned links that options open: what they hold
    unmatched: Mapping[str, tuple[str, ...]]
    left_out: tuple[str, ...]  # demands without a way

    def case(self, values: Values, *, name: str = "") -> Case:
        """The case of one value for each input."""
        return _Assembly(self, values, name).case()

    def case_of(self, future: Future) -> Case:
        """The case of a future of the study."""
        return self.case(self.study.inputs_of(future), name=future.name)


def compile_study(study: InvestStudy, corridor: Corridor) -> Compiled:
    """The ways of the demands of a study, planned links open where options open them.

    Raises
    ------
    StudyError
        If the study names no demand, or a link that is not planned.
    """
    opened = _opened(study, corridor)
    weights = _weights(study.middle)
    widened = _with_links(corridor, opened)
    demands = tuple(_demands(study, corridor))
    if not demands:
        raise _bad(study, "demands", " ".join(study.demands), "ids of demands")
    day = corridor.holds_from or date(study.periods[0], 1, 1)
    network = build_network(widened, demands, weights, on=day)
    numbers = network.numbers_of(opened)
    ways = list_ways(
        network,
        {row.demand_id: row.via_node_ids for row in corridor.demands},
        most=study.most_ways,
        dearest=study.inputs["reservation"].high,
        closable=numbers,
    )
    with_way = {way.demand_id for way in ways}
    return Compiled(
        study=study,
        network=network,
        ways=ways,
        demands=tuple(d for d in demands if d.demand_id in with_way),
        opened=opened,
        unmatched=_unmatched(study, network, ways, opened),
        left_out=tuple(d.demand_id for d in demands if d.demand_id not in with_way),
    )


def _demands(study: InvestStudy, corridor: Corridor) -> Iterator[FreightDemand]:
    for row in corridor.demands:
        is_meant = (
            any(fnmatchcase(row.demand_id, pattern) for pattern in study.demands)
            if study.demands
            else row.is_simulated
        )
        if is_meant:
            demand = freight_demand(corridor, row)
            shut = study.avoid if row.via_node_ids else ()
            yield replace(
                demand,
                value_usd_per_t=_value(study, demand),
                avoid=(*demand.avoid, *(f"state:{code}" for code in shut)),
            )


def _value(study: InvestStudy, demand: FreightDemand) -> float | None:
    """What the goods are worth; the longest beginning of their code that is given."""
    if demand.is_empty:
        return 0.0
    fitting = [
        value
        for value in study.values
        if demand.commodity_code.startswith(value.commodity_code)
    ]
    longest = max(fitting, key=lambda v: len(v.commodity_code), default=None)
    return None if longest is None else longest.usd_per_t


def _weights(values: Values) -> Weights:
    ratio = values["reliability_ratio"]
    return Weights(
        value_of_time_usd_per_t_day=values["value_of_time"],
        value_of_reliability_usd_per_t_day=ratio * values["value_of_time"],
        share_of_value_per_day=values["share_of_value_per_day"],
    )


def _opened(study: InvestStudy, corridor: Corridor) -> dict[str, float]:
    """Planned links that some option opens, and what they hold, by asset id."""
    found: dict[str, float] = {}
    for option in (*study.options, *study.committed):
        for effect in option.effects:
            if not effect.opens:
                continue
            kind, _, link_id = effect.asset.partition(":")
            link = corridor.link_by_id.get(link_id)
            if kind != "link" or link is None or link.status is LinkStatus.IN_SERVICE:
                expected = "link:ID of a link that is planned"
                raise _bad(study, "asset", effect.asset, expected)
            found[effect.asset] = max(effect.adds, found.get(effect.asset, 0.0))
    return found


def _with_links(corridor: Corridor, opened: Mapping[str, float]) -> Corridor:
    links = tuple(
        replace(link, status=LinkStatus.IN_SERVICE)
        if f"link:{link.link_id}" in opened
        else link
        for link in corridor.links
    )
    return replace(corridor, links=links)


def _unmatched(
    study: InvestStudy,
    network: FreightNetwork,
    ways: tuple[ListedWay, ...],
    opened: Mapping[str, float],
) -> dict[str, tuple[str, ...]]:
    """Effects of options that change nothing for any way, and so are worth nothing."""
    limited = {network.assets[row[0]].asset_id for way in ways for row in way.rooms}
    touched = {spot.asset_id for way in ways for spot in way.spots}
    found = {}
    for option in study.options:
        idle = [
            effect.asset
            for effect in option.effects
            if not _matches(
                effect,
                touched
                if _cuts(effect)
                else limited | (touched if effect.opens else set()),
            )
        ]
        if idle:
            found[option.option_id] = tuple(idle)
    del opened
    return found


def _cuts(effect: StudyEffect) -> bool:
    return max(effect.money_cut, effect.time_cut, effect.risk_cut) > 0


def _matches(effect: StudyEffect, ids: set[str]) -> list[str]:
    return sorted(name for name in ids if fnmatchcase(name, effect.asset))


def _bad(study: InvestStudy, key: str, value: str, expected: str) -> StudyError:
    bad = BadCell(file=study.path, row=0, column=key, value=value, expected=expected)
    return StudyError(study.path, (bad,))


class _Assembly:
    """One case in the making."""

    def __init__(self, compiled: Compiled, values: Values, name: str) -> None:
        self.compiled, self.values, self.name = compiled, values, name
        self.study, self.network = compiled.study, compiled.network
        self.weights = _weights(values)
        self.periods = self.study.periods
        self.touched = {s.asset_id for way in compiled.ways for s in way.spots}
        self.rows = sorted({row for way in compiled.ways for row in way.rooms})
        self.cut = {
            name
            for option in self.study.options
            for effect in option.effects
            if _cuts(effect)
            for name in _matches(effect, self.touched)
        }

    def case(self) -> Case:
        study = self.study
        return Case(
            name=self.name,
            periods=study.periods,
            last_year=study.last_year,
            discount_rate=self.values["discount_rate"],
            assets=tuple(self._assets()),
            ways=tuple(self._ways()),
            markets=tuple(self._markets()),
            options=tuple(self._option(option) for option in study.options),
            exclusions=study.exclusions,
            budget_usd=study.budget_usd,
            budget_by_year=study.budget_by_year,
            margin=self.values["margin"],
        )

    def _assets(self) -> Iterator[Asset]:
        for row in self.rows:
            asset = self.network.assets[row[0]]
            a_year = self.network.limits[row] * WEEKS_PER_YEAR
            a_year *= self._payload(asset.asset_id)
            if asset.asset_id in self.compiled.opened:
                continue
            more = self._committed(self._key(row))
            yield Asset(
                asset_id=self._key(row),
                capacity=tuple(a_year + add for add in more),
                unit=f"{asset.measure} a year",
            )
        for key in self.compiled.opened:
            new = f"{key}{_LANE}new"
            yield Asset(asset_id=new, capacity=self._committed(new))
        for key in sorted(self.cut):
            yield Asset(asset_id=key)

    def _committed(self, key: str) -> tuple[float, ...]:
        """What comes in any case adds to an asset in each period."""
        added = [0.0] * len(self.periods)
        for option in map(self._option, self.study.committed):
            opens = option.opens(option.starts[0])
            for effect in option.effects:
                if effect.asset_id == key:
                    for at, year in enumerate(self.periods):
                        added[at] += effect.adds if opens <= year else 0.0
        return tuple(added)

    def _payload(self, key: str) -> float:
        """What ships carry of what they carry at the water of the dataset."""
        return self.values["ship_payload"] if key.startswith("fleet:") else 1.0

    def _key(self, row: Row) -> str:
        return f"{self.network.assets[row[0]].asset_id}{_LANE}{row[1]}"

    def _ways(self) -> Iterator[Way]:
        value = {d.demand_id: d.value_usd_per_t for d in self.compiled.demands}
        for way in self.compiled.ways:
            worth = value[way.demand_id]
            day = self.weights.day_usd_per_t(worth)
            spread = self.values["reliability_ratio"] * day
            uses = [
                Use(asset_id=self._key(row), amount=per_t)
                for row, per_t in way.rooms.items()
                if self.network.assets[row[0]].asset_id not in self.compiled.opened
            ]
            uses += [
                Use(asset_id=f"{spot.asset_id}{_LANE}new", amount=1.0)
                for spot in way.spots
                if spot.asset_id in self.compiled.opened
            ]
            uses += [
                Use(
                    asset_id=spot.asset_id,
                    cost=Part(
                        money_usd=spot.tariff_usd,
                        time_usd=day * spot.days,
                        risk_usd=spread * spot.deviation_days,
                    ),
                )
                for spot in way.spots
                if spot.asset_id in self.cut
            ]
            yield Way(
                way_id=f"{way.demand_id}/{way.number}",
                market_id=way.demand_id,
                cost=Part(
                    money_usd=way.tariff_usd,
                    time_usd=day * way.days,
                    risk_usd=spread * way.deviation_days,
                ),
                uses=tuple(uses),
                revenue_usd=way.revenue_usd,
                label=way.label,
            )

    def _markets(self) -> Iterator[Market]:
        cheapest: dict[str, float] = {}
        for way in self._ways():
            # A way over a link that is not there yet is not the cheapest of today.
            if not any(use.asset_id.endswith(f"{_LANE}new") for use in way.uses):
                known = cheapest.get(way.market_id, way.cost.total_usd)
                cheapest[way.market_id] = min(known, way.cost.total_usd)
        nodes = self.network.corridor.node_by_id
        for demand in self.compiled.demands:
            origin = nodes[demand.origins[0].node_id].country_code
            end = nodes[demand.destination_node_id].country_code
            shares: dict[str, float] = defaultdict(float)
            shares[origin] += self.values["origin_share"]
            shares[end] += 1 - self.values["origin_share"]
            least = cheapest.get(demand.demand_id)
            yield Market(
                market_id=demand.demand_id,
                tonnes=tuple(self._tonnes(demand)),
                reservation_usd=0.0
                if least is None
                else self.values["reservation"] * least,
                shares=dict(shares),
            )

    def _tonnes(self, demand: FreightDemand) -> Iterator[float]:
        equipment = self.network.corridor.equipment_by_code[demand.equipment_code]
        which = "boxes" if equipment.is_box else "other"
        level = self.values[f"demand_{which}"]
        growth = 1 + self.values[f"growth_{which}"]
        for year in self.periods:
            years = min(year, self.study.grows_until) - self.periods[0]
            yield demand.amount_t_per_week * WEEKS_PER_YEAR * level * growth**years

    def _option(self, option: StudyOption) -> Option:
        delay = 0 if option.is_measure else round(self.values["delay_years"])
        cost = option.cost
        factor = self.values["cost_factor"]
        return Option(
            option_id=option.option_id,
            name=option.name,
            cost_usd=None if cost is None else cost.usd * factor,
            starts=option.starts,
            lead_years=option.lead_years + delay,
            yearly_usd=option.yearly_usd * factor,
            effects=tuple(self._effects(option)),
            requires=option.requires,
            payers=option.payers,
        )

    def _effects(self, option: StudyOption) -> Iterator[Effect]:
        scale = self.values["measure_effect"] if option.is_measure else 1.0
        for effect in option.effects:
            if effect.opens:
                key = f"{effect.asset}{_LANE}new"
                yield Effect(asset_id=key, adds=effect.adds or _NO_LIMIT)
            elif effect.adds:
                for row in self.rows:
                    asset = self.network.assets[row[0]]
                    if fnmatchcase(asset.asset_id, effect.asset):
                        adds = effect.adds * asset.available_share
                        adds *= self._payload(asset.asset_id)
                        yield Effect(asset_id=self._key(row), adds=adds)
            if _cuts(effect):
                for name in _matches(effect, self.touched):
                    yield Effect(
                        asset_id=name,
                        money_cut=min(1.0, scale * effect.money_cut),
                        time_cut=min(1.0, scale * effect.time_cut),
                        risk_cut=min(1.0, scale * effect.risk_cut),
                    )
