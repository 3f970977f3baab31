"""What a load may do where: loads of which the limits are known, and gauges.

steppe   A ──rail 1520── B (KZ)            far steppe   … ── C (GE, nothing known)
pass     A ══road══ B (GE)                 desert       A ══road══ B (TM)
ferry    A ≈≈sea≈≈ B
"""

import csv
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from corridors.build import (
    BOX,
    DRAWN,
    FREE_BORDERS,
    FREE_HANDLING,
    ONE_BOX,
    border,
    corridor,
    equipment,
    limit,
    line,
    link,
    network,
    node,
    request,
    tariff,
    terminal,
)

import orta
from orta.errors import ModelError, UsageError
from orta.planning.network import (
    HopKind,
    Verdict,
    compile_network,
    judge_hops,
    limit_warnings,
    load_warnings,
)
from orta.planning.routing import find_options
from orta.vocabulary import Confidence, LoadProfile

TEXT = (Path(__file__).parent / "loads.csv").read_text(encoding="utf-8")
LOADS = list(csv.DictReader(TEXT.splitlines()))
EQUIPMENT = {
    "wagon": equipment(name="rail wagon", gauge_mm=1520, deck_height_m=1.3),
    "truck": equipment(name="truck", deck_height_m=1.2),
    "box": equipment(
        iso_size_type="42G1",
        inside_length_m=12.0,
        inside_width_m=2.3,
        inside_height_m=2.3,
    ),
}
RAIL = {"mode": "rail", "gauge_mm": 1520}
STEPPE_LIMITS = (
    limit("axle_load_t", 23.5, mode="rail", country_code="KZ"),
    limit(
        "width_m",
        3.25,
        effect="permit",
        up_to_height_m=4,
        permit="leave of the railway",
        permit_days=10,
        **RAIL,
    ),
    limit("width_m", 1.2, effect="permit", up_to_height_m=5.3, **RAIL),
    limit("width_m", 4.0, **RAIL),
    limit("height_m", 5.3, effect="permit", **RAIL),
    limit("height_m", 6.0, **RAIL),
    limit("length_m", 13.3, effect="permit", **RAIL),
    limit("length_m", 25, **RAIL),
    limit("dangerous_goods", effect="allowed", danger=("3", "2.1"), service_id="R"),
    limit("dangerous_goods", danger=("1",), service_id="R"),
    limit(
        "dangerous_goods",
        effect="permit",
        danger=("7",),
        service_id="R",
        permit="state permit",
    ),
    limit("dangerous_goods", effect="in_places", danger=("6.2",), service_id="R"),
    *(
        limit(
            "dangerous_goods",
            effect="allowed",
            danger=("2.1", "3", "7"),
            terminal_id=f"{end}-rail",
        )
        for end in "ABC"
    ),
)


def steppe(ends="AB", states=("KZ", "KZ", "GE"), limits=STEPPE_LIMITS):
    links = [link(a, b, gauge_mm=1520) for a, b in pairwise(ends)]
    known = [f"{end}-rail" for end in ends]
    return drawn(
        nodes=[node(end, state) for end, state in zip(ends, states, strict=False)],
        links=links,
        services=[network("R", *set(states))],
        terminals=[terminal(end) for end in ends],
        limits=[x for x in limits if x.terminal_id in ("", *known)],
    )


def road(country, *limits):
    return drawn(
        nodes=[node("A", country), node("B", country)],
        links=[link("A", "B", "road")],
        services=[network("R", country, mode="road")],
        terminals=[terminal("A", "road"), terminal("B", "road")],
        limits=(
            *limits,
            *(limit("gross_mass_t", 100, terminal_id=f"{n}-road") for n in "AB"),
        ),
    )


def ferry():
    terms = [
        limit("gross_mass_t", 60, terminal_id="A-sea"),
        limit("gross_mass_t", 80, terminal_id="B-sea"),
        limit("gross_mass_t", 90, service_id="R"),
        limit("height_m", 4.5, service_id="R"),
        limit("width_m", 5, service_id="R"),
        limit("length_m", 20, service_id="R"),
        limit("dangerous_goods", effect="allowed", danger=("3", "8"), service_id="R"),
        limit("dangerous_goods", effect="allowed", terminal_id="A-sea"),
        limit("dangerous_goods", effect="allowed", danger=("3",), terminal_id="B-sea"),
        limit("dangerous_goods", danger=("8",), terminal_id="B-sea"),
    ]
    return drawn(
        nodes=[node("A"), node("B", "AZ")],
        links=[link("A", "B", "sea")],
        services=[line("R", {"A": None, "B": 20})],
        terminals=[terminal("A", "sea"), terminal("B", "sea")],
        limits=terms,
    )


def drawn(**parts):
    tariffs = [tariff("R", 1), FREE_HANDLING, FREE_BORDERS]
    return corridor(tariffs=tariffs, **parts)


