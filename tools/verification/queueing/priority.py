"""Classes of which the first goes before the others; nobody in service is put out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from verification.queueing.chain import refuse_overload
from verification.queueing.servers import delay_chance
from verification.queueing.single import ServiceTime


def mmc_priority_waits(
    rates: Sequence[float], *, servers: int, service_mean: float
) -> tuple[float, ...]:
    """Mean waits of the classes of M/M/c, the first served first, one service law.

    Notes
    -----
    Source: Cobham, Operations Research 2 (1954).

    Examples
    --------
    One server, two classes of 1/4 each: what is left in service is 1/2.

    >>> [round(w, 9) for w in mmc_priority_waits([0.25, 0.25], servers=1,
    ...                                          service_mean=1.0)]
    [0.666666667, 1.333333333]
    """
    waits = delay_chance(sum(rates), servers=servers, service_mean=service_mean)
    free = waits * service_mean / servers
    return _waits([rate * service_mean / servers for rate in rates], until_free=free)


def mg1_priority_waits(
    rates: Sequence[float], *, services: Sequence[ServiceTime]
) -> tuple[float, ...]:
    """Mean waits of the classes of M/G/1, each with a service time of its own.

    Notes
    -----
    Source: Cobham, Operations Research 2 (1954).

    Examples
    --------
    Fixed times leave half as much in service as exponential ones.

    >>> fixed = [ServiceTime.fixed(1.0)] * 2
    >>> [round(w, 9) for w in mg1_priority_waits([0.25, 0.25], services=fixed)]
    [0.333333333, 0.666666667]
    """
    pairs = list(zip(rates, services, strict=True))
    free = sum(rate * service.second_moment / 2 for rate, service in pairs)
    return _waits([rate * service.mean for rate, service in pairs], until_free=free)


def _waits(loads: Sequence[float], *, until_free: float) -> tuple[float, ...]:
    refuse_overload(sum(loads))
    so_far = [0.0, *accumulate(loads)]
    return tuple(
        until_free / ((1 - above) * (1 - with_own))
        for above, with_own in pairwise(so_far)
    )
