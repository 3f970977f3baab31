"""Those who watch a log grow and cosign what follows from what they saw."""

from orta.tracking.ledger.witness.protocol import (
    Answer,
    Submission,
    WitnessLink,
    WitnessUnreachableError,
    parse_signatures,
    parse_size,
)
from orta.tracking.ledger.witness.witness import Witness

__all__ = [
    "Answer",
    "Submission",
    "Witness",
    "WitnessLink",
    "WitnessUnreachableError",
    "parse_signatures",
    "parse_size",
]
