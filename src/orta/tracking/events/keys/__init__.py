"""Keys that sign and verify: two algorithms, key files, a hook for hardware."""

from orta.tracking.events.keys.algorithm import (
    Algorithm,
    PublicKey,
    check_signature_form,
    low_s,
    signature_from_der,
)
from orta.tracking.events.keys.keyfile import read_key_file, write_key_file
from orta.tracking.events.keys.signer import LocalKey, Signer

__all__ = [
    "Algorithm",
    "LocalKey",
    "PublicKey",
    "Signer",
    "check_signature_form",
    "low_s",
    "read_key_file",
    "signature_from_der",
    "write_key_file",
]
