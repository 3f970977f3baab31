"""A log at work: order, signatures, files, and the way back after a restore."""

from orta.tracking.ledger.sequencer.publisher import read_entries
from orta.tracking.ledger.sequencer.recovery import Recovery, recover, succession_entry
from orta.tracking.ledger.sequencer.sequencer import Log, Sequencer

__all__ = [
    "Log",
    "Recovery",
    "Sequencer",
    "read_entries",
    "recover",
    "succession_entry",
]
