"""Where a figure comes from, which are uncertain, and what they are held against."""

from __future__ import annotations

from dataclasses import dataclass

from orta.errors import ModelError
from orta.vocabulary import Confidence, ParameterQuantity, TargetMetric

_MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that figures were read in."""

    source_id: str
    title: str
    publisher: str = ""
    published: str = ""  # as printed: a day, a month or a year
    address: str = ""
    trust: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Source, date and confidence of a row; `method` for all that was not read.

    `as_of` is the day, month or year the figure speaks of (`2025-06-01`,
    `2025-06` or `2025`), not the day somebody wrote it down.
    """

    source_id: str
    as_of: str
    confidence: Confidence
    method: str = ""

    def __post_init__(self) -> None:
        if self.confidence is not Confidence.PUBLISHED and not self.method:
            raise ModelError(
                f"a figure that is {self.confidence} says how it was made (method)"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An uncertain figure that a calibration may move between two bounds.

    It holds for all `target_ids` at once; what they are ids of, and whether the
    figure replaces theirs or multiplies it, follows from the `quantity`. `start` is
    the best that was read or thought; `fitted` is None until somebody has fitted it.
    """

    parameter_id: str
    quantity: ParameterQuantity
    target_ids: tuple[str, ...]
    start: float
    lower: float
    upper: float
    evidence: Evidence
    fitted: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        name = f"parameter {self.parameter_id}"
        if not 0 <= self.lower < self.upper:
            raise ModelError(f"{name}: bounds are not negative and in order")
        given = (self.start, self.value)
        if not all(self.lower <= value <= self.upper for value in given):
            raise ModelError(f"{name}: start and fitted value lie within the bounds")
        if self.quantity.is_share and self.upper > 1:
            raise ModelError(f"{name}: a share is at most 1")

    @property
    def value(self) -> float:
        """The fitted figure, or where a fit would start."""
        return self.start if self.fitted is None else self.fitted

    @property
    def targets(self) -> tuple[str, ...]:
        """Ids that it holds for, each after its quantity and a colon."""
        return tuple(f"{self.quantity}:{key}" for key in self.target_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A published figure that a simulated year is held against, and how.

    The figure is that of a `volume_id` or an `observation_id`, times `scale`, which
    brings it to the unit of the `metric`. It is compared with the same metric of
    `asset_ids`, of `demand_ids`, or of both, summed over what is named where the
    metric counts and averaged where it does not, from `first_month` to `last_month`
    of the simulated year. What is `held_out` must not be fitted on; a figure that
    `is_input` went into the data as well, so that meeting it proves nothing.
    """

    target_id: str
    metric: TargetMetric
    held_out: bool
    is_input: bool
    evidence: Evidence
    volume_id: str = ""
    observation_id: str = ""
    asset_ids: tuple[str, ...] = ()
    demand_ids: tuple[str, ...] = ()
    first_month: int = 1
    last_month: int = 12
    scale: float = 1.0
    note: str = ""

    def __post_init__(self) -> None:
        name = f"target {self.target_id}"
        if bool(self.volume_id) == bool(self.observation_id):
            raise ModelError(f"{name}: it has either a volume or an observation")
        if not self.asset_ids and not self.demand_ids:
            raise ModelError(f"{name}: it says neither which asset nor which demand")
        if self.first_month not in _MONTHS or self.last_month not in _MONTHS:
            raise ModelError(f"{name}: a month is from 1 to 12")
        if self.first_month > self.last_month or self.scale <= 0:
            raise ModelError(f"{name}: months are in order and a scale is above 0")
        if self.held_out and self.is_input:
            raise ModelError(f"{name}: an input is not held out")
