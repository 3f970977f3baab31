"""What a kind of run is: how it is cut into tasks, performed, and put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from orta.corridor import Corridor
from orta.planning.results import Table
from orta.planning.studies.charts import Chart
from orta.planning.studies.kinds.shape.keys import Key
from orta.planning.studies.tasks import Call

Way = tuple[str, ...]  # to a value, as in ("fleet", "FLEET-KYK-BAK", "vessels_more")


class Change(NamedTuple):
    """A value that a point sets, and the way to it."""

    way: tuple[str, ...]
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One point of a run: what is asked there.

    `settings` are the values of the kind's own keys, `changes` all others that the
    point sets, under their ways; files are seen from `folder`.
    """

    settings: Mapping[str, Any]
    changes: tuple[Change, ...]
    corridor: Corridor
    seed: int
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one task is asked, and the names of the materials that it needs."""

    parameters: Mapping[str, Any]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A point that has been understood: the pieces of its work, and what they need.

    `materials` are values under names that say what is in them; `files` were read;
    `context` is whatever `reduce` wants to know again.
    """

    pieces: tuple[Piece, ...]
    materials: Mapping[str, Any]
    files: tuple[Path, ...] = ()
    context: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A point whose tasks are finished; `load` reads their results, in order."""

    number: int
    name: str
    prepared: Prepared
    load: Callable[[], list[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a run found.

    `headline` is the table that a reader sees first, a row for each point; `tables`
    are all others. `answers` are JSON objects, one or none for each point, under its
    number; `files` are texts that are kept as they are, under their names.
    """

    headline: Table
    tables: Mapping[str, Table]
    charts: Mapping[str, Chart]
    answers: Mapping[int, Mapping[str, Any]]
    sentences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    files: Mapping[str, str]


class Kind(Protocol):
    """A kind of run.

    A task's result depends on its parameters and needs alone: no clock, no chance that
    is no key, no order of tasks. `reduce` gets results in the order of the tasks.
    """

    @property
    def name(self) -> str:
        """What stands under `kind` in a study."""
        ...

    @property
    def about(self) -> str:
        """One sentence: which question it answers."""
        ...

    @property
    def keys(self) -> tuple[Key, ...]:
        """What a run of the kind may say."""
        ...

    @property
    def other_ways(self) -> str:
        """Which other values a point may set, in words; empty if none."""
        ...

    @property
    def is_alone(self) -> bool:
        """Whether a process performs no more than one task of such kinds at a time.

        So it is for all that call HiGHS: its Python library has one lock for all
        models and refuses a second search. Processes of a cluster do not mind.
        """
        ...

    def prepare(self, asked: Asked) -> Prepared:
        """The tasks of a point.

        Raises
        ------
        OrtaError
            If the point cannot be run; `where` is the key at fault, if one is.
        """
        ...

    def perform(self, call: Call) -> bytes:
        """The result of one task."""
        ...

    def reduce(self, points: Sequence[Gathered]) -> Found:
        """What the results of all points add up to."""
        ...
