"""What a route costs, line by line: to the cent, dated, and checkable later."""

from orta.planning.quote.answer import Quote, default_day, make_quote
from orta.planning.quote.check import QuoteCheck, check_quote
from orta.planning.quote.lines import (
    MissingKind,
    MissingLine,
    Part,
    QuoteLine,
    Validity,
)
from orta.planning.quote.request import QuoteRequest, check_currency

__all__ = [
    "MissingKind",
    "MissingLine",
    "Part",
    "Quote",
    "QuoteCheck",
    "QuoteLine",
    "QuoteRequest",
    "Validity",
    "check_currency",
    "check_quote",
    "default_day",
    "make_quote",
]
