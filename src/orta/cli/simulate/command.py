"""`orta simulate`: the corridor in motion, under policies as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orta.cli.options import data_option, json_option
from orta.cli.output import print_json
from orta.cli.simulate.progress import Progress
from orta.cli.simulate.table import print_comparison, print_simulation
from orta.corridor import Corridor
from orta.errors import ModelError, UsageError
from orta.model import CorridorModel, load

if TYPE_CHECKING:
    from orta.planning.simulation.scenario import Scenario

_AS_IT_IS = "as the dataset says"
_MOST_DAYS = 3660


@click.command()
@click.option(
    "--days",
    type=click.IntRange(1, _MOST_DAYS),
    help="Days that are measured. [default: as the scenario says, or 365]",
)
@click.option(
    "--warm-up",
    "warm_up_days",
    type=click.IntRange(0, _MOST_DAYS),
    help="Days before them that fill the corridor and are left out. "
    "[default: as the scenario says, or 90]",
)
@click.option(
    "--replications",
    type=click.IntRange(1, 100_000),
    default=20,
    show_default=True,
    help="Runs with other luck; more make the intervals narrower.",
)
@click.option("--scenario", metavar="FILE", help="What is tried: a TOML file.")
@click.option(
    "--compare",
    "other",
    metavar="FILE",
    help="A second scenario, under the same luck: print what it changes.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    help="Threads; the answer does not depend on it. [default: one a processor]",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Where chance starts; the same seed gives the same answer.",
)
@click.option(
    "--output",
    "-o",
    metavar="PATH",
    help="Write a .json, .csv or .parquet file, or without ending a folder with all.",
)
@click.option("--all", "show_all", is_flag=True, help="Every asset and every figure.")
@data_option
@json_option
def simulate(
    days: int | None,
    warm_up_days: int | None,
    replications: int,
    scenario: str | None,
    other: str | None,
    workers: int | None,
    seed: int,
    output: str | None,
    show_all: bool,
    data: str,
    as_json: bool,
) -> None:
    """Simulate the corridor: what arrives, where it waits and why.

    Every figure is a mean over replications with its 95 % confidence interval.
    A scenario changes services, fleets, ports, facilities and demands, bans
    places, or lowers the sea.

    \b
        orta simulate --days 90 --replications 10
        orta simulate --scenario one_more_ferry.toml -o one-more-ferry
        orta simulate --compare friday_or_80_percent.toml --replications 50
    """
    model = load(data)
    tried = [_scenario(scenario, model.corridor, days, warm_up_days)]
    if other is not None:
        tried.append(_scenario(other, model.corridor, days, warm_up_days))
        _check_same_time(*tried)
    if output is not None:
        from orta.planning.simulation.report import check_output

        check_output(output, needs_parquet=other is None or output.endswith(".parquet"))
    progress = Progress("simulating", replications * len(tried))
    run = _Run(model, progress, replications=replications, seed=seed, workers=workers)
    with progress.breakable():
        if other is None:
            run.simulate(tried[0], output, as_json=as_json, show_all=show_all)
        else:
            run.compare(tried, output, as_json=as_json, show_all=show_all)


class _Run:
    """One run: the question, then the file, then what is printed."""

    def __init__(
        self,
        model: CorridorModel,
        progress: Progress,
        *,
        replications: int,
        seed: int,
        workers: int | None,
    ) -> None:
        self._model, self._progress = model, progress
        self._replications, self._seed, self._workers = replications, seed, workers

    def simulate(
        self, scenario: Scenario, output: str | None, *, as_json: bool, show_all: bool
    ) -> None:
        from orta.planning.simulation.report import export_simulation, simulation_dict

        with self._progress.shown():
            answer = self._model.simulate(
                scenario,
                replications=self._replications,
                seed=self._seed,
                workers=self._workers,
                on_progress=self._progress,
            )
        if output is not None:
            self._said(export_simulation(answer, output))
        if as_json:
            print_json(simulation_dict(answer))
        else:
            print_simulation(answer, self._model.corridor, show_all=show_all)

    def compare(
        self,
        scenarios: Sequence[Scenario],
        output: str | None,
        *,
        as_json: bool,
        show_all: bool,
    ) -> None:
        from orta.planning.simulation.report import comparison_dict, export_comparison

        with self._progress.shown():
            comparison = self._model.compare(
                scenarios,
                replications=self._replications,
                seed=self._seed,
                workers=self._workers,
                on_progress=self._progress,
            )
        if output is not None:
            self._said(export_comparison(comparison, output))
        if as_json:
            print_json(comparison_dict(comparison))
        else:
            print_comparison(comparison, show_all=show_all)

    def _said(self, path: Path) -> None:
        self._progress.wrote(path)
        click.echo(f"wrote {path}", err=True)


def _scenario(
    file: str | None, corridor: Corridor, days: int | None, warm_up_days: int | None
) -> Scenario:
    from orta.planning.simulation.scenario import Scenario, read_scenario

    found = Scenario(name=_AS_IT_IS) if file is None else read_scenario(file, corridor)
    try:
        return replace(
            found,
            days=found.days if days is None else days,
            warm_up_days=found.warm_up_days if warm_up_days is None else warm_up_days,
        )
    except ModelError as error:
        raise UsageError(
            error.message,
            where="days",
            hint="give more --days, or another start in the scenario",
        ) from None


def _check_same_time(first: Scenario, second: Scenario) -> None:
    """Luck can only be shared over the same days."""
    for word in ("start", "days", "warm_up_days"):
        one, other = getattr(first, word), getattr(second, word)
        if one != other:
            raise UsageError(
                f"“{first.name}” has {word} {one}, “{second.name}” has {other}: they "
                "cannot share their luck",
                where="compare",
                hint=f"give both scenarios the same {word}",
            )
