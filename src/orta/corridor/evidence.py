"""Where a figure comes from: every fact of a corridor carries one of these."""

from __future__ import annotations

from dataclasses import dataclass

from orta.errors import ModelError
from orta.vocabulary import Confidence


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
