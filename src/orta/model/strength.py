"""The part of the door that leads to the strength of the corridor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orta.corridor import Corridor

if TYPE_CHECKING:
    from orta.planning.choice import ChoiceModel
    from orta.planning.investment import InvestAnswer, InvestStudy
    from orta.planning.resilience.autonomy import AutonomyAnswer, AutonomyStudy
    from orta.planning.resilience.criticality import (
        CriticalityAnswer,
        CriticalityRequest,
    )
    from orta.planning.resilience.stress import StressAnswer


@dataclass(frozen=True)
class InStrength:
    """A corridor that can be stressed, and asked what would make it stronger."""

    corridor: Corridor

    def autonomy(
        self, study: AutonomyStudy | str | Path, *, states: Iterable[str] = ()
    ) -> AutonomyAnswer:
        """How much of a state's trade still moves when another state is lost.

        Parameters
        ----------
        study
            What is to be moved: a study, its TOML file, or the name of a shipped one.
        states
            ISO 3166 codes to look at; without them those that the study leads to.

        Raises
        ------
        UsageError
            If there is no such study or state.
        StudyError
            If the file or a table of it cannot be used: everything that is wrong.

        Examples
        --------
        >>> import orta
        >>> answer = orta.load().autonomy("china-europe-rail", states=["RU"])
        >>> answer.weakest
        'RU'
        """
        from orta.planning.resilience import autonomy as engine

        if isinstance(study, str) and study in engine.list_shipped_studies():
            study = engine.shipped_study(study, self.corridor)
        elif not isinstance(study, engine.AutonomyStudy):
            study = engine.read_study(study, self.corridor)
        return engine.find_autonomy(study, self.corridor, states=states)

    def criticality(
        self, request: CriticalityRequest | str | Path | None = None
    ) -> CriticalityAnswer:
        """What matters most: each thing closed for a time, and the worst together.

        Parameters
        ----------
        request
            What closes, for how long, how many together; or its TOML file; without it
            each place, link, service and border for two weeks.

        Raises
        ------
        UsageError
            If there is no such file, or nothing of what shall close.
        StudyError
            If the file cannot be used.
        """
        from orta.planning.resilience import criticality as engine

        if request is None:
            request = engine.CriticalityRequest()
        elif not isinstance(request, engine.CriticalityRequest):
            request = engine.read_study(request)
        return engine.rank_closures(self.corridor, request)

    def stress(
        self,
        *scenarios: str | Path,
        measures: Iterable[str | Path] = (),
        replications: int = 20,
        seed: int = 0,
        workers: int | None = None,
    ) -> StressAnswer:
        """What events do to the corridor in motion, how it recovers, and what helps.

        Parameters
        ----------
        scenarios
            Ids of the shipped library, or TOML files; several happen together.
        measures
            What is tried against them, each alone, by id or file.
        replications, seed, workers
            As in `simulate`.

        Raises
        ------
        UsageError
            If there is no such scenario or measure.
        ScenarioError
            If a file cannot be used, or speaks of what the corridor has not.
        """
        from orta.planning.resilience import stress as engine

        return engine.stress_test(
            self.corridor,
            engine.find_stress(scenarios, self.corridor),
            measures=[engine.find_measure(name, self.corridor) for name in measures],
            replications=replications,
            seed=seed,
            workers=workers,
        )

    def choice(self, *, seed: int = 0) -> ChoiceModel:
        """How boxes choose between the routes from China to Europe.

        Parameters
        ----------
        seed
            Where chance starts for the intervals.

        Raises
        ------
        UsageError
            If the dataset has too few years to fit.
        """
        from orta.planning.choice import estimate_choice

        return estimate_choice(self.corridor, seed=seed)

    def invest(
        self,
        study: InvestStudy | str | Path,
        *,
        on_step: Callable[[str], None] = lambda _: None,
    ) -> InvestAnswer:
        """Which projects to build, when, and for whose gain.

        Parameters
        ----------
        study
            Options, budget, futures and values; or its TOML file.
        on_step
            Called with the name of every step that begins.

        Raises
        ------
        UsageError
            If there is no such file.
        StudyError
            If the file cannot be used, or names what the corridor does not have.
        """
        from orta.planning.investment import InvestStudy, appraise, read_invest_study

        if not isinstance(study, InvestStudy):
            study = read_invest_study(study, self.corridor)
        return appraise(study, self.corridor, on_step=on_step)
