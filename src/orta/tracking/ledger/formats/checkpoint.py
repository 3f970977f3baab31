"""Checkpoints: what a log says it holds, and what witnesses say about that.

C2SP tlog-checkpoint and tlog-cosignature, Ed25519 only, without extension lines.
"""

from __future__ import annotations

from dataclasses import dataclass

from orta.errors import NoteError, ProofError
from orta.tracking.ledger.formats.keys import (
    SIGNATURE_BYTES,
    KeyKind,
    PublicKey,
    SecretKey,
)
from orta.tracking.ledger.formats.lines import (
    decode_decimal,
    decode_hash,
    encode_base64,
)
from orta.tracking.ledger.formats.note import Note, Signature, sign_note
from orta.tracking.ledger.tree import EMPTY_ROOT, HASH_BYTES

_TIME_BYTES = 8
_LATEST = 2**63 - 1
_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How many entries a log holds, and the root over them.

    Examples
    --------
    >>> Checkpoint.parse(Checkpoint(origin="log.example/1", size=0).text).size
    0
    """

    origin: str
    size: int
    root: bytes = EMPTY_ROOT

    def __post_init__(self) -> None:
        if not self.origin or self.origin != self.origin.strip() or "\n" in self.origin:
            raise NoteError(f"{self.origin[:40]!r} is no origin of a log")
        if self.size < 0 or len(self.root) != HASH_BYTES:
            raise NoteError(f"{self.origin}: no checkpoint of size {self.size}")
        if not self.size and self.root != EMPTY_ROOT:
            raise ProofError(f"{self.origin}: an empty log has another root")

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint in the text of a note. Extension lines are refused."""
        lines = text.split("\n")
        if len(lines) != _LINES + 1 or lines[-1]:
            raise NoteError("a checkpoint has three lines: origin, size and root")
        return cls(
            origin=lines[0],
            size=decode_decimal(lines[1], where="tree size"),
            root=decode_hash(lines[2], where="root"),
        )

    def sign(self, key: SecretKey) -> Note:
        """The checkpoint signed by its log."""
        return sign_note(self.text, key)


def open_checkpoint(note: Note, log_key: PublicKey) -> Checkpoint:
    """The checkpoint in a note which the log has signed.

    Raises
    ------
    NoteError
        If the log has not signed it or it speaks of another log.
    """
    note.check_signature(log_key)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != log_key.name:
        raise NoteError(f"a checkpoint of {checkpoint.origin}, not of {log_key.name}")
    return checkpoint


def cosign(text: str, key: SecretKey, *, at_s: int) -> Signature:
    """The signature of a witness that has seen the checkpoint at a POSIX time."""
    if key.kind is not KeyKind.WITNESS or not 0 < at_s <= _LATEST:
        raise NoteError(f"{key.name} cannot cosign at {at_s}")
    data = at_s.to_bytes(_TIME_BYTES, "big") + key.sign(_message(text, at_s))
    public = key.public
    return Signature(name=public.name, key_id=public.key_id, data=data)


def find_cosigned_at_s(note: Note, witness_key: PublicKey) -> int | None:
    """When the witness cosigned, or None if it did not; the latest time counts.

    Raises
    ------
    NoteError
        If a signature in the name of the witness is not its own.
    """
    if witness_key.kind is not KeyKind.WITNESS:
        raise NoteError(f"{witness_key.name} is not the key of a witness")
    times = [
        _time_of(note.text, data, witness_key)
        for data in note.list_signatures(witness_key)
    ]
    return max(times, default=None)


def _time_of(text: str, data: bytes, key: PublicKey) -> int:
    at_s = int.from_bytes(data[:_TIME_BYTES], "big")
    if (
        len(data) != _TIME_BYTES + SIGNATURE_BYTES
        or not 0 < at_s <= _LATEST
        or not key.has_signed(_message(text, at_s), data[_TIME_BYTES:])
    ):
        raise NoteError(f"a cosignature in the name of {key.name} is not its own")
    return at_s


def _message(text: str, at_s: int) -> bytes:
    return f"cosignature/v1\ntime {at_s}\n{text}".encode()
