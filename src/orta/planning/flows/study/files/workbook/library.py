"""The libraries of workbooks, which are an extra of the installation."""

from __future__ import annotations

import importlib
from types import ModuleType

from orta.errors import UsageError


def import_library(name: str, *, where: str, instead: str) -> ModuleType:
    """A library that reads or writes workbooks.

    Raises
    ------
    UsageError
        If it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise UsageError(
            f"XLSX files need the library {name.replace('_', '-')}",
            where=where,
            hint=f"install it with `pip install 'orta[export]'`, or {instead}",
        ) from None
