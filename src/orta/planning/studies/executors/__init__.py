"""Where tasks are worked off: in threads of this process, or on Dask's workers."""

from orta.planning.studies.executors.cluster import Cluster
from orta.planning.studies.executors.executor import Executor
from orta.planning.studies.executors.threads import Threads

__all__ = ["Cluster", "Executor", "Threads"]
