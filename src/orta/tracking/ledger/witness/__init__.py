"""Those who watch a log grow and cosign what follows from what they saw."""

from orta.tracking.ledger.witness.home import create_witness, open_witness
from orta.tracking.ledger.witness.http import HttpWitness, WitnessServer
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
    "HttpWitness",
    "Submission",
    "Witness",
    "WitnessLink",
    "WitnessServer",
    "WitnessUnreachableError",
    "create_witness",
    "open_witness",
    "parse_signatures",
    "parse_size",
]
