"""Rehearse a plan: run it many times, and count how often it keeps its word."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from orta.corridor import Corridor
from orta.errors import UsageError
from orta.planning.flows.study import Study
from orta.planning.rehearsal.answer import PolicyComparison, Reduction, Rehearsal
from orta.planning.rehearsal.assumptions import Assumptions
from orta.planning.rehearsal.chains import Consignment, split
from orta.planning.rehearsal.compile import RehearsalPlant, compile_releases
from orta.planning.rehearsal.figures import Accounts, Outcome
from orta.planning.rehearsal.plan import Plan
from orta.planning.rehearsal.policy import (
    Policy,
    Release,
    planned_releases,
    ready_releases,
)
from orta.planning.rehearsal.promises import (
    Promise,
    Terms,
    keep,
    promised_t,
    promises_of,
)
from orta.planning.results import Provenance
from orta.planning.simulation import (
    PairedDifference,
    Tables,
    replication_key,
    run_journeys,
)

_TERMS: Final = Terms()
_ASSUMED: Final = Assumptions()
_DAY_S: Final = 24 * 60 * 60
_STUCK_SHARE: Final = 0.05  # of what is sent, that never arrives: worth a word


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToRun:
    """How many replications, with which luck, on how many threads, on what terms.

    The answer does not depend on `workers`; None are as many as there are processors.
    `promises` are those of the plan unless others are given.
    """

    replications: int = 200
    seed: int = 0
    workers: int | None = None
    terms: Terms = _TERMS
    assumed: Assumptions = _ASSUMED
    promises: tuple[Promise, ...] = ()

    def __post_init__(self) -> None:
        if self.replications < 1:
            raise UsageError(
                f"{self.replications} replications, expected at least 1: "
                "--rehearse 200 runs the plan 200 times"
            )


def rehearse(  # noqa: PLR0913 - all by name
    corridor: Corridor,
    study: Study,
    plan: Plan,
    *,
    made_for: Study | None = None,
    policy: Policy = Policy.PLAN,
    how: HowToRun | None = None,
) -> Rehearsal:
    """How a plan fares in the simulator, with weather, scarce wagons and full ports.

    The weather is drawn from the closures of the corridor. With another policy the
    same tonnes go from the same sources to the same demands at other times, and
    promises stay those of the plan.

    Parameters
    ----------
    made_for
        The study that the plan was made for, if not the one it is rehearsed in: a more
        cautious one (`with_slack`).

    Raises
    ------
    ModelError
        If the plan is not one of the study, moves nothing, or a pool is too small for
        a single departure.
    """
    how = how or HowToRun()
    plan.check(study)
    releases = _releases(study, split(made_for or study, plan), policy)
    compiled = compile_releases(corridor, study, plan, releases, assumed=how.assumed)
    accounts = Accounts(
        corridor, study, compiled, hires=plan.hires, assumed=how.assumed
    )
    outcomes = _run(compiled, accounts, how)
    promised = promised_t(study, plan, accounts.n_weeks)
    arrived = np.array([one.arrived_t for one in outcomes])
    kept = keep(
        study,
        how.promises or promises_of(study, plan, how.terms),
        arrived,
        terms=how.terms,
        parcel_t=compiled.parcel_t,
    )
    return Rehearsal(
        title=study.title,
        policy=policy,
        seed=how.seed,
        replications=how.replications,
        sent_t=float(sum(release.t.sum() for release in compiled.releases)),
        parcel_t=compiled.parcel_t,
        demand_ids=tuple(demand.demand_id for demand in study.demands),
        kept=kept,
        values=dict(accounts.figures(outcomes, promised).items()),
        arrived_t=arrived,
        warnings=tuple(_warnings(study, outcomes)),
        provenance=Provenance.of(
            corridor,
            policy=str(policy),
            replications=str(how.replications),
            seed=str(how.seed),
            study=study.digest,
        ),
    )


def compare_with_load_when_ready(  # noqa: PLR0913 - all by name
    corridor: Corridor,
    study: Study,
    plan: Plan,
    *,
    made_for: Study | None = None,
    ways: Policy = Policy.READY,
    how: HowToRun | None = None,
) -> PolicyComparison:
    """The plan against loading when ready, under the same weather and luck.

    `ways` says which ways goods go that do not follow the plan: the cheapest, or
    those of the plan.

    Raises
    ------
    ModelError
        As from `rehearse`.
    """
    ready = rehearse(corridor, study, plan, made_for=made_for, policy=ways, how=how)
    own = rehearse(corridor, study, plan, made_for=made_for, how=how)
    metric = "demurrage_and_loss_usd"
    return PolicyComparison(
        plan=own,
        ready=ready,
        differences=tuple(
            PairedDifference.of(name, "", first=ready.values[name], second=values)
            for name, values in own.values.items()
        ),
        reduction=Reduction.of(own.values[metric], than=ready.values[metric]),
    )


def _releases(
    study: Study, consignments: Sequence[Consignment], policy: Policy
) -> tuple[Release, ...]:
    if policy is Policy.PLAN:
        return planned_releases(study, consignments)
    return ready_releases(study, consignments, policy=policy)


def _run(compiled: RehearsalPlant, accounts: Accounts, how: HowToRun) -> list[Outcome]:
    """Replications 0, 1, …, each with its own weather and luck, in their order."""
    tables = Tables(compiled.plant)

    def one(number: int) -> Outcome:
        journeys = run_journeys(
            tables,
            key=replication_key(how.seed, number),
            windows=compiled.draw_windows(seed=how.seed, replication=number),
            ends_s=compiled.days * _DAY_S,
        )
        return accounts.outcome(journeys, tables.station_ids)

    first = one(0)  # compiles the kernel, alone
    with ThreadPoolExecutor(how.workers or os.cpu_count()) as pool:
        return [first, *pool.map(one, range(1, how.replications))]


def _warnings(study: Study, outcomes: list[Outcome]) -> Iterator[str]:
    stuck = sum(one.under_way_t for one in outcomes)
    sent = sum(one.sent_t for one in outcomes)
    if stuck > _STUCK_SHARE * sent:
        yield (
            f"{stuck / sent:.0%} of what is sent has not arrived when the run ends: "
            "something on its way is too small, or shut"
        )
    for demand in study.demands:
        if demand.must_be_met:
            yield (
                f"demand {demand.demand_id} has no outside price: what it misses "
                "costs nothing here (unmet_t counts it)"
            )
    for pool in study.pools:
        if len(pool.places) > 1:
            yield (
                f"pool {pool.pool_id} is simulated as one: its empty units are at "
                "hand wherever goods are"
            )
    for limit in study.limits:
        is_partial = limit.first_week > 1 or limit.last_week is not None
        if limit.weather and limit.per_week > 0 and is_partial:
            yield f"limit {limit.limit_id} has weather: it is simulated in all weeks"
