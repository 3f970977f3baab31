"""The appraisal pack: answer, assumptions, tornado, and how to make it all again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from orta.planning.investment.answer import InvestAnswer
from orta.planning.investment.portfolio import PARTS
from orta.planning.investment.report.tables import say_portfolio
from orta.planning.investment.study import Decide
from orta.planning.investment.worth import GAIN_PARTS, Gains, quantile

_MILLION: Final = 1e6
_PARTS: Final = {
    "goods": "goods that move only now, at what they would pay at most",
    "money": "what is paid for moving goods",
    "time": "days on the way",
    "risk": "days that nobody can count on (reliability)",
    "carriers": "what carriers and places keep",
}
DOUBTS: Final = tuple(
    """\
Most demand is estimated or derived: the table of demand says which.
Goods whose row in the dataset says a way keep to it; without room they pay more, up \
to the reservation, then stay. What they would do instead is not known.
Ways were listed once: the cheapest, and the cheapest with one or two scarce things \
closed. The answer is best over these.
All goods of a demand go where they are cheapest for all together; shippers do not see \
each other's queues, and choose less well.
A tariff is taken for what carriage costs, less the margin; what the freight of a new \
ship earns is used up by running it. What a ship may cost is what is left over.
Nothing is left of an option after the last year: long-lived works are worth more.
Half of the owners' gain is counted where goods start and half where they end; Poti \
and Xi'an stand for all places behind them, so Georgia and China have gains of others.
What lies in no row of the network gains nothing: ports where no ship of the dataset \
calls, links without trains, cables.""".splitlines()
)


class Grid(NamedTuple):
    """A table of texts; all columns but the first `words` hold numbers."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1


class Heading(NamedTuple):
    """A title: one, or below it."""

    text: str
    level: int = 2


class Code(NamedTuple):
    """A command."""

    text: str


class Items(NamedTuple):
    """A list."""

    texts: Sequence[str]


Block = str | Grid | Heading | Code | Items


def pack(answer: InvestAnswer) -> Iterator[Block]:
    """The parts of the pack, in the order they are read."""
    yield Heading(answer.study.title, 1)
    yield from _answer(answer)
    yield from _who(answer)
    yield from _options(answer)
    yield from _futures(answer)
    yield from _alternatives(answer)
    yield from _tornado(answer)
    yield from _stability(answer)
    yield from _assumptions(answer)
    yield Heading("Doubts")
    yield Items(DOUBTS)
    yield from _again(answer)


def millions(usd: float | None) -> str:
    """Millions of dollars with one decimal; never minus nothing."""
    if usd is None:
        return "not published"
    text = f"{usd / _MILLION:,.1f}"
    return "0.0" if text == "-0.0" else text


def _answer(answer: InvestAnswer) -> Iterator[Block]:
    study = answer.study
    budget = (
        "without a budget"
        if study.budget_usd is None
        else f"under a budget of {millions(study.budget_usd)} million USD"
    )
    chosen = say_portfolio(answer.portfolio)
    yield (
        f"Best {budget}, by *{study.decide}*: **{chosen}**. It is worth "
        f"{millions(answer.npv_usd)} million USD on average over the futures, "
        f"discounted at {study.middle['discount_rate']:.1%} to {study.periods[0]}."
    )
    best = [a for a in answer.alternatives.found if a.less_usd > 0]
    if not answer.portfolio:
        yield (
            "No option with a published cost earns it back. What those without a "
            "published cost may cost at most stands below."
        )
    proof = "proves that none is better" if answer.is_proved else "proves a bound"
    yield (
        f"The certificate {proof}: {say_bound(answer)}. "
        "`orta verify` checks it without a solver."
    )
    if best:
        yield f"The next best set is worth {millions(best[0].less_usd)} million less."


def say_bound(answer: InvestAnswer) -> str:
    """What the bound says, in the words of what was asked."""
    usd = f"{millions(answer.bound_usd)} million USD"
    match answer.study.decide:
        case Decide.EXPECTED:
            return f"no portfolio is worth more than {usd} on average"
        case Decide.BASE:
            return f"no portfolio is worth more than {usd} in the first future"
        case Decide.REGRET:
            return f"no portfolio has a greatest regret below {usd}"


def _who(answer: InvestAnswer) -> Iterator[Block]:
    yield Heading("Who gains and who pays")
    if answer.portfolio:
        yield "The chosen portfolio, million USD, discounted, mean of the futures."
        yield _accounts(answer.gains)
    unpriced = [o.option_id for o in answer.study.options if o.cost is None]
    if unpriced:
        yield (
            "With all options that have no published cost as well, **these unpaid**: "
            "what their promoters' costs would have to be held against."
        )
        yield _accounts(answer.gross_gains)
    yield Grid(
        ("made of, million USD", "chosen", "with unpriced, unpaid"),
        [
            (
                _PARTS[part],
                millions(answer.gains.parts_usd[part]),
                millions(answer.gross_gains.parts_usd[part]),
            )
            for part in GAIN_PARTS
        ],
    )
    yield Grid(
        ("saved for goods that move, million USD", "chosen", "with unpriced, unpaid"),
        [
            (
                _PARTS[part],
                millions(answer.gains.saved_usd[part]),
                millions(answer.gross_gains.saved_usd[part]),
            )
            for part in PARTS
        ],
    )


