"""The three hashes of RFC 6962, of which everything else in the tree is made."""

from __future__ import annotations

from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def hash_leaf(entry: bytes) -> bytes:
    """The hash of an entry as a leaf; no inner node can have the same.

    >>> hash_leaf(b"").hex()[:8]
    '6e340b9c'
    """
    return sha256(b"\x00" + entry).digest()


def hash_children(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two others."""
    return sha256(b"\x01" + left + right).digest()


def fold_peaks(peaks: list[bytes]) -> bytes:
    """The root over complete subtrees that stand side by side, larger ones first."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = hash_children(peak, root)
    return root
