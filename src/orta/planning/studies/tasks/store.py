"""Finished tasks as files: named by what went into them, whole or not there at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from orta.errors import UsageError
from orta.planning.studies.tasks.journal import FileJournal

_SCHEMA: Final = "orta.task/1"
_LOG: Final = "log.jsonl"
_READABLE: Final = 0o644
_FAST: Final = 1  # compression level; the files are there to be read back


class Store:
    """A folder of finished tasks, `ab/abcdef….task` under their keys.

    When `put` returns, the result is on the disk: neither Ctrl C nor a kill nor the
    loss of power takes it away. A file whose bytes do not have their digest is not
    used; `damaged` names the keys of those that were found. Several processes may use
    a store at once: equal keys have equal results.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged: list[str] = []

    def make(self) -> None:
        """Make the folder.

        Raises
        ------
        UsageError
            If it cannot be made.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise _unwritable(self.folder, problem) from None

    def find(self, key: str) -> bytes | None:
        """The result of a task, or None if it is not there or was damaged."""
        try:
            content = self._path(key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise _unwritable(self._path(key), problem) from None
        result = _checked(content, key)
        if result is None:
            self.damaged.append(key)
            self._path(key).unlink(missing_ok=True)
        return result

    def put(
        self,
        key: str,
        result: bytes,
        *,
        seconds: float = 0.0,
        parts: tuple[int, int] = (0, 0),
    ) -> None:
        """Keep the result of a task, and that somebody has computed it.

        The log says how long that took, and how many parts were found and made.

        Raises
        ------
        UsageError
            If it cannot be written.
        """
        head = {
            "schema": _SCHEMA,
            "key": key,
            "bytes": len(result),
            "sha256": hashlib.sha256(result).hexdigest(),
        }
        content = json.dumps(head).encode() + b"\n" + zlib.compress(result, _FAST)
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_durably(path, content)
            self._log(key, seconds, parts)
        except OSError as problem:
            raise _unwritable(path, problem) from None
        self.journal(key).forget()

    def journal(self, key: str) -> FileJournal:
        """Where parts of the task are kept until it is finished."""
        return FileJournal(self._path(key).with_suffix(""))

    def remove(self, keys: Iterable[str]) -> None:
        """Take tasks away, and the parts of those that were begun."""
        for key in keys:
            self._path(key).unlink(missing_ok=True)
            self.journal(key).forget()

    @contextlib.contextmanager
    def marked(self) -> Iterator[Path]:
        """A file that is in the folder for a while: who sees it, sees the folder."""
        try:
            handle, name = tempfile.mkstemp(dir=self.folder, prefix=".seen-")
        except OSError as problem:
            raise _unwritable(self.folder, problem) from None
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.task"

    def _log(self, key: str, seconds: float, parts: tuple[int, int]) -> None:
        """Add a line: one write to the end of a file is never mixed with another."""
        worker = f"{socket.gethostname()}:{os.getpid()}"
        line = {
            "key": key,
            "worker": worker,
            "seconds": round(seconds, 3),
            "parts_found": parts[0],
            "parts_made": parts[1],
        }
        how = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        handle = os.open(self.folder / _LOG, how, _READABLE)
        try:
            os.write(handle, json.dumps(line).encode() + b"\n")
        finally:
            os.close(handle)


def _checked(content: bytes, key: str) -> bytes | None:
    line, _, rest = content.partition(b"\n")
    try:
        head = json.loads(line)
        result = zlib.decompress(rest)
    except (ValueError, zlib.error):
        return None
    expected = {
        "schema": _SCHEMA,
        "key": key,
        "bytes": len(result),
        "sha256": hashlib.sha256(result).hexdigest(),
    }
    return result if head == expected else None


def _write_durably(path: Path, content: bytes) -> None:
    """Beside it first; a file has its name only once all of it is on the disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_READABLE)  # mkstemp lets nobody else read
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # some systems cannot open a folder
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # else the name may be lost with the power
        finally:
            os.close(folder)


def _unwritable(path: Path, problem: OSError) -> UsageError:
    return UsageError(
        f"cannot use {path}: {problem.strerror}",
        where="cache",
        hint="name a folder that can be written to, with room for the finished tasks",
    )
