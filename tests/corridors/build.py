"""Values of a corridor with everything that a test does not care about filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from orta.corridor import (
    BorderCrossing,
    Corridor,
    Duration,
    EmissionFactor,
    Equipment,
    Evidence,
    ExchangeRate,
    Fleet,
    Limit,
    Link,
    Node,
    PortClosure,
    Source,
    Tariff,
    Terminal,
    TransportCall,
    TransportService,
)
from orta.planning.routing import RouteRequest
from orta.vocabulary import (
    Cargo,
    ChargeBasis,
    ChargeType,
    Confidence,
    DispatchRule,
    EmissionBasis,
    LimitEffect,
    LimitQuantity,
    LinkStatus,
    NodeType,
    RouteSpecification,
    TransportMode,
)

DRAWN = Evidence(source_id="drawn", as_of="2026", confidence=Confidence.PUBLISHED)
BOX = "40ft"
ONE_BOX = Cargo(unit_count=1, equipment_code=BOX, mass_per_unit_t=10)
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)  # the first of June 2026 is one


def node(node_id: str, country="KZ", *, kind=NodeType.CITY) -> Node:
    return Node(
        node_id=node_id,
        name=node_id.title(),
        node_type=kind,
        country_code=country,
        longitude_deg=50,
        latitude_deg=45,
        evidence=DRAWN,
    )


def link(start: str, end: str, mode="rail", *, km=100.0, kmh=10.0, **more) -> Link:
    more.setdefault("link_id", f"{start}-{end}-{mode}")
    more["status"] = LinkStatus(more.get("status", "in_service"))
    return Link(
        from_node_id=start,
        to_node_id=end,
        mode=TransportMode(mode),
        length_km=km,
        free_speed_kmh=kmh,
        evidence=DRAWN,
        **more,
    )


def lasting(hours: float, doubt: float) -> Duration:
    """A duration with a mean and, for a doubt above 0, a spread around it."""
    return Duration(
        min_h=hours * (1 - doubt), mean_h=hours, max_h=hours * (1 + 3 * doubt)
    )


def terminal(node_id: str, mode="rail", *, hours=2.0, doubt=0.0) -> Terminal:
    return Terminal(
        terminal_id=f"{node_id}-{mode}",
        node_id=node_id,
        mode=TransportMode(mode),
        handling=lasting(hours, doubt),
        evidence=DRAWN,
    )


def border(over: Link, start: str, *, hours=10.0, doubt=0.0, **more):
    end = over.to_node_id if start == over.from_node_id else over.from_node_id
    return BorderCrossing(
        border_id=f"{start}-{end}-{over.mode}",
        link_id=over.link_id,
        from_node_id=start,
        to_node_id=end,
        dwell=lasting(hours, doubt),
        evidence=DRAWN,
        **more,
    )


def network(service_id: str, *countries: str, mode="rail", headway_h=24.0, **more):
    return TransportService(
        service_id=service_id,
        name=service_id,
        mode=TransportMode(mode),
        dispatch_rule=DispatchRule.HEADWAY,
        headway_h=headway_h,
        country_codes=countries,
        equipment_codes=(BOX,),
        evidence=DRAWN,
        **more,
    )


def line(service_id: str, calls: dict[str, float | None], mode="sea", **dispatch):
    """A line; `calls` gives the hours from the call before, None at the first."""
    passing, doubt = dispatch.pop("passing", ()), dispatch.pop("doubt", 0.0)
    dispatch.setdefault("dispatch_rule", DispatchRule.HEADWAY)
    if dispatch["dispatch_rule"] is DispatchRule.HEADWAY:
        dispatch.setdefault("headway_h", 24.0)
    return TransportService(
        service_id=service_id,
        name=service_id,
        mode=TransportMode(mode),
        equipment_codes=(BOX,),
        evidence=DRAWN,
        calls=tuple(
            TransportCall(
                service_id=service_id,
                call_sequence=number,
                node_id=node_id,
                transit=None if hours is None else lasting(hours, doubt),
                passes=node_id in passing,
                evidence=DRAWN,
            )
            for number, (node_id, hours) in enumerate(calls.items(), start=1)
        ),
        **dispatch,
    )


def fleet(service_id: str, *, vessels=2, rotation_h=48.0, payload_teu=100.0) -> Fleet:
    return Fleet(
        fleet_id=f"fleet of {service_id}",
        service_id=service_id,
        vessel_type="feeder",
        vessel_count=vessels,
        payload_teu=payload_teu,
        rotation_h=rotation_h,
        evidence=DRAWN,
    )


def closures(node_id: str, share_of_month: dict[int, float], *, episode_h=48.0):
    return tuple(
        PortClosure(
            closure_id=f"{node_id}-{month}",
            node_id=node_id,
            month=month,
            closed_share=share,
            mean_episode_h=episode_h,
            evidence=DRAWN,
        )
        for month, share in share_of_month.items()
    )


def tariff(
    target_id: str, amount: float, *, charge="freight", basis="per_unit_km", **more
):
    more.setdefault("currency", "" if basis == "percent" else "USD")
    more.setdefault("valid_from", "2026")
    more.setdefault(
        "tariff_id", f"{charge} {target_id} {basis} {amount} {more['valid_from']}"
    )
    return Tariff(
        charge_type=ChargeType(charge),
        target_id=target_id,
        equipment_code=BOX,
        basis=ChargeBasis(basis),
        amount=Decimal(str(amount)),
        evidence=DRAWN,
        **more,
    )


def exchange_rate(currency: str, usd_per_unit: str, day: str) -> ExchangeRate:
    return ExchangeRate(
        rate_id=f"{currency}-{day}",
        currency=currency,
        usd_per_unit=Decimal(usd_per_unit),
        evidence=replace(DRAWN, as_of=day),
    )


def factor(mode: str, g: float, *, basis="per_tkm", boundary="WTW", **more):
    country, place = more.pop("country", ""), more.get("terminal_id", "")
    traction, service = more.get("is_electrified"), more.get("service_id", "")
    return EmissionFactor(
        factor_id=f"{mode} {basis} {traction} {country} {service} {place}",
        mode=TransportMode(mode),
        g_co2e=g,
        basis=EmissionBasis(basis),
        boundary=boundary,
        country_code=country,
        evidence=DRAWN,
        **more,
    )


def limit(quantity: str, most=None, *, effect="forbidden", **more) -> Limit:
    """A limit; `danger` gives the classes of a rule on dangerous goods."""
    if "mode" in more:
        more["mode"] = TransportMode(more["mode"])
    more.setdefault("limit_id", f"{quantity} {most} {effect} {sorted(more.items())}")
    more.setdefault("evidence", DRAWN)
    return Limit(
        quantity=LimitQuantity(quantity),
        most=most,
        effect=LimitEffect(effect),
        dangerous_goods_classes=tuple(more.pop("danger", ())),
        **more,
    )


FACTORS = (
    factor("rail", 30, is_electrified=False),
    factor("rail", 10, is_electrified=True),
    factor("sea", 8),
    factor("road", 90),
)
FREE_HANDLING = tariff("", 0, charge="handling", basis="per_unit")
FREE_BORDERS = tariff("", 0, charge="border", basis="per_unit")


def equipment(**more) -> Equipment:
    """The one equipment of drawn corridors: a box, unless more is said of it."""
    more.setdefault("name", "40 ft container")
    return Equipment(
        equipment_code=BOX, teu=2, max_payload_t=26, evidence=DRAWN, **more
    )


def corridor(**parts) -> Corridor:
    """A corridor of the given parts, with a source, a box and emission factors."""
    parts.setdefault("emission_factors", FACTORS)
    parts.setdefault("equipment", (equipment(),))
    return Corridor(
        name="drawn",
        version="1",
        sources=(Source(source_id="drawn", title="drawn for a test"),),
        **{name: tuple(values) for name, values in parts.items()},
    )


def request(origin: str, destination: str, *, ready=MONDAY, by=None, avoid=()):
    return RouteRequest(
        specification=RouteSpecification(
            origin_id=origin,
            destination_id=destination,
            earliest_departure_at=ready,
            arrival_deadline_at=by,
        ),
        cargo=ONE_BOX,
        avoid=frozenset(avoid),
    )
