"""Whether a proof proves: two functions that trust the standard library alone."""

from __future__ import annotations

from collections.abc import Sequence

from orta.errors import ProofError
from orta.tracking.ledger.tree.hashing import HASH_BYTES, hash_children

_LARGEST = 2**63 - 1


def verify_inclusion(
    proof: Sequence[bytes], *, index: int, size: int, leaf_hash: bytes, root: bytes
) -> None:
    """Nothing, if the proof leads from the leaf at `index` to the root of `size`.

    Raises
    ------
    ProofError
        If it does not: too long, too short, or another root.

    Examples
    --------
    >>> from orta.tracking.ledger.tree import Tree, hash_leaf
    >>> tree = Tree([b"a", b"b", b"c"])
    >>> verify_inclusion(tree.prove_inclusion(1), index=1, size=3,
    ...                  leaf_hash=hash_leaf(b"b"), root=tree.root())

    Notes
    -----
    Source: RFC 6962, section 2.1.1; the split into an inner part, where siblings are
    on either side, and a border, where all stand on the left, is that of RFC 9162.
    """
    _check_sizes(index, size, lowest=0)
    if index >= size:
        raise ProofError(f"index {index} is not below the tree size {size}")
    _check_hashes(leaf_hash, root, *proof)
    inner = (index ^ (size - 1)).bit_length()
    _check_length(proof, inner + (index >> inner).bit_count())
    found = _climb(leaf_hash, proof[:inner], index)
    for left in proof[inner:]:
        found = hash_children(left, found)
    if found != root:
        raise ProofError(f"the proof of entry {index} does not lead to the root")


def verify_consistency(
    proof: Sequence[bytes], *, old: int, size: int, old_root: bytes, root: bytes
) -> None:
    """Nothing, if the tree of `size` begins with the tree of `old`.

    An `old` of 0 is refused: an empty tree begins every tree, so that a proof from
    it would say nothing of `old_root`. Who starts at nothing decides that himself.

    Raises
    ------
    ProofError
        If it does not, or if the proof has one hash too many or too few.

    Notes
    -----
    Source: RFC 6962, section 2.1.2.
    """
    _check_sizes(old, size, lowest=1)
    if old > size:
        raise ProofError(f"the old size {old} is larger than the size {size}")
    _check_hashes(old_root, root, *proof)
    if old == size:
        _check_length(proof, 0)
        if old_root != root:
            raise ProofError(f"two roots for the same size {size}")
        return
    height = (old & -old).bit_length() - 1
    seed, path = _seed(proof, old=old, height=height, old_root=old_root)
    index = (old >> height) - 1
    last = (size - 1) >> height
    inner = (index ^ last).bit_length()
    _check_length(path, inner + (index >> inner).bit_count())
    before = after = seed
    for level, beside in enumerate(path[:inner]):
        if index >> level & 1:
            before = hash_children(beside, before)
            after = hash_children(beside, after)
        else:
            after = hash_children(after, beside)
    for left in path[inner:]:
        before, after = hash_children(left, before), hash_children(left, after)
    if before != old_root:
        raise ProofError(f"the proof does not lead to the root of the old size {old}")
    if after != root:
        raise ProofError(f"the proof does not lead to the root of the size {size}")


def _seed(
    proof: Sequence[bytes], *, old: int, height: int, old_root: bytes
) -> tuple[bytes, Sequence[bytes]]:
    """Where the path starts: the old root itself if it is one complete subtree."""
    if old == 1 << height:
        return old_root, proof
    if not proof:
        raise ProofError("the proof is empty, expected hashes")
    return proof[0], proof[1:]


def _climb(found: bytes, path: Sequence[bytes], index: int) -> bytes:
    for level, beside in enumerate(path):
        if index >> level & 1:
            found = hash_children(beside, found)
        else:
            found = hash_children(found, beside)
    return found


def _check_sizes(first: int, size: int, *, lowest: int) -> None:
    if first < lowest or size > _LARGEST:
        raise ProofError(f"sizes {first} and {size} are no sizes of a tree to prove")


def _check_hashes(*hashes: bytes) -> None:
    for one in hashes:
        if len(one) != HASH_BYTES:
            raise ProofError(f"a hash has {len(one)} bytes, expected {HASH_BYTES}")


def _check_length(proof: Sequence[bytes], length: int) -> None:
    if len(proof) != length:
        raise ProofError(f"the proof has {len(proof)} hashes, expected {length}")
