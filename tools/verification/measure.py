"""How far off: which comparisons count, and their median error."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from verification.comparison import Comparison


def counted(
    comparisons: Iterable[Comparison], *, kinds: tuple[str, ...] = ("observed",)
) -> list[Comparison]:
    """Rows of these kinds that have an answer and are not inputs."""
    return [
        c
        for c in comparisons
        if c.observation.observation_kind in kinds
        and c.ratio is not None
        and not c.is_input
    ]


def median_error(comparisons: Iterable[Comparison]) -> float:
    """Median of how far predicted over published is from 1."""
    return median(abs(c.ratio - 1) for c in comparisons if c.ratio is not None)


def median_ratio(comparisons: Iterable[Comparison]) -> float:
    """Median of predicted over published."""
    return median(c.ratio for c in comparisons if c.ratio is not None)


def lead_time_error(comparisons: Iterable[Comparison]) -> float:
    """The median error if whole lead times were held against the rows."""
    ratios = [c.lead_time_ratio for c in comparisons]
    return median(abs(ratio - 1) for ratio in ratios if ratio is not None)
