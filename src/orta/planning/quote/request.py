"""What is asked of a quote besides the route: day, currency, estimates or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from orta.corridor import Corridor, ExchangeRate
from orta.errors import UnknownCurrencyError, UsageError
from orta.vocabulary.money import US_DOLLAR


def check_currency(corridor: Corridor, currency: str) -> None:
    """Make sure that amounts can be given in a currency.

    Raises
    ------
    UnknownCurrencyError
        If the corridor has no exchange rate for it; it suggests the nearest one.
    """
    if currency not in corridor.currencies:
        raise UnknownCurrencyError(currency, corridor.currencies)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRequest:
    """The day prices are wanted for, the currency of the total, and how strictly.

    Without `estimate` a line that has no price on that day is named as missing;
    with it the nearest price stands in and says that it is an estimate.
    """

    on: date
    currency: str = US_DOLLAR
    estimate: bool = False

    def get_exchange_rate(self, corridor: Corridor) -> ExchangeRate | None:
        """The rate of the total's currency; None for US dollars.

        Raises
        ------
        UnknownCurrencyError
            If the corridor has no rate for the currency.
        UsageError
            If it has none yet on that day, and estimates are not wanted.
        """
        check_currency(corridor, self.currency)
        rate = corridor.get_exchange_rate(self.currency, on=self.on)
        if rate is not None and rate.day > self.on and not self.estimate:
            raise UsageError(
                f"no exchange rate for {self.currency} on {self.on} or before",
                where="currency",
                hint=f"the first is of {rate.day}; --estimate uses that one",
            )
        return rate
