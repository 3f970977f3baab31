"""Write `docs/background/route-choice.md`: the choice of route, with every figure.

The model is fitted anew each time, which takes seconds:

    python tools/make_choice.py [--check]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from choice_words import AFTERWARDS, ESTIMATION, INTRODUCTION, LIMITS, MODEL, READING

import orta
from orta.corridor import Alternative, Corridor
from orta.planning.choice import (
    DECLARED,
    GOODS_VALUE_USD_PER_FEU,
    OTHERS,
    PRIORS,
    ChoiceModel,
    Span,
    elasticities,
    estimate_choice,
    shock,
)

PAGE = Path(__file__).parent.parent / "docs" / "background" / "route-choice.md"
_FEW_DRAWS = 20  # where no interval is shown
_SHOCKS = (
    ("ocean price +100%", 2025),
    ("ocean price +100%, ocean days +12", 2023),
    ("ocean price -50%, ocean days -11", 2024),
    ("northern closed", 2025),
    ("northern exposure -1", 2025),
    ("middle days -4", 2025),
    ("middle price -10%", 2025),
)
_SHOWN = ("price", "days", "deviation", "exposure", "volume")


def page(corridor: Corridor) -> str:
    """The whole page."""
    nested, plain = (
        estimate_choice(corridor, specification=one) for one in (DECLARED, OTHERS[0])
    )
    blocks = (
        INTRODUCTION,
        *_answer(nested, plain),
        MODEL,
        *_figures(corridor),
        ESTIMATION,
        *_priors(),
        *_coefficients((nested, plain)),
        *_held_out((nested, plain)),
        *_what_hangs_on_it(corridor),
        *_elasticities((nested, plain)),
        *_shocks((nested, plain)),
        *_day((nested, plain)),
        LIMITS,
    )
    return "\n\n".join(blocks) + "\n"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _answer(nested: ChoiceModel, plain: ChoiceModel) -> Iterator[str]:
    """What the page comes to."""
    right = [sum(s.has_direction for s in m.swings) for m in (nested, plain)]
    half = [sum(s.is_reproduced for s in m.swings) for m in (nested, plain)]
    count = len(nested.swings)
    yield "## What it comes to"
    yield (
        f"Of {count} swings into years that the fit has not seen, the nested logit has "
        f"the direction of {right[0]} and at least half the size of {half[0]}; the "
        f"plain logit has the direction of {right[1]} and half the size of {half[1]}. "
        "The years that were fitted cannot tell the two apart: the logarithms of their "
        f"evidence are {nested.log_evidence:.1f} and {plain.log_evidence:.1f}. The "
        "nested logit was declared as the main one before the first fit, and it stays "
        "the default; the plain one is printed beside it everywhere. Take the plain "
        "one where the ocean changes, the nested one where a land route does: the "
        "reasons are under [Held-out years](#held-out-years)."
    )


def _figures(corridor: Corridor) -> Iterator[str]:
    """The figures of the years, each with its row."""
    yield "## Figures of the years"
    yield (
        "Low and high of each figure, and its row in the table "
        "[`alternative`](../reference/data.md#table-alternative), where its method "
        "says what it was made from. Years in *italics* are held out. Prices are USD "
        "per FEU, days are from terminal to terminal, the deviation is the standard "
        "deviation of the days. Of land routes the fit takes days and deviation of "
        "the year before, so that those of 2024 are an input of 2025."
    )
    used = [row for row in corridor.alternatives if row.used_as != "evidence"]
    for route in ("ocean", "northern", "middle", "southern"):
        mine = {(r.metric, r.year): r for r in used if r.route == route}
        years = sorted({row.year for row in mine.values()})
        yield f"**{route}**"
        yield _table(
            ("year", *_SHOWN),
            [
                (
                    _year(year, mine.values()),
                    *(_cell(mine.get((metric, year))) for metric in _SHOWN),
                )
                for year in years
            ],
        )


def _year(year: int, rows: Iterable[Alternative]) -> str:
    held_out = any(row.used_as == "held_out" for row in rows if row.year == year)
    return f"*{year}*" if held_out else str(year)


def _cell(row: Alternative | None) -> str:
    if row is None:
        return "–"
    low, high = f"{row.value_low:,g}", f"{row.value_high:,g}"
    if row.metric == "volume":
        low, high = f"{row.value_low:,.0f}", f"{row.value_high:,.0f}"
    shown = low if low == high else f"{low} – {high}"
    return f"{shown} `{row.alternative_id}`"


def _priors() -> Iterator[str]:
    yield "### Priors"
    yield _table(
        ("coefficient", "fitted as", "median", "deviation", "unit", "why", "sources"),
        [
            (
                prior.name,
                prior.scale,
                f"{prior.median:,.3g}",
                f"{prior.deviation:.2f}",
                prior.unit,
                prior.why,
                ", ".join(prior.source_ids) or "–",
            )
            for prior in PRIORS
        ],
    )


def _coefficients(models: Sequence[ChoiceModel]) -> Iterator[str]:
    yield "### Coefficients"
    yield (
        "Value and interval of 90% are in the unit of the coefficient, the standard "
        "errors on the scale it is fitted on: from the curvature, and from the refits "
        "between lows and highs."
    )
    for model in models:
        left = 2 * len(model.fitted_years) - model.maximum.effective_count
        yield (
            f"**{model.specification.name}**: the rows decide "
            f"{model.maximum.effective_count:.1f} of its coefficients, the priors the "
            f"rest; {left:.1f} degrees of freedom are left to the error."
        )
        yield _table(
            ("coefficient", "value", "90%", "error (curvature)", "error (figures)"),
            [
                (
                    one.name,
                    f"{one.span.value:,.3g}",
                    _interval(one.span, digits=3),
                    f"{one.standard_error:.2f}",
                    f"{one.figures_error:.2f}",
                )
                for one in model.coefficients
            ],
        )


def _held_out(models: Sequence[ChoiceModel]) -> Iterator[str]:
    yield "## Held-out years"
    yield from _rows(models)
    yield from _swings(models)
    yield READING


def _rows(models: Sequence[ChoiceModel]) -> Iterator[str]:
    yield "Thousand TEU, observed and predicted; years in *italics* are held out."
    yield _table(
        ("year", "route", "observed", *_heads(models)),
        [
            (
                f"*{row.year}*" if row.is_held_out else str(row.year),
                row.route,
                f"{row.observed_teu / 1000:,.1f}",
                *(
                    cell
                    for model in models
                    for cell in _thousands(model.rows[place].predicted)
                ),
            )
            for place, row in enumerate(models[0].rows)
        ],
    )


def _swings(models: Sequence[ChoiceModel]) -> Iterator[str]:
    yield (
        "Swings, in per cent. *Share* is the predicted size as a share of the observed "
        "one; a swing is reproduced from a half on."
    )
    yield _table(
        ("route", "years", "observed", *_heads(models, "share")),
        [
            (
                one.route,
                f"{one.from_year}–{one.to_year}",
                f"{one.observed_pct:+.0f}",
                *(
                    cell
                    for model in models
                    for cell in (
                        f"{model.swings[place].predicted.value:+.0f}",
                        _interval(model.swings[place].predicted, sign="+"),
                        _verdict(model.swings[place].share),
                    )
                ),
            )
            for place, one in enumerate(models[0].swings)
        ],
    )


def _heads(models: Sequence[ChoiceModel], *more: str) -> list[str]:
    return [
        head for model in models for head in (model.specification.name, "90%", *more)
    ]


def _thousands(span: Span) -> tuple[str, str]:
    return (
        f"{span.value / 1000:,.1f}",
        f"{span.low / 1000:,.0f} to {span.high / 1000:,.0f}",
    )


def _verdict(share: float) -> str:
    return f"**{share:.2f}**" if share >= 0.5 else f"{share:.2f}"  # noqa: PLR2004


def _interval(span: Span, *, sign: str = "", digits: int = 0) -> str:
    form = f"{sign},.{digits}g" if digits else f"{sign},.0f"
    return f"{span.low:{form}} to {span.high:{form}}"


def _what_hangs_on_it(corridor: Corridor) -> Iterator[str]:
    """Shares of the swings under other declared readings and other years left out."""
    yield "## What hangs on the choices made"
    yield (
        "Shares of the observed swings under each reading of the rows. *One year out* "
        "predicts each swing by a fit that has not seen the year it ends in but has "
        "seen the other one. Evidence is that of the rows fitted with 2023 and 2024 "
        "out, as a logarithm: only differences of several units would mean something."
    )
    rows = []
    for specification in (DECLARED, *OTHERS):
        both = estimate_choice(corridor, specification=specification, draws=_FEW_DRAWS)
        apart = [
            swing
            for year in both.figures.held_out_years
            for swing in estimate_choice(
                corridor,
                specification=specification,
                held_out=(year,),
                draws=_FEW_DRAWS,
            ).swings
        ]
        name, out = specification.name, both.log_evidence
        rows.append(
            (
                name,
                "2023, 2024",
                f"{out:.1f}",
                *(_verdict(s.share) for s in both.swings),
            )
        )
        rows.append((name, "one year", "–", *(_verdict(s.share) for s in apart)))
    rows += _other_priors(corridor)
    heads = (f"{s.route} {s.from_year}–{s.to_year}" for s in both.swings)
    yield _table(("model", "held out", "evidence", *heads), rows)
    yield AFTERWARDS


def _other_priors(corridor: Corridor) -> Iterator[tuple[str, ...]]:
    """The two models with all priors twice and half as wide."""
    for specification in (DECLARED, OTHERS[0]):
        for times, words in ((2.0, "priors twice as wide"), (0.5, "half as wide")):
            model = estimate_choice(
                corridor,
                specification=specification,
                priors=tuple(
                    replace(prior, deviation=times * prior.deviation)
                    for prior in PRIORS
                ),
                draws=_FEW_DRAWS,
            )
            yield (
                f"{specification.name}, {words}",
                "2023, 2024",
                f"{model.log_evidence:.1f}",
                *(_verdict(swing.share) for swing in model.swings),
            )


def _elasticities(models: Sequence[ChoiceModel]) -> Iterator[str]:
    year = models[0].figures.years[-1]
    yield "## Elasticities"
    yield (
        f"Per cent more boxes of a route for one per cent more price of a route, and "
        f"for a day more on it, in {year}."
    )
    by_model = [elasticities(model) for model in models]
    yield _table(
        ("boxes of", "price, days of", *_twice(models)),
        [
            (
                one.of_route,
                one.on_route,
                *(
                    cell
                    for elastic in by_model
                    for cell in (
                        f"{elastic[place].by_price.value:+.2f}",
                        _fine(elastic[place].by_price),
                        f"{elastic[place].by_day_pct.value:+.2f}",
                        _fine(elastic[place].by_day_pct),
                    )
                ),
            )
            for place, one in enumerate(by_model[0])
            if "southern" not in {one.of_route, one.on_route}
        ],
    )


def _twice(models: Sequence[ChoiceModel]) -> list[str]:
    names = [model.specification.name for model in models]
    return [head for n in names for head in (f"{n}, price", "90%", f"{n}, day", "90%")]


def _fine(span: Span) -> str:
    return f"{span.low:+.2f} to {span.high:+.2f}"


def _shocks(models: Sequence[ChoiceModel]) -> Iterator[str]:
    yield "## Shocks"
    yield (
        "Boxes of a route, in per cent of what they were, with all boxes together as "
        "many as before; last, what the Middle Corridor would have to carry beside "
        "its published room."
    )
    rows = []
    for text, year in _SHOCKS:
        for model in models:
            after = shock(model, text, year=year)
            northern, middle = after.route("northern"), after.route("middle")
            room = after.capacity_teu
            rows.append(
                (
                    f"{text}, {year}",
                    model.specification.name,
                    f"{northern.change_pct.value:+.0f}",
                    _interval(northern.change_pct, sign="+"),
                    f"{middle.change_pct.value:+.0f}",
                    _interval(middle.change_pct, sign="+"),
                    f"{middle.after_teu / 1000:,.0f}",
                    f"{room / 1000:,.0f}" if room else "–",
                )
            )
    yield _table(
        (
            *("shock", "model", "northern", "90%", "middle", "90%"),
            *("thousand TEU", "room"),
        ),
        rows,
    )


def _day(models: Sequence[ChoiceModel]) -> Iterator[str]:
    yield "## The value of a day"
    yield _table(
        ("model", "USD per FEU and day", "90%", "of the goods' value", "90%"),
        [
            (
                model.specification.name,
                f"{day.value:,.0f}",
                _interval(day),
                f"{100 * day.value / GOODS_VALUE_USD_PER_FEU:.2f}%",
                " to ".join(
                    f"{100 * end / GOODS_VALUE_USD_PER_FEU:.2f}%"
                    for end in (day.low, day.high)
                ),
            )
            for model in models
            for day in (model.value_of_a_day.span,)
        ],
    )
    yield (
        f"The goods in a FEU are worth USD {GOODS_VALUE_USD_PER_FEU:,.0f}: trains "
        "between China and Europe have carried goods for USD 380 bn in 8.7 million "
        "TEU [menafn-240527]. The literature has 0.6 to 2.1% a day [D246] and 0.8% "
        "[D170]; these are part of the prior, so agreement with them is no proof."
    )


def main() -> int:
    """Write the page, or with --check say whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    text = page(orta.load().corridor)
    if not arguments.check:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.is_file() or PAGE.read_text("utf-8") != text:
        print(f"{PAGE.name} is not current: run tools/make_choice.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
