"""A published figure beside the model's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orta.corridor import Evidence, Observation


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An observation and what the model says, in the observation's unit.

    `predicted` is None where the model has no answer; `is_input` is True where
    a figure of the model was itself taken from the observation's source.
    `lead_time` holds what lies outside a published transit time as well: the
    wait for the first departure, and loading and discharge at the two ends.
    """

    observation: Observation
    predicted: float | None
    is_input: bool = False
    lead_time: float | None = None
    p50: float | None = None
    p80: float | None = None

    @property
    def ratio(self) -> float | None:
        """Predicted over published."""
        return self._over_published(self.predicted)

    @property
    def lead_time_ratio(self) -> float | None:
        """Whole lead time over published."""
        return self._over_published(self.lead_time)

    def _over_published(self, figure: float | None) -> float | None:
        return None if figure is None else figure / self.observation.centre


def is_cited(source_id: str, evidences: Iterable[Evidence]) -> bool:
    """Whether a source gave one of these rows its figure, or helped to make it."""
    return any(
        source_id == evidence.source_id or source_id in evidence.method
        for evidence in evidences
    )
