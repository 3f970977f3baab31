"""Write the tables of `docs/studies/aktau-alat.md`.

All rules and changes are simulated under the same luck. The text of the page is
written by hand; what stands between `<!-- tables -->` marks comes from here. It takes
some two minutes on two cores:

    python tools/make_study.py [--years 90]
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from studies.measure import Years, box_demands, run_years
from studies.money import USD_PER_TEU_DAY, Prices, break_even_usd, list_rate_usd
from studies.policies import TODAY, changes, rules, saturated
from studies.tables import (
    best_table,
    changes_table,
    kinds_table,
    room_table,
    rules_table,
    stability_table,
)

import orta
from orta.corridor import Corridor
from orta.planning.simulation import Scenario
from orta.planning.simulation.scenario import FacilityPolicy, PortPolicy

PAGE = Path(__file__).parent.parent / "docs" / "studies" / "aktau-alat.md"
DRAWS = 30
FACTORS = (1.3, 1.6, 2.0)
FULL = 2.0
FEWER = 3  # of so many years those of rules, one is simulated for a change
SEED = 0
MARK = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- /\2 -->)", re.DOTALL)


def main() -> int:
    """Run the study, and put its tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=90, help="for each rule")
    years = parser.parse_args().years
    if years < 1 or years % DRAWS:
        parser.error(f"--years must be a multiple of {DRAWS}")
    tables = make_tables(orta.load().corridor, years)
    text = PAGE.read_text("utf-8")
    PAGE.write_text(
        MARK.sub(lambda m: f"{m[1]}\n{tables[m[2]]}\n{m[3]}", text), "utf-8"
    )
    return 0


def make_tables(corridor: Corridor, years: int) -> dict[str, str]:
    """Every table of the page by its mark."""
    fewer = max(years // FEWER, 2)
    ruled = [_run(corridor, scenario, years) for scenario in rules()]
    prices = Prices(ship_usd_per_day=break_even_usd(corridor, ruled[0]) / 2)
    today = _run(corridor, Scenario(name=TODAY), fewer)
    changed = [_run(corridor, scenario, fewer) for scenario in changes()]
    boxes = box_demands(corridor)

    def full(scenario: Scenario, factor: float = FULL) -> Years:
        return _run(corridor, saturated(scenario, boxes, factor), fewer)

    growing = [full(today.scenario, factor) for factor in FACTORS]
    rooms = [full(scenario) for scenario in changes()]
    return {
        "rules": rules_table(ruled, prices),
        "best": best_table(ruled, prices),
        "ranks": stability_table(ruled, prices, DRAWS),
        "kinds": kinds_table(ruled, prices, DRAWS),
        "changes": changes_table(today, changed, (growing[-1], rooms), prices),
        "room": room_table([*growing, *(full(s) for s in limits_taken_away())]),
        "prices": _prices_text(corridor, prices, years, fewer),
    }


def limits_taken_away() -> tuple[Scenario, ...]:
    """What holds the feeders back, taken away: the weather, then the berths."""
    ports = ("KZAAU", "AZBAK")
    return (
        Scenario(
            name="ports never shut",
            ports=dict.fromkeys(ports, PortPolicy(wind_limit_change_m_s=20.0)),
        ),
        Scenario(
            name="ports never shut, berths for all",
            ports=dict.fromkeys(ports, PortPolicy(wind_limit_change_m_s=20.0)),
            facilities=dict.fromkeys(
                ("KZAAU-berth-dry", "AZBAK-berth-container"),
                FacilityPolicy(server_count=12),
            ),
        ),
    )


def _prices_text(corridor: Corridor, prices: Prices, years: int, fewer: int) -> str:
    teu_day = ", ".join(f"{v:.0f} ({k})" for k, v in USD_PER_TEU_DAY.items())
    return (
        f"List rate: {list_rate_usd(corridor):.0f} USD a TEU. At break-even a ship "
        f"costs {2 * prices.ship_usd_per_day:,.0f} USD a day; half of that is taken, "
        f"{prices.ship_usd_per_day:,.0f}. A TEU and day: {teu_day} USD. Simulated "
        f"years: {years} for each rule, {fewer} for each change; seed {SEED}.\n"
    )


def _run(corridor: Corridor, scenario: Scenario, years: int) -> Years:
    print(scenario.name, file=sys.stderr, flush=True)
    return run_years(corridor, scenario, years=years, seed=SEED)


if __name__ == "__main__":
    sys.exit(main())
