"""What is answered: what each closure costs, whom it hurts, and when it is over."""

from __future__ import annotations

from dataclasses import dataclass

from orta.planning.optimum.interdiction import Family
from orta.planning.resilience.criticality.compile import Closable
from orta.planning.resilience.criticality.request import CriticalityRequest
from orta.planning.results import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """How the queue of a closure leaves once it is over.

    `days` until the last of it is gone: infinite if there is no room for it beside what
    comes every day, None if no limit on its ways is known. `asset_id` is what is full
    all that time. `unknown_t` of the tonnes that wait meet no limit that is known, so
    nothing is said of when they are gone. `wait_t_days` are tonne-days in the queue,
    while closed and after; `after_usd` is what waiting costs after. Both are no more
    than a part where something is infinite or unknown.
    """

    days: float | None
    asset_id: str
    unknown_t: float
    wait_t_days: float
    after_usd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hurt:
    """What a closure does to one state, or to one commodity.

    `held_up_t` are tonnes that do not arrive while it lasts; `loss_usd` what their
    owners lose. Goods count for the state where they begin and for that where they
    end. `crossing_t` is how many tonnes more (or less) cross the state meanwhile.
    """

    code: str
    held_up_t: float
    loss_usd: float
    crossing_t: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Some things closed for a time, and what comes of it.

    `loss_usd` is the sum of `round_usd`, the generalised cost of going round, and of
    `wait_usd`, that of waiting until it is open. `held_up_t` are tonnes of goods that
    do not arrive meanwhile, `no_way_t` those of them that could not go round at any
    price. `extra_tariff_usd` and `extra_days` (a mean over all that still arrives)
    are parts of going round.
    """

    closed: tuple[Closable, ...]
    loss_usd: float
    round_usd: float
    wait_usd: float
    held_up_t: float
    no_way_t: float
    extra_tariff_usd: float
    extra_days: float
    recovery: Recovery
    by_state: tuple[Hurt, ...]
    by_commodity: tuple[Hurt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How it is known that no combination is worse than those listed.

    `names` are the closable things by number, as `families` speak of them; of things
    that close the same steps only the first has a number. `n_sets` combinations were
    looked at, `n_solved` solved, the others are ruled out by bounds. Costs are those of
    a week. `checked_usd_per_week` is between what the worst combination lies, as found
    by a check that uses nothing of the search and no solver.
    """

    names: tuple[str, ...]
    n_sets: int
    n_solved: int
    gap: float
    base_usd_per_week: float
    checked_usd_per_week: tuple[float, float]
    families: tuple[Family, ...]

    @property
    def n_ruled_out(self) -> int:
        """Combinations that a bound ruled out."""
        return self.n_sets - self.n_solved


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalityAnswer:
    """All closures, worst first; combinations with their proof.

    `goods_t_per_week` is all that is to be carried, `unmet_t_per_week` what is not
    even with everything open. `n_without_loss` things are used by nobody.
    """

    request: CriticalityRequest
    goods_t_per_week: float
    unmet_t_per_week: float
    closures: tuple[Closure, ...]
    n_without_loss: int
    combinations: tuple[Closure, ...]
    proof: Proof | None
    left_out: tuple[str, ...]
    provenance: Provenance
