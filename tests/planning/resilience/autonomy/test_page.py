"""The page on transit autonomy: its table is what the shipped studies give today."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import orta
from orta.planning.assignment import Weights, cheapest_usd_per_t
from orta.planning.resilience.autonomy import (
    Bound,
    find_autonomy,
    find_share,
    frame_of,
    shipped_study,
)

PAGE = Path(__file__).parents[4] / "docs" / "background" / "transit-autonomy.md"
ROW = re.compile(
    r"^\| `([a-z-]+)` \| ([A-Z+]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) "
    r"\| \+([\d.]+) % \|$",
    re.MULTILINE,
)
ROWS = ROW.findall(PAGE.read_text("utf-8"))


@cache
def answer_of(name, states):
    corridor = orta.load().corridor
    return find_autonomy(shipped_study(name, corridor), corridor, states=states)


def states_of(name):
    return tuple(row[1] for row in ROWS if row[0] == name)


def test_the_page_reports_the_three_results():
    assert {row[0] for row in ROWS} >= {
        "kazakh-exports",
        "azerbaijan-wheat",
        "china-europe-boxes",
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} without {row[1]}")
def test_a_row_of_the_page_is_what_the_study_gives(row):
    name, state, *figures, rise = row
    found = answer_of(name, states_of(name)).get_state(state)

    computed = (found.share, found.lower, found.upper, found.at_any_cost)
    assert [f"{figure:.4f}" for figure in computed] == figures
    assert f"{100 * found.cost_increase:.1f}" == rise


@pytest.mark.parametrize(
    ("weight", "rises", "share"),
    [(1.0, ("51 %", "57 %"), 0), (0.5, ("42", "46 %"), 1), (0.0, ("21 %", "21 %"), 1)],
)
def test_what_the_page_says_of_the_weights_of_boxes_by_rail(weight, rises, share):
    corridor = orta.load().corridor
    weights = Weights(
        value_of_time_usd_per_t_day=11.76 * weight,
        value_of_reliability_usd_per_t_day=10.56 * weight,
    )
    asked = replace(shipped_study("china-europe-rail", corridor), weights=weights)
    frame = frame_of(asked, corridor)
    shut = frame.network.open_arcs(["state:RU"])
    dearer = cheapest_usd_per_t(frame.network, shut) / frame.reference_usd_per_t - 1

    page = PAGE.read_text("utf-8")
    for rise, text in zip(dearer, rises, strict=True):
        assert f"{100 * rise:.0f}" == text.removesuffix(" %")
        assert text in page
    assert find_share(frame, Bound.SHARE, ["state:RU"]).share == share
