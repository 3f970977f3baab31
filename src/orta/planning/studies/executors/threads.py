"""Tasks in threads of this process: the kernels let each other run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Final

from orta.planning.studies.executors.executor import perform_and_keep
from orta.planning.studies.tasks import Materials, Store, Task

_LOOK_S: Final = 0.2  # how long a Ctrl C may have to wait to be heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """So many threads; as many as there are processors if None."""

    workers: int | None = None

    def settle(
        self, tasks: Sequence[Task], materials: Materials, store: Store
    ) -> Iterator[Task]:
        """The tasks, each as soon as its result is kept.

        When it is broken off, the tasks at hand are finished and kept; no more are
        begun.
        """
        with ThreadPoolExecutor(self.workers or os.cpu_count()) as pool:
            pending: dict[Future[None], Task] = {
                pool.submit(
                    perform_and_keep, task, materials.of(task.needs), store
                ): task
                for task in tasks
            }
            try:
                while pending:
                    done, _ = wait(
                        pending, timeout=_LOOK_S, return_when=FIRST_COMPLETED
                    )
                    for future in done:
                        future.result()
                        yield pending.pop(future)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
