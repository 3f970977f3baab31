"""Fixed times: servers of constant speed, and ships that leave by the clock."""

from __future__ import annotations

import numpy as np

from verification.queueing.chain import refuse_overload

_MOST_ROUNDS = 100_000
_CLOSE = 1e-15


def mdc_wait(rate: float, *, servers: int, service_time: float) -> float:
    """Mean wait of M/D/c before service.

    Notes
    -----
    Source: Crommelin, Post Office Electrical Engineers' Journal 25 (1932).

    Those in service a service time ago have all left and nobody else, so the
    number present is that of Bailey's queue just before a departure.

    Examples
    --------
    >>> round(mdc_wait(0.5, servers=1, service_time=1.0), 12)
    0.5
    """
    behind = _left_behind(rate * service_time, room=servers)
    return behind / rate


def mdc_number(rate: float, *, servers: int, service_time: float) -> float:
    """Mean number present in M/D/c, in service or not.

    Notes
    -----
    Source: Crommelin, Post Office Electrical Engineers' Journal 25 (1932).

    Examples
    --------
    >>> round(mdc_number(0.5, servers=1, service_time=1.0), 12)
    0.75
    """
    return bailey_queue(rate, interval=service_time, room=servers)


def bailey_queue(rate: float, *, interval: float, room: int) -> float:
    """Mean number waiting just before a departure that takes up to `room`.

    Notes
    -----
    Source: Bailey, Journal of the Royal Statistical Society B 16 (1954); in this
    form Janssen and van Leeuwaarden, Queueing Systems 50 (2005).

    Examples
    --------
    A ship that is never full finds what came since the last.

    >>> round(bailey_queue(2.0, interval=3.0, room=60), 9)
    6.0
    """
    came = rate * interval
    return _left_behind(came, room=room) + came


def bailey_wait(rate: float, *, interval: float, room: int) -> float:
    """Mean wait for a departure, one every `interval`, that takes up to `room`.

    Notes
    -----
    Source: Bailey, Journal of the Royal Statistical Society B 16 (1954), with
    Little's law: half an interval, and what the ship leaves behind.

    Examples
    --------
    >>> round(bailey_wait(2.0, interval=3.0, room=60), 9)
    1.5
    """
    return interval / 2 + _left_behind(rate * interval, room=room) / rate


def _left_behind(came: float, *, room: int) -> float:
    """Mean of Y in X = Y + Poisson(came), Y = max(X - room, 0).

    By the roots of z^room = exp(-came (1 - z)) within the unit circle. Each is
    the fixed point of one branch of the root, to which iteration contracts.
    """
    refuse_overload(came / room)
    turns = np.exp(2j * np.pi * np.arange(1, room) / room)
    roots = np.zeros_like(turns)
    for _ in range(_MOST_ROUNDS):
        better = turns * np.exp(-came / room * (1 - roots))
        done = np.abs(better - roots).max(initial=0.0) < _CLOSE
        roots = better
        if done:
            break
    else:
        raise ValueError(f"{came / room:.6g} of what fits comes: no root was found")
    of_roots = float((1 / (1 - roots)).sum().real)
    return came / (2 * (room - came)) - came / 2 - (room - 1) / 2 + of_roots
