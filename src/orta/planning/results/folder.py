"""A result as a folder of files: whole or not at all, whenever the program is ended."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from orta.errors import UsageError
from orta.planning.results.export import umask

Write = Callable[[Path], object]


def write_folder(path: Path, files: Mapping[str, Write]) -> None:
    """Fill a folder beside the path, then give it its name: all of it, or nothing.

    Raises
    ------
    UsageError
        If something is there already, or it cannot be written.
    """
    try:
        beside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    except OSError as problem:
        raise _unwritable(path, problem) from None
    try:
        for name, write in files.items():
            write(beside / name)
        beside.chmod(0o777 & ~umask())  # mkdtemp lets nobody else in
        if path.exists():  # an empty folder would be replaced without a word
            raise taken(path)
        beside.rename(path)
    except OSError as problem:
        if path.exists():
            raise taken(path) from None
        raise _unwritable(path, problem) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def taken(path: Path) -> UsageError:
    """The error for a path where something is already."""
    return UsageError(
        f"{path} is there already",
        where="output",
        hint="name another folder, or take this one away; nothing is overwritten",
    )


def _unwritable(path: Path, problem: OSError) -> UsageError:
    return UsageError(
        f"cannot write {path}: {problem.strerror}",
        where="output",
        hint="name a folder whose parent exists and may be written to",
    )
