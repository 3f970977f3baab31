"""A corridor and a cargo as a network: what every step takes, costs and emits."""

from orta.planning.network.arrays import (
    MONTH_MIN,
    WEEK_MIN,
    YEAR_MIN,
    Clock,
    Hops,
    Waits,
    least_waits,
    month_wait,
    service_wait,
    weather_wait,
)
from orta.planning.network.compile import compile_network
from orta.planning.network.emission import GAUGE_CHANGE_HANDLINGS, EmissionList
from orta.planning.network.hops import Hop, HopKind, Network, transit_area
from orta.planning.network.limits import (
    Finding,
    Verdict,
    Verdicts,
    check_load,
    judge_hops,
    limit_warnings,
    load_warnings,
)
from orta.planning.network.price import Charge, PriceList

__all__ = [
    "GAUGE_CHANGE_HANDLINGS",
    "MONTH_MIN",
    "WEEK_MIN",
    "YEAR_MIN",
    "Charge",
    "Clock",
    "EmissionList",
    "Finding",
    "Hop",
    "HopKind",
    "Hops",
    "Network",
    "PriceList",
    "Verdict",
    "Verdicts",
    "Waits",
    "check_load",
    "compile_network",
    "judge_hops",
    "least_waits",
    "limit_warnings",
    "load_warnings",
    "month_wait",
    "service_wait",
    "transit_area",
    "weather_wait",
]
