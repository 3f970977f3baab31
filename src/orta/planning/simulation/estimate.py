"""A mean over replications, and the interval that holds the true one."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

CONFIDENCE: Final = 0.95

# Upper 97.5 % points of Student's t for 1 to 30 degrees of freedom; beyond them the
# expansion of Fisher and Cornish is used. Source: any table of the distribution.
_STUDENT: Final = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
_NORMAL: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications with its 95 % confidence interval.

    With one replication there is no interval: both ends are the value.

    Examples
    --------
    >>> Estimate.of([1.0, 2.0, 3.0]).value
    2.0
    """

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, values: ArrayLike) -> Estimate:
        """The estimate from one value for each replication; nan are left out.

        Replications are independent, so Student's t holds for their mean.
        """
        kept = np.asarray(values, np.float64)
        kept = kept[~np.isnan(kept)]
        if kept.size == 0:
            return cls(float("nan"), float("nan"), float("nan"))
        mean = float(kept.mean())
        if kept.size == 1:
            return cls(mean, mean, mean)
        error = float(kept.std(ddof=1)) / sqrt(kept.size)
        half = student_t(kept.size - 1) * error
        return cls(mean, mean - half, mean + half)


def student_t(freedom: int) -> float:
    """The two-sided 95 % point of Student's t distribution.

    >>> round(student_t(199), 3)
    1.972
    """
    if freedom <= len(_STUDENT):
        return _STUDENT[freedom - 1]
    return _NORMAL + (_NORMAL**3 + _NORMAL) / (4 * freedom)
