"""The sequencer: gives entries their order, and signs what follows and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from orta.errors import ForkError, LedgerError, NoteError, StorageError
from orta.tracking.ledger.formats import (
    Checkpoint,
    Finding,
    KeyKind,
    Note,
    Policy,
    Receipt,
    SecretKey,
    open_checkpoint,
)
from orta.tracking.ledger.formats.tiles import LARGEST_ENTRY
from orta.tracking.ledger.sequencer.collect import collect_cosignatures
from orta.tracking.ledger.sequencer.guard import ask_witnesses, check_extends
from orta.tracking.ledger.sequencer.publisher import Publisher
from orta.tracking.ledger.sequencer.records import Records
from orta.tracking.ledger.storage import Files
from orta.tracking.ledger.tree import Tree
from orta.tracking.ledger.witness import WitnessLink

LOCK = "lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What a log is besides its entries: key, witnesses, and when it is final."""

    key: SecretKey
    policy: Policy
    witnesses: tuple[WitnessLink, ...]

    def __post_init__(self) -> None:
        if self.key.kind is not KeyKind.LOG:
            raise NoteError(f"{self.key.name} is not the key of a log")
        if self.policy.logs.get(self.key.name) != self.key.public:
            raise NoteError(f"the policy does not know the log {self.key.name}")

    @property
    def origin(self) -> str:
        """The name of the log."""
        return self.key.name


class Sequencer:
    """One log at work in one folder, which nobody else may use meanwhile.

    The order of things keeps it from ever signing two histories:

    1. entries are on the disk before anybody is told their place,
    2. a witness is asked what it has seen, and all that was ever signed must begin
       the tree,
    3. tiles are on the disk, then size and root, in the database and in a file,
    4. then it is signed.

    After a failure of the disk it does nothing more; a new one reads what is there.
    """

    def __init__(self, files: Files, log: Log) -> None:
        self._log = log
        self._failure: LedgerError | None = None
        self._tree = Tree()
        self._entries: list[bytes] = []
        self._signed = Checkpoint(origin=log.origin, size=0)
        self._final: Note | None = None
        self._publisher = Publisher(files)
        self._lock = files.lock(LOCK)
        try:
            self._records = Records(files, log.key.public)
            try:
                self.repaired = self._load()
            except BaseException:
                self._records.close()
                raise
        except BaseException:
            self._lock.release()
            raise

    @classmethod
    def create(cls, files: Files, log: Log) -> None:
        """Make an empty log, once. No witness may know one of that name."""
        lock = files.lock(LOCK)
        try:
            if ask_witnesses(log.witnesses, log.key.public, log.policy):
                raise ForkError(
                    f"a witness has seen {log.origin} already",
                    where=log.origin,
                    hint="recover that log from a mirror, or choose another name",
                )
            records = Records(files, log.key.public)
            try:
                records.create()
            finally:
                records.close()
        finally:
            lock.release()

    @property
    def size(self) -> int:
        """How many entries there are, signed or not."""
        return self._tree.size

    @property
    def signed(self) -> Checkpoint:
        """What was signed last."""
        return self._signed

    def add(self, entries: Sequence[bytes]) -> list[int]:
        """Where each entry stands from now on; received, not yet final.

        An entry that was there keeps its place: adding twice changes nothing.
        """
        if any(len(entry) > LARGEST_ENTRY for entry in entries):
            raise LedgerError(f"an entry has at most {LARGEST_ENTRY} bytes")
        with self._working():
            places = self._records.append(entries, size=self._tree.size)
            for place, entry in zip(places, entries, strict=True):
                if place == len(self._entries):
                    self._entries.append(entry)
            self._tree.append(self._entries[self._tree.size :])
        return places

    def sign(self) -> Note:
        """The checkpoint of all entries, signed. It is not final yet.

        Raises
        ------
        ForkError
            If a witness has seen what this log does not hold. Nothing was signed.
        """
        with self._working():
            size = self._tree.size
            self._check_witnessed()
            checkpoint = Checkpoint(
                origin=self._log.origin, size=size, root=self._tree.root()
            )
            self._publisher.write_tiles(
                self._tree, self._entries, size=size, after=self._signed.size
            )
            self._records.advance(checkpoint, after=self._signed)
            self._signed = checkpoint
            return checkpoint.sign(self._log.key)

    def publish(self, note: Note) -> Finding:
        """What the witnesses say to a checkpoint; if it is final it is published."""
        with self._working():
            checkpoint = open_checkpoint(note, self._log.key.public)
            check_extends(self._tree, [checkpoint])
            note = collect_cosignatures(note, self._tree, self._log.witnesses)
            finding = self._log.policy.judge(note)
            final = self._final
            if finding.is_final and (
                final is None or Checkpoint.parse(final.text).size <= checkpoint.size
            ):
                self._publisher.write_checkpoint(note)
                self._final = note
            return finding

    @property
    def final(self) -> Note | None:
        """The latest final checkpoint with its cosignatures, or None."""
        return self._final

    def list_entries(self) -> list[bytes]:
        """All entries in their order."""
        return list(self._entries)

    def prove_consistency(self, old: int, size: int) -> list[bytes]:
        """The proof that the first `old` entries begin those of `size`."""
        return self._tree.prove_consistency(old, size)

    def find_receipt(self, place: int) -> Receipt | None:
        """The proof of the entry at a place, or None as long as it is not final."""
        final = self._final
        size = Checkpoint.parse(final.text).size if final else 0
        if final is None or place >= size:
            return None
        hashes = tuple(self._tree.prove_inclusion(place, size))
        return Receipt(index=place, hashes=hashes, note=final)

    def close(self) -> None:
        """Let the folder go."""
        self._records.close()
        self._lock.release()

    def _load(self) -> list[str]:
        """Read what is there; refuse what is smaller, or not what was signed."""
        self._entries = self._records.read_entries()
        self._tree.append(self._entries)
        signed = self._records.list_signed()
        self._final = self._publisher.find_checkpoint()
        check_extends(self._tree, signed)
        if self._final is not None:
            final = open_checkpoint(self._final, self._log.key.public)
            check_extends(self._tree, [final])
        self._check_witnessed()
        in_database = signed[0]
        self._signed = max(signed, key=lambda one: one.size)
        # A cut between database and file leaves one of them behind: bring it along.
        self._records.advance(self._signed, after=in_database)
        return self._publisher.repair_tiles(
            self._tree, self._entries, size=self._signed.size
        )

    def _check_witnessed(self) -> None:
        key = self._log.key.public
        notes = ask_witnesses(self._log.witnesses, key, self._log.policy)
        check_extends(self._tree, [open_checkpoint(note, key) for note in notes])

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Stop for good when the disk fails or another history is seen."""
        if self._failure is not None:
            raise StorageError(
                f"the sequencer has stopped: {self._failure.message}",
                where=self._log.origin,
                hint="look at the disk, then start again",
            )
        try:
            yield
        except (StorageError, ForkError) as error:
            self._failure = error
            raise
