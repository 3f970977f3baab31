"""The page on transit autonomy: its table is what the shipped studies give today."""

import re
from functools import cache
from pathlib import Path

import pytest

import orta
from orta.planning.resilience.autonomy import find_autonomy, shipped_study

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
