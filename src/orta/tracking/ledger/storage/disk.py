"""A real folder behind the port."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orta.errors import StorageError
from orta.tracking.ledger.storage.port import Lock

if sys.platform != "win32":
    import fcntl
else:  # pragma: no cover - other platform
    import msvcrt

_WAIT_S = 10
_PRIVATE, _SHARED = 0o600, 0o644
_FULL = 2  # what `PRAGMA synchronous` answers when every commit waits for the disk


class _HeldFile:
    """An open file with the lock of the operating system on it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let others have it; the operating system does so when the process ends."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@dataclass(frozen=True, slots=True)
class Disk:
    """The folder at `root`, made if it is not there."""

    root: Path

    def __post_init__(self) -> None:
        with _said("make", self.root):
            self.root.mkdir(parents=True, exist_ok=True)

    def read(self, path: str) -> bytes | None:
        """What the file holds, or None if there is none."""
        with _said("read", self.root / path):
            try:
                return (self.root / path).read_bytes()
            except FileNotFoundError:
                return None

    def write(self, path: str, data: bytes, *, private: bool = False) -> None:
        """A new file in the place of an old one, readable by the owner if private."""
        mode = _PRIVATE if private else _SHARED
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with _said("write", self.root / path):
            # The mode is given at birth: at no time can others read a private file.
            descriptor = os.open(self.root / path, flags, mode)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)

    def sync(self, path: str) -> None:
        """When this returns, what the file holds is on the disk."""
        with _said("sync", self.root / path):
            descriptor = os.open(self.root / path, os.O_RDWR)
            try:
                _full_sync(descriptor)
            finally:
                os.close(descriptor)

    def rename(self, path: str, to: str) -> None:
        """The file takes the other's place at once, or not at all."""
        with _said("rename", self.root / path):
            (self.root / path).replace(self.root / to)

    def sync_folder(self, path: str) -> None:
        """When this returns, the names in the folder are on the disk."""
        if sys.platform == "win32":  # pragma: no cover - folders are not synced there
            return
        with _said("sync", self.root / path):
            descriptor = os.open(self.root / path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def make_folder(self, path: str) -> None:
        """The folder and those above it; new ones are on the disk after this."""
        if (self.root / path).is_dir():
            return
        above = path.rpartition("/")[0]
        if above:
            self.make_folder(above)
        with _said("make", self.root / path):
            (self.root / path).mkdir(exist_ok=True)
        self.sync_folder(above)

    def remove_folder(self, path: str) -> None:
        """The files in the folder and itself are gone, if they were there."""
        with _said("remove", self.root / path):
            if (self.root / path).is_dir():
                shutil.rmtree(self.root / path)

    def connect(self, path: str) -> sqlite3.Connection:
        """An SQLite database in WAL mode that waits for the disk with every commit.

        Whoever uses it from several threads takes turns.
        """
        with _said("open", self.root / path):
            connection = sqlite3.connect(
                self.root / path,
                isolation_level=None,
                timeout=_WAIT_S,
                check_same_thread=False,
            )
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA fullfsync = ON")  # heard by macOS alone
            (waits,) = connection.execute("PRAGMA synchronous").fetchone()
        if (mode, waits) != ("wal", _FULL):
            raise StorageError(
                f"SQLite does not wait for the disk here: {mode}, {waits}",
                where=str(self.root / path),
                hint="use a local disk, not a network folder",
            )
        return connection

    def commit(self, connection: sqlite3.Connection) -> None:
        """When this returns, the transaction is on the disk, all of it."""
        with _said("commit to", self.root):
            connection.execute("COMMIT")

    def lock(self, path: str) -> Lock:
        """The lock of that name; refused at once if somebody else holds it."""
        with _said("open", self.root / path):
            descriptor = os.open(self.root / path, os.O_RDWR | os.O_CREAT, _SHARED)
        try:
            _hold(descriptor)
        except OSError:
            os.close(descriptor)
            raise StorageError(
                "another process is at work in this folder",
                where=str(self.root),
                hint="only one may; stop the other first",
            ) from None
        return _HeldFile(descriptor)


@contextmanager
def _said(verb: str, path: Path) -> Iterator[None]:
    """Turn what the operating system or SQLite says into our own error."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            f"cannot {verb} {path.name}: {error}",
            where=str(path),
            hint="look at the disk, then start again",
        ) from error


def _full_sync(descriptor: int) -> None:
    if sys.platform == "darwin":  # pragma: no cover - fsync alone is no promise there
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def _lock_on_unix(descriptor: int) -> None:
    if sys.platform != "win32":
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lock_on_windows(descriptor: int) -> None:  # pragma: no cover - other platform
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)


_hold: Callable[[int], None] = (
    _lock_on_windows if sys.platform == "win32" else _lock_on_unix
)
