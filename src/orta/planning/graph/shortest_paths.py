"""One-to-all distances by Dijkstra's algorithm. Arrays in, arrays out."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
from numba import njit
from numpy.typing import NDArray

from orta.planning.graph.csr import Csr

UNREACHED = np.iinfo(np.int64).max // 4  # leaves room to add two of them


@njit(cache=True, nogil=True)
def distances(
    csr: Csr, weight: NDArray[np.int64], source: int, is_open: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Least sum of weights from the source to every vertex.

    Parameters
    ----------
    csr
        Edges grouped by tail.
    weight
        Weight of each edge in the caller's order, shape (n_edges,), not negative.
    source
        Vertex to start from.
    is_open
        Edges that may be used, shape (n_edges,).

    Returns
    -------
    Shape (n_vertices,); UNREACHED where no open path leads.

    Notes
    -----
    Source: Dijkstra (1959), with a binary heap and lazy deletion.
    Checked against `tests/reference/shortest_paths.py`.
    """
    n_vertices = csr.start.size - 1
    distance = np.full(n_vertices, UNREACHED, dtype=np.int64)
    distance[source] = 0
    heap = [(np.int64(0), np.int64(source))]
    while heap:
        so_far, vertex = heappop(heap)
        if so_far > distance[vertex]:
            continue  # an older, longer way to a vertex that is settled
        for slot in range(csr.start[vertex], csr.start[vertex + 1]):
            edge = csr.edge[slot]
            if not is_open[edge]:
                continue
            further = so_far + weight[edge]
            head = csr.head[slot]
            if further < distance[head]:
                distance[head] = further
                heappush(heap, (further, np.int64(head)))
    return distance
