"""Edges grouped by the vertex they leave: compressed sparse rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int32]


class Csr(NamedTuple):
    """Edges of vertex v are `edge[start[v] : start[v + 1]]`.

    `start` has shape (n_vertices + 1,), `edge` and `head` shape (n_edges,):
    the edge's number in the caller's order and the vertex it leads to.
    """

    start: Indices
    edge: Indices
    head: Indices


def build_csr(tail: Indices, head: Indices, *, n_vertices: int) -> Csr:
    """Group edges by tail; within a vertex they keep the caller's order.

    Examples
    --------
    >>> csr = build_csr(np.array([1, 0, 1]), np.array([0, 1, 2]), n_vertices=3)
    >>> csr.start.tolist(), csr.edge.tolist(), csr.head.tolist()
    ([0, 1, 3, 3], [1, 0, 2], [1, 0, 2])
    """
    order = np.argsort(tail, kind="stable").astype(np.int32)
    counts = np.bincount(tail, minlength=n_vertices)
    start = np.zeros(n_vertices + 1, dtype=np.int32)
    np.cumsum(counts, out=start[1:])
    return Csr(start=start, edge=order, head=np.asarray(head, np.int32)[order])
