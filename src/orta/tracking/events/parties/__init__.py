"""Who may speak: the trust root, organisations and keys, told by statements."""

from orta.tracking.events.parties.change import (
    Admission,
    Change,
    KeyGrant,
    KeyUsage,
    Revocation,
    RevocationReason,
    read_change,
    say_change,
)
from orta.tracking.events.parties.fold import apply_entry, fold_keys
from orta.tracking.events.parties.record import KeyRecord, KeyRole, KeyStanding
from orta.tracking.events.parties.register import Approval, KeyRegister, Refusal
from orta.tracking.events.parties.root import NamedKey, Registrar, TrustRoot

__all__ = [
    "Admission",
    "Approval",
    "Change",
    "KeyGrant",
    "KeyRecord",
    "KeyRegister",
    "KeyRole",
    "KeyStanding",
    "KeyUsage",
    "NamedKey",
    "Refusal",
    "Registrar",
    "Revocation",
    "RevocationReason",
    "TrustRoot",
    "apply_entry",
    "fold_keys",
    "read_change",
    "say_change",
]
