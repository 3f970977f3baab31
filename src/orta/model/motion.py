"""The half of the door that leads to the simulator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orta.corridor import Corridor

if TYPE_CHECKING:
    from orta.planning.simulation import Comparison, Scenario, SimulationAnswer


@dataclass(frozen=True)
class InMotion:
    """A corridor whose consignments can be set in motion, all at once."""

    corridor: Corridor

    def simulate(
        self,
        scenario: Scenario | None = None,
        *,
        replications: int = 20,
        seed: int = 0,
        workers: int | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> SimulationAnswer:
        """What happens on the corridor in motion, over many replications.

        Parameters
        ----------
        scenario
            What is tried; without it the dataset as it is, over the year 2025.
        replications
            How often the time is lived through, each with its own weather and luck.
        seed
            Where chance starts; the same seed gives the same answer, whatever the
            number of workers.
        workers
            Threads; None for as many as there are processors.
        on_progress
            Called with how many replications are done, and how many there are.

        Raises
        ------
        ScenarioError
            If the scenario is about something that the corridor has not.
        ModelError
            If nothing moves, something has no way, or more cargo comes than the
            corridor can take.

        Examples
        --------
        >>> import orta
        >>> from orta.planning.simulation import Scenario
        >>> week = Scenario(name="a week", days=7, warm_up_days=30)
        >>> answer = orta.load().simulate(week, replications=2)
        >>> answer.checks["littles_law"]
        2
        """
        from orta.planning.simulation import Scenario, simulate  # imports numba

        return simulate(
            self.corridor,
            scenario or Scenario(name="as the dataset says"),
            replications=replications,
            seed=seed,
            workers=workers,
            on_progress=on_progress,
        )

    def compare(
        self,
        scenarios: Sequence[Scenario],
        *,
        replications: int = 20,
        seed: int = 0,
        workers: int | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Comparison:
        """What the second of two scenarios changes, both under the same luck.

        Parameters other than the scenarios are those of `simulate`.

        Raises
        ------
        ModelError, ScenarioError
            As from `simulate`; and if the two do not cover the same days.
        """
        from orta.planning.simulation import compare  # imports numba

        first, second = scenarios
        return compare(
            self.corridor,
            (first, second),
            replications=replications,
            seed=seed,
            workers=workers,
            on_progress=on_progress,
        )
