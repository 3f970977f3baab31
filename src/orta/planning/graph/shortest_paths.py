"""One-to-all distances by Dijkstra's algorithm. Arrays in, arrays out."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from orta.planning.graph.csr import Csr
from orta.planning.graph.heap import pop, push

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
    Source: Dijkstra (1959), with a heap and lazy deletion: no more is put into it
    than there are edges. A distance and a vertex share 63 bits: distances have to
    stay below 2^63 / n_vertices, halved.
    Checked against `tests/reference/shortest_paths.py`.
    """
    n_vertices = csr.start.size - 1
    bits = 1  # of a vertex, in a number of the heap
    while 1 << bits < n_vertices:
        bits += 1
    distance = np.full(n_vertices, UNREACHED, dtype=np.int64)
    distance[source] = 0
    heap = np.empty(csr.edge.size + 1, np.int64)
    size = push(heap, 0, source)
    while size > 0:
        nearest = pop(heap, size)
        size -= 1
        so_far, vertex = nearest >> bits, nearest & ((1 << bits) - 1)
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
                size = push(heap, size, further << bits | head)
    return distance
