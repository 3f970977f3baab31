"""What a log says to a witness and what it answers (C2SP tlog-witness)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from orta.errors import LedgerError, NoteError
from orta.tracking.ledger.formats import Note, PublicKey
from orta.tracking.ledger.formats.lines import (
    decode_decimal,
    decode_hash,
    encode_base64,
)
from orta.tracking.ledger.formats.note import MOST_BYTES, Signature

MOST_REQUEST_BYTES = MOST_BYTES + 4096
_MOST_HASHES = 63

OK = 200
BAD_REQUEST = 400
FORBIDDEN = 403
UNKNOWN_LOG = 404
CONFLICT = 409
NOT_CONSISTENT = 422
FAILED = 503


class WitnessUnreachableError(LedgerError):
    """A witness did not answer, or not in its own name."""

    code = "witness_unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The number and the bytes that a witness answers with."""

    status: int
    body: bytes = b""


class WitnessLink(Protocol):
    """A way to a witness: in the same process, or over HTTP."""

    @property
    def key(self) -> PublicKey:
        """The key by which the witness is known."""

    def latest(self, origin: str) -> Note | None:
        """The latest checkpoint it cosigned, or None if it knows none.

        Raises
        ------
        WitnessUnreachableError
            If there is no answer.
        """

    def add_checkpoint(self, body: bytes) -> Answer:
        """Its answer to a checkpoint.

        Raises
        ------
        WitnessUnreachableError
            If there is no answer; it may have stored the checkpoint all the same.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A checkpoint, and why it follows from the one of size `old`."""

    old: int
    hashes: tuple[bytes, ...]
    note: Note

    @classmethod
    def parse(cls, body: bytes) -> Submission:
        """What the body of `add-checkpoint` says."""
        if len(body) > MOST_REQUEST_BYTES:
            raise NoteError(f"a request of {len(body)} bytes")
        head, gap, note = body.partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise NoteError("the first lines are ASCII") from None
        if not gap or not lines[0].startswith("old "):
            raise NoteError("a request starts with the old size")
        if len(lines) - 1 > _MOST_HASHES:
            raise NoteError(f"{len(lines) - 1} hashes, at most {_MOST_HASHES}")
        return cls(
            old=decode_decimal(lines[0][len("old ") :], where="old size"),
            hashes=tuple(decode_hash(line, where="proof") for line in lines[1:]),
            note=Note.parse(note),
        )

    def __bytes__(self) -> bytes:
        lines = [f"old {self.old}", *map(encode_base64, self.hashes), "", ""]
        return "\n".join(lines).encode() + bytes(self.note)


def parse_signatures(body: bytes) -> tuple[Signature, ...]:
    """The signature lines of a good answer."""
    if len(body) > MOST_BYTES:
        raise NoteError(f"an answer of {len(body)} bytes")
    try:
        *lines, end = body.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise NoteError("an answer is UTF-8") from None
    if end or not lines:
        raise NoteError("an answer is lines of signatures")
    return tuple(Signature.parse(line) for line in lines)


def parse_size(body: bytes) -> int:
    """The size that a witness says it has."""
    text = body[:40].decode("ascii", "replace")
    return decode_decimal(text.removesuffix("\n"), where="size of the witness")


def join_signatures(signatures: Sequence[Signature]) -> bytes:
    """Signature lines as a witness answers them."""
    return "".join(map(str, signatures)).encode()


def checkpoint_path(origin: str) -> str:
    """Where a witness serves its latest checkpoint of a log."""
    return f"/{sha256(origin.encode()).hexdigest()}/checkpoint"
