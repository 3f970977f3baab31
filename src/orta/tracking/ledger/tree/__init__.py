"""The Merkle tree of RFC 6962: append, roots, proofs, and whether a proof proves."""

from orta.tracking.ledger.tree.compact import CompactRange
from orta.tracking.ledger.tree.hashing import (
    EMPTY_ROOT,
    HASH_BYTES,
    hash_children,
    hash_leaf,
)
from orta.tracking.ledger.tree.merkle import Tree
from orta.tracking.ledger.tree.verify import verify_consistency, verify_inclusion

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "CompactRange",
    "Tree",
    "hash_children",
    "hash_leaf",
    "verify_consistency",
    "verify_inclusion",
]
