"""The two signature algorithms, their public keys, and the one form of a signature."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn, Self

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey
from joserfc.jws import JWSRegistry

from orta.errors import StatementError
from orta.tracking.events.base64url import read_base64url, write_base64url
from orta.tracking.events.canonical import Json
from orta.tracking.events.keys.subgroup import GROUP_ORDER, has_prime_order

SIGNATURE_BYTES = 64
HALF = SIGNATURE_BYTES // 2
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_UNCOMPRESSED = 4  # first byte of a point in SEC 1 that has both coordinates


class Algorithm(StrEnum):
    """How a key signs, by the name that stands in the header of a JWS."""

    ED25519 = "Ed25519"  # RFC 9864
    ES256 = "ES256"  # RFC 7518, for smart cards and hardware modules

    @classmethod
    def read(cls, text: object, *, where: str) -> Self:
        """Algorithm of this name; any other name is refused."""
        for algorithm in cls:
            if text == algorithm.value:
                return algorithm
        raise StatementError(
            f"the algorithm is {str(text)[:60]!r}", where=where, hint="Ed25519 or ES256"
        )


_VERIFIERS = {
    algorithm: JWSRegistry(algorithms=[algorithm.value]).get_alg(algorithm.value)
    for algorithm in Algorithm
}
_KEY_BYTES = {Algorithm.ED25519: 32, Algorithm.ES256: 65}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A public key in its one encoding, checked once so that it can be used often.

    `encoded` is the 32 bytes of RFC 8032, or the 65 bytes of an uncompressed point of
    P-256 (SEC 1).

    >>> key = PublicKey.read("Ed25519", "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg")
    >>> key.algorithm
    <Algorithm.ED25519: 'Ed25519'>
    """

    algorithm: Algorithm
    encoded: bytes
    _verifier: OKPKey | ECKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.encoded) != _KEY_BYTES[self.algorithm]:
            self._refuse(f"has {len(self.encoded)} bytes")
        ed25519 = self.algorithm is Algorithm.ED25519
        if ed25519 and not has_prime_order(self.encoded):
            self._refuse("is no point of prime order")
        if not ed25519 and self.encoded[0] != _UNCOMPRESSED:
            self._refuse("is no uncompressed point")
        try:
            verifier = _verifier_of(self.encoded, ed25519=ed25519)
        except (JoseError, ValueError):
            self._refuse("is no point of the curve")
        object.__setattr__(self, "_verifier", verifier)

    @classmethod
    def read(cls, algorithm: Json, encoded: Json) -> Self:
        """Public key as statements write it: a name and base64url."""
        if not isinstance(encoded, str):
            raise StatementError("the public key is no text", where="key")
        return cls(
            algorithm=Algorithm.read(algorithm, where="key"),
            encoded=read_base64url(encoded, where="key"),
        )

    @property
    def text(self) -> str:
        """The encoded key as base64url, as it stands in statements."""
        return write_base64url(self.encoded)

    def check_signature(self, message: bytes, signature: bytes) -> None:
        """Nothing, when the bytes were signed by this key.

        Raises
        ------
        StatementError
            When they were not, or the signature is not in its one form.
        """
        check_signature_form(signature, self.algorithm)
        verifier = _VERIFIERS[self.algorithm]
        if not verifier.verify(message, signature, self._verifier):
            raise StatementError(
                "the signature is not by this key over these bytes", where="signature"
            )

    def _refuse(self, problem: str) -> NoReturn:
        raise StatementError(
            f"the {self.algorithm} public key {problem}",
            where="key",
            hint="32 bytes of RFC 8032, or 65 bytes of an uncompressed P-256 point",
        )


def _verifier_of(encoded: bytes, *, ed25519: bool) -> OKPKey | ECKey:
    if ed25519:
        return OKPKey.import_key(Ed25519PublicKey.from_public_bytes(encoded))
    # Raises where the point is not on the curve.
    point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), encoded)
    return ECKey.import_key(point)


def check_signature_form(signature: bytes, algorithm: Algorithm) -> None:
    """Nothing, when a signature is in the only form that we accept.

    For Ed25519, S is below the order of the group. For ES256, r and s are from 1 to
    the order, and s is in the lower half: (r, n-s) verifies as well as (r, s) does.
    """
    if len(signature) != SIGNATURE_BYTES:
        raise StatementError(
            f"the signature has {len(signature)} bytes, not {SIGNATURE_BYTES}",
            where="signature",
        )
    if algorithm is Algorithm.ED25519:
        good = int.from_bytes(signature[HALF:], "little") < GROUP_ORDER
    else:
        r, s = int.from_bytes(signature[:HALF]), int.from_bytes(signature[HALF:])
        good = 0 < r < P256_ORDER and 0 < s <= P256_ORDER // 2
    if not good:
        raise StatementError(
            "a number of the signature is out of range",
            where="signature",
            hint="S below the order of the group; of ES256, s in the lower half",
        )


def low_s(signature: bytes) -> bytes:
    r"""An ES256 signature with s in the lower half: cards return either half.

    >>> low_s(bytes(31) + b"\x01" + (P256_ORDER - 2).to_bytes(32)).hex()[-2:]
    '02'
    """
    s = int.from_bytes(signature[HALF:])
    return signature[:HALF] + min(s, P256_ORDER - s).to_bytes(HALF)


def signature_from_der(der: bytes) -> bytes:
    """An ES256 signature as r and s, from the DER that some hardware returns."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(HALF) + s.to_bytes(HALF)