def _accounts(gains: Gains) -> Grid:
    return Grid(
        ("who", "owners of goods", "carriers", "paid", "NPV", "BCR", "IRR", "turnover"),
        [
            (
                account.who,
                millions(account.users_pv_usd),
                millions(account.carriers_pv_usd),
                millions(account.costs_usd),
                millions(account.npv_usd),
                "-" if account.bcr is None else f"{account.bcr:.2f}",
                say_rates(account.irr),
                millions(gains.revenue_usd.get(account.who, 0.0))
                if account.who != "all"
                else millions(sum(gains.revenue_usd.values())),
            )
            for account in (*gains.accounts, gains.total)
        ],
    )


def say_rates(rates: Sequence[float]) -> str:
    """Rates of return: none, one, or several, which say nothing."""
    if not rates:
        return "none"
    text = ", ".join(f"{rate:.1%}" for rate in rates)
    return text if len(rates) == 1 else f"{text}: no single one"


def _options(answer: InvestAnswer) -> Iterator[Block]:
    yield Heading("What each option costs, and what it may cost")
    yield (
        "Million USD. *May cost*: the cost at which the option earns nothing, spent "
        "from its first start, beside the chosen ones; *beside all*: where all options "
        "without a published cost are there, too. Least and most are over the futures."
    )
    rows = []
    for option, limit in zip(answer.study.options, answer.limits, strict=True):
        cost = option.cost
        rows.append(
            (
                option.option_id,
                str(answer.portfolio.get(option.option_id, "-")),
                millions(None if cost is None else cost.usd),
                ""
                if cost is None
                else " at ".join(filter(None, (cost.source_id, cost.rate_id))),
                millions(limit.cost_usd),
                *map(millions, limit.range_usd),
                millions(limit.beside_all_usd),
            )
        )
    yield Grid(
        (
            "option",
            "begun",
            "costs",
            "source",
            "may cost",
            "least",
            "most",
            "beside all",
        ),
        rows,
    )
    yield from _remarks(answer)


def _remarks(answer: InvestAnswer) -> Iterator[Block]:
    """Options that gain nothing here, or only together with others."""
    idle = answer.compiled.unmatched
    if idle:
        yield "Nothing in the network uses what these would change:"
        yield Items([f"{name}: {', '.join(what)}" for name, what in idle.items()])
    priced = {o.option_id for o in answer.study.options if o.cost is not None}
    waiting = [
        f"{o.option_id} needs {', '.join(needed)}"
        for o in answer.study.options
        if o.cost is not None and (needed := sorted(set(o.requires) - priced))
    ]
    if waiting:
        yield "Cannot be chosen, since what they need has no published cost:"
        yield Items(waiting)
    joint = [limit for limit in answer.limits if limit.with_options]
    if joint:
        yield "Counted together with others, as they need each other:"
        yield Items([f"{j.option_id} with {', '.join(j.with_options)}" for j in joint])


def _futures(answer: InvestAnswer) -> Iterator[Block]:
    found = answer.robustness
    yield Heading("Futures")
    yield Items(
        [
            f"{f.name} (weight {f.weight:.2f}): {f.note or 'no note'}"
            for f in answer.study.futures
        ]
    )
    yield (
        "What each portfolio is worth in each future, million USD. The least greatest "
        f"regret of all portfolios there are is {millions(found.least_regret_usd)}."
    )
    yield Grid(
        ("why", "options", *found.futures, "expected", "greatest regret"),
        [
            (
                "; ".join(each.reasons),
                say_portfolio(each.portfolio),
                *map(millions, each.npv_usd),
                millions(each.expected_usd),
                millions(each.greatest_regret_usd),
            )
            for each in found.candidates
        ],
        words=2,
    )


def _alternatives(answer: InvestAnswer) -> Iterator[Block]:
    found, share = answer.alternatives, answer.study.near.share
    drawn = answer.stability
    shares = drawn.first_share if drawn else [None] * len(found.found)
    yield Heading("Nearly as good")
    if not answer.portfolio:
        yield "Doing nothing is best; these come next."
    elif found.is_all:
        yield f"All sets of options within {share:.0%} of the best."
    else:
        yield f"The first sets within {share:.0%} of the best; there are more."
    yield "*First in*: the share of draws in which a set is the best of these."
    yield Grid(
        ("options", "NPV", "less than the best", "first in"),
        [
            (
                say_portfolio(a.portfolio),
                millions(a.npv_usd),
                millions(a.less_usd),
                f"{share:.0%}" if share is not None else "-",
            )
            for a, share in zip(found.found, shares, strict=True)
        ],
    )


