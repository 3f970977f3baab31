"""Whether an Ed25519 public key is a point of the prime-order subgroup.

Points of small order sign anything: with such a key a party could say that it never
said what it signed. Points with a part of small order are read differently by
verifiers that differ in the cofactor. RFC 8032 asks for neither check, so both stand
here, once for each key and not for each signature.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

FIELD_PRIME = 2**255 - 19
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, FIELD_PRIME) % FIELD_PRIME
_ROOT_OF_MINUS_ONE = pow(2, (FIELD_PRIME - 1) // 4, FIELD_PRIME)
_SIGN_BIT = 1 << 255


class _Point(NamedTuple):
    """Extended coordinates of RFC 8032 §5.1.4: x = X/Z, y = Y/Z, xy = T/Z."""

    x: int
    y: int
    z: int
    t: int


_NEUTRAL = _Point(0, 1, 1, 0)


@lru_cache(maxsize=4096)  # 2 ms, and a register reads each key many times
def has_prime_order(encoded: bytes) -> bool:
    """Whether 32 bytes are the only encoding of a point of prime order.

    >>> has_prime_order((1).to_bytes(32, "little"))  # the neutral point
    False
    """
    point = _decode(encoded)
    return (
        point is not None
        and not _is_neutral(point)
        and _is_neutral(_multiply(point, GROUP_ORDER))
    )


def _decode(encoded: bytes) -> _Point | None:
    number = int.from_bytes(encoded, "little")
    y, sign = number & (_SIGN_BIT - 1), number >> 255
    if y >= FIELD_PRIME:
        return None
    u, v = (y * y - 1) % FIELD_PRIME, (_D * y * y + 1) % FIELD_PRIME
    square = u * pow(v, -1, FIELD_PRIME) % FIELD_PRIME
    x = pow(square, (FIELD_PRIME + 3) // 8, FIELD_PRIME)
    if x * x % FIELD_PRIME != square:
        x = x * _ROOT_OF_MINUS_ONE % FIELD_PRIME
    if x * x % FIELD_PRIME != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = FIELD_PRIME - x
    return _Point(x, y, 1, x * y % FIELD_PRIME)


def _add(p: _Point, q: _Point) -> _Point:
    # RFC 8032 §5.1.4; complete, so it also doubles.
    a = (p.y - p.x) * (q.y - q.x) % FIELD_PRIME
    b = (p.y + p.x) * (q.y + q.x) % FIELD_PRIME
    c = 2 * p.t * q.t * _D % FIELD_PRIME
    d = 2 * p.z * q.z % FIELD_PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return _Point(
        e * f % FIELD_PRIME,
        g * h % FIELD_PRIME,
        f * g % FIELD_PRIME,
        e * h % FIELD_PRIME,
    )


def _multiply(point: _Point, factor: int) -> _Point:
    total = _NEUTRAL
    for bit in f"{factor:b}":
        total = _add(total, total)
        if bit == "1":
            total = _add(total, point)
    return total


def _is_neutral(point: _Point) -> bool:
    return point.x == 0 and point.y == point.z
