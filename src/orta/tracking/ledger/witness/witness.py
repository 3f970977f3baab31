"""A witness: it has seen a log grow, and cosigns nothing that does not follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from orta.errors import LedgerError, NoteError, ProofError, StorageError
from orta.tracking.ledger.formats import (
    Checkpoint,
    KeyKind,
    Note,
    PublicKey,
    SecretKey,
    cosign,
    open_checkpoint,
)
from orta.tracking.ledger.storage import Database, Files, Transaction
from orta.tracking.ledger.tree import verify_consistency
from orta.tracking.ledger.witness.protocol import (
    BAD_REQUEST,
    CONFLICT,
    FAILED,
    FORBIDDEN,
    NOT_CONSISTENT,
    OK,
    UNKNOWN_LOG,
    Answer,
    Submission,
    WitnessUnreachableError,
    join_signatures,
)

_DATABASE = "witness.db"
_LOCK = "lock"
_TABLES = (
    "CREATE TABLE identity (id INTEGER PRIMARY KEY CHECK (id = 1), vkey TEXT NOT NULL)",
    "CREATE TABLE seen (origin TEXT PRIMARY KEY, size INTEGER, root BLOB, note BLOB)",
)
_REMEMBER = (
    "INSERT INTO seen (origin, size, root, note) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (origin) DO UPDATE SET"
    " size = excluded.size, root = excluded.root, note = excluded.note"
)


class _RefusedError(Exception):
    """A request that gets another answer than a cosignature; nothing was stored."""

    def __init__(self, status: int, body: bytes = b"") -> None:
        super().__init__(status)
        self.answer = Answer(status=status, body=body)


class Witness:
    """What one witness remembers of its logs, and its key. The two are one object.

    A key without its memory would cosign a second history. So the memory names the
    key, an existing memory is never made anew and a missing one is never replaced:
    a witness that lost it is retired with its key.

    `now_s` is asked once for each cosignature; the answer is part of it.
    """

    def __init__(
        self,
        files: Files,
        *,
        key: SecretKey,
        logs: Mapping[str, PublicKey],
        now_s: Callable[[], int],
    ) -> None:
        self._key = key
        self._logs = dict(logs)
        self._now_s = now_s
        self._failure: StorageError | None = None
        self._lock = files.lock(_LOCK)
        try:
            self._database = Database(files, _DATABASE)
            self._database.check()
            self._check_identity()
        except BaseException:
            self._lock.release()
            raise

    @classmethod
    def create(cls, files: Files, key: PublicKey) -> None:
        """Give a new key an empty memory, once."""
        if key.kind is not KeyKind.WITNESS:
            raise NoteError(f"{key.name} is not the key of a witness")
        lock = files.lock(_LOCK)
        database = Database(files, _DATABASE)
        try:
            with database.transaction() as inside:
                if inside.ask("SELECT name FROM sqlite_master"):
                    raise LedgerError(
                        "there is a witness already",
                        hint="a memory is never made anew; use another folder",
                    )
                for table in _TABLES:
                    inside.run(table)
                inside.run("INSERT INTO identity VALUES (1, ?)", (str(key),))
            files.sync_folder("")
        finally:
            database.close()
            lock.release()

    @property
    def key(self) -> PublicKey:
        """The key by which the witness is known."""
        return self._key.public

    @property
    def origins(self) -> tuple[str, ...]:
        """The logs it watches."""
        return tuple(self._logs)

    def latest(self, origin: str) -> Note | None:
        """The latest checkpoint of a log that it cosigned, as it was answered."""
        if self._failure:
            raise WitnessUnreachableError(self._failure.message)
        with self._failing(), self._database.reading() as inside:
            rows = inside.ask("SELECT note FROM seen WHERE origin = ?", (origin,))
        return Note.parse(rows[0][0]) if rows else None

    def add_checkpoint(self, body: bytes) -> Answer:
        """The cosignature, if the checkpoint follows from the one that was seen last.

        Check and store are one transaction, and it is on the disk before the answer
        is given: of two requests at once the second sees what the first stored.

        Notes
        -----
        Source: C2SP tlog-witness, add-checkpoint; the numbers are those of HTTP.
        """
        if self._failure:
            return Answer(status=FAILED)
        try:
            submission, checkpoint = self._read(body)
            with self._failing(), self._database.transaction() as inside:
                return self._check_and_store(inside, submission, checkpoint)
        except _RefusedError as refused:
            return refused.answer
        except StorageError:
            return Answer(status=FAILED)

    def close(self) -> None:
        """Let the folder go."""
        self._database.close()
        self._lock.release()

    def _read(self, body: bytes) -> tuple[Submission, Checkpoint]:
        """What is asked, if it comes from a log that is known."""
        try:
            submission = Submission.parse(body)
            checkpoint = Checkpoint.parse(submission.note.text)
        except ProofError:
            raise _RefusedError(NOT_CONSISTENT) from None
        except NoteError:
            raise _RefusedError(BAD_REQUEST) from None
        if checkpoint.origin not in self._logs:
            raise _RefusedError(UNKNOWN_LOG)
        try:
            open_checkpoint(submission.note, self._logs[checkpoint.origin])
        except NoteError:
            raise _RefusedError(FORBIDDEN) from None
        if submission.old > checkpoint.size:
            raise _RefusedError(BAD_REQUEST)
        return submission, checkpoint

    def _check_and_store(
        self, inside: Transaction, submission: Submission, checkpoint: Checkpoint
    ) -> Answer:
        seen = inside.ask(
            "SELECT size, root FROM seen WHERE origin = ?", (checkpoint.origin,)
        )
        size, root = seen[0] if seen else (0, b"")
        if submission.old != size:
            raise _RefusedError(CONFLICT, f"{size}\n".encode())
        try:
            _check_follows(submission, checkpoint, size=size, root=root)
        except ProofError:
            raise _RefusedError(NOT_CONSISTENT) from None
        signature = cosign(submission.note.text, self._key, at_s=self._now_s())
        log_key = self._logs[checkpoint.origin]
        own = [one for one in submission.note.signatures if one.is_by(log_key)]
        note = Note(text=submission.note.text, signatures=(*own, signature))
        inside.run(
            _REMEMBER,
            (checkpoint.origin, checkpoint.size, checkpoint.root, bytes(note)),
        )
        return Answer(status=OK, body=join_signatures([signature]))

    def _check_identity(self) -> None:
        with self._database.reading() as inside:
            tables = inside.ask("SELECT name FROM sqlite_master")
            rows = inside.ask("SELECT vkey FROM identity") if tables else []
        if not rows:
            raise LedgerError(
                f"the witness {self._key.name} has no memory",
                hint="restore it, or retire the key: without its memory it would"
                " cosign a second history",
            )
        if rows != [(str(self._key.public),)]:
            raise LedgerError(f"this is the memory of another key: {rows[0][0]}")

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """After a failure of the disk nobody knows what it holds: answer no more."""
        try:
            yield
        except StorageError as error:
            self._failure = error
            raise


def _check_follows(
    submission: Submission, checkpoint: Checkpoint, *, size: int, root: bytes
) -> None:
    if size:
        verify_consistency(
            submission.hashes,
            old=size,
            size=checkpoint.size,
            old_root=root,
            root=checkpoint.root,
        )
    elif submission.hashes:
        raise ProofError("nothing is to be proved of an empty log")
