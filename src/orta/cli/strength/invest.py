"""`orta invest`: which projects, when, and for whose gain."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orta.cli.options import data_option, json_option
from orta.cli.output import patience, print_json, print_table
from orta.errors import UsageError
from orta.model import load

if TYPE_CHECKING:
    from orta.planning.investment import InvestAnswer, InvestStudy

_CLEARED = "\r\x1b[K"
_FEW = 6


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--budget",
    "budget_usd",
    type=click.FloatRange(min=0),
    metavar="USD",
    help="Another budget for all years together.",
)
@click.option(
    "--cost",
    "costs",
    multiple=True,
    metavar="OPTION=USD",
    help="What an option costs, by your word; it can then be chosen. Repeatable.",
)
@click.option(
    "--output",
    "-o",
    metavar="PATH",
    help="Write a .json, .xlsx, .md or .html file, or without ending a folder.",
)
@data_option
@json_option
def invest(
    study: Path,
    budget_usd: float | None,
    costs: tuple[str, ...],
    output: str | None,
    data: str,
    as_json: bool,
) -> None:
    """Choose projects and measures under a budget, and say who gains by them.

    STUDY is a TOML file with options, futures and uncertain inputs. The answer is the
    best portfolio with a certificate that `orta verify` checks without a solver. A
    project whose cost nobody has published is not chosen: what it may cost at most
    is shown.

    \b
        orta invest examples/investment/middle_corridor.toml
        orta invest examples/investment/middle_corridor.toml --budget 500e6 -o appraisal
        orta invest examples/investment/middle_corridor.toml --cost TANKERS-KZ=120e6
        orta verify appraisal
    """
    model = load(data)
    with patience("appraising"):
        from orta.planning.investment import appraise, read_invest_study
        from orta.planning.investment.report import (
            check_output,
            export_answer,
            invest_dict,
        )

        asked = read_invest_study(study, model.corridor)
    if budget_usd is not None:
        asked = asked.with_budget(budget_usd)
    asked = _with_costs(asked, costs)
    if output is not None:
        check_output(output)
    shows = sys.stderr.isatty()
    with nullcontext() if shows else patience("appraising"):
        answer = appraise(
            asked, model.corridor, on_step=_draw if shows else lambda _: None
        )
    if shows:
        click.echo(_CLEARED, nl=False, err=True)
    if output is not None:
        click.echo(f"wrote {export_answer(answer, output)}", err=True)
    if as_json:
        print_json(invest_dict(answer))
    else:
        _print(answer)


def _with_costs(study: InvestStudy, costs: tuple[str, ...]) -> InvestStudy:
    for text in costs:
        option_id, _, usd = text.partition("=")
        try:
            study = study.with_cost(option_id, float(usd))
        except ValueError:
            raise UsageError(
                f"“{text}” is no cost of an option",
                where="cost",
                hint="write OPTION=USD, as in --cost TANKERS-KZ=120e6",
            ) from None
    return study


def _draw(step: str) -> None:
    click.echo(f"{_CLEARED}{step} …", nl=False, err=True)


def _print(answer: InvestAnswer) -> None:
    """What was chosen, who gains, and what the others may cost."""
    from orta.planning.investment.report import millions, say_bound, say_portfolio

    study = answer.study
    click.echo(click.style(study.title, bold=True))
    click.echo(f"best portfolio    {say_portfolio(answer.portfolio)}")
    click.echo(
        f"worth             {millions(answer.npv_usd)} million USD, on average over "
        f"{len(study.futures)} futures"
    )
    click.echo(f"proved            {say_bound(answer)}")
    click.echo(
        f"greatest regret   {millions(_regret(answer))} million USD; the least there "
        f"is: {millions(answer.robustness.least_regret_usd)}"
    )
    _print_accounts(answer)
    _print_options(answer)
    _print_alternatives(answer)
    _print_doubt(answer)


def _regret(answer: InvestAnswer) -> float:
    (chosen,) = (c for c in answer.robustness.candidates if "chosen" in c.reasons)
    return chosen.greatest_regret_usd


def _print_accounts(answer: InvestAnswer) -> None:
    from orta.planning.investment.report import millions, say_rates

    is_gross = not answer.portfolio
    gains = answer.gross_gains if is_gross else answer.gains
    click.echo()
    click.echo(
        "who would gain if all that has no published cost were there, unpaid"
        if is_gross
        else "who gains and who pays"
    )
    print_table(
        ("million USD", "owners", "carriers", "paid", "NPV", "BCR", "IRR"),
        [
            (
                account.who,
                millions(account.users_pv_usd),
                millions(account.carriers_pv_usd),
                millions(account.costs_usd),
                millions(account.npv_usd),
                "-" if account.bcr is None else f"{account.bcr:.2f}",
                say_rates(account.irr),
            )
            for account in (*gains.accounts, gains.total)
        ],
        right=frozenset(range(1, 7)),
    )
    risk = millions(gains.saved_usd["risk"])
    click.echo(f"of it for days that can be counted on (reliability): {risk}")


def _print_options(answer: InvestAnswer) -> None:
    from orta.planning.investment.report import millions

    click.echo()
    click.echo("what each option costs and may cost at most, million USD")
    rows = []
    for option, limit in zip(answer.study.options, answer.limits, strict=True):
        cost = option.cost
        rows.append(
            (
                option.option_id,
                str(answer.portfolio.get(option.option_id, "-")),
                millions(None if cost is None else cost.usd),
                millions(limit.cost_usd),
                " to ".join(map(millions, limit.range_usd)),
                millions(limit.beside_all_usd),
            )
        )
    print_table(
        ("option", "begun", "costs", "may cost", "over futures", "beside all unpriced"),
        rows,
        right=frozenset(range(1, 6)),
    )


def _print_alternatives(answer: InvestAnswer) -> None:
    from orta.planning.investment.report import millions, say_portfolio

    others = answer.alternatives.found[1:]
    if others:
        click.echo()
        near = f"within {answer.study.near.share:.0%} of the best"
        click.echo(near if answer.portfolio else "next to doing nothing")
    for each in others[:_FEW]:
        click.echo(f"  {millions(-each.less_usd)}  {say_portfolio(each.portfolio)}")


def _print_doubt(answer: InvestAnswer) -> None:
    """What moves the answer most, and how often it stands."""
    from orta.planning.investment.report import millions

    click.echo()
    for bar in answer.bars[:3]:
        low, high = bar.npv_usd if answer.portfolio else bar.gross_usd
        click.echo(
            f"{bar.name} from {bar.ends[0]:g} to {bar.ends[1]:g}: "
            f"{millions(low)} to {millions(high)} million USD"
        )
    drawn = answer.stability
    if drawn is not None:
        click.echo(
            f"the chosen set is the best in {drawn.kept_share:.0%} of {drawn.draws} "
            "draws of all inputs"
        )
    idle = ", ".join(answer.compiled.unmatched)
    if idle:
        click.echo(f"nothing in the network uses what these would change: {idle}")
