"""Runs of kind `flows`: the cheapest plan of a season, point by point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from orta.errors import ModelError, UsageError
from orta.planning.studies.charts import Bar, RowChart
from orta.planning.studies.kinds.shape import (
    Asked,
    Form,
    Found,
    Gathered,
    Key,
    Piece,
    Prepared,
    Single,
    Singles,
    files_of,
)
from orta.planning.studies.tasks import Call

if TYPE_CHECKING:
    from orta.planning.flows import FlowsAnswer
    from orta.planning.flows.study import Study

# Settings of the study that a point may set; no time limit, since what is found in a
# minute depends on the machine.
_SET: Final = ("carbon_price_usd_per_t_co2e", "gap")
_SET_RISK: Final = ("tail_share", "weight")
_KEYS: Final = (
    Key(
        name="season",
        form=Form.FILE,
        meaning="A study of flows, as `orta flows` takes it",
        is_needed=True,
    ),
    Key(
        name="carbon_price_usd_per_t_co2e",
        form=Form.NUMBER,
        least=0,
        most=100_000,
        meaning="What a tonne of CO2e costs",
        default="as the season says",
    ),
    Key(
        name="gap",
        form=Form.NUMBER,
        least=0,
        most=0.5,
        meaning="How far from the best a plan may stay, as a share of its cost",
        default="as the season says",
    ),
    Key(
        name="tail_share",
        form=Form.NUMBER,
        least=0,
        most=1,
        meaning="Share of the outcomes that counts as the dearest",
        default="as the season says",
    ),
    Key(
        name="weight",
        form=Form.NUMBER,
        least=0,
        most=1,
        meaning="Weight of the dearest outcomes against the mean",
        default="as the season says",
    ),
)
_HEADLINE: Final = ("cost_usd", "bound_usd", "moved_t", "missed_t")


class Flows:
    """How much of a season's demand goes which way at least cost."""

    name = "flows"
    about = "What goes which way in which week of a season at least cost, with a proof."
    keys = _KEYS
    is_alone = True
    other_ways = ""

    def prepare(self, asked: Asked) -> Prepared:
        """One plan."""
        path = asked.folder / asked.settings["season"]
        study = _season(asked, path)
        needs = (f"corridor:{asked.corridor.digest}", f"season:{study.digest}")
        return Prepared(
            pieces=(Piece(parameters={}, needs=needs),),
            materials=dict(zip(needs, (asked.corridor, study), strict=True)),
            files=files_of(path),
        )

    def perform(self, call: Call) -> bytes:
        """The plan, its tables and its certificate."""
        from orta.planning.flows import plan_season  # imports the solver
        from orta.planning.flows.report import flows_dict

        corridor, study = call.values
        answer = plan_season(study, corridor)
        certificate = answer.certificate
        return Single(
            answer=flows_dict(answer),
            tables=_tables(answer),
            figures=_figures(answer),
            warnings=tuple(f"no plan: {one} cannot hold" for one in answer.conflict),
            files={"certificate.json": certificate.to_bytes().decode()}
            if certificate
            else {},
        ).pack()

    def reduce(self, points: Sequence[Gathered]) -> Found:
        """Plans of all points, side by side."""
        found = Singles.of(points)
        return Found(
            headline=found.headline(_HEADLINE),
            tables=found.tables(),
            charts={
                name: RowChart(
                    title=title,
                    unit=unit,
                    bars=tuple(
                        Bar(label=label, value=value)
                        for label, value in found.values(name)
                    ),
                    from_zero=True,
                )
                for name, title, unit in (
                    ("cost_usd", "What the season costs", "USD"),
                    ("missed_t", "What is missed, and bought elsewhere", "t"),
                )
            },
            answers=found.answers(),
            warnings=found.warnings(),
            files=found.files(),
        )


def _season(asked: Asked, path: Path) -> Study:
    from orta.planning.flows.study import read_study

    study = read_study(path, asked.corridor)
    said = asked.settings
    try:
        risk = replace(study.risk, **{k: said[k] for k in _SET_RISK if k in said})
        return replace(study, risk=risk, **{k: said[k] for k in _SET if k in said})
    except ModelError as error:
        raise UsageError(error.message, where="season") from None


def _tables(answer: FlowsAnswer) -> dict[str, Any]:
    from orta.planning.flows.report import (
        bottlenecks_table,
        costs_table,
        flows_table,
        unmet_table,
    )

    return {
        "flows": flows_table(answer),
        "missed": unmet_table(answer),
        "scarce": bottlenecks_table(answer),
        "costs": costs_table(answer),
    }


def _figures(answer: FlowsAnswer) -> dict[str, float | None]:
    """What the certificate proves, and tonnes as they are expected."""
    proved = answer.certificate
    if proved is None:
        return {}
    return {
        "cost_usd": float(proved.objective_usd),
        "bound_usd": float(proved.bound_usd),
        "moved_t": sum(
            season.probability * flow.t
            for season in answer.seasons
            for flow in season.flows
        ),
        "missed_t": sum(
            season.probability * one.t
            for season in answer.seasons
            for one in season.unmet
        ),
    }
