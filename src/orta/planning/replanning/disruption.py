"""What is known to be shut, and until when: said by the user, checked here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor, Duration, Gazetteer
from orta.errors import ModelError, UsageError


class DisruptionKind(StrEnum):
    """What is shut: a place, a stretch or a border on it, or a service."""

    PLACE = "place"
    LINK = "link"
    BORDER = "border"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disruption:
    """Something shut from an instant on, until another one, or for good.

    `opens` is an aware instant, or how many hours from the present it is
    expected to last, or None where nobody says that it ends. It is shut already,
    unless `shuts_at` lies ahead.

    Examples
    --------
    >>> shut = Disruption(
    ...     closed_id="KZAAU", kind=DisruptionKind.PLACE,
    ...     opens=datetime(2026, 12, 9, tzinfo=UTC))
    >>> shut.opens_mean_h(datetime(2026, 12, 7, tzinfo=UTC))
    48.0
    """

    closed_id: str
    kind: DisruptionKind
    opens: datetime | Duration | None = None
    shuts_at: datetime | None = None

    def __post_init__(self) -> None:
        opens, shuts_at = self.opens, self.shuts_at
        if isinstance(opens, datetime) and shuts_at and opens <= shuts_at:
            raise UsageError(
                f"{self.closed_id} would open before it shuts", where="closed"
            )

    def opens_mean_h(self, at: datetime) -> float | None:
        """Expected hours from the present until it opens, or None."""
        if self.opens is None:
            return None
        if isinstance(self.opens, Duration):
            return self.opens.mean_h
        return (self.opens - at) / timedelta(hours=1)

    def opens_most_h(self, at: datetime) -> float | None:
        """Most hours from the present until it opens, or None."""
        if isinstance(self.opens, Duration):
            return self.opens.max_h
        return self.opens_mean_h(at)

    def shuts_h(self, at: datetime) -> float:
        """Hours from the present until it shuts, 0 if it is shut already."""
        if self.shuts_at is None:
            return 0.0
        return max((self.shuts_at - at) / timedelta(hours=1), 0.0)

    def has_ended(self, at: datetime) -> bool:
        """Whether it is open again at the present."""
        mean_h = self.opens_mean_h(at)
        return mean_h is not None and mean_h <= 0

    def draw_opens_h(
        self, at: datetime, *, n_draws: int, rng: np.random.Generator
    ) -> NDArray[np.float64]:
        """Drawn hours until it opens, shape (n_draws,).

        Raises
        ------
        ValueError
            If nobody says that it opens.
        """
        mean_h = self.opens_mean_h(at)
        if mean_h is None:
            raise ValueError(f"{self.closed_id} has no end")
        opens = self.opens
        if not isinstance(opens, Duration) or opens.min_h == opens.max_h:
            return np.full(n_draws, mean_h)
        alpha, beta = opens.shape
        position = rng.beta(alpha, beta, n_draws)
        return np.asarray(opens.min_h + (opens.max_h - opens.min_h) * position)

    def name(self, corridor: Corridor) -> str:
        """What it is called by people."""
        if self.kind is DisruptionKind.PLACE:
            return corridor.node_by_id[self.closed_id].name
        if self.kind is DisruptionKind.SERVICE:
            return corridor.service_by_id[self.closed_id].name
        links = {border.border_id: border.link_id for border in corridor.borders}
        link = corridor.link_by_id[links.get(self.closed_id, self.closed_id)]
        ends = (link.from_node_id, link.to_node_id)
        return " – ".join(corridor.node_by_id[node_id].name for node_id in ends)

    def __str__(self) -> str:
        """As it is written in a request."""
        if self.opens is None and self.shuts_at is None:
            return self.closed_id
        start = f"{self.shuts_at.isoformat()}.." if self.shuts_at else ""
        if isinstance(self.opens, datetime):
            return f"{self.closed_id}:{start}{self.opens.isoformat()}"
        if self.opens is None:
            return f"{self.closed_id}:{start}"
        hours = (self.opens.min_h, self.opens.mean_h, self.opens.max_h)
        return f"{self.closed_id}:{start}{'/'.join(f'{h:g}' for h in hours)}h"


def find_disruption(
    corridor: Corridor, said: str | Disruption, gazetteer: Gazetteer
) -> Disruption:
    """What is shut, of `WHAT[:[START..][END]]`: see `parse_period` for the period.

    WHAT is the id of a service, a link or a border, or a place by any name.

    Raises
    ------
    UnknownPlaceError, UsageError
        If there is no such thing, or the period has another form.
    """
    if isinstance(said, Disruption):
        return said
    what, _, period = said.partition(":")
    shuts_at, opens = parse_period(period)
    for kind, ids in (
        (DisruptionKind.SERVICE, corridor.service_by_id),
        (DisruptionKind.LINK, corridor.link_by_id),
        (DisruptionKind.BORDER, {b.border_id for b in corridor.borders}),
    ):
        for known in ids:
            if known.casefold() == what.strip().casefold():
                return Disruption(
                    closed_id=known, kind=kind, opens=opens, shuts_at=shuts_at
                )
    return Disruption(
        closed_id=gazetteer.get_place(what, where="closed").node_id,
        kind=DisruptionKind.PLACE,
        opens=opens,
        shuts_at=shuts_at,
    )


def parse_period(text: str) -> tuple[datetime | None, datetime | Duration | None]:
    """When it shuts and when it opens, of `[START..][END]`.

    END is an instant (a date means its first minute, UTC) or hours from the
    present, as `72h` or, least, mean and most, `24/72/200h`.

    Raises
    ------
    UsageError
        If the text has another form.

    Examples
    --------
    >>> parse_period("24/72/200h")[1]
    Duration(min_h=24.0, mean_h=72.0, max_h=200.0)
    >>> parse_period("2026-12-05..2026-12-09")[0].day
    5
    """
    start, dots, end = text.rpartition("..")
    shuts_at = _instant(start) if dots else None
    if not end.strip():
        return shuts_at, None
    if end.strip().endswith("h"):
        return shuts_at, _duration(end.strip()[:-1], text)
    return shuts_at, _instant(end)


def _duration(text: str, whole: str) -> Duration:
    try:
        hours = [float(part) for part in text.split("/")]
        low, mean, high = hours if len(hours) > 1 else hours * 3
        return Duration(min_h=low, mean_h=mean, max_h=high)
    except (ValueError, ModelError) as error:
        raise UsageError(
            f"cannot read the hours “{whole}”: {error}", where="closed", hint=_FORMS
        ) from None


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(
            f"cannot read until when “{text}” says it is shut",
            where="closed",
            hint=_FORMS,
        ) from None
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant


_FORMS = "write Aktau:2026-12-09, Aktau:24/72/200h, or Aktau if nobody says until when"
