"""The disk behind one small port, and transactions on it."""

from orta.tracking.ledger.storage.database import Database, Transaction
from orta.tracking.ledger.storage.disk import Disk
from orta.tracking.ledger.storage.port import Files, Lock, write_durably

__all__ = ["Database", "Disk", "Files", "Lock", "Transaction", "write_durably"]
