"""A task: a piece of a study that depends on nothing but what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from orta.planning.studies.tasks.engine import engine_digest
from orta.planning.studies.tasks.journal import Journal


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is to be computed, by which program; equal tasks have equal results.

    `parameters` is JSON in its canonical form; `needs` names values by what is in them,
    as in `corridor:<digest>`; they travel apart, since many tasks need the same.
    """

    kind: str
    parameters: str
    needs: tuple[str, ...]
    engine: str

    @classmethod
    def of(
        cls, kind: str, parameters: Mapping[str, Any], needs: tuple[str, ...]
    ) -> Self:
        """The task for the program that runs.

        >>> Task.of("simulate", {"first": 0, "count": 5}, ()).parameters
        '{"count":5,"first":0}'
        """
        text = json.dumps(
            parameters,
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
            allow_nan=False,
        )
        return cls(kind=kind, parameters=text, needs=needs, engine=engine_digest())

    @cached_property
    def key(self) -> str:
        """SHA-256 of all that decides the result: its name in the store."""
        text = "\n".join((self.engine, self.kind, self.parameters, *self.needs))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A task with what it needs at hand, as the kind that performs it gets it."""

    parameters: Mapping[str, Any]
    needs: tuple[str, ...]
    values: tuple[Any, ...]
    journal: Journal
