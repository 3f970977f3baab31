"""Signed notes: a text and the signatures under it (C2SP signed-note)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from orta.errors import NoteError
from orta.tracking.ledger.formats.keys import KeyKind, PublicKey, SecretKey
from orta.tracking.ledger.formats.lines import decode_base64, encode_base64

MOST_BYTES = 64 * 1024
MOST_SIGNATURES = 64
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+=*)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_ID_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One line under a note: who says to have signed, and the bytes."""

    name: str
    key_id: bytes
    data: bytes

    @classmethod
    def parse(cls, line: str) -> Signature:
        """The signature in a line without its newline."""
        match = _SIGNATURE.fullmatch(line)
        if match is None:
            raise NoteError(f"not a signature line: {line[:60]!r}")
        data = decode_base64(match[2], where=f"signature of {match[1][:40]}")
        if len(data) <= _ID_BYTES:
            raise NoteError(f"the signature of {match[1][:40]} is too short")
        return cls(name=match[1], key_id=data[:_ID_BYTES], data=data[_ID_BYTES:])

    def is_by(self, key: PublicKey) -> bool:
        """Whether name and id are those of the key; nothing is verified."""
        return (self.name, self.key_id) == (key.name, key.key_id)

    def __str__(self) -> str:
        return f"— {self.name} {encode_base64(self.key_id + self.data)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text that ends in a newline, and the signatures under it.

    Signatures by keys that nobody asked for are kept and mean nothing.
    """

    text: str
    signatures: tuple[Signature, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.endswith("\n") or _CONTROL.search(self.text):
            raise NoteError("the text of a note ends in a newline, without controls")

    @classmethod
    def parse(cls, data: bytes) -> Note:
        """The note in these bytes; there is one spelling of it, others are refused."""
        if len(data) > MOST_BYTES:
            raise NoteError(f"a note of {len(data)} bytes, at most {MOST_BYTES}")
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError:
            raise NoteError("a note is UTF-8") from None
        text, gap, below = whole.rpartition("\n\n")
        if not gap or not below.endswith("\n"):
            raise NoteError("a note is text, an empty line and signatures")
        lines = below[:-1].split("\n")
        if len(lines) > MOST_SIGNATURES:
            raise NoteError(f"{len(lines)} signatures, at most {MOST_SIGNATURES}")
        return cls(
            text=text + "\n", signatures=tuple(Signature.parse(line) for line in lines)
        )

    def add(self, *signatures: Signature) -> Note:
        """The note with more signatures; one that is there is not doubled."""
        new = tuple(one for one in signatures if one not in self.signatures)
        return replace(self, signatures=self.signatures + new)

    def list_signatures(self, key: PublicKey) -> Iterator[bytes]:
        """The bytes that bear the key's name and id, one by one, not verified."""
        return (one.data for one in self.signatures if one.is_by(key))

    def check_signature(self, key: PublicKey) -> None:
        """Nothing, if the key of a log has signed.

        Raises
        ------
        NoteError
            If it has not, or if a signature in its name is not its own.
        """
        if key.kind is not KeyKind.LOG:
            raise NoteError(f"{key.name} is the key of a witness, not of a log")
        found = [
            key.has_signed(self.text.encode(), data)
            for data in self.list_signatures(key)
        ]
        if not found or not all(found):
            raise NoteError(f"not signed by {key.name}", where=key.name)

    def __bytes__(self) -> bytes:
        return (self.text + "\n" + "".join(map(str, self.signatures))).encode()


def sign_note(text: str, key: SecretKey) -> Note:
    """The note with the signature of a log's key."""
    if key.kind is not KeyKind.LOG:
        raise NoteError(f"{key.name} is the key of a witness, it signs no notes")
    data = key.sign(text.encode())
    public = key.public
    signature = Signature(name=public.name, key_id=public.key_id, data=data)
    return Note(text=text, signatures=(signature,))
