"""Typed rows as values of the corridor: one small builder for each table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from orta.corridor import (
    Alternative,
    BorderCrossing,
    Commodity,
    Duration,
    Embargo,
    EmissionFactor,
    Equipment,
    Evidence,
    ExchangeRate,
    Facility,
    Fleet,
    Limit,
    Link,
    Node,
    Observation,
    Parameter,
    PlaceName,
    PortClosure,
    Project,
    Season,
    Source,
    Target,
    Tariff,
    Terminal,
    TransportCall,
    TransportDemand,
    TransportService,
    Volume,
)
from orta.errors import ModelError
from orta.vocabulary import (
    ChargeBasis,
    ChargeType,
    Confidence,
    DataQuality,
    DispatchRule,
    EmissionBasis,
    FacilityType,
    LimitEffect,
    LimitQuantity,
    LinkStatus,
    LotSizes,
    NodeType,
    ParameterQuantity,
    ProjectKind,
    ProjectStatus,
    TargetMetric,
    TransportMode,
)

# Cells of a checked row. `Any`: the schema, not the type checker, vouches for them.
Cells = Mapping[str, Any]

_FACT_COLUMNS = ("source_id", "as_of", "confidence", "method")


def evidence(cells: Cells) -> Evidence:
    """The four columns every fact ends with."""
    return Evidence(
        source_id=cells["source_id"],
        as_of=cells["as_of"],
        confidence=Confidence(cells["confidence"]),
        method=cells.get("method") or "",
    )


def duration(cells: Cells, prefix: str) -> Duration:
    """Three columns `prefix_min_h`, `prefix_mean_h`, `prefix_max_h`."""
    return Duration(
        min_h=cells[f"{prefix}_min_h"],
        mean_h=cells[f"{prefix}_mean_h"],
        max_h=cells[f"{prefix}_max_h"],
    )


def node(cells: Cells) -> Node:
    """A place."""
    fields = _fields(cells, without=("x_coord", "y_coord", "node_type"))
    return Node(
        node_type=NodeType(cells["node_type"]),
        longitude_deg=cells["x_coord"],
        latitude_deg=cells["y_coord"],
        **fields,
    )


def link(cells: Cells) -> Link:
    """A stretch of infrastructure."""
    return Link(
        mode=TransportMode(cells["mode"]),
        status=LinkStatus(cells["status"]),
        **_fields(cells, without=("mode", "status")),
    )


def terminal(cells: Cells) -> Terminal:
    """A terminal for one mode."""
    return Terminal(
        mode=TransportMode(cells["mode"]),
        handling=duration(cells, "handling"),
        **_fields(cells, without=("mode", *_duration_columns("handling"))),
    )


def border(cells: Cells) -> BorderCrossing:
    """One direction of a border crossing."""
    return BorderCrossing(
        dwell=duration(cells, "dwell"),
        **_fields(cells, without=_duration_columns("dwell")),
    )


def call(cells: Cells) -> TransportCall:
    """A call of a service."""
    return TransportCall(
        transit=_duration_or_none(cells, "transit"),
        **_fields(cells, without=_duration_columns("transit")),
    )


def service(
    cells: Cells, calls: tuple[TransportCall, ...], fleets: tuple[Fleet, ...]
) -> TransportService:
    """A transport service with its calls and fleets."""
    return TransportService(
        mode=TransportMode(cells["mode"]),
        dispatch_rule=DispatchRule(cells["dispatch_rule"]),
        lot_sizes=LotSizes(cells.get("lot_sizes") or LotSizes.FIXED),
        calls=calls,
        fleets=fleets,
        **_fields(cells, without=("mode", "dispatch_rule", "lot_sizes")),
    )


def tariff(cells: Cells) -> Tariff:
    """An amount of a tariff."""
    return Tariff(
        charge_type=ChargeType(cells["charge_type"]),
        basis=ChargeBasis(cells["basis"]),
        currency=cells.get("currency") or "",  # a percentage has none
        **_fields(cells, without=("charge_type", "basis", "currency")),
    )


def emission_factor(cells: Cells) -> EmissionFactor:
    """An emission factor; without a basis it is per tonne-kilometre."""
    codes: dict[str, Any] = {
        name: kind(cells[name])
        for name, kind in (("basis", EmissionBasis), ("data_quality", DataQuality))
        if cells.get(name) is not None
    }
    return EmissionFactor(
        mode=TransportMode(cells["mode"]),
        **codes,
        **_fields(cells, without=("mode", "basis", "data_quality")),
    )


def limit(cells: Cells) -> Limit:
    """A limit."""
    mode = cells.get("mode")
    return Limit(
        quantity=LimitQuantity(cells["quantity"]),
        effect=LimitEffect(cells["effect"]),
        mode=TransportMode(mode) if mode else None,
        **_fields(cells, without=("quantity", "effect", "mode")),
    )


def facility(cells: Cells) -> Facility:
    """A thing with limited capacity."""
    mode = cells.get("mode")
    return Facility(
        facility_type=FacilityType(cells["facility_type"]),
        mode=TransportMode(mode) if mode else None,
        service=_duration_or_none(cells, "service"),
        **_fields(
            cells, without=("facility_type", "mode", *_duration_columns("service"))
        ),
    )


def season(cells: Cells) -> Season:
    """Twelve shares of a year."""
    columns = tuple(f"share_{month:02d}" for month in range(1, 13))
    return Season(
        shares=tuple(cells[name] for name in columns),
        **_fields(cells, without=columns),
    )


def demand(cells: Cells) -> TransportDemand:
    """Goods that want to move."""
    return TransportDemand(
        lot_sizes=LotSizes(cells.get("lot_sizes") or LotSizes.FIXED),
        **_fields(cells, without=("lot_sizes",)),
    )


def parameter(cells: Cells) -> Parameter:
    """An uncertain figure."""
    return Parameter(
        quantity=ParameterQuantity(cells["quantity"]),
        **_fields(cells, without=("quantity",)),
    )


def target(cells: Cells) -> Target:
    """A published figure that a simulated year is held against."""
    return Target(
        metric=TargetMetric(cells["metric"]), **_fields(cells, without=("metric",))
    )


def project(cells: Cells) -> Project:
    """What a source says of a project."""
    return Project(
        project_kind=ProjectKind(cells["project_kind"]),
        status=ProjectStatus(cells["status"]),
        **_fields(cells, without=("project_kind", "status")),
    )


def plain(kind: Callable[..., Any]) -> Callable[[Cells], Any]:
    """A builder for a value whose fields are the columns as they are."""

    def build(cells: Cells) -> Any:
        return kind(**_fields(cells, without=()))

    return build


def source(cells: Cells) -> Source:
    """A source; it has no source itself."""
    return Source(**{name: value or "" for name, value in cells.items()})


# Tables whose rows become values one by one; service, call and fleet go together.
BUILDERS: dict[str, Callable[[Cells], Any]] = {
    "source": source,
    "node": node,
    "name": plain(PlaceName),
    "link": link,
    "terminal": terminal,
    "border": border,
    "call": call,
    "fleet": plain(Fleet),
    "closure": plain(PortClosure),
    "tariff": tariff,
    "exchange_rate": plain(ExchangeRate),
    "emission_factor": emission_factor,
    "equipment": plain(Equipment),
    "commodity": plain(Commodity),
    "season": season,
    "demand": demand,
    "volume": plain(Volume),
    "alternative": plain(Alternative),
    "embargo": plain(Embargo),
    "limit": limit,
    "observation": plain(Observation),
    "facility": facility,
    "parameter": parameter,
    "target": target,
    "project": project,
}


def _duration_columns(prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}_{which}_h" for which in ("min", "mean", "max"))


def _duration_or_none(cells: Cells, prefix: str) -> Duration | None:
    """Three columns of a duration, or None if all of them are empty."""
    columns = _duration_columns(prefix)
    given = [name for name in columns if cells.get(name) is not None]
    if not given:
        return None
    if len(given) < len(columns):
        raise ModelError(
            f"a {prefix} time has its least, mean and most, or none of them"
        )
    return duration(cells, prefix)


def _fields(cells: Cells, *, without: tuple[str, ...]) -> dict[str, Any]:
    """Cells that are fields under their own name, and the evidence.

    An empty optional cell is left out, so that the value's own default holds.
    """
    left_out = {*without, *_FACT_COLUMNS}
    fields = {
        name: value
        for name, value in cells.items()
        if name not in left_out and value is not None
    }
    if "source_id" in cells:
        fields["evidence"] = evidence(cells)
    return fields
