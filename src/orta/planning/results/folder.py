"""A result as a folder of files: whole or not at all, whenever the program is ended."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from orta.errors import UsageError
from orta.planning.results.export import umask, write_bytes

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


def check_output(path: Path, *, suffixes: Sequence[str]) -> None:
    """Nothing, if a file of one of these endings, or a folder, can be put there.

    To be asked before a long run, not after it.

    Raises
    ------
    UsageError
        If the ending is another, the folder above is not there, or a results folder is
        there already.
    """
    if path.suffix and path.suffix.lower() not in suffixes:
        raise UsageError(
            f"cannot write a “{path.suffix}” file",
            where="output",
            hint=f"give it one of these endings: {', '.join(suffixes)}; "
            "or none, for a folder with everything",
        )
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise UsageError(
            f"cannot write {path}: {path.parent} is no folder that can be written to",
            where="output",
            hint="make the folder first, or name another",
        )
    if path.exists() and (path.is_dir() or not path.suffix):
        raise taken(path)


def check_library(name: str, form: str, *, instead: str) -> None:
    """Nothing, if a library of the extra `export` is there.

    Raises
    ------
    UsageError
        If it is not; `instead` says what can be written without it.
    """
    if importlib.util.find_spec(name) is None:
        raise UsageError(
            f"{form} files need the library {name}",
            where="output",
            hint=f"install it with `pip install 'orta[export]'`, or {instead}",
        )


def write_json(content: Mapping[str, object], path: Path) -> None:
    """Write one JSON object, as `--json` prints it."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    write_bytes(f"{text}\n".encode(), path)


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
