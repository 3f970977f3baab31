"""A study: a question, and the runs whose results answer it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orta.corridor import Corridor
from orta.planning.studies.kinds import Change, Kind, Prepared

SCHEMA = "orta.study/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One combination of what a run varies; `number` counts from 1.

    `changes` are the values it sets, under their ways: a key of the run, or a way
    into what the run reads.
    """

    number: int
    name: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A part of a study: a kind of question, asked at one point or many.

    `prepared` are the points' tasks, in the order of `points`.
    """

    run_id: str
    title: str
    kind: Kind
    settings: Mapping[str, Any]
    points: tuple[Point, ...]
    prepared: tuple[Prepared, ...]


@dataclass(frozen=True, kw_only=True)
class Study:
    """What is asked, of which corridor, and where chance starts.

    `name` is that of its file among the `inputs`: the files that it was read from, as
    they were then, under their names as seen from the folder that holds them all, so
    that these are the same on every machine.
    """

    title: str
    question: str
    seed: int
    data: str
    corridor: Corridor
    runs: tuple[Run, ...]
    name: str
    inputs: Mapping[str, bytes]

    @property
    def sha256(self) -> str:
        """The digest of its file."""
        return hashlib.sha256(self.inputs[self.name]).hexdigest()
