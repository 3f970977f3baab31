"""Exact results of queueing theory that the simulator is held against.

Rates and means are in any one unit of time. A wait ends where service starts, or
where a ship sails; a sojourn ends where service ends. Every function names its
source: `source_of` reads it. A queue that cannot keep up is a `ValueError`.
"""

from verification.queueing.chain import mean_of, source_of, stationary
from verification.queueing.constant import (
    bailey_queue,
    bailey_wait,
    mdc_number,
    mdc_wait,
)
from verification.queueing.loads import (
    Fleet,
    FleetMeans,
    batch_n_policy_wait,
    fleet_means,
    n_or_longest_load,
    n_or_longest_wait,
    n_policy_wait,
)
from verification.queueing.pool import PoolMeans, pool_means
from verification.queueing.priority import (
    mg1_priority_waits,
    mmc_priority_waits,
)
from verification.queueing.servers import (
    Station,
    delay_chance,
    long_wait_chance,
    loss_chance,
    mean_queue,
    mean_wait,
    mg_infinity_chances,
    mg_infinity_number,
    mmck_blocked_share,
    mmck_wait,
    utilisation,
)
from verification.queueing.shut import Calendar, mg1_shut_wait, mmc_shut_wait
from verification.queueing.single import ServiceTime, mg1_vacation_wait, mg1_wait
from verification.queueing.storms import (
    storm_closed_share,
    storm_closed_time_variance,
    storm_closure_mean,
    storm_closure_variance,
    storm_wait,
)
from verification.queueing.tandem import (
    TandemMeans,
    blocking_tandem_means,
    blocking_tandem_throughput,
    tandem_sojourn,
)

__all__ = [
    "Calendar",
    "Fleet",
    "FleetMeans",
    "PoolMeans",
    "ServiceTime",
    "Station",
    "TandemMeans",
    "bailey_queue",
    "bailey_wait",
    "batch_n_policy_wait",
    "blocking_tandem_means",
    "blocking_tandem_throughput",
    "delay_chance",
    "fleet_means",
    "long_wait_chance",
    "loss_chance",
    "mdc_number",
    "mdc_wait",
    "mean_of",
    "mean_queue",
    "mean_wait",
    "mg1_priority_waits",
    "mg1_shut_wait",
    "mg1_vacation_wait",
    "mg1_wait",
    "mg_infinity_chances",
    "mg_infinity_number",
    "mmc_priority_waits",
    "mmc_shut_wait",
    "mmck_blocked_share",
    "mmck_wait",
    "n_or_longest_load",
    "n_or_longest_wait",
    "n_policy_wait",
    "pool_means",
    "source_of",
    "stationary",
    "storm_closed_share",
    "storm_closed_time_variance",
    "storm_closure_mean",
    "storm_closure_variance",
    "storm_wait",
    "tandem_sojourn",
    "utilisation",
]
