"""An append-only log of opaque statements, and its witnesses; it knows no freight."""

from orta.tracking.ledger.follower import Follower, Pending, prove_fork
from orta.tracking.ledger.formats import (
    Checkpoint,
    Finding,
    KeyKind,
    Note,
    Policy,
    PublicKey,
    Receipt,
    SecretKey,
)
from orta.tracking.ledger.sequencer import (
    Log,
    Recovery,
    Sequencer,
    recover,
    succession_entry,
)
from orta.tracking.ledger.storage import Disk, Files
from orta.tracking.ledger.tree import (
    CompactRange,
    Tree,
    hash_leaf,
    verify_consistency,
    verify_inclusion,
)
from orta.tracking.ledger.witness import (
    HttpWitness,
    Witness,
    WitnessLink,
    WitnessServer,
    create_witness,
    open_witness,
)

__all__ = [
    "Checkpoint",
    "CompactRange",
    "Disk",
    "Files",
    "Finding",
    "Follower",
    "HttpWitness",
    "KeyKind",
    "Log",
    "Note",
    "Pending",
    "Policy",
    "PublicKey",
    "Receipt",
    "Recovery",
    "SecretKey",
    "Sequencer",
    "Tree",
    "Witness",
    "WitnessLink",
    "WitnessServer",
    "create_witness",
    "hash_leaf",
    "open_witness",
    "prove_fork",
    "recover",
    "succession_entry",
    "verify_consistency",
    "verify_inclusion",
]
