"""What every path picks up: bits that no way to a vertex can avoid."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from orta.planning.graph.csr import Csr


@njit(cache=True, nogil=True)
def unavoidable(
    backward: Csr,
    masks: NDArray[np.int64],
    target: int,
    is_open: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Bits that every path from a vertex to the target picks up, shape (n_vertices,).

    Parameters
    ----------
    backward
        The graph with edges grouped by the vertex they lead to.
    masks
        Bits of each edge, shape (n_edges,).
    target
        Where the paths end.
    is_open
        Edges that may be used, shape (n_edges,).

    Returns
    -------
    masks
        All bits set where no path leads to the target.

    Notes
    -----
    Source: the meet over all paths of a data-flow problem (Kildall 1973), by a
    work list. Bits only ever leave a mask, so it ends.

    Examples
    --------
    Two ways from 0 to 2, one edge on each; both pick up bit 1:

    >>> from orta.planning.graph import build_csr
    >>> heads, tails = np.array([2, 2]), np.array([0, 0])
    >>> backward = build_csr(heads, tails, n_vertices=3)
    >>> unavoidable(backward, np.array([1, 3]), 2, np.array([True, True]))
    array([ 1, -1,  0])
    """
    found = np.full(backward.start.size - 1, -1, np.int64)
    found[target] = 0
    waiting = [np.int64(target)]
    while waiting:
        vertex = waiting.pop()
        for slot in range(backward.start[vertex], backward.start[vertex + 1]):
            edge, tail = backward.edge[slot], backward.head[slot]
            if not is_open[edge]:
                continue
            common = found[tail] & (found[vertex] | masks[edge])
            if common != found[tail]:
                found[tail] = common
                waiting.append(np.int64(tail))
    return found
