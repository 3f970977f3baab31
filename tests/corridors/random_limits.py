"""Limits, gauges and cut-offs thrown over a random corridor, and loads to try them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from corridors.build import ONE_BOX, equipment, limit

from orta.vocabulary import LoadProfile, TransportMode

GAUGES = (1435, 1520)
EFFECTS = ("permit", "permit", "in_places", "forbidden", "forbidden", "forbidden")
NUMBERS = {
    "axle_load_t": (9.0, 20.0, 25.0),
    "gross_mass_t": (20.0, 40.0),
    "length_m": (10.0, 14.0),
    "width_m": (2.55, 3.25),
    "height_m": (4.0, 5.3),
}
DANGER = ((), ("3",), ("2.1", "3"), ("4",), ("2",))


def limited(corridor, rng: Random, load: LoadProfile):
    """The corridor with an equipment that has bounds, and limits that matter."""
    corridor = replace(corridor, equipment=(_equipment(rng),))
    corridor = _with_gauges(corridor, rng)
    services = tuple(
        replace(s, cutoff_h=rng.choice((None, None, 1.0, 12.0, 30.0)))
        for s in corridor.services
    )
    corridor = replace(corridor, services=services)
    wide = [
        {"quantity": quantity, "mode": mode}
        for quantity in _quantities(load)
        for mode in ("rail", "road", "sea")
        if rng.random() < 0.6
    ]
    narrow = [
        {"quantity": rng.choice(_quantities(load)), **_scope(corridor, rng)}
        for _ in range(rng.randint(0, 30))
    ]
    rows = [_limit(rng, number, scope) for number, scope in enumerate(wide + narrow)]
    return replace(corridor, limits=tuple(rows))


def _quantities(load: LoadProfile) -> list[str]:
    """What is asked about such a load."""
    asked = ["length_m", "width_m", "height_m"] if load.has_size else []
    asked += [
        name
        for name in ("axle_load_t", "gross_mass_t")
        if getattr(load, name) is not None
    ]
    return [*asked, *(["dangerous_goods"] if load.dangerous_goods_class else [])]


def random_load(rng: Random) -> LoadProfile:
    """A load with one thing out of the ordinary, or two."""
    ways = {
        "size": f"{rng.choice((8, 12))}x{rng.choice((2.5, 3))}x2.7m",
        "axle_load": rng.choice(("8", "15", "22")),
        "gross_mass": rng.choice(("18", "35", "50")),
        "dangerous": rng.choice(("2", "2.1", "3", "4.1", "9")),
    }
    asked = rng.sample(sorted(ways), rng.choice((1, 1, 1, 2)))
    return LoadProfile.parse(**{what: ways[what] for what in asked})


def loaded(rng: Random):
    """A cargo of one unit with such a load."""
    return replace(ONE_BOX, load=random_load(rng))


def _equipment(rng: Random):
    if rng.random() < 0.3:
        return equipment(
            iso_size_type="42G1",
            inside_length_m=12.5,
            inside_width_m=3.1,
            inside_height_m=2.8,
        )
    gauge_mm = rng.choice((None, 1520, 1520, 1435))
    return equipment(name="rail wagon", gauge_mm=gauge_mm, deck_height_m=1.3)


def _with_gauges(corridor, rng: Random):
    links = tuple(
        replace(x, gauge_mm=rng.choice((None, 1435, 1520, 1520)))
        if x.mode is TransportMode.RAIL
        else x
        for x in corridor.links
    )
    borders = []
    for crossing in corridor.borders:
        changes = rng.random() < 0.5
        exchange = rng.choice((True, True, False, None)) if changes else None
        borders.append(
            replace(crossing, changes_gauge=changes, bogie_exchange=exchange)
        )
    return replace(corridor, links=links, borders=tuple(borders))


def _limit(rng: Random, number: int, scope: dict[str, str]):
    quantity, more = scope.pop("quantity"), {"limit_id": f"limit {number}", **scope}
    if quantity == "dangerous_goods":
        effect = rng.choice((*EFFECTS, "allowed", "allowed", "allowed"))
        return limit(quantity, effect=effect, danger=rng.choice(DANGER), **more)
    if quantity == "width_m" and rng.random() < 0.5:
        more["up_to_height_m"] = rng.choice((3.5, 4.5, 5.5))
    effect = rng.choice(EFFECTS)
    return limit(quantity, rng.choice(NUMBERS[quantity]), effect=effect, **more)


def _scope(corridor, rng: Random):
    """Where a limit holds: a terminal, or some moves."""
    if rng.random() < 0.2 and corridor.terminals:
        return {"terminal_id": rng.choice(corridor.terminals).terminal_id}
    scope = {"mode": rng.choice(("rail", "road", "sea"))}
    if rng.random() < 0.4:
        via = {code for x in corridor.links for code in x.via_country_codes}
        codes = sorted(via if via and rng.random() < 0.4 else corridor.country_codes)
        scope["country_code"] = rng.choice(codes)
    if rng.random() < 0.2:
        of_mode = [x for x in corridor.links if x.mode == scope["mode"]]
        if of_mode:
            scope["link_id"] = rng.choice(of_mode).link_id
    if rng.random() < 0.2:
        scope["service_id"] = rng.choice(corridor.services).service_id
    if scope["mode"] == "rail" and rng.random() < 0.3:
        scope["gauge_mm"] = rng.choice(GAUGES)
    if rng.random() < 0.2:
        scope["equipment_code"] = ONE_BOX.equipment_code
    return scope
