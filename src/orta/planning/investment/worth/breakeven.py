"""What each option adds to a portfolio, and so what it may cost at most."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from orta.planning.investment.portfolio import Case, Option, Portfolio, weigh_portfolio


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """What an option adds to the chosen portfolio, whatever it costs.

    `gain_usd` is discounted, of all together. `cost_usd` is the cost at which it is
    worth nothing, in undiscounted USD from its start; running costs are taken off.
    `with_options` come and go with it: those it needs that are not chosen, or chosen
    ones that need it. Their costs are paid where they are known; where they are not,
    the figure is for all of them together.
    """

    option_id: str
    start: int
    is_chosen: bool
    published_usd: float | None
    gain_usd: float
    cost_usd: float
    with_options: tuple[str, ...] = ()

    @property
    def is_worth_it(self) -> bool | None:
        """Whether it earns what it costs; None where no cost is published."""
        if self.published_usd is None:
            return None
        return self.cost_usd >= self.published_usd


def break_evens(
    case: Case, chosen: Portfolio, option_ids: Collection[str] | None = None
) -> tuple[BreakEven, ...]:
    """The most that each option, or some, may cost beside the chosen ones."""
    stands = weigh_portfolio(case, chosen).loss_usd
    return tuple(
        _break_even(case, chosen, option, stands)
        for option in case.options
        if option_ids is None or option.option_id in option_ids
    )


def _break_even(
    case: Case, chosen: Portfolio, option: Option, stands_usd: float
) -> BreakEven:
    own = option.option_id
    start = chosen.get(own, option.starts[0])
    if own in chosen:
        moved = {own, *_needing(case, chosen, own)}
        with_it = dict(chosen)
        without = {o: s for o, s in chosen.items() if o not in moved}
    else:
        missing = {
            needed: case.option_by_id[needed].starts[0]
            for needed in _needed(case, own)
            if needed not in chosen
        }
        moved = {own, *missing}
        rivals = _rivals(case, moved)
        kept = {o: s for o, s in chosen.items() if o not in rivals}
        with_it, without = {**kept, **missing, own: start}, dict(chosen)
    # What the option costs is the question; others are paid for where it is known how.
    free = _free(case, own)
    is_chosen = own in chosen
    before = weigh_portfolio(case, without).loss_usd if is_chosen else stands_usd
    gain = before - weigh_portfolio(free, with_it).loss_usd
    running = case.cost_usd(replace(option, cost_usd=0.0), start)
    dollar = case.cost_usd(replace(option, cost_usd=1.0, yearly_usd=0.0), start)
    return BreakEven(
        option_id=own,
        start=start,
        is_chosen=own in chosen,
        published_usd=option.cost_usd,
        gain_usd=gain,
        cost_usd=(gain - running) / dollar,
        with_options=tuple(sorted(moved - {own})),
    )


def _free(case: Case, option_id: str) -> Case:
    """The case in which one option costs nothing; one without a cost does so anyway."""
    return replace(
        case,
        options=tuple(
            replace(o, cost_usd=0.0, yearly_usd=0.0) if o.option_id == option_id else o
            for o in case.options
        ),
    )


def _needed(case: Case, option_id: str) -> Iterator[str]:
    """All options that one builds on, and those that they build on."""
    for needed in case.option_by_id[option_id].requires:
        yield needed
        yield from _needed(case, needed)


def _needing(case: Case, chosen: Mapping[str, int], option_id: str) -> Iterator[str]:
    """Chosen options that build on one."""
    for other in chosen:
        if option_id in set(_needed(case, other)):
            yield other


def _rivals(case: Case, added: set[str]) -> set[str]:
    """Options that have to go where these come."""
    return {
        other for group in case.exclusions if group & added for other in group - added
    }
