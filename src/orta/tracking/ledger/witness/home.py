"""The folder of a witness: its secret key, its memory, and the logs it watches."""

from __future__ import annotations

from collections.abc import Callable

from orta.errors import LedgerError, NoteError
from orta.tracking.ledger.formats import KeyKind, Policy, PublicKey, SecretKey
from orta.tracking.ledger.storage import Files, write_durably
from orta.tracking.ledger.witness.witness import Witness

_KEY = "witness.key"
_LOGS = "logs.policy"


def create_witness(
    files: Files, *, name: str, logs: tuple[PublicKey, ...], seed: bytes
) -> PublicKey:
    """The public key of a new witness. Its secret stays in the folder, mode 0600.

    The memory is made first: a key without one would be refused, but a cut between
    the two must never leave a key that could be given a second memory.
    """
    key = SecretKey(name=name, kind=KeyKind.WITNESS, seed=seed)
    if files.read(_KEY) is not None:
        raise LedgerError("there is a witness already", hint="use another folder")
    lines = [*(f"log {one}" for one in logs), "quorum none", ""]
    text = "\n".join(lines)
    Policy.parse(text)
    Witness.create(files, key.public)
    write_durably(files, _LOGS, text.encode())
    write_durably(files, _KEY, key.secret_text().encode() + b"\n", private=True)
    return key.public


def open_witness(files: Files, *, now_s: Callable[[], int]) -> Witness:
    """The witness that lives in a folder."""
    key, logs = files.read(_KEY), files.read(_LOGS)
    if key is None or logs is None:
        raise LedgerError(
            "there is no witness in this folder",
            hint="make one with `orta witness create`",
        )
    try:
        policy = Policy.parse(logs.decode("utf-8"))
        secret = SecretKey.parse(key.decode("ascii"))
    except UnicodeDecodeError:
        raise NoteError(f"{_KEY} and {_LOGS} are text") from None
    return Witness(files, key=secret, logs=policy.logs, now_s=now_s)