def _tornado(answer: InvestAnswer) -> Iterator[Block]:
    yield Heading("Tornado")
    yield (
        "Each uncertain input at its low and its high, all others at their value; "
        "million USD. *Gain with unpriced*: of the chosen options and all without a "
        "published cost, these unpaid. Options come in (+) or go (-) in the best one."
    )
    yield Grid(
        (
            "input",
            "low",
            "high",
            "NPV at low",
            "NPV at high",
            "gain with unpriced at low",
            "at high",
            "best at low",
            "best at high",
        ),
        [
            (
                bar.name,
                f"{bar.ends[0]:g}",
                f"{bar.ends[1]:g}",
                *map(millions, bar.npv_usd),
                *map(millions, bar.gross_usd),
                _changes(bar.added[0], bar.dropped[0]),
                _changes(bar.added[1], bar.dropped[1]),
            )
            for bar in answer.bars
        ],
    )


def _changes(added: Sequence[str], dropped: Sequence[str]) -> str:
    words = [*(f"+{name}" for name in added), *(f"-{name}" for name in dropped)]
    return " ".join(words) or "same"


def _stability(answer: InvestAnswer) -> Iterator[Block]:
    drawn = answer.stability
    if drawn is None:
        return
    yield Heading("How stable it is")
    yield (
        f"{drawn.draws} draws of all uncertain inputs at once, each between its low "
        f"and its high, likeliest its value (seed {drawn.seed}). The chosen set is the "
        f"best in {drawn.kept_share:.0%} of them, and worth less than nothing in "
        f"{drawn.loses_share:.0%}. Million USD."
    )
    rows = []
    for option in answer.study.options:
        limits = drawn.break_even_usd.get(option.option_id)
        quantiles = (
            [millions(quantile(limits, share)) for share in (0.1, 0.5, 0.9)]
            if limits
            else ["", "", ""]
        )
        share = f"{drawn.chosen_share[option.option_id]:.0%}" if option.cost else ""
        rows.append((option.option_id, share, *quantiles))
    yield Grid(
        ("option", "chosen in", "may cost, p10", "p50", "p90"),
        rows,
    )


def _assumptions(answer: InvestAnswer) -> Iterator[Block]:
    study = answer.study
    yield Heading("Assumptions")
    yield Grid(
        ("input", "source and note", "value", "low", "high"),
        [
            (
                each.name,
                f"{each.source_id}: {each.note}" if each.source_id else "as set",
                f"{each.value:g}",
                f"{each.low:g}",
                f"{each.high:g}",
            )
            for each in study.inputs.values()
        ],
        words=2,
    )
    if study.values:
        yield Items(
            [
                f"goods {v.commodity_code}: {v.usd_per_t:g} USD/t "
                f"({v.source_id}: {v.note})"
                for v in study.values
            ]
        )
    yield (
        f"Flows are worked out in {', '.join(map(str, study.periods))}, each standing "
        f"for the years until the next; the last year is {study.last_year}. Demand "
        f"grows until {study.grows_until}. Costs are spent evenly while a work is "
        "built; an option counts from the first of these years in which it is open."
    )
    yield from _methods(answer)


def _methods(answer: InvestAnswer) -> Iterator[Block]:
    """How the effects of options were made, and where sources differ."""
    given = answer.study.committed
    if given:
        yield "Taken as given, paid for already:"
        yield Items(
            [
                f"{o.option_id} from {o.starts[0] + o.lead_years}: {o.method}"
                for o in given
            ]
        )
    yield Heading("How effects were made", 3)
    yield Items(
        [
            f"{o.option_id}: {o.method or 'not said'}"
            + (f" (needs {', '.join(o.requires)})" if o.requires else "")
            for o in answer.study.options
        ]
    )
    yield from _figures(answer)


def _figures(answer: InvestAnswer) -> Iterator[Block]:
    """Projects of which sources say different things."""
    study = answer.study
    ids = {o.project_id for o in (*study.options, *study.committed) if o.project_id}
    told: dict[str, list[tuple[str, ...]]] = {}
    for p in answer.compiled.network.corridor.projects:
        if p.project_id in ids:
            cost = f"{p.cost:,.0f} {p.currency}" if p.cost is not None else "-"
            used = "used" if p.is_used else "kept"
            row = (p.project_id, p.evidence.source_id, cost, used, p.note)
            told.setdefault(p.project_id, []).append(row)
    several = [row for rows in told.values() if len(rows) > 1 for row in rows]
    if several:
        yield Heading("Where sources differ", 3)
        yield Grid(
            ("project", "source", "cost", "", "note"), several, words=len(several[0])
        )


def _again(answer: InvestAnswer) -> Iterator[Block]:
    about = answer.provenance
    yield Heading("Make it again")
    yield Code(
        " ".join(["orta invest", "study.toml", *answer.study.changed, "-o again"])
    )
    yield Code("orta verify again")
    yield (
        f"Orta {about.orta_version}; dataset {about.dataset_name} "
        f"{about.dataset_version}, digest `{about.dataset_digest}`; study digest "
        f"`{answer.study.digest}`; certificate `{answer.certificate.sha256}`. "
        "The same files give the same bytes."
    )
