"""`orta study`: run a study file, check it, begin one."""

from orta.cli.study.command import study

__all__ = ["study"]
