"""A scenario that is compiled once and then run one replication at a time."""

from __future__ import annotations

from collections.abc import Sequence

from orta.corridor import Corridor
from orta.planning.simulation.answer import SimulationAnswer
from orta.planning.simulation.compare import Comparison
from orta.planning.simulation.compile import compile_plant
from orta.planning.simulation.parts.packed import pack, unpack
from orta.planning.simulation.scenario import Scenario
from orta.planning.simulation.solve import run_replication
from orta.planning.simulation.summary import compare_replications, summarise
from orta.planning.simulation.tables import Tables


class Replicator:
    """A scenario on a corridor, ready to be run.

    The replications that it makes are those of `simulate` with the same seed, and so
    is the answer that they are put together to, wherever each of them was made.

    Raises
    ------
    ScenarioError
        If the scenario is about something that the corridor has not.
    ModelError
        If nothing moves, or something has no way.

    Examples
    --------
    >>> import orta
    >>> from orta.planning.simulation import Scenario, simulate
    >>> from orta.planning.simulation.report import simulation_dict
    >>> corridor = orta.load().corridor
    >>> week = Scenario(name="a week", days=7, warm_up_days=7)
    >>> ready = Replicator(corridor, week)
    >>> parts = [ready.replicate(number, seed=3) for number in (1, 0)]
    >>> in_parts = simulation_dict(ready.answer(parts[::-1], seed=3))
    >>> whole = simulate(corridor, week, replications=2, seed=3)
    >>> in_parts == simulation_dict(whole)
    True
    """

    def __init__(self, corridor: Corridor, scenario: Scenario) -> None:
        scenario.check(corridor)
        self.corridor, self.scenario = corridor, scenario
        self._compiled = compile_plant(corridor, scenario)
        self._tables = Tables(self._compiled.plant)

    def replicate(self, number: int, *, seed: int) -> bytes:
        """Replication of that number, counted from 0, as bytes.

        Raises
        ------
        ModelError
            If the plant jams.
        """
        return pack(run_replication(self._compiled, self._tables, number, seed=seed))

    def answer(self, replications: Sequence[bytes], *, seed: int) -> SimulationAnswer:
        """What replications 0, 1, … add up to."""
        found = [unpack(content) for content in replications]
        return summarise(self.corridor, self.scenario, self._compiled, found, seed=seed)

    def compare(
        self,
        replications: Sequence[bytes],
        other: Replicator,
        other_replications: Sequence[bytes],
        *,
        seed: int,
    ) -> Comparison:
        """What another scenario changes against this one, under the same luck."""
        return compare_replications(
            self.corridor,
            (self.scenario, other.scenario),
            (self._compiled, other._compiled),
            (
                [unpack(content) for content in replications],
                [unpack(content) for content in other_replications],
            ),
            seed=seed,
        )
