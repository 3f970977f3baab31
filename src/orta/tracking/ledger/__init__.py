"""An append-only log of opaque statements, and its witnesses; it knows no freight."""

from orta.tracking.ledger.follower import Follower, Pending, prove_fork
from orta.tracking.ledger.formats import (
    Checkpoint,
    Finding,
    Group,
    KeyKind,
    Member,
    Note,
    Policy,
    PublicKey,
    Receipt,
    SecretKey,
    Signature,
)
from orta.tracking.ledger.sequencer import (
    Log,
    Recovery,
    Sequencer,
    recover,
    succession_entry,
)
from orta.tracking.ledger.storage import Disk, Files, Lock
from orta.tracking.ledger.tree import (
    CompactRange,
    Tree,
    hash_leaf,
    verify_consistency,
    verify_inclusion,
)
from orta.tracking.ledger.witness import (
    Answer,
    HttpWitness,
    Witness,
    WitnessLink,
    WitnessServer,
    WitnessUnreachableError,
    create_witness,
    open_witness,
)

__all__ = [
    "Answer",
    "Checkpoint",
    "CompactRange",
    "Disk",
    "Files",
    "Finding",
    "Follower",
    "Group",
    "HttpWitness",
    "KeyKind",
    "Lock",
    "Log",
    "Member",
    "Note",
    "Pending",
    "Policy",
    "PublicKey",
    "Receipt",
    "Recovery",
    "SecretKey",
    "Sequencer",
    "Signature",
    "Tree",
    "Witness",
    "WitnessLink",
    "WitnessServer",
    "WitnessUnreachableError",
    "create_witness",
    "hash_leaf",
    "open_witness",
    "prove_fork",
    "recover",
    "succession_entry",
    "verify_consistency",
    "verify_inclusion",
]
