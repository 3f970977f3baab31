"""What a party remembers of a log, and how it notices that the log deceives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orta.errors import ForkError, LedgerError, NoteError, ProofError
from orta.tracking.ledger.formats import (
    Checkpoint,
    Finding,
    Note,
    Policy,
    PublicKey,
    Receipt,
    open_checkpoint,
)
from orta.tracking.ledger.tree import Tree, hash_leaf, verify_consistency

_MOST_AGE_S = 600
_MOST_WAIT_S = 120
_CLOCKS_DIFFER_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An entry that was handed in and is not final yet."""

    entry: bytes
    handed_in_at_s: int


class Follower:
    """The memory of one party: the last final checkpoint, its receipts, what it awaits.

    It takes only what follows from what it took before. Each refusal says what was
    tried: an old checkpoint served again (freeze, rollback), another history (edit,
    deletion, another order, a late insertion), an entry kept back (withholding).

    Times are POSIX seconds and come in with every call.
    """

    def __init__(
        self,
        policy: Policy,
        origin: str,
        *,
        most_age_s: int = _MOST_AGE_S,
        most_wait_s: int = _MOST_WAIT_S,
    ) -> None:
        self._policy = policy
        self._origin = origin
        self._most_age_s = most_age_s
        self._most_wait_s = most_wait_s
        self._last: Checkpoint | None = None
        self._receipts: dict[bytes, int] = {}
        self._pending: dict[bytes, Pending] = {}

    @property
    def last(self) -> Checkpoint | None:
        """The largest final checkpoint that was taken."""
        return self._last

    def take(self, note: Note, proof: Sequence[bytes], *, now_s: int) -> Finding:
        """What the policy finds, if the checkpoint is final, new and follows.

        Raises
        ------
        NoteError
            If it is not signed, not final, or no quorum has seen it of late.
        ForkError
            If it does not follow from the last one that was taken.
        """
        finding = self._policy.judge(note)
        if finding.checkpoint.origin != self._origin:
            raise NoteError(f"a checkpoint of {finding.checkpoint.origin}")
        if not finding.is_final:
            raise NoteError("the checkpoint is not final", where=self._origin)
        self._check_age(finding, now_s)
        self._check_follows(finding.checkpoint, proof)
        self._last = finding.checkpoint
        return finding

    def take_receipt(self, receipt: Receipt, entry: bytes) -> Finding:
        """What the policy finds, if the receipt proves the entry.

        It must be for the checkpoint that was taken last, so that a receipt of another
        history is of no use.
        """
        finding = receipt.verify(entry, self._policy)
        if finding.checkpoint != self._last:
            raise ForkError(
                "the receipt is of another checkpoint than the last",
                where=self._origin,
                hint="take the checkpoint of the receipt first",
            )
        leaf = hash_leaf(entry)
        if self._receipts.setdefault(leaf, receipt.index) != receipt.index:
            raise ForkError(f"the entry was at {self._receipts[leaf]} before")
        self._pending.pop(leaf, None)
        return finding

    def hand_in(self, entry: bytes, *, now_s: int) -> None:
        """Remember that an entry was handed in and by when it should be final."""
        leaf = hash_leaf(entry)
        if leaf not in self._receipts:
            self._pending.setdefault(leaf, Pending(entry=entry, handed_in_at_s=now_s))

    def list_overdue(self, *, now_s: int) -> list[Pending]:
        """Entries for which the log owes a receipt: it withholds them, or is down."""
        return [
            one
            for one in self._pending.values()
            if now_s - one.handed_in_at_s > self._most_wait_s
        ]

    def check_entries(self, entries: Sequence[bytes]) -> None:
        """Nothing, if these are all the entries of the last checkpoint.

        Raises
        ------
        ForkError
            If one was changed, left out, added or moved, or one that this party has a
            receipt for is not where it was.
        """
        if self._last is None:
            raise LedgerError("no checkpoint was taken yet", where=self._origin)
        tree = Tree(entries)
        if (tree.size, tree.root()) != (self._last.size, self._last.root):
            raise ForkError(
                f"these {tree.size} entries are not those of the checkpoint of"
                f" {self._last.size}",
                where=self._origin,
            )
        for leaf, place in self._receipts.items():
            if tree.leaf_hash(place) != leaf:
                raise ForkError(f"entry {place} is not the one of the receipt")

    def _check_age(self, finding: Finding, now_s: int) -> None:
        seen_at_s = finding.quorum_at_s
        if seen_at_s is None:  # a policy without witnesses promises no freshness
            return
        if now_s - seen_at_s > self._most_age_s:
            raise NoteError(
                f"no quorum has seen this checkpoint for {now_s - seen_at_s} s",
                where=self._origin,
                hint="the log is frozen or down; nothing newer is known",
            )
        if seen_at_s - now_s > _CLOCKS_DIFFER_S:
            raise NoteError(
                f"a quorum says to have seen it in {seen_at_s - now_s} s",
                hint="set the clock",
            )

    def _check_follows(self, new: Checkpoint, proof: Sequence[bytes]) -> None:
        last = self._last
        if last is None or not last.size:
            return
        if new.size < last.size:
            raise ForkError(
                f"a checkpoint of {new.size} entries after one of {last.size}",
                where=self._origin,
                hint="an old checkpoint is served again, or the log was rolled back",
            )
        try:
            verify_consistency(
                proof,
                old=last.size,
                size=new.size,
                old_root=last.root,
                root=new.root,
            )
        except ProofError as error:
            raise ForkError(
                f"the checkpoint of {new.size} does not follow from that of"
                f" {last.size}: {error.message}",
                where=self._origin,
                hint="compare checkpoints with another party",
            ) from None


def prove_fork(
    one: Note, other: Note, key: PublicKey, *, proof: Sequence[bytes] = ()
) -> bool:
    """Whether two checkpoints, both signed by the log, show that it lied.

    Two roots of one size show it to everybody. Of different sizes, the log has to give
    the `proof` that one begins the other; one that gives none has to be asked again,
    so a missing proof counts only for who asked.
    """
    small, large = sorted(
        (open_checkpoint(one, key), open_checkpoint(other, key)),
        key=lambda checkpoint: checkpoint.size,
    )
    if not small.size:
        return False
    try:
        verify_consistency(
            proof,
            old=small.size,
            size=large.size,
            old_root=small.root,
            root=large.root,
        )
    except ProofError:
        return True
    return False
