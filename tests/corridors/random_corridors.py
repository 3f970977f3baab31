"""Random small corridors with every dispatch rule, for tests against slow twins."""

from __future__ import annotations

from random import Random

from corridors.build import (
    FACTORS,
    border,
    closures,
    corridor,
    exchange_rate,
    factor,
    fleet,
    line,
    link,
    network,
    node,
    tariff,
    terminal,
)

from orta.vocabulary import DispatchRule, LotSizes, NodeType

COUNTRIES = ("KZ", "RU", "AZ", "TR", "DE", "PL")
MODES = ("rail", "road", "sea")
DOUBTS = (0.0, 0.3, 0.9)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def random_corridor(rng: Random):
    """A corridor of four or five nodes that may or may not hang together."""
    names = "ABCDE"[: rng.randint(4, 5)]
    kinds = (NodeType.PORT, NodeType.PORT, NodeType.CITY, NodeType.CANAL)
    nodes = [node(n, rng.choice(COUNTRIES), kind=rng.choice(kinds)) for n in names]
    links = _links(rng, names)
    services = [*_networks(rng), *_lines(rng, links)]
    crossings = [
        border(
            over,
            end,
            hours=rng.randint(1, 40),
            doubt=rng.choice(DOUBTS),
            changes_gauge=rng.random() < 0.4,
        )
        for over in links
        for end in (over.from_node_id, over.to_node_id)
        if rng.random() < 0.9
    ]
    terminals = [
        terminal(n, mode, hours=rng.choice((0.5, 2, 7)), doubt=rng.choice(DOUBTS))
        for n in names
        for mode in MODES
        if rng.random() < 0.93
    ]
    return corridor(
        nodes=nodes,
        links=links,
        services=services,
        borders=crossings,
        terminals=terminals,
        closures=[
            closure
            for n in names
            if rng.random() < 0.7
            for closure in closures(
                n, {m: rng.choice((0.0, 0.2, 0.5)) for m in range(1, 13)}
            )
        ],
        tariffs=_tariffs(rng, services),
        exchange_rates=(
            exchange_rate("EUR", "1.0413", "2026-03-02"),
            exchange_rate("EUR", "1.1637", "2026-09-15"),
            exchange_rate("KZT", "0.0019773", "2027-01-01"),
        ),
        emission_factors=(*FACTORS, *_more_factors(rng, services, terminals)),
    )


def _more_factors(rng: Random, services, terminals):
    """Special ones beside the general: state, service, hubs, by mass or by place."""
    yield factor("rail", 5, is_electrified=True, country="KZ")
    for service in services:
        if not rng.randrange(4):
            yield factor(
                service.mode,
                rng.randint(40, 90),
                basis="per_teu_km",
                service_id=service.service_id,
                distance_adjustment=rng.choice((1.0, 1.25)),
            )
    yield factor("rail", rng.randint(1, 9) * 100, basis="per_t")
    yield factor("rail", rng.randint(1, 9) * 100, basis="per_t", country="KZ")
    yield factor("sea", rng.randint(1, 9) * 1000, basis="per_teu")
    for site in terminals[:2]:
        yield factor(site.mode, 700, basis="per_t", terminal_id=site.terminal_id)


def _links(rng: Random, names: str):
    links = []
    for number in range(rng.randint(7, 14)):
        start, end = rng.sample(names, 2)
        mode = rng.choice(MODES)
        # One link for a pair and mode: which of two a line takes is not said.
        if any(
            {x.from_node_id, x.to_node_id} == {start, end} and x.mode == mode
            for x in links
        ):
            continue
        links.append(
            link(
                start,
                end,
                mode,
                link_id=f"L{number}",
                km=rng.randint(1, 40) * 25.0,
                kmh=rng.choice((10, 25, 40)),
                directed=rng.random() < 0.15,
                via_country_codes=("MK",) if rng.random() < 0.1 else (),
                status=rng.choice(("in_service",) * 6 + ("planned",)),
                is_electrified=rng.choice((True, False, None))
                if mode == "rail"
                else None,
            )
        )
    return links


