"""The outside of a statement: a compact JWS of which every byte is settled.

Here are form and signature. What the payload may say stands in `statement`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Self, TypeAlias

from orta.errors import StatementError
from orta.tracking.events.base64url import read_base64url, write_base64url
from orta.tracking.events.canonical import (
    MOST_BYTES,
    Json,
    read_canonical_object,
    write_canonical,
)
from orta.tracking.events.keys import (
    Algorithm,
    PublicKey,
    Signer,
    low_s,
)

TYPE = "orta-statement+jws"
_HEADER_NAMES = {"alg", "kid", "typ"}
_MOST_HEADER_BYTES = 512
# Header, payload and signature in base64url, and two dots.
MOST_CHARACTERS = 4 * (_MOST_HEADER_BYTES + MOST_BYTES + 64) // 3 + 8
_ORGANISATION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+")
_KEY_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_LONGEST_NAME = 128
_ENTRY_KIND = b"\x01"
_TAG_WORDS = b"orta-key-tag/v1\n"
_TAG_BYTES = 16

KeyFinder: TypeAlias = Callable[[str], PublicKey | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A compact JWS with the form of a statement; the signature is not yet checked.

    `text` is what was received and what is hashed; `kid` names the key, `payload` is
    its middle part, decoded but not read.
    """

    text: str
    algorithm: Algorithm
    kid: str
    payload: bytes
    signature: bytes

    @property
    def hash(self) -> str:
        """SHA-256 of the text, 64 hexadecimal digits: the name of the statement."""
        return sha256(self.text.encode("ascii")).hexdigest()

    @property
    def entry(self) -> bytes:
        """The 49 bytes that stand for the statement in a log."""
        return log_entry(bytes.fromhex(self.hash), self.kid)

    @property
    def signed_bytes(self) -> bytes:
        """What the signature is over: header and payload as they were received."""
        return self.text.rpartition(".")[0].encode("ascii")

    @property
    def organisation(self) -> str:
        """Whose key it names: the part of `kid` before the slash."""
        return self.kid.partition("/")[0]

    @classmethod
    def read(cls, data: str | bytes) -> Self:
        """Envelope of received bytes: size, parts, alphabet and header are checked.

        Raises
        ------
        StatementError
            With the check that failed in `where`.
        """
        text = _read_ascii(data)
        parts = text.split(".")
        if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature
            raise StatementError(
                f"there are {len(parts)} parts, not 3",
                where="parts",
                hint="a compact JWS is header.payload.signature",
            )
        algorithm, kid = _read_header(parts[0])
        payload = read_base64url(parts[1], where="payload")
        signature = read_base64url(parts[2], where="signature")
        return cls(
            text=text,
            algorithm=algorithm,
            kid=kid,
            payload=payload,
            signature=signature,
        )

    def verify(self, find_key: KeyFinder) -> dict[str, Json]:
        """The payload, when a known key of the stated algorithm signed it.

        The signature is checked before the payload is read.

        Raises
        ------
        StatementError
            When the key is unknown, the algorithm is another one, the signature is
            not good or not in its one form, or the payload is not canonical.
        """
        key = find_key(self.kid)
        if key is None:
            raise StatementError(f"there is no key {self.kid}", where="key")
        if key.algorithm is not self.algorithm:
            raise StatementError(
                f"the key {self.kid} signs with {key.algorithm}, not {self.algorithm}",
                where="key",
            )
        key.check_signature(self.signed_bytes, self.signature)
        return read_canonical_object(self.payload)


def seal(payload: Mapping[str, Json], signer: Signer) -> str:
    """Compact JWS over the canonical bytes of a payload.

    The signature is brought to its one form and checked before it is returned: a
    faulty card must not give away its key, nor a wrong hook a useless statement.

    >>> from orta.tracking.events.keys import LocalKey
    >>> seal({"n": "1"}, LocalKey.from_secret("kz.ktz/1", bytes(32)))[:20]
    'eyJhbGciOiJFZDI1NTE5'
    """
    check_kid(signer.kid, where="key")
    key = signer.public_key
    header = {"alg": key.algorithm.value, "kid": signer.kid, "typ": TYPE}
    message = ".".join(
        write_base64url(data)
        for data in (write_canonical(header), write_canonical(payload))
    )
    signature = signer.sign(message.encode("ascii"))
    if key.algorithm is Algorithm.ES256:
        signature = low_s(signature)
    text = f"{message}.{write_base64url(signature)}"
    key.check_signature(message.encode("ascii"), signature)
    return text


def key_tag(kid: str) -> bytes:
    """16 bytes by which mirrors find the entries of a key.

    >>> key_tag("kz.ktz/2026-1").hex()
    '108a07572163c63b7670b6751a3d887b'
    """
    return sha256(_TAG_WORDS + kid.encode("ascii")).digest()[:_TAG_BYTES]


def log_entry(statement_hash: bytes, kid: str) -> bytes:
    """What a log holds of a statement: kind, hash and key tag, 49 bytes."""
    return _ENTRY_KIND + statement_hash + key_tag(kid)


def check_organisation(name: Json, *, where: str) -> str:
    """The name of an organisation, `country.name` in small ASCII letters.

    ASCII alone, so that no name looks like another one's.
    """
    if (
        isinstance(name, str)
        and len(name) <= _LONGEST_NAME
        and _ORGANISATION.fullmatch(name)
    ):
        return name
    raise StatementError(
        f"{str(name)[:60]!r} names no organisation",
        where=where,
        hint="small letters and digits, as kz.ktz",
    )


def check_kid(kid: Json, *, where: str) -> str:
    """The name of a key: its organisation, a slash, a name of its own."""
    if isinstance(kid, str) and len(kid) <= _LONGEST_NAME:
        organisation, _, name = kid.partition("/")
        if _ORGANISATION.fullmatch(organisation) and _KEY_NAME.fullmatch(name):
            return kid
    raise StatementError(
        f"{str(kid)[:60]!r} names no key", where=where, hint="as kz.ktz/2026-1"
    )


def _read_ascii(data: str | bytes) -> str:
    if len(data) > MOST_CHARACTERS:
        raise StatementError(
            f"{len(data)} characters are too many",
            where="size",
            hint=f"at most {MOST_CHARACTERS}",
        )
    text = data.decode("latin-1") if isinstance(data, bytes) else data
    if not text.isascii():
        raise StatementError("the text is not ASCII", where="parts")
    return text


@lru_cache(maxsize=4096)  # a key has one header, and signs many statements
def _read_header(part: str) -> tuple[Algorithm, str]:
    data = read_base64url(part, where="header")
    if len(data) > _MOST_HEADER_BYTES:
        raise StatementError(f"{len(data)} bytes are too many", where="header")
    header = read_canonical_object(data, where="header")
    if set(header) != _HEADER_NAMES or header["typ"] != TYPE:
        raise StatementError(
            "the header has other fields than alg, kid and typ, or another typ",
            where="header",
            hint=f"typ is {TYPE}; no jwk, jku, x5u, x5c, crit, b64 or zip",
        )
    algorithm = Algorithm.read(header["alg"], where="header")
    return algorithm, check_kid(header["kid"], where="header")
