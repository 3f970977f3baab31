"""A study from its TOML file, or everything in it that is wrong."""

from orta.planning.studies.read.read import read_study
from orta.planning.studies.read.template import TEMPLATE

__all__ = ["TEMPLATE", "read_study"]
