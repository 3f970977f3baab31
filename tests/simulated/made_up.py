"""The program with a made-up simulator: figures from a random generator, and slow.

What the command does with an answer is tested with it: how it looks, where it is
written, and what is left when the program is ended in the middle. Run as a script
it is `orta` with `CorridorModel.simulate` and `compare` replaced. After each
replication it says so on stderr if ORTA_TEST_TELL is set, and then sleeps for
ORTA_TEST_SLOW_S seconds; with ORTA_TEST_DEAF it sleeps on when it is interrupted.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta

import numpy as np

from orta.planning.results import Provenance
from orta.planning.simulation.answer import (
    AssetResult,
    FlowResult,
    SimulationAnswer,
    WarmUp,
)
from orta.planning.simulation.compare import Comparison, PairedDifference
from orta.planning.simulation.estimate import Estimate
from orta.vocabulary import StageCause

ASSETS = (
    *(("FEEDER-AAU-BAK", "line"), ("FERRY-KYK-BAK", "line"), ("KZAAU", "berth")),
    ("RAIL-AZ@AZBAK>AZBKC", "train"),
    *((f"CRANE-{n:02}", "crane") for n in range(20)),
)


def answer_for(corridor, scenario, *, replications=5, seed=0, assets=ASSETS):
    """An answer of which only the shape is that of a simulation."""
    luck = np.random.default_rng(seed)

    def some(mean):
        return Estimate.of(mean * (1 + 0.1 * luck.standard_normal(replications)))

    return SimulationAnswer(
        scenario_name=scenario.name,
        start=scenario.start,
        seed=seed,
        days=scenario.days,
        replications=replications,
        warm_up=WarmUp(days=scenario.warm_up_days, mser5_days=40, method="fixed"),
        flows=tuple(_flow(demand, some) for demand in corridor.demands),
        backlogs=(),
        assets=tuple(_asset(n, *asset, some) for n, asset in enumerate(assets)),
        series_ids=tuple(asset_id for asset_id, _ in assets),
        series_teu=luck.random((scenario.days, len(assets))),
        series_high_teu=2 + luck.random((scenario.days, len(assets))),
        checks={"little": replications, "conservation": replications},
        events=123_456,
        warnings=("a made-up answer",),
        provenance=Provenance.of(
            corridor, seed=str(seed), scenario=scenario.canonical()
        ),
    )


def _flow(demand, some):
    return FlowResult(
        demand_id=demand.demand_id,
        from_node_id=demand.origin_node_id,
        to_node_id=demand.destination_node_id,
        goods=demand.commodity_code,
        unit=demand.equipment_code,
        offered_teu=some(1000),
        delivered_units=some(450),
        delivered_teu=some(900),
        delivered_t=some(9000),
        mean_days=some(20),
        p50_days=some(18),
        p80_days=some(25),
        p95_days=some(40),
        causes_days={
            cause: some(0.001 if cause is StageCause.EMBARGO else 4)
            for cause in StageCause
        },
        backlog_teu=some(100),
        cost_usd=5300.5,
    )


def _asset(number, asset_id, kind, some):
    return AssetResult(
        asset_id=asset_id,
        kind=kind,
        utilisation=some(0.5) if kind != "line" else None,
        load_factor=some(0.7) if kind == "line" else None,
        queue_mean_teu=some(10.0 + number),
        queue_p95_teu=some(30),
        wait_mean_h=some(12),
        closed_share=Estimate.of([]),
        departures=some(100) if kind == "line" else None,
        served_units=some(400),
        served_teu=some(800),
    )


def simulate(model, scenario, *, replications, seed, workers, on_progress):
    _pretend_to_work(replications, workers, on_progress)
    return answer_for(model.corridor, scenario, replications=replications, seed=seed)


def compare(model, scenarios, *, replications, seed, workers, on_progress):
    _pretend_to_work(2 * replications, workers, on_progress)
    first, second = scenarios
    luck = np.random.default_rng(seed).standard_normal((3, replications))
    ships = sum(policy.vessels_more for policy in second.fleets.values())
    rows = (
        PairedDifference.of(
            metric, asset_id, first=base, second=base + effect * ships + noise
        )
        for metric, asset_id, base, effect, noise in (
            ("delivered_teu", "", 1000 + 50 * luck[0], 30, luck[1]),
            ("wait_mean_h", "FERRY-KYK-BAK", 40 + 9 * luck[1], -2, 0.1 * luck[2]),
            ("load_factor", "FERRY-KYK-BAK", 0.7 + 0.1 * luck[2], 0, 0.1 * luck[0]),
        )
    )
    return Comparison(
        first_name=first.name,
        second_name=second.name,
        start=first.start,
        seed=seed,
        days=first.days,
        replications=replications,
        warm_up_days=first.warm_up_days,
        differences=tuple(rows),
        warnings=(),
        provenance=Provenance.of(model.corridor, second=second.canonical()),
    )


def _pretend_to_work(replications, workers, on_progress):
    assert workers is None or workers >= 1
    for done in range(1, replications + 1):
        on_progress(done, replications)
        try:
            if os.environ.get("ORTA_TEST_TELL"):
                sys.stderr.write(f"replication {done}\n")
                sys.stderr.flush()
            time.sleep(float(os.environ.get("ORTA_TEST_SLOW_S", "0")))
        except KeyboardInterrupt:
            if not os.environ.get("ORTA_TEST_DEAF"):
                raise


def scenario_end(scenario):
    """The last day of the time series."""
    return str(scenario.start + timedelta(days=scenario.days - 1))


if __name__ == "__main__":
    import signal

    from orta.cli.main import run
    from orta.model import CorridorModel

    # A shell that starts us in the background may have told us to ignore it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    CorridorModel.simulate = simulate
    CorridorModel.compare = compare
    run()
