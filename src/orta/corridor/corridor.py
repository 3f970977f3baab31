"""A whole corridor as one frozen value that has checked its own references."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from orta.corridor.charges import EmissionFactor, ExchangeRate, Tariff
from orta.corridor.evidence import Parameter, Source, Target
from orta.corridor.facility import Facility, Project
from orta.corridor.goods import (
    Alternative,
    Commodity,
    Equipment,
    Observation,
    Season,
    TransportDemand,
    Volume,
)
from orta.corridor.network import Link, Node, PlaceName
from orta.corridor.service import Fleet, TransportService
from orta.corridor.sites import BorderCrossing, Embargo, Limit, PortClosure, Terminal
from orta.errors import ModelError
from orta.vocabulary import ChargeType, ParameterQuantity
from orta.vocabulary.money import US_DOLLAR

_VERSION = re.compile(r"(20\d\d)\.(0[1-9]|1[0-2])(?!\d)")


@dataclass(frozen=True, kw_only=True)
class Corridor:
    """Infrastructure, services, prices and demand of a corridor.

    Raises
    ------
    ModelError
        With every broken reference and duplicate id at once.
    """

    name: str
    version: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...] = ()
    names: tuple[PlaceName, ...] = ()
    terminals: tuple[Terminal, ...] = ()
    borders: tuple[BorderCrossing, ...] = ()
    services: tuple[TransportService, ...] = ()
    closures: tuple[PortClosure, ...] = ()
    tariffs: tuple[Tariff, ...] = ()
    exchange_rates: tuple[ExchangeRate, ...] = ()
    emission_factors: tuple[EmissionFactor, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    commodities: tuple[Commodity, ...] = ()
    demands: tuple[TransportDemand, ...] = ()
    volumes: tuple[Volume, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    observations: tuple[Observation, ...] = ()
    embargoes: tuple[Embargo, ...] = ()
    limits: tuple[Limit, ...] = ()
    facilities: tuple[Facility, ...] = ()
    seasons: tuple[Season, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    targets: tuple[Target, ...] = ()
    sources: tuple[Source, ...] = ()
    projects: tuple[Project, ...] = ()
    digest: str = ""  # SHA-256 of the files it was read from, empty if from none

    def __post_init__(self) -> None:
        problems = [*self._duplicates(), *self._broken_references()]
        problems += self._side_problems()
        problems += self._return_problems()
        problems += self._currency_problems()
        problems += self._project_problems()
        if problems:
            raise ModelError(*problems)

    @cached_property
    def node_by_id(self) -> dict[str, Node]:
        """Nodes under their id."""
        return {node.node_id: node for node in self.nodes}

    @cached_property
    def link_by_id(self) -> dict[str, Link]:
        """Links under their id."""
        return {link.link_id: link for link in self.links}

    @cached_property
    def service_by_id(self) -> dict[str, TransportService]:
        """Services under their id."""
        return {service.service_id: service for service in self.services}

    @cached_property
    def fleet_by_id(self) -> dict[str, Fleet]:
        """Fleets of all services under their id."""
        return {f.fleet_id: f for service in self.services for f in service.fleets}

    @cached_property
    def season_by_id(self) -> dict[str, Season]:
        """Seasons under their id."""
        return {season.season_id: season for season in self.seasons}

    @cached_property
    def holds_from(self) -> date | None:
        """First day of the month in its version, as in 2026.11; None if it has none.

        Services and prices before it are not in the dataset.
        """
        found = _VERSION.match(self.version)
        return date(int(found[1]), int(found[2]), 1) if found else None

    @cached_property
    def country_codes(self) -> frozenset[str]:
        """States that a node lies in or a link crosses."""
        crossed = (code for link in self.links for code in link.via_country_codes)
        return frozenset((*(node.country_code for node in self.nodes), *crossed))

    @cached_property
    def crossings(self) -> frozenset[str]:
        """Pairs of states that a border crossing leads from and to, as `CN-KZ`."""
        states = {node.node_id: node.country_code for node in self.nodes}
        return frozenset(
            f"{states.get(border.from_node_id)}-{states.get(border.to_node_id)}"
            for border in self.borders
        )

    @cached_property
    def equipment_by_code(self) -> dict[str, Equipment]:
        """Equipment under its code."""
        return {item.equipment_code: item for item in self.equipment}

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """Currencies that amounts can be given in, US dollars first."""
        quoted = {rate.currency for rate in self.exchange_rates}
        return (US_DOLLAR, *sorted(quoted))

    def get_exchange_rate(self, currency: str, *, on: date) -> ExchangeRate | None:
        """The latest rate not after a day, or the first one; None for US dollars.

        Raises
        ------
        ModelError
            If there is no rate for the currency.
        """
        if currency == US_DOLLAR:
            return None
        rates = [rate for rate in self.exchange_rates if rate.currency == currency]
        if not rates:
            raise ModelError(f"there is no exchange rate for {currency}")
        past = [rate for rate in rates if rate.day <= on]
        if past:
            return max(past, key=lambda rate: (rate.day, rate.rate_id))
        return min(rates, key=lambda rate: (rate.day, rate.rate_id))

    def __repr__(self) -> str:
        return (
            f"Corridor({self.name!r} {self.version}: {len(self.nodes)} nodes, "
            f"{len(self.links)} links, {len(self.services)} services)"
        )

    def _duplicates(self) -> Iterator[str]:
        for table, key_field in _KEYS.items():
            seen: set[str] = set()
            for row in getattr(self, table):
                key = getattr(row, key_field)
                if key in seen:
                    yield f"{key_field} {key} is given twice"
                seen.add(key)

    def _broken_references(self) -> Iterator[str]:
        known = {
            table: {getattr(row, key_field) for row in getattr(self, table)}
            for table, key_field in _KEYS.items()
        }
        for row, field, reference, table in self._references():
            if reference and reference not in known[table]:
                yield f"{field} {reference} of {_label(row)} does not exist"
        known["fleets"] = set(self.fleet_by_id)
        known["states"] = set(self.country_codes)
        known["crossings"] = set(self.crossings)
        for parameter in self.parameters:
            kind = PARAMETER_TARGETS[parameter.quantity]
            for key in parameter.target_ids:
                if key not in known[kind]:
                    yield f"target {key} of {_label(parameter)} is none of the {kind}"
        assets = set().union(*(known[table] for table in ASSETS))
        for target in self.targets:
            for key in target.asset_ids:
                if key not in assets:
                    yield f"asset {key} of {_label(target)} does not exist"

    def _references(self) -> Iterator[tuple[object, str, str, str]]:
        """Every reference: the row, its field, the key it holds, the table meant."""
        for table, field, target in _REFERENCES:
            for row in getattr(self, table):
                value = getattr(row, field)
                for key in value if isinstance(value, tuple) else (value,):
                    yield row, field, key, target
        for service in self.services:
            for call in service.calls:
                yield service, "node_id", call.node_id, "nodes"
            for fleet in service.fleets:
                yield fleet, "return_service_id", fleet.return_service_id, "services"
        for tariff in self.tariffs:
            yield tariff, "target_id", tariff.target_id, _CHARGED[tariff.charge_type]
        for table in _TABLES_OF_FACTS:
            for row in getattr(self, table):
                yield row, "source_id", row.evidence.source_id, "sources"

    def _side_problems(self) -> Iterator[str]:
        for border in self.borders:
            link = self.link_by_id.get(border.link_id)
            if link is None:
                continue
            ends = {link.from_node_id, link.to_node_id}
            if {border.from_node_id, border.to_node_id} != ends:
                yield f"border {border.border_id} does not join the ends of its link"
        for facility in self.facilities:
            link = self.link_by_id.get(facility.link_id)
            if link is None or not facility.from_node_id:
                continue
            if facility.from_node_id not in (link.from_node_id, link.to_node_id):
                yield f"facility {facility.facility_id} starts at no end of its link"

    def _return_problems(self) -> Iterator[str]:
        """Vessels come back from where the service ends to where it begins."""
        for service in self.services:
            for fleet in service.fleets:
                back = self.service_by_id.get(fleet.return_service_id)
                if back is not None and not is_way_back(service, back):
                    yield f"fleet {fleet.fleet_id} does not come back by its return"

    def _currency_problems(self) -> Iterator[str]:
        amounts = [(f"tariff {t.tariff_id}", t.currency) for t in self.tariffs]
        amounts += [(f"project {p.figure_id}", p.currency) for p in self.projects]
        for name, currency in amounts:
            if currency and currency not in self.currencies:
                yield f"{name} is in {currency}, which has no exchange rate"

    def _project_problems(self) -> Iterator[str]:
        """Studies take one row of a project, not two."""
        used = Counter(p.project_id for p in self.projects if p.is_used)
        for project_id, count in used.items():
            if count > 1:
                yield f"{count} rows of project {project_id} are used, at most one"


# Tables that have an id of their own, and the field that holds it.
_KEYS = {
    "nodes": "node_id",
    "links": "link_id",
    "terminals": "terminal_id",
    "borders": "border_id",
    "services": "service_id",
    "closures": "closure_id",
    "tariffs": "tariff_id",
    "exchange_rates": "rate_id",
    "emission_factors": "factor_id",
    "equipment": "equipment_code",
    "commodities": "commodity_code",
    "demands": "demand_id",
    "volumes": "volume_id",
    "alternatives": "alternative_id",
    "observations": "observation_id",
    "embargoes": "embargo_id",
    "limits": "limit_id",
    "facilities": "facility_id",
    "seasons": "season_id",
    "parameters": "parameter_id",
    "targets": "target_id",
    "projects": "figure_id",
    "sources": "source_id",
}

# (table, field, table the field refers to); an empty reference means "none".
_REFERENCES = (
    ("links", "from_node_id", "nodes"),
    ("links", "to_node_id", "nodes"),
    ("names", "node_id", "nodes"),
    ("terminals", "node_id", "nodes"),
    ("borders", "link_id", "links"),
    ("closures", "node_id", "nodes"),
    ("services", "equipment_codes", "equipment"),
    ("tariffs", "equipment_code", "equipment"),
    ("emission_factors", "service_id", "services"),
    ("emission_factors", "terminal_id", "terminals"),
    ("demands", "origin_node_id", "nodes"),
    ("demands", "destination_node_id", "nodes"),
    ("demands", "commodity_code", "commodities"),
    ("demands", "equipment_code", "equipment"),
    ("demands", "via_node_ids", "nodes"),
    ("demands", "season_id", "seasons"),
    ("facilities", "node_id", "nodes"),
    ("facilities", "link_id", "links"),
    ("facilities", "service_ids", "services"),
    ("facilities", "equipment_code", "equipment"),
    ("targets", "volume_id", "volumes"),
    ("targets", "observation_id", "observations"),
    ("targets", "demand_ids", "demands"),
    ("embargoes", "exit_node_ids", "nodes"),
    ("embargoes", "loading_node_ids", "nodes"),
    ("embargoes", "exempts_from", "embargoes"),
    ("limits", "link_id", "links"),
    ("limits", "terminal_id", "terminals"),
    ("limits", "service_id", "services"),
    ("limits", "equipment_code", "equipment"),
    ("observations", "from_node_id", "nodes"),
    ("observations", "to_node_id", "nodes"),
    ("observations", "via_node_ids", "nodes"),
    ("projects", "node_ids", "nodes"),
    ("projects", "link_ids", "links"),
)

_CHARGED = {
    ChargeType.FREIGHT: "services",
    ChargeType.HANDLING: "terminals",
    ChargeType.BORDER: "borders",
    ChargeType.SURCHARGE: "services",
    ChargeType.EMPTY_RETURN: "services",
}

# What the figure of a parameter belongs to.
PARAMETER_TARGETS = {
    ParameterQuantity.LAY_H: "fleets",
    ParameterQuantity.MIN_LOAD_TEU: "services",
    ParameterQuantity.AVAILABLE_SHARE: "facilities",
    ParameterQuantity.BORDER_DWELL: "crossings",
    ParameterQuantity.RAIL_TIME: "states",
    ParameterQuantity.HANDLING: "terminals",
    ParameterQuantity.LOT: "demands",
    ParameterQuantity.DEMAND: "demands",
}

# What a simulation can be asked of by id.
ASSETS = ("nodes", "links", "terminals", "borders", "services", "facilities", "fleets")

_TABLES_OF_FACTS = (*(table for table in _KEYS if table != "sources"), "names")


def is_way_back(there: TransportService, back: TransportService) -> bool:
    """Whether a line service begins where another one ends, and the other way round."""
    if not there.calls or not back.calls:
        return False
    start, end = there.calls[0].node_id, there.calls[-1].node_id
    return (back.calls[0].node_id, back.calls[-1].node_id) == (end, start)


def _label(row: object) -> str:
    """A row in a message: its class and whatever identifies it."""
    first = next(iter(getattr(row, "__dataclass_fields__", {})), "")
    return f"{type(row).__name__} {getattr(row, first, '')}".strip()
