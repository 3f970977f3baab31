"""What a sequencer keeps: entries in their order, and what was signed last, twice."""

from __future__ import annotations

from collections.abc import Sequence

from orta.errors import ForkError, LedgerError, StorageError
from orta.tracking.ledger.formats import Checkpoint, PublicKey
from orta.tracking.ledger.storage import Database, Files, Transaction, write_durably
from orta.tracking.ledger.tree import hash_leaf

_DATABASE = "log.db"
_SIGNED = "signed"
_TABLES = (
    "CREATE TABLE entry (place INTEGER PRIMARY KEY, hash BLOB UNIQUE, entry BLOB)",
    "CREATE TABLE signed (id INTEGER PRIMARY KEY, vkey TEXT, size INTEGER, root BLOB)",
)
_INSERT = "INSERT INTO entry (place, hash, entry) VALUES (?, ?, ?)"


class Records:
    """The database of a log, and the file beside it that says the same.

    The file is there for the day on which somebody restores the database alone.
    """

    __slots__ = ("_database", "_files", "_key")

    def __init__(self, files: Files, key: PublicKey) -> None:
        self._files = files
        self._key = key
        self._database = Database(files, _DATABASE)

    def create(self) -> None:
        """Make an empty log, once; one whose making was cut may be made again."""
        with self._database.transaction() as inside:
            self._check_unused(inside)
            for table in _TABLES:
                inside.run(table)
            empty = Checkpoint(origin=self._key.name, size=0)
            values = (str(self._key), empty.size, empty.root)
            inside.run("INSERT INTO signed VALUES (1, ?, ?, ?)", values)
        self._write_signed(empty)

    def read_entries(self) -> list[bytes]:
        """All entries in their order.

        Raises
        ------
        StorageError
            If SQLite finds a page damaged, or an entry is not what it was.
        """
        self._database.check()
        with self._database.reading() as inside:
            if not _has_tables(inside):
                return []
            rows = inside.ask("SELECT place, hash, entry FROM entry ORDER BY place")
        for number, (place, leaf_hash, entry) in enumerate(rows):
            if place != number or hash_leaf(entry) != leaf_hash:
                raise StorageError(
                    f"entry {number} is not what it was", where=_DATABASE
                )
        return [entry for _, _, entry in rows]

    def list_signed(self) -> list[Checkpoint]:
        """What the database and the file say was signed last.

        Raises
        ------
        StorageError
            If one of them says nothing.
        """
        found = self.find_signed()
        if len(found) < 2:  # noqa: PLR2004 - database and file
            raise StorageError(
                "what was signed last is not known",
                where=self._key.name,
                hint="recover the log from a mirror",
            )
        return found

    def find_signed(self) -> list[Checkpoint]:
        """The same, or what there is of it."""
        with self._database.reading() as inside:
            rows = inside.ask("SELECT * FROM signed") if _has_tables(inside) else []
        found = []
        for _, vkey, size, root in rows:
            if vkey != str(self._key):
                raise LedgerError(f"this is the log of another key: {vkey}")
            found.append(Checkpoint(origin=self._key.name, size=size, root=root))
        data = self._files.read(_SIGNED)
        if data is not None:
            checkpoint = Checkpoint.parse(data.decode("utf-8", "replace"))
            if checkpoint.origin != self._key.name:
                raise LedgerError(f"{_SIGNED} is of {checkpoint.origin}")
            found.append(checkpoint)
        return found

    def append(self, entries: Sequence[bytes], *, size: int) -> list[int]:
        """Where each entry stands. One that was there keeps its place."""
        places: dict[bytes, int] = {}
        hashes = [hash_leaf(entry) for entry in entries]
        with self._database.transaction() as inside:
            for leaf_hash in hashes:
                for (place,) in inside.ask(
                    "SELECT place FROM entry WHERE hash = ?", (leaf_hash,)
                ):
                    places[leaf_hash] = place
            new: list[tuple[int, bytes, bytes]] = []
            for leaf_hash, entry in zip(hashes, entries, strict=True):
                if leaf_hash not in places:
                    places[leaf_hash] = size + len(new)
                    new.append((places[leaf_hash], leaf_hash, entry))
            inside.run_many(_INSERT, new)
        return [places[leaf_hash] for leaf_hash in hashes]

    def advance(self, checkpoint: Checkpoint, *, after: Checkpoint) -> None:
        """Remember that a checkpoint is about to be signed, in both places.

        Raises
        ------
        ForkError
            If something else was signed meanwhile.
        """
        if checkpoint != after:
            with self._database.transaction() as inside:
                changed = inside.run(
                    "UPDATE signed SET size = ?, root = ? WHERE size = ? AND root = ?",
                    (checkpoint.size, checkpoint.root, after.size, after.root),
                )
                if changed != 1:
                    raise ForkError(f"something else was signed after {after.size}")
        self._write_signed(checkpoint)

    def replace(
        self, entries: Sequence[bytes], *, begin: int, signed: Checkpoint
    ) -> None:
        """Put entries from `begin` on, and what was signed last, after a restore."""
        rows = [
            (begin + number, hash_leaf(entry), entry)
            for number, entry in enumerate(entries)
        ]
        with self._database.transaction() as inside:
            if not _has_tables(inside):
                for table in _TABLES:
                    inside.run(table)
            inside.run("DELETE FROM entry WHERE place >= ?", (begin,))
            inside.run_many(_INSERT, rows)
            values = (str(self._key), signed.size, signed.root)
            inside.run("INSERT OR REPLACE INTO signed VALUES (1, ?, ?, ?)", values)
        self._write_signed(signed)

    def close(self) -> None:
        """Let the files go."""
        self._database.close()

    def _write_signed(self, checkpoint: Checkpoint) -> None:
        write_durably(self._files, _SIGNED, checkpoint.text.encode())

    def _check_unused(self, inside: Transaction) -> None:
        if self._files.read(_SIGNED) is not None:
            raise LedgerError("there is a log already", hint="open it")
        if not _has_tables(inside):
            return
        used = inside.ask("SELECT 1 FROM entry UNION SELECT 1 FROM signed WHERE size")
        if used:
            raise LedgerError(
                f"there is a log already, and its file {_SIGNED!r} is missing",
                hint="recover the log from a mirror",
            )
        inside.run("DROP TABLE entry")
        inside.run("DROP TABLE signed")


def _has_tables(inside: Transaction) -> bool:
    return bool(inside.ask("SELECT 1 FROM sqlite_master WHERE name = 'signed'"))
