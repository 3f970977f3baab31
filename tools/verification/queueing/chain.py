"""Stationary chances of a Markov chain given by its moves, and who published what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import getdoc

import numpy as np
from numpy.typing import NDArray

State = tuple[int, ...]
Moves = Callable[[State], Iterable[tuple[State, float]]]

_FEWEST_LEVELS = 64
_MOST_LEVELS = 8192
_RARE = 1e-13  # what may be cut off: its share of any mean is far below 1e-9


def refuse_overload(load: float) -> None:
    """Raise ValueError unless less comes than can be served."""
    if not 0 <= load < 1:
        raise ValueError(f"{load:.3g} of what can be served comes: no steady state")


def source_of(function: Callable[..., object]) -> str:
    """What a docstring says after `Source:`, up to the end of its paragraph.

    Examples
    --------
    >>> source_of(stationary)
    'Grassmann, Taksar and Heyman, Operations Research 33 (1985).'
    """
    _, _, after = (getdoc(function) or "").partition("Source:")
    if not after:
        raise ValueError(f"{function} names no source")
    return " ".join(after.split("\n\n")[0].split())


def mean_of(chances: Mapping[State, float], figure: Callable[[State], float]) -> float:
    """Mean of a figure of the state."""
    return sum(chance * figure(state) for state, chance in chances.items())


def stationary(start: State, moves: Moves) -> dict[State, float]:
    """The share of time spent in each state that can be reached from the first.

    The first number of a state is its level, which may grow without end: moves
    above a highest level are left out, and that level is doubled until its own
    share is nothing. For a chain in steps give chances instead of rates.

    Raises
    ------
    ValueError
        If the chain does not settle, or a state is never left for lower ones.

    Notes
    -----
    Source: Grassmann, Taksar and Heyman, Operations Research 33 (1985).

    The states are taken out one by one from the last on, which subtracts
    nothing and so loses no digits. In the order of levels a move goes only so
    far; no more of the matrix than that band is kept.

    Examples
    --------
    One server, half busy: the chance of n is 1/2^(n+1).

    >>> def moves(state):
    ...     yield (state[0] + 1,), 1.0
    ...     if state[0] > 0:
    ...         yield (state[0] - 1,), 2.0
    >>> chances = stationary((0,), moves)
    >>> round(chances[(3,)], 12)
    0.0625
    """
    most = _FEWEST_LEVELS
    while most <= _MOST_LEVELS:
        rates = _reached(start, moves, most=most)
        states = sorted(rates)
        chances = dict(zip(states, _solve(states, rates).tolist(), strict=True))
        if sum(c for s, c in chances.items() if s[0] == most) < _RARE:
            return chances
        most *= 2
    raise ValueError(f"no steady state within {_MOST_LEVELS} levels")


def _reached(
    start: State, moves: Moves, *, most: int
) -> dict[State, dict[State, float]]:
    """Rates between the states that can be reached, up to a highest level."""
    rates: dict[State, dict[State, float]] = {}
    todo = [start]
    while todo:
        state = todo.pop()
        if state in rates:
            continue
        row = rates[state] = {}
        for there, rate in moves(state):
            if there[0] <= most and there != state and rate > 0:
                row[there] = row.get(there, 0.0) + rate
                todo.append(there)
    return rates


def _solve(
    states: list[State], rates: dict[State, dict[State, float]]
) -> NDArray[np.float64]:
    place = {state: i for i, state in enumerate(states)}
    entries = [(place[s], place[t], r) for s in states for t, r in rates[s].items()]
    down = max((i - j for i, j, _ in entries), default=1)
    up = max((j - i for i, j, _ in entries), default=1)
    matrix = _banded(len(states), down=down, up=up)
    for i, j, rate in entries:
        matrix[i, j] = rate
    for last in range(len(states) - 1, 0, -1):
        into, onto = slice(max(last - up, 0), last), slice(max(last - down, 0), last)
        out = matrix[last, onto].sum()
        if not out > 0:
            raise ValueError(f"{states[last]} is not left for any state before it")
        matrix[into, last] /= out
        # Both ends lie before `last`, so what is added stays within the band.
        matrix[into, onto] += np.outer(matrix[into, last], matrix[last, onto])
    chances = np.zeros(len(states))
    chances[0] = 1.0
    for i in range(1, len(states)):
        into = slice(max(i - up, 0), i)
        chances[i] = chances[into] @ matrix[into, i]
    return np.asarray(chances / chances.sum())


def _banded(size: int, *, down: int, up: int) -> NDArray[np.float64]:
    """A square view of which only a band beside the diagonal exists."""
    flat = np.zeros(size * (down + up + 1))
    step = flat.itemsize
    # Row i holds places i - down … i + up; the next begins right behind it.
    return np.lib.stride_tricks.as_strided(
        flat[down:], shape=(size, size), strides=((down + up) * step, step)
    )
