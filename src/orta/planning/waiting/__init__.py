"""How long cargo waits for a ship that fills and goes, and for an open port."""

from orta.planning.waiting.answer import ServiceWait
from orta.planning.waiting.headway import crowded_headway_h, headway_wait
from orta.planning.waiting.rule import FillAndGo, Ships
from orta.planning.waiting.solve import fill_and_go_wait, waits_by_month

__all__ = [
    "FillAndGo",
    "ServiceWait",
    "Ships",
    "crowded_headway_h",
    "fill_and_go_wait",
    "headway_wait",
    "waits_by_month",
]
