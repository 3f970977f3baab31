"""Keys that sign notes: a name, a kind and an Ed25519 key (C2SP signed-note)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from orta.errors import NoteError
from orta.tracking.ledger.formats.lines import decode_base64, encode_base64

KEY_BYTES = 32
SIGNATURE_BYTES = 64
_ID_BYTES = 4
_NAME = re.compile(r"[^\s+\x00-\x20\x7f]{1,255}")
_SECRET_PREFIX = "PRIVATE+KEY+"  # noqa: S105 - the first words of the format


class KeyKind(IntEnum):
    """What a key signs: the byte that the format assigns to it."""

    LOG = 0x01  # the text of a note
    WITNESS = 0x04  # a checkpoint and the time at which it was seen


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A key by which signatures are known; its text is a C2SP vkey.

    Examples
    --------
    The example of the specification:

    >>> key = PublicKey.parse(
    ...     "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    ... )
    >>> key.name, key.key_id.hex(), key.kind.name
    ('example.com/foo', '530d903a', 'LOG')
    """

    name: str
    kind: KeyKind
    public_key: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise NoteError(
                f"{self.name[:40]!r} is no name of a key",
                hint="a name has no spaces and no plus, as in log.example.org/2026",
            )
        if len(self.public_key) != KEY_BYTES:
            raise NoteError(f"the key {self.name} has {len(self.public_key)} bytes")

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """The key that a vkey tells of."""
        name, _, rest = text.partition("+")
        key_id, _, material = rest.partition("+")
        data = decode_base64(material, where=f"key {name[:40]}")
        if not data or data[0] not in set(KeyKind):
            raise NoteError(
                f"the key {name[:40]} is of a kind that is not known",
                hint="kinds are 1, a log, and 4, a witness, both Ed25519",
            )
        key = cls(name=name, kind=KeyKind(data[0]), public_key=data[1:])
        if key.key_id.hex() != key_id:
            raise NoteError(f"the key {name} says to be {key_id[:8]}, but is not")
        return key

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before a signature by this key."""
        kind = bytes([self.kind])
        text = self.name.encode() + b"\n" + kind + self.public_key
        return sha256(text).digest()[:_ID_BYTES]

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the 64 bytes are this key's signature of the message."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        try:
            key = Ed25519PublicKey.from_public_bytes(self.public_key)
            key.verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def __str__(self) -> str:
        material = encode_base64(bytes([self.kind]) + self.public_key)
        return f"{self.name}+{self.key_id.hex()}+{material}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretKey:
    """A key that signs. Its seed appears in no text but the one that is asked for."""

    name: str
    kind: KeyKind
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != KEY_BYTES:
            raise NoteError(f"the seed of {self.name} has not {KEY_BYTES} bytes")

    @property
    def public(self) -> PublicKey:
        """The key by which others know the signatures."""
        raw = self._private().public_key().public_bytes_raw()
        return PublicKey(name=self.name, kind=self.kind, public_key=raw)

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature."""
        return self._private().sign(message)

    def secret_text(self) -> str:
        """The whole key as one line, as the Go library `note` writes it."""
        material = encode_base64(bytes([self.kind]) + self.seed)
        return f"{_SECRET_PREFIX}{self.name}+{self.public.key_id.hex()}+{material}"

    @classmethod
    def parse(cls, text: str) -> SecretKey:
        """The key in that line; what is wrong is said without showing it."""
        name, _, rest = text.strip().removeprefix(_SECRET_PREFIX).partition("+")
        key_id, _, material = rest.partition("+")
        try:
            data = decode_base64(material, where="secret key")
            key = cls(name=name, kind=KeyKind(data[0]), seed=data[1:])
            known = key.public.key_id.hex() == key_id
        except (NoteError, ValueError, IndexError):
            known = False
        if not text.startswith(_SECRET_PREFIX) or not known:
            raise NoteError("not a secret key of a log or of a witness")
        return key

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)
