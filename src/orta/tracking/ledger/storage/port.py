"""The only door to the disk: what sequencer and witness may do there, one by one.

Every write, sync, rename and commit goes through these few operations, so that a test
can stop the world between any two of them.
"""

from __future__ import annotations

import sqlite3
from typing import Protocol


class Lock(Protocol):
    """A place that is held by one process until it is released or the process ends."""

    def release(self) -> None:
        """Let others have it."""


class Files(Protocol):
    """A folder. Paths are relative to it, with slashes.

    Whatever fails raises `StorageError`; after that nobody knows what the disk
    holds, and whoever used it must stop.
    """

    def read(self, path: str) -> bytes | None:
        """What the file holds, or None if there is none."""

    def write(self, path: str, data: bytes, *, private: bool = False) -> None:
        """A new file in the place of an old one. It may be lost until it is synced."""

    def sync(self, path: str) -> None:
        """When this returns, what the file holds is on the disk."""

    def rename(self, path: str, to: str) -> None:
        """The file takes the other's place at once, or not at all."""

    def sync_folder(self, path: str) -> None:
        """When this returns, the names in the folder are on the disk."""

    def make_folder(self, path: str) -> None:
        """The folder and those above it, there already or new."""

    def remove_folder(self, path: str) -> None:
        """The files in the folder and itself are gone, if they were there."""

    def connect(self, path: str) -> sqlite3.Connection:
        """An SQLite database that waits for the disk with every commit."""

    def commit(self, connection: sqlite3.Connection) -> None:
        """When this returns, the transaction is on the disk, all of it."""

    def lock(self, path: str) -> Lock:
        """The lock of that name; refused at once if somebody else holds it."""


def write_durably(
    files: Files, path: str, data: bytes, *, private: bool = False
) -> None:
    """Put a file in its place so that after a cut it is the old or the new one."""
    folder = path.rpartition("/")[0]
    if folder:
        files.make_folder(folder)
    beside = f"{path}.new"
    files.write(beside, data, private=private)
    files.sync(beside)
    files.rename(beside, path)
    files.sync_folder(folder)
