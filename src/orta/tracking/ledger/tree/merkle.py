"""The whole tree in memory: entries in, roots and proofs of any size out."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from orta.errors import LedgerError
from orta.tracking.ledger.tree.hashing import HASH_BYTES, fold_peaks

_PAIR = 2 * HASH_BYTES


class Tree:
    r"""An append-only Merkle tree (RFC 6962, section 2.1) over opaque entries.

    It keeps every complete node, level by level in one run of bytes, so that a
    proof is a handful of slices: 64 bytes an entry. Nothing is ever taken out.

    Examples
    --------
    >>> tree = Tree([b"", b"\x00", b"\x10"])
    >>> tree.size
    3
    >>> tree.root().hex()[:8]
    'aeb6bcfe'
    >>> [one.hex()[:8] for one in tree.prove_inclusion(2)]
    ['fac54203']
    """

    __slots__ = ("_levels",)

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        self._levels = [bytearray()]
        self.append(entries)

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self._levels[0]) // HASH_BYTES

    def append(self, entries: Iterable[bytes]) -> None:
        """Add entries at the end."""
        self.append_hashes([sha256(b"\x00" + entry).digest() for entry in entries])

    def append_hashes(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add entries of which only the leaf hashes are at hand, as in a tile."""
        self._levels[0] += b"".join(leaf_hashes)
        height = 0
        while True:
            level = self._levels[height]
            above = self._levels[height + 1] if height + 1 < len(self._levels) else b""
            new = bytes(level[2 * len(above) :])
            if len(new) < _PAIR:
                return  # no pair was completed, so nothing changes further up
            if not above:
                self._levels.append(bytearray())
            height += 1
            self._levels[height] += b"".join(
                [
                    sha256(b"\x01" + new[at : at + _PAIR]).digest()
                    for at in range(0, len(new) - HASH_BYTES, _PAIR)
                ]
            )

    def leaf_hash(self, index: int) -> bytes:
        """The leaf hash of the entry at `index`."""
        if not 0 <= index < self.size:
            raise _outside("index", index, self.size - 1)
        return self._node(0, index)

    def hashes(self, height: int, *, first: int, count: int) -> bytes:
        """`count` complete nodes of one level side by side, as a tile holds them."""
        level = self._levels[height] if height < len(self._levels) else b""
        part = bytes(level[first * HASH_BYTES : (first + count) * HASH_BYTES])
        if len(part) != count * HASH_BYTES:
            raise _outside(f"nodes of level {height}", first + count, self.size)
        return part

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` entries; of all, if no size is given."""
        size = self._checked(size)
        return self._range_root(0, size)

    def prove_inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The hashes that lead from the entry at `index` to the root of `size`.

        Notes
        -----
        Source: RFC 6962, section 2.1.1, read from the leaf up.
        """
        size = self._checked(size)
        if not 0 <= index < size:
            raise _outside("index", index, size - 1)
        return self._siblings(0, index, size)

    def prove_consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """The hashes which show that the first `old` entries begin those of `size`.

        Nothing has to be shown of an empty tree or of the same one.

        Notes
        -----
        Source: RFC 6962, section 2.1.2: the path of the last complete subtree of
        `old`, preceded by its own hash unless `old` is that subtree.
        """
        size = self._checked(size)
        if not 0 <= old <= size:
            raise _outside("old size", old, size)
        if old in {0, size}:
            return []
        height = (old & -old).bit_length() - 1
        index = (old >> height) - 1
        seed = [self._node(height, index)] if index else []
        return seed + self._siblings(height, index, size)

    def _siblings(self, height: int, index: int, size: int) -> list[bytes]:
        path = []
        while (index ^ 1) << height < size or index > 0:
            beside = index ^ 1
            begin, end = beside << height, (beside + 1) << height
            if end <= size:
                path.append(self._node(height, beside))
            elif begin < size:
                path.append(self._range_root(begin, size))
            index >>= 1
            height += 1
        return path

    def _range_root(self, begin: int, end: int) -> bytes:
        """The root of `begin` to `end`, where the first is a multiple of the span."""
        peaks = []
        while begin < end:
            height = (end - begin).bit_length() - 1
            peaks.append(self._node(height, begin >> height))
            begin += 1 << height
        return fold_peaks(peaks)

    def _node(self, height: int, index: int) -> bytes:
        at = index * HASH_BYTES
        return bytes(self._levels[height][at : at + HASH_BYTES])

    def _checked(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise _outside("size", size, self.size)
        return size


def _outside(what: str, value: int, most: int) -> LedgerError:
    return LedgerError(f"{what} {value} is outside of the tree, expected 0 to {most}")
