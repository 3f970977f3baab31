"""Distances by Bellman and Ford: relax every edge until nothing changes."""

from __future__ import annotations

INFINITE = float("inf")


def distances(edges, source, n_vertices):
    """`edges` are (tail, head, weight); INFINITE where no path leads."""
    distance = [INFINITE] * n_vertices
    distance[source] = 0
    for _ in range(n_vertices):
        for tail, head, weight in edges:
            distance[head] = min(distance[head], distance[tail] + weight)
    return distance
