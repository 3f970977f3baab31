"""Plans that keep all limits, led round whatever else is removed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orta.planning.optimum.paths.problem import FloatArray, IntArray
from orta.planning.optimum.removal import Outcome, Targets, Warm
from orta.planning.optimum.removal.kernel import (
    Carried,
    dearer_at_most,
    is_hit,
    led_round,
    room_left,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Detour:
    """A plan without some links: what it costs, and which links are closed."""

    cost: float
    carried: Carried
    is_closed: NDArray[np.bool_]
    outcome: Outcome | None = None  # where it is the best plan


class Detours:
    """Plans of one problem, and what they lose to each target."""

    def __init__(self, warm: Warm, targets: Targets) -> None:
        self.warm, self.targets = warm, targets
        self.place = np.zeros(warm.problem.n_commodities, np.int32)
        self.place[warm.frame.order] = warm.frame.all
        self.lengths = warm.frame.lengths(warm.plan.price, warm.closed([]))
        entries = np.repeat(np.arange(len(targets)), np.diff(targets.start))
        order = np.argsort(targets.link, kind="stable")
        counts = np.bincount(targets.link, minlength=warm.problem.n_links)
        self.first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self.of_link = entries[order]

    def best(self, removed: tuple[int, ...]) -> Detour:
        """The best plan without some targets."""
        links = self.targets.links(removed)
        outcome = self.warm.without(links)
        carried = Carried(
            commodity=self.place[outcome.commodity],
            start=outcome.start,
            link=outcome.link,
            flow=outcome.flow,
        )
        return Detour(
            cost=outcome.objective,
            carried=carried,
            is_closed=self.warm.closed(links),
            outcome=outcome,
        )

    def round(self, detour: Detour, target: int) -> Detour:
        """The same plan with its flows led round one target more."""
        frame, carried = self.warm.frame, detour.carried
        is_closed = detour.is_closed.copy()
        is_closed[self.targets.links([target])] = True
        hit = is_hit(carried.start, carried.link, is_closed)
        guide = np.where(is_closed, np.inf, self.lengths)
        dearer, ways = led_round(
            frame.network,
            frame.rows,
            carried,
            np.flatnonzero(hit).astype(np.int32),
            room_left(frame.rows, carried),
            guide,
        )
        return Detour(
            cost=detour.cost + dearer,
            carried=_joined(carried, ~hit, ways),
            is_closed=is_closed,
        )

    def costs_round(self, detour: Detour, some: IntArray) -> FloatArray:
        """What the plan costs led round each of some targets, shape (some,)."""
        frame = self.warm.frame
        parts = [self.targets.links([t]) for t in some.tolist()]
        start = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
        pairs = start.astype(np.int64), np.concatenate([*parts, np.empty(0, np.int32)])
        guide = np.where(detour.is_closed, np.inf, self.lengths)
        dearer = dearer_at_most(frame.network, frame.rows, detour.carried, guide, pairs)
        return detour.cost + np.asarray(dearer, np.float64)

    def losses(self, detour: Detour) -> FloatArray:
        """What it costs if all that goes over a target stays unmet, (targets,).

        Of several targets that are removed no more than the sum is lost.
        """
        carried, network = detour.carried, self.warm.frame.network
        sizes = np.diff(carried.start)
        way = np.add.reduceat(
            np.append(network.cost[carried.link], 0.0), carried.start[:-1]
        )
        way[sizes == 0] = 0.0
        lost = carried.flow * (network.unmet_cost[carried.commodity] - way)
        path = np.repeat(np.arange(len(sizes)), sizes)
        # A path is lost once, however many links of a target it goes over.
        counts = self.first[carried.link + 1] - self.first[carried.link]
        path = np.repeat(path, counts)
        offset = np.cumsum(counts) - counts
        at = np.repeat(self.first[carried.link] - offset, counts)
        target = self.of_link[at + np.arange(len(at))]
        pairs = np.unique(path * np.int64(len(self.targets)) + target)
        path, target = np.divmod(pairs, len(self.targets))
        return np.bincount(target, lost[path], len(self.targets)).astype(np.float64)

    def used(self, detour: Detour) -> NDArray[np.bool_]:
        """Whether the plan goes over each target, shape (targets,)."""
        found = np.zeros(len(self.targets), np.bool_)
        link = np.unique(detour.carried.link)
        for e in link.tolist():
            found[self.of_link[self.first[e] : self.first[e + 1]]] = True
        return found


def _joined(carried: Carried, stays: NDArray[np.bool_], more: Carried) -> Carried:
    """The paths of a plan that stay, and some more."""
    sizes = np.diff(carried.start)
    return Carried(
        commodity=np.concatenate([carried.commodity[stays], more.commodity]),
        start=np.concatenate(
            [[0], np.cumsum(np.concatenate([sizes[stays], np.diff(more.start)]))]
        ).astype(np.int64),
        link=np.concatenate([carried.link[np.repeat(stays, sizes)], more.link]),
        flow=np.concatenate([carried.flow[stays], more.flow]),
    )
