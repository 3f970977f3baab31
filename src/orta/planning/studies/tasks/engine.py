"""Which program computes: a finished task is only ever used by the very same one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

# Libraries whose version can change the last digit of a result.
_LIBRARIES: Final = ("highspy", "llvmlite", "numba", "numpy")
# Folders of the package that decide no result; a dataset has a digest of its own.
_ASIDE: Final = frozenset({"cli", "data"})


@cache
def engine_digest() -> str:
    """SHA-256 of the program's sources and of the versions of its libraries.

    The number of a version would not do: a checkout keeps it while its code changes.
    """
    found = hashlib.sha256()
    for name in _LIBRARIES:
        found.update(f"{name} {_version(name)}\n".encode())
    root = Path(__file__).parents[3]  # the package
    for name, path in sorted(_sources(root)):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return found.hexdigest()


def _sources(root: Path) -> Iterator[tuple[str, Path]]:
    for pattern in ("*.py", "*.csv", "*.toml"):
        for path in root.rglob(pattern):
            within = path.relative_to(root)
            if within.parts[0] not in _ASIDE:
                yield within.as_posix(), path


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
