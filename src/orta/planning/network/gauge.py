"""Which track gauge a wagon stands on, and where it can get onto another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from orta.corridor import BorderCrossing, Corridor, Link
from orta.vocabulary import TransportMode

ANY_GAUGE = 0  # of goods that do not stand on wheels of their own


class TrackGauges:
    """The gauges of the tracks at every place, as they matter to one equipment.

    A wagon keeps to the gauge of its wheels. It gets onto another one only over a
    border where the dataset says that bogies are exchanged; what is not known to be
    possible is not planned. Boxes and trucks are transhipped and do not care.
    """

    def __init__(self, corridor: Corridor, links: Iterable[Link], code: str) -> None:
        equipment = corridor.equipment_by_code.get(code)
        own = equipment.gauge_mm if equipment is not None else None
        self.own = own or ANY_GAUGE
        self._is_kept = not any(b.bogie_exchange for b in corridor.borders)
        self._at_node: dict[str, set[int]] = defaultdict(set)
        for link in links:
            if link.gauge_mm is not None:
                for node_id in (link.from_node_id, link.to_node_id):
                    self._at_node[node_id].add(link.gauge_mm)

    def ways_over(
        self, link: Link, start: str, border: BorderCrossing | None
    ) -> tuple[tuple[int, int], ...]:
        """The gauge a wagon has before and after a link, for each way it can pass."""
        if self.own == ANY_GAUGE or link.mode is not TransportMode.RAIL:
            return ((self.own, self.own),)
        changes = border is not None and border.changes_gauge
        if link.gauge_mm is not None and not changes:
            if self._is_kept and link.gauge_mm != self.own:
                return ()  # nothing leads a wagon there
            return ((link.gauge_mm, link.gauge_mm),)
        if border is None or not border.bogie_exchange:
            return ()
        end = link.to_node_id if start == link.from_node_id else link.from_node_id
        return tuple(
            (before, after)
            for before in sorted(self._at_node[start])
            for after in sorted(self._at_node[end])
            if before != after
        )
