"""What an executor promises, and how one task is performed wherever it runs."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final, Protocol

from orta.errors import UsageError
from orta.planning.studies.kinds import KINDS
from orta.planning.studies.tasks import (
    Call,
    Journal,
    Materials,
    NoJournal,
    Store,
    Task,
    engine_digest,
)

# Held by a task of a kind that bears no other beside it in its process.
_ALONE: Final = threading.Lock()


class Executor(Protocol):
    """Works off tasks, in whatever order.

    A task that it yields is in the store. If it is broken off, what has been yielded
    stays there, and what is at hand may be lost.
    """

    def settle(
        self, tasks: Sequence[Task], materials: Materials, store: Store
    ) -> Iterator[Task]:
        """The tasks, each as soon as its result is kept."""
        ...


def perform(task: Task, values: tuple[Any, ...], journal: Journal) -> bytes:
    """The result of a task.

    Raises
    ------
    UsageError
        If another program than this one is asked for.
    """
    if task.engine != engine_digest():
        raise UsageError(
            "a worker runs another Orta than the one that asks, or other libraries",
            where="cluster",
            hint="install the same version of Orta, with its locked libraries, "
            "on every machine",
        )
    call = Call(
        parameters=json.loads(task.parameters),
        needs=task.needs,
        values=values,
        journal=journal,
    )
    kind = KINDS[task.kind]
    with _ALONE if kind.is_alone else contextlib.nullcontext():
        return kind.perform(call)


def perform_and_keep(task: Task, values: tuple[Any, ...], store: Store) -> None:
    """Put the result of a task into the store, unless it is there already."""
    if store.find(task.key) is not None:  # finished by a worker that then was killed
        return
    began, journal = time.perf_counter(), store.journal(task.key)
    result = perform(task, values, journal)
    seconds = time.perf_counter() - began
    parts = (journal.found, journal.made)
    store.put(task.key, result, seconds=seconds, parts=parts)


def perform_apart(task: Task, values: tuple[Any, ...]) -> bytes:
    """The result of a task, for a worker that does not see the store."""
    return perform(task, values, NoJournal())
