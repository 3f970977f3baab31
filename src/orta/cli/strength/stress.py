"""`orta stress`: what an event does to the corridor, how it recovers, what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from orta.cli.options import data_option, json_option
from orta.cli.output import patience, print_json
from orta.cli.simulate.progress import Progress
from orta.cli.strength.stress_table import print_library, print_stress
from orta.model import load

if TYPE_CHECKING:
    from orta.corridor import Corridor


@click.command()
@click.argument("scenario", nargs=-1, metavar="SCENARIO…")
@click.option("--list", "wants_list", is_flag=True, help="The library, and end.")
@click.option(
    "--replications",
    type=click.IntRange(2, 100_000),
    default=20,
    show_default=True,
    help="Runs with other luck; more make the intervals narrower.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Where chance starts; the same seed gives the same answer.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    help="Threads; the answer does not depend on it. [default: one a processor]",
)
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="ID|FILE",
    help="What is tried against it; may be given more than once. "
    "[default: those that the scenario names]",
)
@click.option(
    "--no-measures", is_flag=True, help="Try nothing against it: two runs only."
)
@click.option(
    "--value-of-day",
    "value_of_day_usd_per_t",
    type=click.FloatRange(0, 1e6),
    metavar="USD",
    help="What a day under way is worth for a tonne. [default: 11.76]",
)
@click.option(
    "--route-choice",
    "reading",
    type=click.Choice(["low", "middle", "high"]),
    default="middle",
    show_default=True,
    help="Where shocks on other routes bring boxes: which end of the model's interval.",
)
@click.option(
    "--output",
    "-o",
    metavar="PATH",
    help="Write a .json file, or without ending a folder with all.",
)
@click.option("--all", "show_all", is_flag=True, help="Every demand, state and week.")
@data_option
@json_option
def stress(
    scenario: tuple[str, ...],
    wants_list: bool,
    replications: int,
    seed: int,
    workers: int | None,
    measures: tuple[str, ...],
    no_measures: bool,
    value_of_day_usd_per_t: float | None,
    reading: str,
    output: str | None,
    show_all: bool,
    data: str,
    as_json: bool,
) -> None:
    """Stress the corridor: what an event costs, how long it lasts, what helps.

    SCENARIO is an id of the library (see --list) or a TOML file; several are run as
    one. The answer is the run with the event less the run without it, under the same
    luck, with 95 % intervals: what is carried, days, tail, freight, CO2e, the backlog
    week by week until it is gone, and what each measure saves for its cost.

    \b
        orta stress --list
        orta stress kuryk-ban-2025
        orta stress autumn-storms two-vessels-out --replications 50 -o hard-autumn
        orta stress my-event.toml --measure one-more-feeder
    """
    corridor = load(data).corridor
    if wants_list:
        _print_library(corridor, as_json=as_json)
        return
    from orta.planning.resilience.stress import (
        Reading,
        Weights,
        check_output,
        export_stress,
        find_measure,
        find_stress,
        stress_dict,
        stress_test,
    )

    with patience("fitting route choice"):
        asked = find_stress(scenario, corridor, reading=Reading(reading))
    names = () if no_measures else measures or asked.measure_ids
    tried = [find_measure(name, corridor) for name in names]
    if output is not None:
        check_output(output)
    usd = value_of_day_usd_per_t
    weights = Weights() if usd is None else Weights(value_of_day_usd_per_t=usd)
    progress = Progress("stressing", replications * (2 + 2 * len(tried)))
    with progress.breakable(), progress.shown():
        answer = stress_test(
            corridor,
            asked,
            measures=tried,
            weights=weights,
            replications=replications,
            seed=seed,
            workers=workers,
            on_progress=progress,
        )
    if output is not None:
        click.echo(f"wrote {export_stress(answer, output)}", err=True)
    if as_json:
        print_json(stress_dict(answer))
    else:
        print_stress(answer, corridor, show_all=show_all)


def _print_library(corridor: Corridor, *, as_json: bool) -> None:
    from orta.planning.resilience.stress import (
        find_measure,
        find_scenario,
        list_measure_ids,
        list_scenario_ids,
    )

    scenarios = [find_scenario(name, corridor) for name in list_scenario_ids()]
    measures = [find_measure(name, corridor) for name in list_measure_ids()]
    if not as_json:
        print_library(scenarios, measures)
        return
    content: dict[str, Any] = {
        "schema": "orta.stress-library/1",
        "scenarios": [
            {
                "id": one.scenario_id,
                "version": one.version,
                "title": one.title,
                "happened": one.happened,
                "includes": list(one.includes),
                "measures": list(one.measure_ids),
            }
            for one in scenarios
        ],
        "measures": [
            {
                "id": one.measure_id,
                "version": one.version,
                "title": one.title,
                "what": one.what,
                "cost_usd_per_year": one.cost_usd_per_year,
            }
            for one in measures
        ],
    }
    print_json(content)
