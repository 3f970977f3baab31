"""Transactions of an SQLite database, whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any, TypeVar

from orta.errors import StorageError
from orta.tracking.ledger.storage.port import Files

_T = TypeVar("_T")


class Database:
    """A database of one process; its threads take turns."""

    __slots__ = ("_connection", "_files", "_path", "_turn")

    def __init__(self, files: Files, path: str) -> None:
        self._files = files
        self._path = path
        self._connection = files.connect(path)
        self._turn = RLock()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Whatever is done inside is on the disk when this is left, or never was."""
        with self._turn:
            inside = Transaction(self._connection, self._path)
            inside.run("BEGIN IMMEDIATE")
            try:
                yield inside
                self._files.commit(self._connection)
            except BaseException:
                self._give_up()
                raise

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """What is asked inside is of one moment; nothing reaches the disk."""
        with self._turn:
            inside = Transaction(self._connection, self._path)
            inside.run("BEGIN")
            try:
                yield inside
            finally:
                self._give_up()

    def check(self) -> None:
        """Nothing, if SQLite finds its own pages in order."""
        with self._turn:
            rows = Transaction(self._connection, self._path).ask("PRAGMA quick_check")
        if rows != [("ok",)]:
            raise StorageError(f"{self._path} is damaged: {rows[0][0]}")

    def close(self) -> None:
        """Let the file go."""
        with self._turn:
            self._connection.close()

    def _give_up(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:  # the first failure is the one to tell of
            return


class Transaction:
    """What can be asked and done between begin and commit."""

    __slots__ = ("_connection", "_path")

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._connection = connection
        self._path = path

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """How many rows a statement changed."""
        return self._do(lambda: self._connection.execute(sql, values)).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run the statement for each row."""
        self._do(lambda: self._connection.executemany(sql, rows))

    def ask(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        return self._do(lambda: self._connection.execute(sql, values).fetchall())

    def _do(self, action: Callable[[], _T]) -> _T:
        try:
            return action()
        except sqlite3.Error as error:
            raise StorageError(
                f"{self._path}: {error}",
                where=self._path,
                hint="look at the disk, then start again",
            ) from error
