"""The files that a TOML file stands for: itself, and the tables that it names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from orta.datasets import read_toml

_MOST_BYTES: Final = 1_000_000


def files_of(path: Path) -> tuple[Path, ...]:
    """The file, and the tables of the folder or the workbook under its key `tables`."""
    content, _ = read_toml(path, most_bytes=_MOST_BYTES)
    said = content.get("tables")
    if not isinstance(said, str):
        return (path,)
    at = path.parent / said
    return (path, *(sorted(at.glob("*.csv")) if at.is_dir() else (at,)))


def digest_of(files: Iterable[Path]) -> str:
    """SHA-256 of what stands in the files, in their order, wherever they lie."""
    found = hashlib.sha256()
    for file in files:
        found.update(f"{file.name} ".encode())
        found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()
