"""A model and what it says, as tables, as JSON and as a folder of files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from orta.planning.choice.answer import ChoiceModel
from orta.planning.choice.substitution import Elasticity, Shock
from orta.planning.results import Table, Write, write_csv, write_folder, write_json

SCHEMA: Final = "orta.choice/1"


def choice_dict(
    model: ChoiceModel,
    *,
    beside: Sequence[ChoiceModel] = (),
    elastic: Sequence[Elasticity] = (),
    shocks: Sequence[Shock] = (),
) -> dict[str, object]:
    """One JSON object: the model, those beside it, and what they say of a shock."""
    return {
        "schema": SCHEMA,
        "model": model.to_dict(),
        "beside": [other.to_dict() for other in beside],
        "elasticities": [one.to_dict() for one in elastic],
        "shocks": [one.to_dict() for one in shocks],
        "provenance": model.provenance.to_dict(),
    }


def coefficient_table(models: Sequence[ChoiceModel]) -> Table:
    """Coefficients of models, one under the other."""
    return Table(
        columns=(
            *("model", "coefficient", "value", "low", "high", "unit"),
            *("scale", "standard_error", "figures_error"),
            *("prior_median", "prior_deviation"),
        ),
        rows=tuple(
            (
                *(model.specification.name, one.name),
                *(one.span.value, one.span.low, one.span.high, one.unit),
                *(one.scale, one.standard_error, one.figures_error),
                *(one.prior_median, one.prior_deviation),
            )
            for model in models
            for one in model.coefficients
        ),
    )


def row_table(models: Sequence[ChoiceModel]) -> Table:
    """Boxes observed and predicted by models, by year and route."""
    return Table(
        columns=(
            *("model", "year", "route", "held_out", "observed_teu"),
            *("predicted_teu", "low_teu", "high_teu"),
        ),
        rows=tuple(
            (
                *(model.specification.name, row.year, row.route),
                *("yes" if row.is_held_out else "no", row.observed_teu),
                *(row.predicted.value, row.predicted.low, row.predicted.high),
            )
            for model in models
            for row in model.rows
        ),
    )


def swing_table(models: Sequence[ChoiceModel]) -> Table:
    """Swings into years held out, by model."""
    return Table(
        columns=(
            *("model", "route", "from_year", "to_year", "observed_pct"),
            *("predicted_pct", "low_pct", "high_pct", "share_of_observed"),
            *("direction", "at_least_half"),
        ),
        rows=tuple(
            (
                *(model.specification.name, one.route, one.from_year, one.to_year),
                *(one.observed_pct, one.predicted.value),
                *(one.predicted.low, one.predicted.high, one.share),
                "yes" if one.has_direction else "no",
                "yes" if one.is_reproduced else "no",
            )
            for model in models
            for one in model.swings
        ),
    )


def elasticity_table(elastic: Sequence[Elasticity]) -> Table:
    """How boxes of a route answer to price and days of another."""
    return Table(
        columns=(
            *("of_route", "on_route", "price_elasticity", "low", "high"),
            *("pct_by_day", "pct_by_day_low", "pct_by_day_high"),
        ),
        rows=tuple(
            (
                *(one.of_route, one.on_route),
                *(one.by_price.value, one.by_price.low, one.by_price.high),
                *(one.by_day_pct.value, one.by_day_pct.low, one.by_day_pct.high),
            )
            for one in elastic
        ),
    )


def shock_table(shocks: Sequence[Shock]) -> Table:
    """Boxes of each route before and after, by model."""
    return Table(
        columns=(
            *("model", "year", "route", "before_teu", "after_teu"),
            *("change_pct", "low_pct", "high_pct"),
        ),
        rows=tuple(
            (
                *(one.specification, one.year, route.route),
                *(route.before_teu, route.after_teu),
                *(
                    route.change_pct.value,
                    route.change_pct.low,
                    route.change_pct.high,
                ),
            )
            for one in shocks
            for route in one.routes
        ),
    )


def write_choice(
    path: Path,
    models: Sequence[ChoiceModel],
    *,
    elastic: Sequence[Elasticity] = (),
    shocks: Sequence[Shock] = (),
) -> None:
    """Fill a folder: every table with its provenance, and all of it as JSON.

    Raises
    ------
    UsageError
        If something is there already, or it cannot be written.
    """
    tables = {
        "coefficients": coefficient_table(models),
        "rows": row_table(models),
        "swings": swing_table(models),
        "elasticities": elasticity_table(elastic),
    }
    if shocks:
        tables["shock"] = shock_table(shocks)
    provenance = models[0].provenance
    files: dict[str, Write] = {
        f"{name}.csv": partial(write_csv, table, provenance=provenance)
        for name, table in tables.items()
    }
    whole = choice_dict(models[0], beside=models[1:], elastic=elastic, shocks=shocks)
    files["choice.json"] = partial(write_json, whole)
    write_folder(path, files)
