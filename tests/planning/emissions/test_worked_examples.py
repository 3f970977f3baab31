"""Published worked examples through the formulas that the program uses.

`worked_examples.csv` says for each where it was published and how it was read.
"""

import csv
from pathlib import Path

import pytest
from corridors.build import ONE_BOX, corridor, factor, node

from orta.corridor import EmissionFactor
from orta.planning.emissions import (
    ChainElement,
    EmissionReport,
    Operation,
    allocate_g,
    energy_emission_g,
    intensity_g,
    per_tkm_from_per_teu_km,
)
from orta.planning.results import Provenance

PATH = Path(__file__).with_name("worked_examples.csv")
LINES = PATH.read_text("utf-8").splitlines()
EXAMPLES = {row["example"]: row for row in csv.DictReader(LINES)}
WITHIN = 0.02
# What a document works through from start to end; parts of one count once, and
# a sum of two columns of a table is no example.
NOT_COUNTED = ("split", "per_tkm", "given")


def number(row, column):
    return float(row[column] or 0)


def groups(row):
    return [list(map(float, group.split())) for group in row["inputs"].split(";")]


def the_factor(row, *, g=None) -> EmissionFactor:
    ttw_g = number(row, "inputs") if row["method"] == "split" else None
    return factor(
        row["mode"] or "rail",
        number(row, "intensity_g") if g is None else g,
        basis=row["basis"],
        g_co2e_ttw=ttw_g,
    )


def element(row) -> ChainElement:
    """An example as an element of a chain, its grams by the factor's own formula."""
    if row["method"] == "given":
        used, activity = the_factor(row), 1.0
    elif row["method"] == "hub":
        *energy, (throughput,) = groups(row)
        grams = energy_emission_g(*zip(*energy, strict=True))
        used = the_factor(row, g=intensity_g(grams, throughput))
        activity = the_activity(used, row)
    else:
        used = the_factor(row)
        activity = the_activity(used, row)
    return ChainElement(
        leg=1,
        operation=Operation.LOAD if used.basis.is_hub else Operation.TRANSPORT,
        mode=used.mode,
        service_id="",
        from_node_id="A",
        to_node_id="A",
        distance_km=number(row, "distance_km"),
        activity=activity,
        factor=used,
        emission_g=round(used.emission_g(activity)),
    )


def the_activity(used, row) -> float:
    return used.activity(
        mass_t=number(row, "mass_t"),
        teu=number(row, "teu"),
        distance_km=number(row, "distance_km"),
    )


def chain(names) -> EmissionReport:
    drawn = corridor(nodes=[node("A")])
    return EmissionReport(
        corridor=drawn,
        cargo=ONE_BOX,
        elements=tuple(element(EXAMPLES[name]) for name in names),
        provenance=Provenance.of(drawn),
    )


def parts(row):
    return chain(map(str.strip, row["inputs"].split(";")))


def share(row):
    (total_g,), activities = groups(row)
    return allocate_g(total_g, activities)[int(row["method"].split()[1])]


COMPUTED = {
    "transport": lambda row: element(row).emission_g,
    "hub": lambda row: element(row).emission_g,
    "given": lambda row: element(row).emission_g,
    "split": lambda row: element(row).wtt_g,
    "activity": lambda row: the_activity(the_factor(row), row),
    "energy": lambda row: energy_emission_g(*zip(*groups(row), strict=True)),
    "intensity": lambda row: intensity_g(*(value for (value,) in groups(row))),
    "per_tkm": lambda row: per_tkm_from_per_teu_km(number(row, "intensity_g")),
    "allocate": share,
    "chain": lambda row: parts(row).emission_g,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_published_result_is_found_again(name):
    row = EXAMPLES[name]

    computed = COMPUTED[row["method"].split()[0]](row)
    assert computed == pytest.approx(number(row, "published_g"), rel=WITHIN)


def test_there_are_ten_examples_and_each_says_where_it_was_read():
    places = {
        (row["document"], row["place"])
        for row in EXAMPLES.values()
        if row["method"] not in NOT_COUNTED
    }
    worked = {
        (document, place.partition(", shipment")[0]) for document, place in places
    }

    assert len(worked) >= 10
    assert all(row["document"] and row["how_read"] for row in EXAMPLES.values())


def test_the_shares_of_a_chain_are_those_published():
    """HHLA: 90.9, 0.5, 8.2 and 0.4 % of a container's way to Prague."""
    names = [name for name in EXAMPLES if name.startswith("HHLA")][:-1]
    report = chain(names)

    shares = [100 * e.emission_g / report.emission_g for e in report.elements]
    assert [round(share, 1) for share in shares] == [90.9, 0.5, 8.2, 0.4]
    assert 100 * report.hub_g / report.emission_g == pytest.approx(0.9, abs=0.05)
