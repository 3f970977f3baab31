"""A study file in, a reproducible results folder out."""

from orta.planning.studies.answer import RunResult, StudyAnswer
from orta.planning.studies.executors import Cluster, Executor, Threads
from orta.planning.studies.read import TEMPLATE, read_study
from orta.planning.studies.report import export_study
from orta.planning.studies.solve import Progress, Working, run_study
from orta.planning.studies.study import Point, Run, Study
from orta.planning.studies.tasks import Store

__all__ = [
    "TEMPLATE",
    "Cluster",
    "Executor",
    "Point",
    "Progress",
    "Run",
    "RunResult",
    "Store",
    "Study",
    "StudyAnswer",
    "Threads",
    "Working",
    "export_study",
    "read_study",
    "run_study",
]
