"""Runs of kind `criticality`: what matters most, alone and together, point by point."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from orta.errors import UsageError
from orta.planning.results import Table
from orta.planning.studies.charts import Bar, Chart, RowChart
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
)
from orta.planning.studies.tasks import Call

if TYPE_CHECKING:
    from orta.planning.resilience.criticality import (
        CriticalityAnswer,
        CriticalityRequest,
    )

_MOST_BARS: Final = 15
_KEYS: Final = (
    Key(
        name="closures",
        form=Form.FILE,
        meaning="A study file of `orta criticality`, for what is not said here",
        default="the usual ones",
    ),
    Key(
        name="kinds",
        form=Form.TEXTS,
        meaning="What closes: node, link, service, border, terminal, fleet, facility, "
        "state or railway",
        default="as the file says, or node, link, service, border",
    ),
    Key(
        name="days",
        form=Form.NUMBER,
        least=0.01,
        most=3660,
        meaning="How long",
        default="as the file says, or 14",
    ),
    Key(
        name="together",
        form=Form.WHOLE,
        least=1,
        most=3,
        meaning="How many close together, at most",
        default="as the file says, or 1",
    ),
    Key(
        name="top",
        form=Form.WHOLE,
        least=1,
        most=100_000,
        meaning="How many of the worst are told of",
        default="as the file says, or 20",
    ),
    Key(
        name="avoid",
        form=Form.TEXTS,
        meaning="What nothing goes by that does not begin or end there: state:RU",
        default="as the file says, or the rivals of the corridor",
    ),
)


class Criticality:
    """What is lost when something closes, and what matters most."""

    name = "criticality"
    about = "What matters most: each thing closed for a time, and the worst together."
    keys = _KEYS
    is_alone = True
    other_ways = ""

    def prepare(self, asked: Asked) -> Prepared:
        """One ranking."""
        request = _request(asked)
        # A dataclass of texts, numbers, tuples and mappings: equal ones read equal.
        digest = hashlib.sha256(repr(request).encode()).hexdigest()
        needs = (f"corridor:{asked.corridor.digest}", f"closures:{digest}")
        file = asked.settings.get("closures")
        return Prepared(
            pieces=(Piece(parameters={}, needs=needs),),
            materials=dict(zip(needs, (asked.corridor, request), strict=True)),
            files=() if file is None else (asked.folder / file,),
        )

    def perform(self, call: Call) -> bytes:
        """The ranking, and what it does to whom."""
        from orta.planning.resilience.criticality import (
            criticality_dict,
            rank_closures,
        )

        corridor, request = call.values
        answer = rank_closures(corridor, request)
        return Single(
            answer=criticality_dict(answer),
            tables=_tables(answer),
            figures=_figures(answer),
            warnings=_warnings(answer),
        ).pack()

    def reduce(self, points: Sequence[Gathered]) -> Found:
        """Rankings of all points."""
        found = Singles.of(points)
        return Found(
            headline=found.headline(),
            tables=found.tables(),
            charts=_charts(found),
            answers=found.answers(),
            files={},
            warnings=found.warnings(),
        )


def _request(asked: Asked) -> CriticalityRequest:
    """What a file says, or the usual, with what the study says."""
    from orta.planning.resilience.criticality import (
        ClosureKind,
        CriticalityRequest,
        read_study,
    )

    said = asked.settings
    file = said.get("closures")
    request = CriticalityRequest() if file is None else read_study(asked.folder / file)
    own: dict[str, Any] = {
        name: said[name] for name in ("days", "together", "top") if name in said
    }
    if "avoid" in said:
        own["avoid"] = tuple(said["avoid"])
    if "kinds" in said:
        known = {one.value: one for one in ClosureKind}
        for name in said["kinds"]:
            if name not in known:
                raise UsageError(
                    f"nothing of the kind “{name}” closes",
                    where="kinds",
                    hint=f"there are {', '.join(known)}",
                )
        own["kinds"] = tuple(known[name] for name in said["kinds"])
    return replace(request, **own)


def _tables(answer: CriticalityAnswer) -> dict[str, Table]:
    from orta.planning.resilience.criticality.report import (
        closures_table,
        families_table,
        hurt_table,
    )

    told = (*answer.closures, *answer.combinations)
    tables = {
        "closures": closures_table(answer.closures),
        "states": hurt_table(told, by="state"),
        "commodities": hurt_table(told, by="commodity"),
    }
    if answer.proof is not None:
        tables["combinations"] = closures_table(answer.combinations)
        tables["proof"] = families_table(answer.proof)
    return tables


def _warnings(answer: CriticalityAnswer) -> tuple[str, ...]:
    """How much the answer leaves out; which it is stands in the answer itself."""
    count = len(answer.left_out)
    return (f"{count} steps are left out, see left_out",) if count else ()


def _figures(answer: CriticalityAnswer) -> dict[str, float | None]:
    """The loss of the worst, alone and together, and how many cost nothing."""
    figures: dict[str, float | None] = {
        "worst_loss_usd": max((one.loss_usd for one in answer.closures), default=0.0),
        "with_loss": len(answer.closures),
        "without_loss": answer.n_without_loss,
    }
    if answer.combinations:
        figures["worst_together_usd"] = answer.combinations[0].loss_usd
    return figures


def _charts(found: Singles) -> dict[str, Chart]:
    """A chart for each point: the worst closures by their loss."""
    charts: dict[str, Chart] = {}
    for point, one in found:
        table = one.tables["closures"]
        charts[f"point-{point.number}"] = RowChart(
            title=f"Loss by what is closed: {point.name}",
            unit="USD",
            bars=tuple(
                Bar(label=str(row[1]), value=float(row[2] or 0))
                for row in table.rows[:_MOST_BARS]
            ),
            from_zero=True,
        )
    return charts
