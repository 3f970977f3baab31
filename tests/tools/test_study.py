"""The sums of the study of the feeders, by hand; and that its page has every table."""

import re
from pathlib import Path

import numpy as np
import pytest
from make_study import limits_taken_away
from studies.measure import Years
from studies.money import Prices, break_even_usd, list_rate_usd
from studies.policies import changes, rules
from studies.tables import stability_table

import orta
from orta.planning.simulation import Scenario

PAGE = Path(__file__).resolve().parents[2] / "docs" / "studies" / "aktau-alat.md"
PRICES = Prices(ship_usd_per_day=1000.0, teu_usd_per_day=10.0, sailing_share=0.4)


def years(name, days):
    days = np.array(days, np.float64)
    same = np.ones_like(days)
    return Years(
        scenario=Scenario(name=name),
        west_wait_h=same,
        east_wait_h=same,
        load=same,
        sailings=200 * same,
        west_teu=30_000 * same,
        east_teu=20_000 * same,
        days=days,
        china_days=same,
        china_p95_days=same,
        left_teu=same,
        vessels=2,
    )


def test_ships_cost_their_days_and_their_voyages():
    one = years("one", [5.0])

    # 2 ships for 365 days at 600 USD, 200 rounds of 3.5 days at 400 USD.
    assert PRICES.ships_usd(one) == pytest.approx([438_000 + 280_000])
    assert PRICES.per_teu_usd(one) == pytest.approx([718_000 / 50_000])
    assert PRICES.all_in_usd(one) == pytest.approx([718_000 / 50_000 + 50])


def test_a_ship_breaks_even_when_every_box_pays_the_list_rate():
    corridor = orta.load().corridor

    assert list_rate_usd(corridor) == 600  # 1,200 USD for 40 feet (asco-veh)
    even = break_even_usd(corridor, years("today", [5.0]))
    assert even == pytest.approx(600 * 50_000 / (2 * 365))


def test_a_rule_that_is_best_in_two_of_three_draws_is_said_to_be():
    rules = [
        years("a", [1, 1, 4]),
        years("b", [2, 2, 3]),
        years("c", [5, 5, 5]),
        years("d", [9, 9, 9]),
    ]

    text = stability_table(rules, PRICES, 3)

    assert "Best three: a; b; c. Worst: d." in text
    assert "| the same rule is best | 2 of 3 |" in text
    assert "| the same three, in this order | 2 of 3 |" in text
    assert "| the same three, in any order | 3 of 3 |" in text
    assert "| the same rule is worst | 3 of 3 |" in text


def test_every_mark_of_the_page_holds_its_table():
    text = PAGE.read_text("utf-8")
    found = re.findall(r"<!-- (\w+) -->\n(.*?)<!-- /\1 -->", text, re.DOTALL)

    names = {"prices", "rules", "best", "ranks", "kinds", "changes", "room"}
    assert {name for name, _ in found} == names
    assert all(content.strip() for _, content in found)


def test_every_scenario_of_the_study_speaks_of_what_the_corridor_has():
    corridor = orta.load().corridor
    for scenario in (*rules(), *changes(), *limits_taken_away()):
        scenario.check(corridor)
