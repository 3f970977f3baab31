"""How autonomous a demand set is: of each state, and in all."""

from __future__ import annotations

from dataclasses import dataclass

from orta.planning.optimum.certificate import Certificate
from orta.planning.resilience.autonomy.frame import Frame
from orta.planning.resilience.autonomy.share import Binding
from orta.planning.resilience.autonomy.study import AutonomyStudy
from orta.planning.results import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The share of some demands alone, of a group or a direction."""

    kind: str  # group or direction
    name: str
    t_per_week: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Detour:
    """What the cheapest way of a demand costs more with a state shut, room apart.

    `rise` is None if no open way is left, or none was there before.
    """

    demand_id: str
    rise: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The share at another rise of cost than that of the study."""

    cost_rise: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What the share would be with something added: a project, or more room.

    `gain_at_any_cost` is by how much the share rises if only room matters.
    """

    name: str
    kind: str  # project or room
    share: float
    gain: float
    gain_at_any_cost: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StateAutonomy:
    """A_s of one state: the share that still moves when all of it is shut.

    `state` may be several that are shut together, as RU+IR; then it does not count in
    the least of all states. `curve` is the share by the rise of cost that is borne.

    `lower` and `upper` bound the share for what nobody has published. `at_any_cost` is
    what it would be if only room mattered. `cost_increase` is what the tonnes that
    still move cost more, as a share of the mean cost of the set today. `ends_share` is
    the part of the set that begins or ends in the state: no way can save it. The
    certificate proves `share`.
    """

    state: str
    share: float
    lower: float
    upper: float
    at_any_cost: float
    cost_increase: float
    extra_usd_per_t: float
    ends_share: float
    curve: tuple[Step, ...]
    detours: tuple[Detour, ...]
    cut: tuple[Binding, ...]
    cut_at_any_cost: tuple[Binding, ...]
    parts: tuple[Part, ...]
    gains: tuple[Gain, ...]
    certificate: Certificate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AutonomyAnswer:
    """A = min over states of A_s, and all that it was made from.

    `open_share` is what moves with nothing shut: below 1, it is room that lacks, not a
    state. `untouched` are the states that the cheapest of the best plans does without,
    so that their share is `open_share`.
    """

    study: AutonomyStudy
    frame: Frame
    autonomy: float
    weakest: str
    open_share: float
    open_cut: tuple[Binding, ...]
    states: tuple[StateAutonomy, ...]
    untouched: tuple[str, ...]
    provenance: Provenance

    def get_state(self, code: str) -> StateAutonomy:
        """The figures of a state.

        Raises
        ------
        KeyError
            If it was not asked for, or is untouched.
        """
        for state in self.states:
            if state.state == code:
                return state
        raise KeyError(code)
