"""What a study is worked off as: tasks, and the folder that keeps what is finished."""

from orta.planning.studies.tasks.engine import engine_digest
from orta.planning.studies.tasks.journal import (
    FileJournal,
    Journal,
    NoJournal,
    bundle,
    unbundle,
)
from orta.planning.studies.tasks.materials import Materials
from orta.planning.studies.tasks.once import Once
from orta.planning.studies.tasks.store import Store
from orta.planning.studies.tasks.task import Call, Task

__all__ = [
    "Call",
    "FileJournal",
    "Journal",
    "Materials",
    "NoJournal",
    "Once",
    "Store",
    "Task",
    "bundle",
    "engine_digest",
    "unbundle",
]
