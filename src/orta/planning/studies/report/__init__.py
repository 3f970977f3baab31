"""A study's answer as a folder of files, for people and for programs."""

from orta.planning.studies.report.files import check_folder, export_study
from orta.planning.studies.report.reading import as_read

__all__ = ["as_read", "check_folder", "export_study"]
