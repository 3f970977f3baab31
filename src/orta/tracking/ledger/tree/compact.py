"""The few hashes that stand for a run of entries: a root without the tree."""

from __future__ import annotations

from dataclasses import dataclass

from orta.errors import LedgerError
from orta.tracking.ledger.tree.hashing import fold_peaks, hash_children


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactRange:
    """The complete subtrees, left to right, that cover entries `begin` to `end`.

    Who only follows a log keeps this instead of the tree: about two hashes for each
    doubling of its size.

    Examples
    --------
    >>> from orta.tracking.ledger.tree import hash_leaf
    >>> run = CompactRange()
    >>> for entry in (b"a", b"b", b"c"):
    ...     run = run.append(hash_leaf(entry))
    >>> run.end, len(run.hashes)
    (3, 2)
    """

    begin: int = 0
    end: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.begin <= self.end:
            raise LedgerError(f"no range from {self.begin} to {self.end}")
        if len(self.hashes) != len(spans(self.begin, self.end)):
            raise LedgerError(
                f"{len(self.hashes)} hashes do not cover {self.begin} to {self.end}"
            )

    def append(self, leaf_hash: bytes) -> CompactRange:
        """The range with one more entry."""
        one = CompactRange(begin=self.end, end=self.end + 1, hashes=(leaf_hash,))
        return self.extend(one)

    def extend(self, following: CompactRange) -> CompactRange:
        """The range with that which follows it; subtrees that meet become one."""
        if following.begin != self.end:
            raise LedgerError(f"a range must follow at {self.end}")
        stack: list[tuple[int, int, bytes]] = []
        for run in (self, following):
            for (height, index), value in zip(
                spans(run.begin, run.end), run.hashes, strict=True
            ):
                stack.append((height, index, value))
                _merge(stack)
        hashes = tuple(value for _, _, value in stack)
        return CompactRange(begin=self.begin, end=following.end, hashes=hashes)

    def root(self) -> bytes:
        """The root of the tree, if the range starts with its first entry."""
        if self.begin:
            raise LedgerError(f"a range from {self.begin} on has no root")
        return fold_peaks(list(self.hashes))


def spans(begin: int, end: int) -> list[tuple[int, int]]:
    """Height and index of each complete subtree that a range consists of.

    >>> spans(3, 9)
    [(0, 3), (2, 1), (0, 8)]
    """
    found = []
    while begin < end:
        largest = (end - begin).bit_length() - 1
        aligned = (begin & -begin).bit_length() - 1 if begin else largest
        height = min(largest, aligned)
        found.append((height, begin >> height))
        begin += 1 << height
    return found


def _merge(stack: list[tuple[int, int, bytes]]) -> None:
    """Make one of the last two subtrees for as long as they are siblings."""
    while len(stack) > 1:
        (height, index, left), (beside, following, right) = stack[-2:]
        if height != beside or index & 1 or following != index + 1:
            return
        stack[-2:] = [(height + 1, index >> 1, hash_children(left, right))]
