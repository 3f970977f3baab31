"""Runs of kind `invest`: which projects, when and for whose gain, point by point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from orta.errors import UsageError
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
    digest_of,
    files_of,
)
from orta.planning.studies.tasks import Call

if TYPE_CHECKING:
    from orta.planning.investment import InvestAnswer, InvestStudy

_KEYS: Final = (
    Key(
        name="appraisal",
        form=Form.FILE,
        meaning="A study of investments, as `orta invest` takes it",
        is_needed=True,
    ),
    Key(
        name="budget_usd",
        form=Form.NUMBER,
        least=0,
        most=1e15,
        meaning="The budget for all years together",
        default="as the appraisal says",
    ),
)
_COST_WAY: Final = 2  # cost, and the id of an option


class Invest:
    """Which portfolio is best, and who gains by it."""

    name = "invest"
    about = "Which projects to begin when under a budget, and for whose gain."
    keys = _KEYS
    is_alone = True
    other_ways = "`cost.OPTION`, what an option costs in USD by your word"

    def prepare(self, asked: Asked) -> Prepared:
        """One portfolio."""
        from orta.planning.investment import read_invest_study

        path = asked.folder / asked.settings["appraisal"]
        # By the name that the study says: where it lies is no part of the answer.
        study = replace(
            read_invest_study(path, asked.corridor), path=asked.settings["appraisal"]
        )
        digest = digest_of(files_of(path))
        if "budget_usd" in asked.settings:
            usd = float(asked.settings["budget_usd"])
            study, digest = study.with_budget(usd), f"{digest} budget {usd!r}"
        for way, value in asked.changes:
            study = _with_cost(study, way, value)
            digest = f"{digest} {'.'.join(way)} {float(value)!r}"
        needs = (f"corridor:{asked.corridor.digest}", f"appraisal:{digest}")
        return Prepared(
            pieces=(Piece(parameters={}, needs=needs),),
            materials=dict(zip(needs, (asked.corridor, study), strict=True)),
            files=files_of(path),
        )

    def perform(self, call: Call) -> bytes:
        """The best portfolio, with its certificate."""
        from orta.planning.investment import appraise
        from orta.planning.investment.report import all_tables, invest_dict

        corridor, study = call.values
        answer = appraise(study, corridor)
        return Single(
            answer=invest_dict(answer),
            tables=all_tables(answer),
            figures=_figures(answer),
            files={"certificate.json": answer.certificate.to_bytes().decode()},
        ).pack()

    def reduce(self, points: Sequence[Gathered]) -> Found:
        """Portfolios of all points, side by side."""
        found = Singles.of(points)
        return Found(
            headline=found.headline(),
            tables=found.tables(),
            charts={
                "npv_usd": RowChart(
                    title="What the best portfolio is worth, on average over futures",
                    unit="USD",
                    bars=tuple(
                        Bar(label=label, value=usd)
                        for label, usd in found.values("npv_usd")
                    ),
                    from_zero=True,
                )
            },
            answers=found.answers(),
            files=found.files(),
            warnings=found.warnings(),
        )


def _with_cost(study: InvestStudy, way: tuple[str, ...], value: object) -> InvestStudy:
    """The study with the cost of an option by the word of who asks."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if len(way) != _COST_WAY or way[0] != "cost" or not is_number:
        raise UsageError(
            f"an appraisal has no {'.'.join(way)} of {value!r}",
            where=way[0],
            hint="write cost.OPTION = [120e6]",
        )
    return study.with_cost(way[1], float(str(value)))


def _figures(answer: InvestAnswer) -> dict[str, float | None]:
    """The worth of the portfolio, and in which year each option is begun."""
    begun = {
        f"{option.option_id} begun": answer.portfolio.get(option.option_id)
        for option in answer.study.options
    }
    return {
        "npv_usd": answer.npv_usd,
        "aim_usd": answer.aim_usd,
        "bound_usd": answer.bound_usd,
        **{name: year for name, year in begun.items() if year is not None},
    }
