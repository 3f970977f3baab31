"""A stress test: the ordinary run, the stressed one, and one for each measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor
from orta.errors import ModelError, ScenarioError
from orta.planning.resilience.stress.answer import Help, StressAnswer
from orta.planning.resilience.stress.combine import combine
from orta.planning.resilience.stress.figures import (
    Units,
    delay_t_days,
    known_share,
    paired_by_demand,
    paired_by_state,
    paired_totals,
    states_of,
    unpriced,
)
from orta.planning.resilience.stress.library import Stress
from orta.planning.resilience.stress.recovery import Recovery, recovery_of
from orta.planning.resilience.stress.values import Measure, Weights
from orta.planning.results import Provenance
from orta.planning.simulation import (
    DemandRuns,
    Estimate,
    Networks,
    Progress,
    Scenario,
    run_demands,
)

Floats = NDArray[np.float64]
_YEAR_DAYS: Final = 365.0


def stress_test(  # noqa: PLR0913 - all by name
    corridor: Corridor,
    stress: Stress,
    *,
    measures: Sequence[Measure] = (),
    weights: Weights | None = None,
    replications: int = 20,
    seed: int = 0,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> StressAnswer:
    """What an event does to a corridor, how it recovers, and what helps.

    Every run has the same luck, and up to the first day of the event the stressed one
    is the ordinary one to the second.

    Parameters
    ----------
    measures
        What is tried against it, each alone; with one run under the stress and one in
        ordinary time.
    on_progress
        Called with how many replications are done, of all runs.

    Raises
    ------
    ScenarioError
        If the scenario is about something that the corridor has not.
    ModelError
        If nothing moves, or the corridor jams.
    """
    return _Test(
        corridor,
        stress,
        weights=weights or Weights(),
        how=_How(
            Networks(corridor, stress.changes.start),
            replications=replications,
            seed=seed,
            workers=workers,
            on_progress=on_progress,
            runs=2 + 2 * len(measures),
        ),
    ).answer(measures)


class _How:
    """How each run is run, and how far all of them have come."""

    def __init__(  # noqa: PLR0913 - all by name
        self,
        networks: Networks,
        *,
        replications: int,
        seed: int,
        workers: int | None,
        on_progress: Progress | None,
        runs: int,
    ) -> None:
        self._networks, self.replications, self.seed = networks, replications, seed
        self._workers, self._on_progress = workers, on_progress
        self._runs, self._done = runs, 0

    def run(
        self, corridor: Corridor, scenario: Scenario, beside: Scenario
    ) -> DemandRuns:
        """All replications of a scenario."""
        found = run_demands(
            corridor,
            scenario,
            beside=beside,
            networks=self._networks,
            replications=self.replications,
            seed=self.seed,
            workers=self._workers,
            on_progress=self._tell,
        )
        self._done += self.replications
        return found

    def skip(self, runs: int) -> None:
        """Count runs that cannot be made as done."""
        self._done += runs * self.replications
        self._tell(0, 0)

    def _tell(self, done: int, _: int) -> None:
        if self._on_progress is not None:
            self._on_progress(self._done + done, self._runs * self.replications)


class _Test:
    """One stress test."""

    def __init__(
        self, corridor: Corridor, stress: Stress, *, weights: Weights, how: _How
    ) -> None:
        self._corridor, self._stress = corridor, stress
        self._weights, self._how = weights, how
        self._changes = stress.changes
        self._usual = Scenario(
            name="ordinary time",
            start=self._changes.start,
            days=self._changes.days,
            warm_up_days=self._changes.warm_up_days,
        )

    def answer(self, measures: Sequence[Measure]) -> StressAnswer:
        ordinary, stressed = self._run(self._usual), self._run(self._changes)
        begins, ends = span_of(self._changes)
        units = Units.of(ordinary)
        return StressAnswer(
            stress=self._stress,
            start=self._changes.start,
            days=self._changes.days,
            warm_up_days=self._changes.warm_up_days,
            replications=self._how.replications,
            seed=self._how.seed,
            weights=self._weights,
            begins=begins,
            ends=ends,
            totals=paired_totals(ordinary, stressed, self._weights),
            by_demand=paired_by_demand(ordinary, stressed),
            by_state=paired_by_state(ordinary, stressed, self._corridor),
            recovery=self._recovery("", ordinary, stressed, None),
            recovery_by_demand=tuple(
                self._recovery(meaning.demand.demand_id, ordinary, stressed, [number])
                for number, meaning in enumerate(ordinary.meanings)
            ),
            recovery_by_state=tuple(
                self._recovery(state, ordinary, stressed, numbers)
                for state, numbers in states_of(ordinary, self._corridor).items()
            ),
            helps=tuple(
                sorted(
                    (self._help(one, ordinary, stressed) for one in measures),
                    key=_rank,
                )
            ),
            priced_share=known_share(ordinary, units.freight_usd),
            emission_share=known_share(ordinary, units.co2e_t),
            unpriced=unpriced(ordinary),
            warnings=stressed.warnings,
            provenance=self._provenance(measures),
        )

    def _run(self, scenario: Scenario) -> DemandRuns:
        return self._how.run(self._corridor, scenario, self._changes)

    def _recovery(
        self,
        owner: str,
        ordinary: DemandRuns,
        stressed: DemandRuns,
        numbers: list[int] | None,
    ) -> Recovery:
        begins, ends = span_of(self._changes)

        def under_way(runs: DemandRuns) -> Floats:
            teu = runs.under_way_teu
            return np.asarray(
                (teu if numbers is None else teu[:, :, numbers]).sum(axis=2), np.float64
            )

        return recovery_of(
            owner,
            start=self._changes.start,
            begins=begins,
            ends=ends,
            ordinary=under_way(ordinary),
            stressed=under_way(stressed),
        )

    def _help(
        self, measure: Measure, ordinary: DemandRuns, stressed: DemandRuns
    ) -> Help:
        """What a measure saves; if it does not fit the scenario, why."""
        during = replace(
            measure.changes,
            start=self._changes.start,
            days=self._changes.days,
            warm_up_days=self._changes.warm_up_days,
        )
        try:
            both = combine([self._changes, during])
            with_it = self._run(both)
            alone = self._run(combine([self._usual, during]))
        except (ModelError, ScenarioError) as error:
            self._how.skip(2)
            return Help(measure=measure, refused=error.message)
        gain, unknown = self._gain_usd(stressed, with_it, ordinary)
        usual_gain, _ = self._gain_usd(ordinary, alone, ordinary)
        in_a_year = _YEAR_DAYS / self._changes.days
        return Help(
            measure=measure,
            saved_t_days=Estimate.of(
                delay_t_days(stressed, ordinary).sum(axis=1)
                - delay_t_days(with_it, ordinary).sum(axis=1)
            ),
            saved_p95_days=Estimate.of(
                stressed.quantiles_days()[:, 2] - with_it.quantiles_days()[:, 2]
            ),
            gain_usd=Estimate.of(gain),
            gain_usd_per_year=Estimate.of(gain * in_a_year),
            ordinary_gain_usd_per_year=Estimate.of(usual_gain * in_a_year),
            unknown_freight=unknown,
        )

    def _gain_usd(
        self, without: DemandRuns, with_it: DemandRuns, ordinary: DemandRuns
    ) -> tuple[Floats, tuple[str, ...]]:
        """Worth of the time saved less dearer freight, and whose freight is unknown."""
        saved_t_days = delay_t_days(without, ordinary) - delay_t_days(with_it, ordinary)
        before, after = (Units.of(runs).freight_usd for runs in (without, with_it))
        is_moved = np.array(
            [
                one.way != other.way
                for one, other in zip(without.meanings, with_it.meanings, strict=True)
            ]
        )
        dearer = np.where(is_moved, after - before, 0.0)
        freight_usd = (with_it.offered_teu * np.nan_to_num(dearer)).sum(axis=1)
        unknown = tuple(
            meaning.demand.demand_id
            for meaning, usd in zip(without.meanings, dearer, strict=True)
            if np.isnan(usd)
        )
        worth = saved_t_days.sum(axis=1) * self._weights.value_of_day_usd_per_t
        return np.asarray(worth - freight_usd, np.float64), unknown

    def _provenance(self, measures: Sequence[Measure]) -> Provenance:
        parts = (f"{p.scenario_id}/{p.version}" for p in self._stress.parts)
        return Provenance.of(
            self._corridor,
            scenario=self._changes.canonical(),
            parts=", ".join(parts),
            measures=", ".join(f"{m.measure_id}/{m.version}" for m in measures),
            value_of_day_usd_per_t=repr(self._weights.value_of_day_usd_per_t),
            replications=str(self._how.replications),
            seed=str(self._how.seed),
        )


def span_of(changes: Scenario) -> tuple[date | None, date | None]:
    """The first day of an event, and the day after its last.

    None for what lasts: a policy that holds over the whole run has neither, and what
    does not end within it has no end.
    """
    dated = [one for _, one in changes.dated]
    standing = {"name": "x", "start": None, "days": None, "warm_up_days": None}
    said = {
        word
        for word, value in changes.to_dict().items()
        if word not in {*standing, "ban", "closure", "slowdown", "absence"}
        and word != "demand_change"
        and value
    }
    if not dated or said:
        return None, None
    begins = min(one.starts for one in dated)
    ends = max(one.ends for one in dated)
    last = changes.start + timedelta(days=changes.days)
    return begins, ends if ends < last else None


def _rank(help_: Help) -> tuple[int, float]:
    """First those with a known cost, by what a dollar gains; then by the gain."""
    if help_.gain_usd is None:
        return 2, 0.0
    per_dollar = help_.gain_per_dollar
    if per_dollar is not None:
        return 0, -per_dollar
    return 1, -help_.gain_usd.value
