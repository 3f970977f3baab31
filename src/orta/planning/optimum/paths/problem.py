"""What is asked: commodities that share the capacity of links, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlowProblem:
    """Amounts to carry over links that have a cost and a limit, at least cost.

    Shapes: `tail`, `head`, `cost` and `capacity` (links,); `origin`, `destination`,
    `amount` and `unmet_cost` (commodities,). Nodes are whole numbers from 0. What
    does not come costs `unmet_cost` a unit, so there is always a plan. An infinite
    capacity is no limit.

    Raises
    ------
    ValueError
        If arrays do not fit each other, or a number is none or negative.
    """

    tail: IntArray
    head: IntArray
    cost: FloatArray
    capacity: FloatArray
    origin: IntArray
    destination: IntArray
    amount: FloatArray
    unmet_cost: FloatArray

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit each other, and numbers that are none."""
        of_links = (self.tail, self.head, self.cost, self.capacity)
        of_commodities = (self.origin, self.destination, self.amount, self.unmet_cost)
        for arrays in (of_links, of_commodities):
            if any(array.shape != (len(arrays[0]),) for array in arrays):
                raise ValueError("the arrays of a flow problem do not fit each other")
        for nodes in (self.tail, self.head, self.origin, self.destination):
            if nodes.size and nodes.min() < 0:
                raise ValueError("a node is negative")
        for numbers in (self.cost, self.amount, self.unmet_cost):
            if not np.isfinite(numbers).all():
                raise ValueError("costs and amounts are finite")
        for name in ("cost", "capacity", "amount", "unmet_cost"):
            if not (getattr(self, name) >= 0).all():
                raise ValueError(f"{name} is negative or no number")

    @classmethod
    def of(  # noqa: PLR0913 — one keyword for each array
        cls,
        *,
        tail: ArrayLike,
        head: ArrayLike,
        cost: ArrayLike,
        capacity: ArrayLike,
        origin: ArrayLike,
        destination: ArrayLike,
        amount: ArrayLike,
        unmet_cost: ArrayLike,
    ) -> FlowProblem:
        """The problem of lists or arrays; one `unmet_cost` may stand for all.

        Examples
        --------
        Three units from 0 to 1; the cheap link takes two of them:

        >>> problem = FlowProblem.of(
        ...     tail=[0, 0], head=[1, 1], cost=[1, 5], capacity=[2, np.inf],
        ...     origin=[0], destination=[1], amount=[3], unmet_cost=100,
        ... )
        >>> problem.n_nodes, problem.n_links, problem.n_commodities
        (2, 2, 1)
        """
        amounts = np.array(amount, np.float64)
        each = np.broadcast_to(np.asarray(unmet_cost, np.float64), amounts.shape)
        return cls(
            tail=np.array(tail, np.int32),
            head=np.array(head, np.int32),
            cost=np.array(cost, np.float64),
            capacity=np.array(capacity, np.float64),
            origin=np.array(origin, np.int32),
            destination=np.array(destination, np.int32),
            amount=amounts,
            unmet_cost=each.copy(),
        )

    @property
    def n_nodes(self) -> int:
        """One more than the largest node that is named."""
        named = (self.tail, self.head, self.origin, self.destination)
        return 1 + max((int(nodes.max()) for nodes in named if nodes.size), default=-1)

    @property
    def n_links(self) -> int:
        """How many links there are."""
        return len(self.tail)

    @property
    def n_commodities(self) -> int:
        """How many commodities there are."""
        return len(self.origin)
