"""What is asked of the embargo engine, as one checked value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from orta.corridor import Corridor
from orta.errors import UnknownPlaceError, UsageError

OWNERS = ("own", "foreign")
_CODE = re.compile(r"\d{2}|\d{4}|\d{6}")
_CHAPTERS = {f"{n:02d}" for n in range(1, 98)} - {"77"}  # 77 is kept free


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadingRequest:
    """Where a wagon is to be loaded, by which places it goes, with what, and when.

    `exit_node_ids` are the places the way leads by, its end among them;
    `goods_code` is empty if the goods are not known. `wagon_owner` is "own"
    (of the railway or a company of its state) or "foreign".
    """

    station_id: str
    exit_node_ids: tuple[str, ...]
    day: date
    goods_code: str = ""
    wagon_owner: str = "own"

    def check(self, corridor: Corridor) -> None:
        """Make sure the corridor knows every word of the request.

        Raises
        ------
        UnknownPlaceError
            If a place is no node.
        UsageError
            If the goods code cannot be one, or the owner is of another kind.
        """
        for node_id in (self.station_id, *self.exit_node_ids):
            if node_id not in corridor.node_by_id:
                raise UnknownPlaceError(node_id, where="place")
        check_goods_code(self.goods_code)
        if self.wagon_owner not in OWNERS:
            raise UsageError(
                f"no kind of wagon owner called “{self.wagon_owner}”",
                where="owner",
                hint=f"one of {', '.join(OWNERS)}",
            )


def check_goods_code(code: str) -> None:
    """Make sure a goods code can be one of the Harmonized System; empty is fine.

    Raises
    ------
    UsageError
        If it has not 2, 4 or 6 digits, or there is no such chapter.
    """
    if code and (not _CODE.fullmatch(code) or code[:2] not in _CHAPTERS):
        raise UsageError(
            f"“{code}” is no goods code",
            where="goods",
            hint="2, 4 or 6 digits of the Harmonized System: 1001 is wheat",
        )
