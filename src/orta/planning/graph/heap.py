"""A heap of whole numbers in an array, for the path kernels.

A number holds what is sorted by in its upper bits and what is found in its lower
ones, so ties are broken by what is found, and one comparison does it all.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

_WAYS = 4  # half the height of two, and the children are neighbours in memory


@njit(cache=True, nogil=True, inline="always")
def push(heap: NDArray[np.int64], size: int, number: int) -> int:
    """Put a number into a heap of a size; the heap's new size."""
    slot = size
    while slot > 0:
        above = (slot - 1) >> 2
        if heap[above] <= number:
            break
        heap[slot] = heap[above]
        slot = above
    heap[slot] = number
    return size + 1


@njit(cache=True, nogil=True, inline="always")
def pop(heap: NDArray[np.int64], size: int) -> int:
    """Take the least number out of a heap of a size, which has one less then."""
    least, size = heap[0], size - 1
    number, slot = heap[size], 0
    while (slot << 2) + 1 < size:
        child = (slot << 2) + 1
        smallest = child
        for other in range(child + 1, min(child + _WAYS, size)):
            if heap[other] < heap[smallest]:
                smallest = other
        if heap[smallest] >= number:
            break
        heap[slot] = heap[smallest]
        slot = smallest
    heap[slot] = number
    return int(least)
