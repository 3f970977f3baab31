"""Runs of kind `choice`: what a shock on one route does to the boxes of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from orta.errors import UsageError
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

_KEYS: Final = (
    Key(
        name="shock",
        meaning="What changes, as `orta choice --shock` takes it: ocean price +100%",
        is_needed=True,
    ),
    Key(
        name="year",
        form=Form.WHOLE,
        least=1970,
        most=2199,
        meaning="Year that it happens in",
        default="the last",
    ),
    Key(
        name="model",
        meaning="How the rows are read and routes stand to each other",
        default="nested",
    ),
    Key(
        name="draws",
        form=Form.WHOLE,
        least=20,
        most=10_000,
        meaning="Draws for the intervals",
        default="200",
    ),
)


class Choice:
    """How boxes choose between the routes, and what moves them."""

    name = "choice"
    about = "What a shock on one route does to the boxes of all, by a logit."
    keys = _KEYS
    is_alone = False
    other_ways = ""

    def prepare(self, asked: Asked) -> Prepared:
        """One shock under one model."""
        from orta.planning.choice import DECLARED, OTHERS, parse_shock

        said = asked.settings
        known = [one.name for one in (DECLARED, *OTHERS)]
        model = said.get("model", DECLARED.name)
        if model not in known:
            raise UsageError(
                f"there is no model “{model}”",
                where="model",
                hint=f"there are {', '.join(known)}",
            )
        try:
            changes = parse_shock(said["shock"])
        except UsageError as error:
            raise UsageError(error.message, where="shock", hint=error.hint) from None
        need = f"corridor:{asked.corridor.digest}"
        parameters = {
            "shock": ", ".join(map(str, changes)),
            "year": said.get("year"),
            "model": model,
            "draws": said.get("draws", 200),
            "seed": asked.seed,
        }
        return Prepared(
            pieces=(Piece(parameters=parameters, needs=(need,)),),
            materials={need: asked.corridor},
        )

    def perform(self, call: Call) -> bytes:
        """The model, and what it says of the shock."""
        from orta.planning.choice import (
            DECLARED,
            OTHERS,
            choice_dict,
            coefficient_table,
            estimate_choice,
            parse_shock,
            shock,
            shock_table,
            swing_table,
        )

        (corridor,) = call.values
        asked = call.parameters
        by_name = {one.name: one for one in (DECLARED, *OTHERS)}
        model = estimate_choice(
            corridor,
            specification=by_name[asked["model"]],
            draws=asked["draws"],
            seed=asked["seed"],
        )
        found = shock(model, parse_shock(asked["shock"]), year=asked["year"])
        return Single(
            answer=choice_dict(model, shocks=(found,)),
            tables={
                "boxes": shock_table((found,)),
                "coefficients": coefficient_table((model,)),
                "swings": swing_table((model,)),
            },
            figures=_figures(found.to_dict()),
        ).pack()

    def reduce(self, points: Sequence[Gathered]) -> Found:
        """What becomes of each route, point by point."""
        found = Singles.of(points)
        return Found(
            headline=found.headline(),
            tables=found.tables(),
            charts=_charts(found),
            answers=found.answers(),
            files={},
            warnings=found.warnings(),
        )


def _figures(shock: dict[str, object]) -> dict[str, Any]:
    """Boxes of each route after the shock, by how many per cent they change."""
    routes: Any = shock["routes"]
    figures: dict[str, Any] = {"year": shock["year"]}
    for one in routes:
        change = one["change_pct"]
        name = f"{one['route']}_pct"
        figures |= {
            name: change["value"],
            f"{name}_low": change["low"],
            f"{name}_high": change["high"],
        }
    return figures


def _charts(found: Singles) -> dict[str, Chart]:
    """A chart for each route: by how many per cent its boxes change."""
    names = dict.fromkeys(
        name
        for one in found.found
        for name in one.figures
        if name.endswith("_pct") and f"{name}_low" in one.figures
    )
    charts: dict[str, Chart] = {}
    for name in names:
        spans = zip(
            *(found.values(f"{name}{end}") for end in ("", "_low", "_high")),
            strict=True,
        )
        charts[name.removesuffix("_pct")] = RowChart(
            title=f"Boxes of the route {name.removesuffix('_pct')}, 90 % interval",
            unit="per cent more",
            bars=tuple(
                Bar(label=label, value=value, low=low, high=high)
                for (label, value), (_, low), (_, high) in spans
            ),
        )
    return charts
