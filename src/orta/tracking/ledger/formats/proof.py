"""The receipt of an entry, to be checked by anybody offline (C2SP tlog-proof)."""

from __future__ import annotations

from dataclasses import dataclass

from orta.errors import NoteError, ProofError
from orta.tracking.ledger.formats.lines import (
    decode_base64,
    decode_decimal,
    decode_hash,
    encode_base64,
)
from orta.tracking.ledger.formats.note import MOST_BYTES, Note
from orta.tracking.ledger.formats.policy import Finding, Policy
from orta.tracking.ledger.tree import hash_leaf, verify_inclusion

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_MOST_HASHES = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where an entry stands in a log, and the checkpoint that says so.

    `extra` travels with the proof and is proved by nothing.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    @classmethod
    def parse(cls, data: bytes) -> Receipt:
        """The receipt in the bytes of a `.tlog-proof` file."""
        if len(data) > 2 * MOST_BYTES:
            raise NoteError(f"a proof of {len(data)} bytes")
        head, gap, note = data.partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise NoteError("a proof is written in ASCII") from None
        if not gap or lines.pop(0) != _FIRST_LINE:
            raise NoteError(f"a proof starts with {_FIRST_LINE}")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = decode_base64(lines.pop(0)[len("extra ") :], where="extra")
            if not extra:
                raise NoteError("a line of extra data without any")
        if not lines or not lines[0].startswith("index "):
            raise NoteError("a proof says the index of the entry")
        index = decode_decimal(lines.pop(0)[len("index ") :], where="index")
        if len(lines) > _MOST_HASHES:
            raise NoteError(f"{len(lines)} hashes, at most {_MOST_HASHES}")
        hashes = tuple(decode_hash(line, where="hash of the proof") for line in lines)
        return cls(index=index, hashes=hashes, note=Note.parse(note), extra=extra)

    def __bytes__(self) -> bytes:
        extra = [f"extra {encode_base64(self.extra)}"] if self.extra else []
        lines = [_FIRST_LINE, *extra, f"index {self.index}"]
        lines += [encode_base64(one) for one in self.hashes]
        return "\n".join([*lines, "", ""]).encode() + bytes(self.note)

    def verify(self, entry: bytes, policy: Policy) -> Finding:
        """What the policy finds, if the entry is in a final checkpoint of its log.

        Raises
        ------
        NoteError
            If the log has not signed, or no quorum of witnesses has cosigned.
        ProofError
            If the entry is not at the index.
        """
        finding = policy.judge(self.note)
        if not finding.is_final:
            raise NoteError(
                f"only {len(finding.cosigned_at_s)} of the known witnesses cosigned",
                where=finding.checkpoint.origin,
                hint="the entry is received, not final; ask again later",
            )
        if self.index >= finding.checkpoint.size:
            raise ProofError(f"entry {self.index} is not in the checkpoint")
        verify_inclusion(
            self.hashes,
            index=self.index,
            size=finding.checkpoint.size,
            leaf_hash=hash_leaf(entry),
            root=finding.checkpoint.root,
        )
        return finding
