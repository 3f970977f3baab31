"""After a restore: the missing entries come back from a mirror, without a fork."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from orta.errors import ForkError
from orta.tracking.ledger.formats import Checkpoint, Note, open_checkpoint
from orta.tracking.ledger.sequencer.guard import ask_witnesses, check_extends
from orta.tracking.ledger.sequencer.publisher import (
    Reader,
    read_checkpoint,
    read_entries,
)
from orta.tracking.ledger.sequencer.records import Records
from orta.tracking.ledger.sequencer.sequencer import LOCK, Log
from orta.tracking.ledger.storage import Files
from orta.tracking.ledger.tree import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What was found and done: the log is again as large as anybody has seen it.

    `requeued` entries had a place that nobody ever signed; they follow at the end.
    """

    kept: int
    fetched: int
    requeued: int
    signed: Checkpoint


def recover(files: Files, log: Log, read_mirror: Reader) -> Recovery:
    """Bring an old copy of a log up to the largest checkpoint that anybody has seen.

    The mirror is trusted in nothing: its entries must give the very root that the
    log signed. Its own key signs nothing here.

    Raises
    ------
    ForkError
        If two checkpoints contradict each other, or the mirror holds other entries.
    StorageError
        If the mirror does not hold them all.
    LedgerError
        If no witness answered: who restores must not guess how far the log was.
    """
    lock = files.lock(LOCK)
    try:
        records = Records(files, log.key.public)
        try:
            return _recover(records, log, read_mirror)
        finally:
            records.close()
    finally:
        lock.release()


def succession_entry(last: Note) -> bytes:
    """The first entry of a log that follows a dead one: it commits to its last word.

    Whether the succession is accepted is for the trust root of the parties to say.
    """
    return b"\x02" + sha256(last.text.encode()).digest()


def _recover(records: Records, log: Log, read_mirror: Reader) -> Recovery:
    key = log.key.public
    own = records.read_entries()
    own_signed = records.find_signed()
    notes = ask_witnesses(log.witnesses, key, log.policy)
    mirrored = read_checkpoint(read_mirror)
    notes += [mirrored] if mirrored else []
    seen = [*own_signed, *(open_checkpoint(note, key) for note in notes)]
    if not seen:
        raise ForkError("nobody knows of this log", where=log.origin)
    last = max(seen, key=lambda one: one.size)
    entries = read_entries(read_mirror, size=last.size)
    check_extends(Tree(entries), seen)

    kept = 0
    for ours, theirs in zip(own, entries, strict=False):
        if ours != theirs:
            break
        kept += 1
    there = set(entries)
    requeued = [entry for entry in own[kept:] if entry not in there]
    records.replace([*entries[kept:], *requeued], begin=kept, signed=last)
    return Recovery(
        kept=kept,
        fetched=len(entries) - kept,
        requeued=len(requeued),
        signed=last,
    )