CORRIDORS = {
    "steppe": (steppe(), "AB"),
    "far steppe": (steppe("ABC"), "AC"),
    "pass": (
        road(
            "GE",
            limit("axle_load_t", 9, mode="road", country_code="GE"),
            limit("gross_mass_t", 40, effect="permit", mode="road", country_code="GE"),
        ),
        "AB",
    ),
    "desert": (
        road(
            "TM",
            limit("axle_load_t", 6, effect="in_places", mode="road", country_code="TM"),
        ),
        "AB",
    ),
    "ferry": (ferry(), "AB"),
}


def cargo_of(row, code=BOX):
    load = LoadProfile.parse(
        size=row["size"],
        axle_load=row["axle_load"],
        gross_mass=row["gross_mass"],
        dangerous=row["dangerous"],
    )
    return replace(ONE_BOX, equipment_code=code, load=load)


def gravest(findings):
    return max(
        (f.verdict for f in findings), key=list(Verdict).index, default="allowed"
    )


@pytest.fixture(scope="module")
def shipped():
    return orta.load().corridor


@pytest.mark.parametrize(
    "row", [r for r in LOADS if r["corridor"] != "shipped"], ids=lambda r: r["name"]
)
def test_a_load_on_a_drawn_corridor(row):
    there, (origin, destination) = CORRIDORS[row["corridor"]]
    there = replace(there, equipment=(EQUIPMENT[row["equipment"]],))
    asked = replace(request(origin, destination), cargo=cargo_of(row))

    compiled = compile_network(there, asked.cargo)
    options = list(find_options(compiled, asked))

    if row["verdict"] == "forbidden":
        assert options == []
        assert any(row["words"] in reason for reason in compiled.left_out)
        return
    [option] = options
    hops = [step.hop for step in option.steps]
    findings = [f for own in judge_hops(there, asked.cargo, hops).findings for f in own]
    assert gravest(findings) == row["verdict"]
    warnings = limit_warnings(there, asked.cargo, hops)
    assert bool(warnings) == (row["verdict"] != "allowed")
    assert any(row["words"] in warning for warning in warnings) or not warnings


@pytest.mark.parametrize(
    "row", [r for r in LOADS if r["corridor"] == "shipped"], ids=lambda r: r["name"]
)
def test_a_load_at_a_place_of_the_shipped_corridor(shipped, row):
    cargo = cargo_of(row, code=row["equipment"])
    plain = compile_network(shipped, replace(cargo, load=LoadProfile())).hops
    hops = [hop for hop in plain if row["at"] in named(hop)]
    assert hops

    judged = judge_hops(shipped, cargo, hops)
    findings = [f for own in judged.findings for f in own]

    assert gravest(findings) == row["verdict"]
    assert all(judged.is_allowed) == (row["verdict"] != "forbidden")
    assert any(row["words"] in str(finding) for finding in findings) or not row["words"]


def named(hop):
    if hop.kind is not HopKind.MOVE:
        return (f"{hop.from_node_id}-{hop.mode}",)
    ends = {hop.from_node_id, hop.to_node_id}
    is_poti_road = hop.mode == "road" and ends == {"GEPTI", "GETBS"}
    return hop.link_id, hop.service_id, "Poti road" if is_poti_road else ""


def test_there_are_enough_loads_of_every_kind():
    verdicts = [row["verdict"] for row in LOADS]

    assert len(LOADS) >= 30
    assert min(map(verdicts.count, ("allowed", "forbidden", "unknown"))) >= 10


def test_likes_are_one_warning_for_a_leg(shipped):
    cargo = cargo_of({"size": "", "axle_load": "", "gross_mass": "", "dangerous": "3"})
    hops = [
        h for h in compile_network(shipped, cargo).hops if h.service_id == "RAIL-AZ"
    ]

    [warning] = limit_warnings(shipped, cargo, hops)

    assert warning.startswith("unknown: whether class 3 is taken is not in the dataset")
    assert "more)" in warning


def test_an_estimate_that_allows_says_that_it_is_one():
    guess = replace(DRAWN, confidence=Confidence.ESTIMATED, method="drawn for a test")
    there = steppe(limits=[limit("axle_load_t", 22, mode="rail", evidence=guess)])
    there = replace(there, equipment=(EQUIPMENT["wagon"],))
    cargo = replace(ONE_BOX, load=LoadProfile(axle_load_t=20))
    hops = compile_network(there, cargo).hops

    [warning] = limit_warnings(there, cargo, hops)

    assert warning == "estimate: limit of axle load is an estimate (A – B by rail)"


