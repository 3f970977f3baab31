"""A study and an executor in, an answer out; what is finished is never done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from orta.errors import OrtaError
from orta.planning.studies.answer import RunResult, StudyAnswer
from orta.planning.studies.executors import Executor, Threads
from orta.planning.studies.kinds import Found, Gathered, Prepared
from orta.planning.studies.kinds.shape import rounded
from orta.planning.studies.study import Point, Run, Study
from orta.planning.studies.tasks import Materials, Store, Task

Progress = Callable[[int, int, int], None]


class Working:
    """A study on its way to its answer: its tasks, and the store that keeps them.

    `tasks` are those of all points, each once: points that share one share its result.
    """

    def __init__(self, study: Study, store: Store) -> None:
        self.study, self.store = study, store
        self.materials = Materials()
        self._of_point: dict[tuple[str, int], list[Task]] = {}
        found: dict[str, Task] = {}
        for run, point, prepared in _points(study):
            self.materials.add(prepared.materials)
            tasks = [
                Task.of(run.kind.name, piece.parameters, piece.needs)
                for piece in prepared.pieces
            ]
            self._of_point[run.run_id, point.number] = tasks
            found |= {task.key: task for task in tasks}
        self.tasks = tuple(found.values())

    def forget(self) -> None:
        """Take away what the store has of this study."""
        self.store.remove(task.key for task in self.tasks)

    def missing(self) -> list[Task]:
        """Tasks that are not finished, or whose results were damaged."""
        return [task for task in self.tasks if self.store.find(task.key) is None]

    def settle(
        self, executor: Executor, *, on_progress: Progress | None = None
    ) -> None:
        """Work off what is missing.

        Raises
        ------
        OrtaError
            If a task cannot be performed; `where` says of which point it is.
        KeyboardInterrupt
            On Ctrl C; all that was finished is kept.
        """
        missing = self.missing()
        kept, of = len(self.tasks) - len(missing), len(self.tasks)
        if on_progress is not None:
            on_progress(kept, of, kept)
        done = kept
        if not missing:
            return
        for _ in executor.settle(missing, self.materials, self.store):
            done += 1
            if on_progress is not None:
                on_progress(done, of, kept)

    def answer(self) -> StudyAnswer:
        """What all results add up to, in the order of the study."""
        return StudyAnswer(
            study=self.study,
            results=tuple(
                RunResult(run=run, found=self._reduced(run)) for run in self.study.runs
            ),
        )

    def _reduced(self, run: Run) -> Found:
        gathered = [
            Gathered(
                number=point.number,
                name=point.name,
                prepared=prepared,
                load=partial(self._load, run.run_id, point.number),
            )
            for point, prepared in zip(run.points, run.prepared, strict=True)
        ]
        return _neat(run.kind.reduce(gathered))

    def _load(self, run_id: str, number: int) -> list[bytes]:
        results = []
        for task in self._of_point[run_id, number]:
            result = self.store.find(task.key)
            if result is None:
                raise OrtaError(
                    "the result of a task is gone or was damaged",
                    where=str(self.store.folder),
                    hint="run the study again: only that task is done anew",
                )
            results.append(result)
        return results


def run_study(
    study: Study,
    folder: Path,
    *,
    executor: Executor | None = None,
    on_progress: Progress | None = None,
) -> StudyAnswer:
    """What a study finds.

    Parameters
    ----------
    folder
        Where finished tasks are kept; a study that was broken off goes on from there.
    executor
        Where the tasks are worked off; threads of this process if None. The answer
        does not depend on it.
    on_progress
        Called with how many tasks are done, how many there are, and how many of them
        were done before.

    Raises
    ------
    OrtaError
        If a task cannot be performed.
    """
    store = Store(folder)
    store.make()
    working = Working(study, store)
    working.settle(executor or Threads(), on_progress=on_progress)
    return working.answer()


def _points(study: Study) -> Iterator[tuple[Run, Point, Prepared]]:
    for run in study.runs:
        for point, prepared in zip(run.points, run.prepared, strict=True):
            yield run, point, prepared


def _neat(found: Found) -> Found:
    """What was found, with digits that are the same on every machine."""
    return Found(
        headline=rounded(found.headline),
        tables={name: rounded(table) for name, table in found.tables.items()},
        charts=found.charts,
        answers=found.answers,
        sentences=found.sentences,
        warnings=found.warnings,
        files=found.files,
    )
