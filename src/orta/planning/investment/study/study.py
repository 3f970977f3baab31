"""What is asked: options, money, futures, and every input that is uncertain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from math import inf
from typing import Final

from orta.errors import UsageError
from orta.planning.investment.worth import Uncertain

GIVEN: Final = "given"  # stands for the source of a cost that the asker gave


class Decide(StrEnum):
    """What the chosen portfolio is best in."""

    EXPECTED = "expected"  # on average over the futures
    REGRET = "regret"  # has the least greatest regret
    BASE = "base"  # in the first future alone


# Inputs a study may state, their value where it does not, and what they are.
INPUTS: Final[Mapping[str, tuple[float, str]]] = {
    "discount_rate": (0.09, "a year"),
    "growth_boxes": (0.0, "more a year of what goes in containers"),
    "growth_other": (0.0, "more a year of all else"),
    "demand_boxes": (1.0, "times what goes in containers in the base year"),
    "demand_other": (1.0, "times all else in the base year"),
    "value_of_time": (11.76, "USD a day and tonne, of goods of unknown value"),
    "share_of_value_per_day": (0.008, "of the value of the goods a day"),
    "reliability_ratio": (0.9, "of a day's worth for a day of standard deviation"),
    "reservation": (1.3, "times the cheapest way: what goods pay before they stay"),
    "margin": (0.0, "of what is paid that carriers and states keep"),
    "origin_share": (0.5, "of the owners' gain that is the origin's"),
    "cost_factor": (1.0, "times the cost of every option"),
    "delay_years": (0.0, "years by which every work opens later"),
    "measure_effect": (1.0, "times what measures cut"),
    "ship_payload": (1.0, "times what ships on the Caspian carry"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """An input of the study: its value, how far it may lie off, and from where."""

    name: str
    value: float
    low: float
    high: float
    source_id: str = ""
    note: str = ""

    @property
    def uncertain(self) -> Uncertain:
        """The three numbers alone."""
        return Uncertain(name=self.name, value=self.value, low=self.low, high=self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What an option costs: as published, and in US dollars at a dated rate."""

    amount: Decimal
    currency: str
    usd: float
    source_id: str
    rate_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyEffect:
    """What an option does to all assets whose ids match a pattern such as `border:*`.

    `adds` is what one of them holds more a year, in its own unit; `opens` lets a link
    be used that is only planned, and then `adds` is what it holds.
    """

    asset: str
    adds: float = 0.0
    opens: bool = False
    money_cut: float = 0.0
    time_cut: float = 0.0
    risk_cut: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyOption:
    """An option: a project of the dataset, a phase of one, or one of the study's own.

    `method` says how its effects were made, `is_measure` that they are cuts that
    nobody has measured. What `is_committed` comes in any case, at its first start, and
    is paid for already: it is no question.
    """

    option_id: str
    name: str
    starts: tuple[int, ...]
    lead_years: int
    effects: tuple[StudyEffect, ...]
    payers: Mapping[str, float]
    project_id: str = ""
    cost: Cost | None = None
    yearly_usd: float = 0.0
    requires: tuple[str, ...] = ()
    is_measure: bool = False
    is_committed: bool = False
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Future:
    """A future: inputs that differ, and how much it weighs."""

    name: str
    weight: float
    inputs: Mapping[str, float] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a tonne of goods is worth; the beginning of their code names them."""

    commodity_code: str
    usd_per_t: float
    source_id: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Other portfolios are listed within a share of the best value, so many at most."""

    share: float = 0.05
    most: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """How often all uncertain inputs are drawn, and from which seed."""

    count: int = 50
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class InvestStudy:
    """A study of investments, checked; `digest` is that of its file.

    `options` can be chosen, `committed` come in any case.
    """

    title: str
    periods: tuple[int, ...]
    last_year: int
    grows_until: int
    inputs: Mapping[str, Input]
    options: tuple[StudyOption, ...]
    futures: tuple[Future, ...]
    committed: tuple[StudyOption, ...] = ()
    decide: Decide = Decide.EXPECTED
    budget_usd: float | None = None
    budget_by_year: Mapping[int, float] = field(default_factory=dict)
    exclusions: tuple[frozenset[str], ...] = ()
    demands: tuple[str, ...] = ()  # patterns of their ids; all that are simulated
    avoid: tuple[str, ...] = ()  # states that goods keep off whose row says a way
    values: tuple[Value, ...] = ()
    most_ways: int = 8
    near: Near = field(default_factory=Near)
    drawn: Drawn = field(default_factory=Drawn)
    proof_nodes: int = 2000
    digest: str = ""
    path: str = ""
    changed: tuple[str, ...] = ()  # words of a command that changed it, as typed

    def with_budget(self, usd: float) -> InvestStudy:
        """The study with another budget for all years together.

        Raises
        ------
        UsageError
            If it is negative.
        """
        if not 0 <= usd < inf:
            raise UsageError(f"a budget of {usd} USD", where="budget")
        return replace(
            self, budget_usd=usd, changed=(*self.changed, f"--budget {usd:.12g}")
        )

    def with_cost(self, option_id: str, usd: float) -> InvestStudy:
        """The study in which an option costs what the asker says.

        Raises
        ------
        UsageError
            If there is no such option, or the cost is negative.
        """
        ids = [option.option_id for option in self.options]
        if option_id not in ids:
            raise UsageError(
                f"the study has no option {option_id}",
                where="cost",
                hint=f"one of {', '.join(ids)}",
            )
        if not 0 <= usd < inf:
            raise UsageError(f"a cost of {usd} USD", where="cost")
        cost = Cost(amount=Decimal(repr(usd)), currency="USD", usd=usd, source_id=GIVEN)
        return replace(
            self,
            options=tuple(
                replace(o, cost=cost) if o.option_id == option_id else o
                for o in self.options
            ),
            changed=(*self.changed, f"--cost {option_id}={usd:.12g}"),
        )

    @property
    def middle(self) -> dict[str, float]:
        """The value of every input."""
        return {name: each.value for name, each in self.inputs.items()}

    @property
    def uncertain(self) -> tuple[Uncertain, ...]:
        """Inputs with room on some side, in the order of their names."""
        named = sorted(self.inputs.items())
        return tuple(each.uncertain for _, each in named if each.low < each.high)

    def inputs_of(self, future: Future) -> dict[str, float]:
        """The value of every input in a future."""
        return {**self.middle, **future.inputs}