def test_what_is_not_said_of_the_load_is_said():
    there = replace(steppe(), equipment=(EQUIPMENT["wagon"],))
    bare_box = replace(there, equipment=(equipment(iso_size_type="42G1"),))
    cargo = replace(ONE_BOX, load=LoadProfile.parse(size="5x2x2m"))

    assert load_warnings(there, cargo) == [
        "no axle load is given, so limits on it were not checked"
    ]
    [warning] = load_warnings(bare_box, cargo)
    assert warning.startswith(
        "whether the piece goes into a 40 ft container is unknown"
    )


def test_a_piece_larger_than_its_box_is_one_clear_error():
    there = replace(steppe(), equipment=(EQUIPMENT["box"],))
    cargo = replace(ONE_BOX, load=LoadProfile.parse(size="12x3.4x3.8m"))
    asked = replace(request("A", "B"), cargo=cargo)

    with pytest.raises(UsageError, match="does not go into one 40 ft container"):
        asked.check(there)


# Gauges:   A ──1520── B ──break── C ──1435── D


def broken(exchange, **more):
    first, second = link("A", "B", gauge_mm=1520), link("B", "C", **more)
    third = link("C", "D", gauge_mm=1435)
    crossings = [
        replace(border(second, end), changes_gauge=True, bogie_exchange=exchange)
        for end in "BC"
    ]
    return drawn(
        nodes=[
            node(n, state)
            for n, state in zip("ABCD", ("KZ", "KZ", "CN", "CN"), strict=True)
        ],
        links=[first, second, third],
        services=[network("R", "KZ", "CN")],
        terminals=[terminal(n) for n in "ABCD"],
        borders=crossings,
    )


@pytest.mark.parametrize("exchange", [True, False, None])
@pytest.mark.parametrize("goods", ["wagon", "box"])
def test_a_wagon_passes_a_break_of_gauge_only_where_bogies_are_exchanged(
    exchange, goods
):
    there = replace(broken(exchange), equipment=(EQUIPMENT[goods],))

    compiled = compile_network(there, ONE_BOX)
    options = list(find_options(compiled, request("A", "D")))

    assert bool(options) == (goods == "box" or exchange is True)
    reason = "B-C-rail: no exchange of bogies is known"
    assert (reason in compiled.left_out) == (not options)


def test_a_wagon_does_not_run_on_from_one_gauge_to_the_other_within_a_state():
    links = [link("A", "B", gauge_mm=1520), link("B", "C", gauge_mm=1435)]
    there = drawn(
        nodes=[node(n) for n in "ABC"],
        links=links,
        services=[network("R", "KZ")],
        terminals=[terminal(n) for n in "ABC"],
        equipment=(EQUIPMENT["wagon"],),
    )

    compiled = compile_network(there, ONE_BOX)

    assert list(find_options(compiled, request("A", "B")))
    assert not list(find_options(compiled, request("A", "C")))
    assert not list(find_options(compiled, request("B", "C")))


def test_a_wagon_of_the_shipped_corridor_leaves_its_gauge_only_at_akhalkalaki(shipped):
    cargo = replace(ONE_BOX, equipment_code="wagon", mass_per_unit_t=40)
    off_gauge = set()

    for hop in compile_network(shipped, cargo).hops:
        if hop.kind is HopKind.MOVE and hop.mode == "rail":
            gauge_mm = shipped.link_by_id[hop.link_id].gauge_mm
            off_gauge |= {hop.link_id} if gauge_mm != 1520 else set()

    assert off_gauge == {"L117"}  # Akhalkalaki - Kartsakhi; no wagon goes further


# Values


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"quantity": "width_m"}, "a number has a most"),
        ({"quantity": "axle_load_t", "most": 0}, "above 0"),
        ({"quantity": "axle_load_t", "most": 9, "danger": "3"}, "only a rule on"),
        ({"quantity": "dangerous_goods", "danger": ("3.7",)}, "is no class"),
        ({"quantity": "axle_load_t", "most": 9, "effect": "allowed"}, "not allowed"),
        ({"quantity": "length_m", "most": 9, "up_to_height_m": 4}, "only a width"),
        ({"quantity": "length_m", "most": 9, "permit": "leave"}, "names one"),
        ({"quantity": "length_m", "most": 9, "mode": "road", "gauge_mm": 1520}, "1520"),
        ({"quantity": "length_m", "most": 9, "mode": None}, "neither where"),
        ({"quantity": "length_m", "most": 9, "terminal_id": "A"}, "no further scope"),
        (
            {"quantity": "length_m", "most": 9, "mode": None, "country_code": "KZ"},
            "comes with a mode",
        ),
    ],
)
def test_a_limit_that_contradicts_itself_is_refused(row, problem):
    row = {"mode": "rail", **row}
    if row["mode"] is None:
        del row["mode"]
    with pytest.raises(ModelError, match=problem):
        limit(row.pop("quantity"), row.pop("most", None), **row)
