"""What a rehearsal needs to know that no study says: working values, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orta.corridor import Evidence
from orta.errors import ModelError
from orta.vocabulary import Confidence


def _estimate(method: str) -> Evidence:
    return Evidence(
        source_id="orta-estimate",
        as_of="2026",
        confidence=Confidence.ESTIMATED,
        method=method,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Figures of a rehearsal that stand in no table; `EVIDENCE` says how each was made.

    Examples
    --------
    >>> Assumptions().free_days
    1.0
    >>> Assumptions(free_days=-1)
    Traceback (most recent call last):
    orta.errors.ModelError: free_days is -1, expected 0 or more
    """

    demurrage_usd_per_wagon_day: float = 30.0
    free_days: float = 1.0
    shortest_share: float = 0.8
    longest_share: float = 1.8
    train_patience_days: float = 2.0
    ship_patience_days: float = 14.0
    run_out_weeks: int = 8
    most_parcels: int = 30_000

    def __post_init__(self) -> None:
        for name in ("demurrage_usd_per_wagon_day", "free_days", "run_out_weeks"):
            if getattr(self, name) < 0:
                raise ModelError(f"{name} is {getattr(self, name)}, expected 0 or more")
        if not 0 < self.shortest_share <= 1 <= self.longest_share:
            raise ModelError("shortest_share <= 1 <= longest_share, and above 0")
        if self.shortest_share == 1 < self.longest_share:
            raise ModelError("a way that varies has days shorter than its mean, too")
        if min(self.train_patience_days, self.ship_patience_days) <= 0:
            raise ModelError("patience is longer than 0 days")
        if self.most_parcels < 1:
            raise ModelError("goods move in one parcel at least (most_parcels)")


EVIDENCE: Final = {
    "demurrage_usd_per_wagon_day": _estimate(
        "no tariff was found: about what a grain hopper is hired for by the day; a "
        "pool whose hire is in the study costs a seventh of its weekly hire instead"
    ),
    "free_days": _estimate("a day to load or unload, free of charge: working value"),
    "shortest_share": _estimate(
        "least days of a leg by its mean: as the least and mean of block trains "
        "on the corridor, roughly; a modified PERT distribution lies between"
    ),
    "longest_share": _estimate("most days of a leg by its mean: working value"),
    "train_patience_days": _estimate(
        "a loaded wagon waits so long for its block train to fill: working value"
    ),
    "ship_patience_days": _estimate(
        "goods wait so long for a full shipload before less is offered to a ship: "
        "working value"
    ),
    "run_out_weeks": _estimate(
        "weeks after the last of a study in which what is late may still arrive"
    ),
    "most_parcels": _estimate(
        "a unit of the simulator is a wagonload, or more where there would be more "
        "units than this: a choice of speed"
    ),
}
