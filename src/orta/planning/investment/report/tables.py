"""The tables of an answer, numbers in full; units stand in the names of columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orta.planning.investment.answer import InvestAnswer
from orta.planning.investment.portfolio import PARTS
from orta.planning.investment.study import StudyOption
from orta.planning.investment.worth import GAIN_PARTS, Gains, quantile
from orta.planning.results import Table

Value = str | int | float | None


def all_tables(answer: InvestAnswer) -> dict[str, Table]:
    """Every table under its name."""
    tables = {
        "options": options_table(answer),
        "accounts": accounts_table(answer.gains),
        "accounts_unpriced": accounts_table(answer.gross_gains),
        "parts": parts_table(answer),
        "futures": futures_table(answer),
        "alternatives": alternatives_table(answer),
        "tornado": tornado_table(answer),
        "inputs": inputs_table(answer),
        "costs": costs_table(answer),
        "markets": markets_table(answer),
        "ways": ways_table(answer),
    }
    if answer.stability:
        tables["draws"] = draws_table(answer)
    return tables


def options_table(answer: InvestAnswer) -> Table:
    """Each option: when it is begun, what it costs, what it may cost at most."""
    futures = answer.robustness.futures
    return Table(
        columns=(
            "option",
            "name",
            "begun",
            "cost_usd",
            "cost_source",
            "break_even_usd",
            "break_even_beside_all_usd",
            *(f"break_even_usd ({name})" for name in futures),
            "break_even_p10_usd",
            "break_even_p90_usd",
            "chosen_share",
            "counted_with",
            "not_on_any_way",
            "method",
        ),
        rows=tuple(
            (
                option.option_id,
                option.name,
                answer.portfolio.get(option.option_id),
                None if option.cost is None else option.cost.usd,
                "not published" if option.cost is None else option.cost.source_id,
                limit.cost_usd,
                limit.beside_all_usd,
                *limit.by_future_usd,
                *_drawn(answer, option),
                "; ".join(limit.with_options),
                "; ".join(answer.compiled.unmatched.get(option.option_id, ())),
                option.method,
            )
            for option, limit in zip(answer.study.options, answer.limits, strict=True)
        ),
    )


def _drawn(answer: InvestAnswer, option: StudyOption) -> tuple[Value, Value, Value]:
    """Two quantiles of what an option may cost, and how often it is chosen."""
    drawn = answer.stability
    if drawn is None:
        return None, None, None
    share = drawn.chosen_share[option.option_id] if option.cost else None
    limits = drawn.break_even_usd.get(option.option_id)
    if not limits:
        return None, None, share
    return quantile(limits, 0.1), quantile(limits, 0.9), share


def accounts_table(gains: Gains) -> Table:
    """Who gains, who pays, and what is left; the last row is the sum."""
    return Table(
        columns=(
            "who",
            "owners_usd",
            "carriers_usd",
            "paid_usd",
            "npv_usd",
            "bcr",
            "irr",
            "turnover_usd",
        ),
        rows=tuple(
            (
                account.who,
                account.users_pv_usd,
                account.carriers_pv_usd,
                account.costs_usd,
                account.npv_usd,
                account.bcr,
                " ".join(f"{rate:.6f}" for rate in account.irr) or "none",
                gains.revenue_usd.get(account.who)
                if account.who != "all"
                else sum(gains.revenue_usd.values()),
            )
            for account in (*gains.accounts, gains.total)
        ),
    )


def parts_table(answer: InvestAnswer) -> Table:
    """What the gains are made of; with the cost they are the net present value.

    What options save is part of money, time and risk, and no further summand.
    """
    both = (answer.gains, answer.gross_gains)
    rows: list[tuple[Value, ...]] = [
        (part, *(gains.parts_usd[part] for gains in both)) for part in GAIN_PARTS
    ]
    rows.append(("paid", *(-gains.total.costs_usd for gains in both)))
    rows += [
        (f"of it saved: {part}", *(gains.saved_usd[part] for gains in both))
        for part in PARTS
    ]
    rows.append(("sum", *(gains.npv_usd for gains in both)))
    return Table(
        columns=("part", "chosen_usd", "with_unpriced_unpaid_usd"), rows=tuple(rows)
    )


def futures_table(answer: InvestAnswer) -> Table:
    """Portfolios against futures: what each is worth, and what may be regretted."""
    found = answer.robustness
    return Table(
        columns=(
            "why",
            "options",
            *(f"npv_usd ({name})" for name in found.futures),
            "expected_usd",
            *(f"regret_usd ({name})" for name in found.futures),
            "greatest_regret_usd",
        ),
        rows=tuple(
            (
                "; ".join(each.reasons),
                say_portfolio(each.portfolio),
                *each.npv_usd,
                each.expected_usd,
                *each.regret_usd,
                each.greatest_regret_usd,
            )
            for each in found.candidates
        ),
    )


def alternatives_table(answer: InvestAnswer) -> Table:
    """Sets of options that are nearly as good, on average over the futures."""
    shares = answer.stability.first_share if answer.stability else ()
    return Table(
        columns=("rank", "options", "npv_usd", "less_usd", "first_in_share_of_draws"),
        rows=tuple(
            (
                rank,
                say_portfolio(each.portfolio),
                each.npv_usd,
                each.less_usd,
                shares[rank - 1] if shares else None,
            )
            for rank, each in enumerate(answer.alternatives.found, start=1)
        ),
    )


def tornado_table(answer: InvestAnswer) -> Table:
    """Each uncertain input at its ends: what that does to the answer."""
    rows = []
    for bar in answer.bars:
        for end, at in (("low", 0), ("high", 1)):
            rows.append(
                (
                    bar.name,
                    end,
                    bar.ends[at],
                    bar.npv_usd[at],
                    bar.best_usd[at],
                    bar.gross_usd[at],
                    "; ".join(bar.added[at]),
                    "; ".join(bar.dropped[at]),
                )
            )
    return Table(
        columns=(
            "input",
            "end",
            "value",
            "npv_of_chosen_usd",
            "npv_of_best_usd",
            "gain_with_unpriced_unpaid_usd",
            "options_added",
            "options_dropped",
        ),
        rows=tuple(rows),
    )


def inputs_table(answer: InvestAnswer) -> Table:
    """Every input with its source."""
    return Table(
        columns=("input", "value", "low", "high", "source", "note"),
        rows=(
            *(
                (each.name, each.value, each.low, each.high, each.source_id, each.note)
                for each in answer.study.inputs.values()
            ),
            *(
                (
                    f"value of {each.commodity_code}, USD/t",
                    each.usd_per_t,
                    each.usd_per_t,
                    each.usd_per_t,
                    each.source_id,
                    each.note,
                )
                for each in answer.study.values
            ),
        ),
    )


def costs_table(answer: InvestAnswer) -> Table:
    """All that sources say of the projects, and which figure the study takes."""
    corridor = answer.compiled.network.corridor
    study = answer.study
    ids = {o.project_id for o in (*study.options, *study.committed) if o.project_id}
    return Table(
        columns=(
            "project",
            "figure",
            "cost",
            "currency",
            "capacity_before",
            "capacity_after",
            "unit",
            "is_used",
            "source",
            "as_of",
            "note",
        ),
        rows=tuple(
            (
                p.project_id,
                p.figure_id,
                None if p.cost is None else float(p.cost),
                p.currency,
                p.capacity_before,
                p.capacity_after,
                p.capacity_unit,
                "yes" if p.is_used else "no",
                p.evidence.source_id,
                p.evidence.as_of,
                p.note,
            )
            for p in corridor.projects
            if p.project_id in ids
        ),
    )


def markets_table(answer: InvestAnswer) -> Table:
    """What wants to move in each period, in the first future."""
    case = answer.compiled.case_of(answer.study.futures[0])
    confidence = {
        d.demand_id: d.evidence.confidence.value
        for d in answer.compiled.network.corridor.demands
    }
    counted: dict[str, int] = {}
    for way in case.ways:
        counted[way.market_id] = counted.get(way.market_id, 0) + 1
    return Table(
        columns=(
            "demand",
            "confidence",
            "ways",
            "pays_at_most_usd_per_t",
            *(f"t_{year}" for year in case.periods),
        ),
        rows=tuple(
            (
                market.market_id,
                confidence[market.market_id],
                counted[market.market_id],
                market.reservation_usd,
                *market.tonnes,
            )
            for market in case.markets
        ),
    )


def ways_table(answer: InvestAnswer) -> Table:
    """The ways that goods may take."""
    return Table(
        columns=(
            "demand",
            "way",
            "by",
            "tariff_usd_per_t",
            "days",
            "deviation_days",
            "generalised_cost_usd_per_t",
        ),
        rows=tuple(
            (
                way.demand_id,
                way.number,
                way.label,
                way.tariff_usd,
                way.days,
                way.deviation_days,
                way.cost_usd,
            )
            for way in answer.compiled.ways
        ),
    )


def draws_table(answer: InvestAnswer) -> Table:
    """What the chosen portfolio is worth, and options may cost, in each draw."""
    drawn = answer.stability
    assert drawn is not None  # noqa: S101  asked for only where there are draws
    names = list(drawn.break_even_usd)
    return Table(
        columns=("draw", "npv_usd", *(f"break_even_usd ({name})" for name in names)),
        rows=tuple(
            (
                number + 1,
                drawn.npv_usd[number],
                *(drawn.break_even_usd[name][number] for name in names),
            )
            for number in range(drawn.draws)
        ),
    )


def say_portfolio(portfolio: Mapping[str, int]) -> str:
    """The options and their years in words."""
    return ", ".join(_said(portfolio)) or "nothing"


def _said(portfolio: Mapping[str, int]) -> Iterator[str]:
    for option_id, start in sorted(portfolio.items(), key=lambda p: (p[1], p[0])):
        yield f"{option_id} {start}"
