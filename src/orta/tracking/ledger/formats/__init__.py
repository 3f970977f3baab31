"""The text formats of C2SP: notes, checkpoints, cosignatures, receipts, tiles."""

from orta.tracking.ledger.formats.checkpoint import (
    Checkpoint,
    cosign,
    find_cosigned_at_s,
    open_checkpoint,
)
from orta.tracking.ledger.formats.keys import KeyKind, PublicKey, SecretKey
from orta.tracking.ledger.formats.note import Note, Signature
from orta.tracking.ledger.formats.policy import Finding, Group, Member, Policy
from orta.tracking.ledger.formats.proof import Receipt
from orta.tracking.ledger.formats.tiles import (
    Tile,
    decode_bundle,
    encode_bundle,
    list_tiles,
)

__all__ = [
    "Checkpoint",
    "Finding",
    "Group",
    "KeyKind",
    "Member",
    "Note",
    "Policy",
    "PublicKey",
    "Receipt",
    "SecretKey",
    "Signature",
    "Tile",
    "cosign",
    "decode_bundle",
    "encode_bundle",
    "find_cosigned_at_s",
    "list_tiles",
    "open_checkpoint",
]
