"""Present value, benefit to cost, and rates of return, also where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

_LEAST_RATE: Final = -0.9
_MOST_RATE: Final = 10.0
_HALVINGS: Final = 100


def present_value(flows_usd: Sequence[float], rate: float) -> float:
    """What yearly flows, the first one of the base year, are worth in that year.

    Examples
    --------
    >>> round(present_value([-100.0, 60.0, 60.0], 0.10), 2)
    4.13
    """
    total = 0.0
    for usd in reversed(flows_usd):
        total = total / (1.0 + rate) + usd
    return total


def benefit_cost_ratio(gains_usd: float, costs_usd: float) -> float | None:
    """Gains for each dollar of cost, both discounted; None where nothing is paid.

    Examples
    --------
    >>> benefit_cost_ratio(300.0, 200.0)
    1.5
    """
    return gains_usd / costs_usd if costs_usd > 0 else None


def rates_of_return(flows_usd: Sequence[float]) -> tuple[float, ...]:
    """Every rate between -90 % and 1,000 % a year at which the flows are worth nothing.

    None where they are never worth nothing; more than one where the sign of the flows
    changes more than once, and then no rate says whether a project is good. Rates at
    which the value touches zero and turns back are not counted.

    Notes
    -----
    With x = 1 / (1 + rate) the value is a polynomial. Between two neighbouring roots
    of its derivative it rises or falls, and holds one root at most, which is halved
    down to; the derivative's roots are found in the same way.

    Examples
    --------
    >>> [round(rate, 4) for rate in rates_of_return([-100.0, 60.0, 60.0])]
    [0.1307]
    >>> [round(rate, 4) for rate in rates_of_return([-100.0, 20.0])]
    [-0.8]
    >>> rates_of_return([5.0, 10.0])
    ()
    >>> [round(rate, 4) for rate in rates_of_return([-1000.0, 2500.0, -1540.0])]
    [0.1, 0.4]
    """
    largest = max((abs(usd) for usd in flows_usd), default=0.0)
    if largest == 0.0:
        return ()
    scaled = [usd / largest for usd in flows_usd]
    roots = _roots(scaled, 1.0 / (1.0 + _MOST_RATE), 1.0 / (1.0 + _LEAST_RATE))
    return tuple(sorted(1.0 / x - 1.0 for x in roots))


def _roots(coefficients: Sequence[float], low: float, high: float) -> list[float]:
    """Where a polynomial, lowest power first, changes its sign within an interval."""
    if not any(coefficients[1:]):
        return []
    slopes = [power * c for power, c in enumerate(coefficients)][1:]
    ends = [low, *_roots(slopes, low, high), high]
    roots: list[float] = []
    for left, right in pairwise(ends):
        at_left, at_right = _at(coefficients, left), _at(coefficients, right)
        if at_left == 0.0:
            is_new = not roots or roots[-1] != left
            before = _at(coefficients, left - 1e-9)
            if is_new and before * at_right < 0:
                roots.append(left)
        elif at_left * at_right < 0:
            roots.append(_halve(coefficients, left, right))
    return roots


def _halve(coefficients: Sequence[float], left: float, right: float) -> float:
    sign = 1.0 if _at(coefficients, right) > 0 else -1.0
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        if sign * _at(coefficients, middle) > 0:
            right = middle
        else:
            left = middle
    return (left + right) / 2


def _at(coefficients: Iterable[float], x: float) -> float:
    value = 0.0
    for coefficient in reversed(list(coefficients)):
        value = value * x + coefficient
    return value