def _networks(rng: Random):
    for mode in MODES[:2]:
        for number in range(2):
            states = rng.sample(COUNTRIES, rng.randint(3, 6))
            yield network(
                f"{mode}-{number}",
                *states,
                mode=mode,
                headway_h=rng.choice((12, 24, 56)),
                fastest_share=0.8,
                slowest_share=rng.choice((1.1, 1.5, 4.0)),
            )


def _lines(rng: Random, links):
    for number in range(rng.randint(2, 4)):
        mode = rng.choice(("sea", "sea", "rail"))
        here = rng.choice([x for x in links if x.mode == mode] or links).from_node_id
        calls: dict[str, float | None] = {here: None}
        for _ in range(rng.randint(1, 3)):
            onward = [
                x.to_node_id if x.from_node_id == here else x.from_node_id
                for x in links
                if x.mode == mode and here in (x.from_node_id, x.to_node_id)
            ]
            onward = [n for n in onward if n not in calls]
            if not onward:
                break
            here = rng.choice(onward)
            calls[here] = float(rng.randint(2, 60))
        if len(calls) > 1:
            middle = list(calls)[1:-1]
            passing = tuple(n for n in middle if rng.random() < 0.3)
            yield line(
                f"line-{number}",
                calls,
                mode,
                passing=passing,
                doubt=rng.choice(DOUBTS),
                **_dispatch(rng, f"line-{number}"),
            )


def _dispatch(rng: Random, service_id: str):
    rule = rng.choice(list(DispatchRule))
    if rule is DispatchRule.HEADWAY:
        return {"dispatch_rule": rule, "headway_h": rng.choice((24, 84, 168))}
    if rule is DispatchRule.TIMETABLE:
        days = tuple(sorted(rng.sample(WEEKDAYS, rng.randint(1, 4))))
        return {
            "dispatch_rule": rule,
            "weekdays": days,
            "departure_min": rng.randrange(1440),
        }
    return {
        "dispatch_rule": rule,
        "min_load_teu": rng.choice((40, 110)),
        "max_wait_h": rng.choice((48, 168)),
        "arrival_teu_per_day": rng.choice((7, 30, 120)),
        "lot_teu": rng.choice((1, 12)),
        "lot_sizes": rng.choice(list(LotSizes)),
        # A single ship can just carry the most, with the port shut half the time.
        "fleets": (fleet(service_id, vessels=rng.randint(1, 4), payload_teu=400),),
    }


def _tariffs(rng: Random, services):
    for service in services:
        if rng.random() < 0.03:
            continue  # nobody knows its price
        yield from _freight(rng, service.service_id)
        if rng.random() < 0.3:
            per_cent = rng.choice((2.5, 7.25))
            yield tariff(
                service.service_id, per_cent, charge="surcharge", basis="percent"
            )
    yield tariff("", rng.randint(0, 3), charge="handling", basis="per_t")
    yield tariff("", rng.randint(0, 300), charge="border", basis="per_unit")
    if rng.random() < 0.3:
        yield tariff("", 12.5, charge="surcharge", basis="per_unit", currency="EUR")


def _freight(rng: Random, service_id: str):
    """By the kilometre in one of three currencies, in one period or in two."""
    currency, amount = rng.choice((("USD", 0.3), ("EUR", 0.4137), ("KZT", 251.3)))
    if rng.random() < 0.2:
        yield tariff(
            service_id, amount, currency=currency, valid_from="2025", valid_to="2026-08"
        )
        yield tariff(
            service_id,
            2 * amount,
            currency=currency,
            valid_from="2026-10",
            valid_to="2027",
        )
    else:
        yield tariff(service_id, amount, currency=currency)
    if rng.random() < 0.5:
        yield tariff(
            service_id,
            rng.randint(50, 900),
            basis="per_unit",
            valid_from=rng.choice(("2026", "2025")),
        )
