"""Tasks on the workers of Dask: several processes here, or several machines."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from orta.errors import OrtaError, UsageError
from orta.planning.studies.executors.executor import perform_and_keep, perform_apart
from orta.planning.studies.tasks import Materials, Store, Task, engine_digest
from orta.planning.studies.tasks.materials import thaw

_WAIT_S: Final = 20  # for the scheduler, and for a first worker
_LOOPBACK: Final = "127.0.0.1"
_ANY_PORT: Final = f"{_LOOPBACK}:0"  # else the next cluster finds its port taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The workers of a Dask cluster, which has to be one that you trust.

    `address` is that of its scheduler, as in `tcp://10.0.0.5:8786`; without it there
    are `workers` processes on this machine for as long as the study runs, as many as
    there are processors if None. A worker
    that sees the folder of the store keeps its results there itself, part by part;
    others send theirs back. A task whose worker dies is given to another one.
    """

    address: str | None = None
    workers: int | None = None

    def settle(
        self, tasks: Sequence[Task], materials: Materials, store: Store
    ) -> Iterator[Task]:
        """The tasks, each as soon as its result is kept.

        Raises
        ------
        UsageError
            If Dask is not installed, there is no such cluster, or a worker runs
            another program.
        OrtaError
            If a task took its worker with it again and again, or the cluster is gone.
        """
        distributed = _import_distributed()
        with self.connect() as client, store.marked() as mark:
            _check_workers(client)
            futures = _submit(client, tasks, materials, mark)
            try:
                yield from _settled(distributed, futures, store)
            finally:
                with contextlib.suppress(Exception):  # it may be gone by now
                    client.cancel(list(futures))

    @contextlib.contextmanager
    def connect(self) -> Iterator[Any]:
        """A client of the cluster, for as long as it is needed."""
        distributed = _import_distributed()
        if self.address is not None:
            try:
                client = distributed.Client(self.address, timeout=_WAIT_S)
            except (OSError, TimeoutError, ValueError) as problem:
                raise UsageError(
                    f"there is no cluster at {self.address}: {problem}",
                    where="cluster",
                    hint="give the address that `dask scheduler` prints",
                ) from None
            with client:
                yield client
            return
        with (
            distributed.LocalCluster(
                n_workers=self.workers or os.cpu_count(),
                threads_per_worker=1,
                processes=True,
                host=_LOOPBACK,
                dashboard_address=_ANY_PORT,
                worker_dashboard_address=_ANY_PORT,
                preload=["orta.planning.studies.executors.quiet"],
                silence_logs=logging.ERROR,
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client


def _import_distributed() -> ModuleType:
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise UsageError(
            "a cluster needs the library distributed",
            where="cluster",
            hint="install it with `pip install 'orta[cluster]'`, or leave the cluster "
            "out: one machine needs none",
        ) from None


def _check_workers(client: Any) -> None:  # noqa: ANN401 - Dask's client
    """Whether every worker runs this very program; those that come later say so."""
    try:
        client.wait_for_workers(1, timeout=_WAIT_S)
        digests = client.run(engine_digest)
    except TimeoutError:
        raise UsageError(
            "the cluster has no workers",
            where="cluster",
            hint="start some with `dask worker ADDRESS`",
        ) from None
    except Exception as problem:  # noqa: BLE001 - Dask raises what a worker raised
        raise UsageError(
            f"the workers of the cluster cannot run Orta: {problem}",
            where="cluster",
            hint="install the same version of Orta on every machine",
        ) from None
    others = sorted(name for name, one in digests.items() if one != engine_digest())
    if others:
        raise UsageError(
            f"{len(others)} of {len(digests)} workers run another Orta than this one, "
            f"or other libraries: {', '.join(others[:5])}",
            where="cluster",
            hint="install the same version of Orta, with its locked libraries, "
            "on every machine",
        )


def _submit(
    client: Any,  # noqa: ANN401 - Dask's client
    tasks: Sequence[Task],
    materials: Materials,
    mark: Path,
) -> dict[Any, Task]:
    """The futures of the tasks.

    Materials are tasks of the cluster, too, not data scattered over workers: what the
    last worker that had it takes with it can be made again.
    """
    blobs = {
        need: client.submit(
            _same, materials.freeze(need), key=f"orta-{need}", pure=False
        )
        for need in dict.fromkeys(need for task in tasks for need in task.needs)
    }
    return {
        client.submit(
            _work,
            task,
            [blobs[need] for need in task.needs],
            str(mark),
            key=f"orta-task-{task.key}",
            pure=False,
        ): task
        for task in tasks
    }


def _same(content: bytes) -> bytes:
    return content


def _work(task: Task, blobs: list[bytes], mark: str) -> bytes | None:
    """On a worker: the result of a task, or nothing if it is in the store by now."""
    values = tuple(
        thaw(need, blob) for need, blob in zip(task.needs, blobs, strict=True)
    )
    if Path(mark).exists():
        perform_and_keep(task, values, Store(Path(mark).parent))
        return None
    return perform_apart(task, values)


def _settled(
    distributed: ModuleType, futures: dict[Any, Task], store: Store
) -> Iterator[Task]:
    done = distributed.as_completed(list(futures), with_results=True)
    try:
        for future, result in done:
            task = futures[future]
            if result is not None:
                store.put(task.key, result)
            yield task
    except ImportError as problem:  # of a worker that came later
        raise UsageError(
            f"a worker of the cluster cannot run Orta: {problem}",
            where="cluster",
            hint="install the same version of Orta on every machine",
        ) from None
    except distributed.KilledWorker as problem:
        raise OrtaError(
            f"a task took its worker with it, again and again: {problem}",
            where="cluster",
            hint="the workers may have too little memory; what is finished is kept",
        ) from None
    except (OSError, distributed.client.FutureCancelledError) as problem:
        raise OrtaError(
            f"the cluster is gone: {problem}",
            where="cluster",
            hint="what is finished is kept: run the study again",
        ) from None
