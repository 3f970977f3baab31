"""Limits told the long way: every row of every place, one after another.

It shares no line with `planning/network/limits.py`.
"""

from __future__ import annotations

from itertools import pairwise

EFFECTS = {
    "forbidden": "forbidden",
    "in_places": "unknown",
    "permit": "permit",
    "allowed": "allowed",
}
ORDER = ("allowed", "permit", "unknown", "forbidden")


def at_link(corridor, cargo, link, service):
    """The gravest word on a link: allowed, permit, unknown or forbidden."""
    country = {n.node_id: n.country_code for n in corridor.nodes}
    states = {country[link.from_node_id], country[link.to_node_id]}
    states |= set(link.via_country_codes)
    if link.mode == "sea":
        states = {None}
    words = ["allowed"]
    for quantity, value in questions(corridor, cargo, link.mode):
        for state in states:
            rows = [
                row
                for row in corridor.limits
                if row.quantity == quantity
                and not row.terminal_id
                and (not row.mode or row.mode == link.mode)
                and (not row.country_code or row.country_code == state)
                and (not row.gauge_mm or row.gauge_mm == link.gauge_mm)
                and (not row.link_id or row.link_id == link.link_id)
                and (not row.service_id or row.service_id == service.service_id)
                and (not row.equipment_code or row.equipment_code == box(corridor))
            ]
            if quantity == "gross_mass_t" and link.mode == "road" and in_box(corridor):
                rows = [
                    row for row in rows if row.equipment_code
                ]  # a truck's otherwise
            words.append(word(corridor, cargo, quantity, value, rows))
    return max(words, key=ORDER.index)


def at_terminal(corridor, cargo, terminal):
    """The gravest word at a terminal."""
    words = ["allowed"]
    for quantity, value in questions(corridor, cargo, "terminal"):
        rows = [
            row
            for row in corridor.limits
            if row.quantity == quantity
            and row.terminal_id == terminal.terminal_id
            and (not row.equipment_code or row.equipment_code == box(corridor))
        ]
        words.append(word(corridor, cargo, quantity, value, rows))
    return max(words, key=ORDER.index)


def box(corridor):
    return corridor.equipment[0].equipment_code


def in_box(corridor):
    return corridor.equipment[0].iso_size_type != ""


def top(corridor, cargo):
    deck = corridor.equipment[0].deck_height_m
    return None if deck is None else deck + cargo.load.height_m


def questions(corridor, cargo, where):
    """What is asked of a place: pairs of a quantity and its value."""
    load, is_box = cargo.load, in_box(corridor)
    if load.dangerous_goods_class:
        yield "dangerous_goods", load.dangerous_goods_class
    if load.gross_mass_t and where != "rail":
        yield "gross_mass_t", load.gross_mass_t
    if where == "terminal":
        return
    if load.axle_load_t and not (where == "sea" and is_box):
        yield "axle_load_t", load.axle_load_t
    if load.length_m and not is_box:
        yield "length_m", load.length_m
        yield "width_m", load.width_m
        yield "height_m", top(corridor, cargo)


def word(corridor, cargo, quantity, value, rows):
    if quantity == "dangerous_goods":
        return danger(value, rows)
    if not rows:
        return "unknown"

    def passed(effect):
        return any(
            exceeds(
                value,
                [r for r in rows if r.effect == effect and bool(r.service_id) == own],
                top(corridor, cargo) if quantity == "width_m" else None,
            )
            for own in (False, True)
        )

    if passed("forbidden"):
        return "forbidden"
    if passed("in_places"):
        return "unknown"
    if passed("permit"):
        ends = any(row.effect == "forbidden" for row in rows)
        return "permit" if ends else "unknown"
    return "allowed"


def exceeds(value, rows, height):
    rows = special(rows)
    if any(value > row.most for row in rows if row.up_to_height_m is None):
        return True
    drawn = [row for row in rows if row.up_to_height_m is not None]
    return bool(drawn) and value > room(drawn, height)


def special(rows):
    """The rows that no other row is more special than."""

    def weight(r):
        place = 8 if r.link_id or r.service_id or r.terminal_id else 0
        state = 4 if r.country_code else 0
        return place + state + (2 if r.gauge_mm else 0) + (1 if r.equipment_code else 0)

    return [r for r in rows if weight(r) == max(map(weight, rows))]


def room(points, height):
    """Width of a loading gauge at a height."""
    heights = {r.up_to_height_m for r in points}
    points = [
        (h, min(r.most for r in points if r.up_to_height_m == h))
        for h in sorted(heights)
    ]
    if height <= points[0][0]:
        return points[0][1]
    for (low, wide), (high, narrow) in pairwise(points):
        if height <= high:
            return wide + (narrow - wide) * (height - low) / (high - low)
    return points[-1][1]


def danger(code, rows):
    said = {
        effect: {speaks(r, code) for r in rows if r.effect == effect}
        for effect in EFFECTS
    }
    for effect, verdict in EFFECTS.items():
        if "of it" in said[effect]:
            return verdict
        if "of some" in said[effect] and effect != "allowed":
            return "unknown"
    return "unknown"


def speaks(row, code):
    classes = row.dangerous_goods_classes
    if not classes or code in classes or code[0] in classes:
        return "of it"
    return "of some" if any(c[0] == code for c in classes) else "of nothing"
