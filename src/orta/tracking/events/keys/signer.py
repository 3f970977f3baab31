"""Who signs: a protocol that hardware can meet, and a key held in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, Self

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from orta.errors import UsageError
from orta.tracking.events.keys.algorithm import (
    Algorithm,
    PublicKey,
    low_s,
    signature_from_der,
)

SECRET_BYTES = 32


class Signer(Protocol):
    """What can sign for a key: a file, a card, a hardware module, a keystore.

    A hook for PKCS#11 or for the keystore of an operating system has these three. It
    need not care for low s: `sign_statement` brings a signature to its one form and
    checks it before anybody sees it.
    """

    @property
    def kid(self) -> str:
        """Name of the key, as it stands in headers."""
        ...

    @property
    def public_key(self) -> PublicKey:
        """The public half, which says the algorithm."""
        ...

    def sign(self, message: bytes) -> bytes:
        """64 bytes: R and S of Ed25519, or r and s of ES256 over SHA-256."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalKey:
    """A private key in memory. It is not shown, compared or pickled.

    >>> key = LocalKey.from_secret("kz.ktz/2026-1", bytes(range(32)))
    >>> key.public_key.encoded.hex()[:16]
    '03a107bff3ce10be'
    """

    kid: str
    private_key: Ed25519PrivateKey | EllipticCurvePrivateKey = field(
        repr=False, compare=False
    )
    public_key: PublicKey = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "public_key", _public_half(self.private_key))

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a private key is not pickled; keep it in a key file")

    @classmethod
    def from_secret(
        cls, kid: str, secret: bytes, *, algorithm: Algorithm = Algorithm.ED25519
    ) -> Self:
        """Key of 32 secret bytes, which the caller draws from a good source.

        Raises
        ------
        UsageError
            When the bytes are too few, too many, or no private key of P-256 (which
            happens once in 2^32 draws: draw again).
        """
        number = int.from_bytes(secret)
        if len(secret) != SECRET_BYTES:
            raise UsageError(
                f"a secret has {SECRET_BYTES} bytes, not {len(secret)}", where="secret"
            )
        if algorithm is Algorithm.ED25519:
            return cls(
                kid=kid, private_key=Ed25519PrivateKey.from_private_bytes(secret)
            )
        try:
            return cls(kid=kid, private_key=derive_private_key(number, SECP256R1()))
        except ValueError:
            raise UsageError(
                "these bytes are no private key of P-256",
                where="secret",
                hint="draw other ones",
            ) from None

    def sign(self, message: bytes) -> bytes:
        """Signature of 64 bytes, the same for the same message (RFC 8032, RFC 6979)."""
        if isinstance(self.private_key, Ed25519PrivateKey):
            return self.private_key.sign(message)
        der = self.private_key.sign(
            message, ECDSA(SHA256(), deterministic_signing=True)
        )
        return low_s(signature_from_der(der))


def _public_half(key: Ed25519PrivateKey | EllipticCurvePrivateKey) -> PublicKey:
    if isinstance(key, Ed25519PrivateKey):
        return PublicKey(
            algorithm=Algorithm.ED25519, encoded=key.public_key().public_bytes_raw()
        )
    if not isinstance(key.curve, SECP256R1):
        raise UsageError(f"a key on {key.curve.name}", where="key", hint="use P-256")
    return PublicKey(
        algorithm=Algorithm.ES256,
        encoded=key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        ),
    )
