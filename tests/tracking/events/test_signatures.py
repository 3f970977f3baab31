"""Vectors of RFC 8032, edge cases of our own making, and the slow twin beside.

The published collection of such cases (Wycheproof) is not kept here; run
`benchmarks/trust/check_wycheproof.py` with a copy of it.
"""

import random

import pytest
from reference import signatures as slow

from orta.errors import StatementError
from orta.tracking.events import Algorithm, LocalKey, PublicKey, low_s
from orta.tracking.events.keys.subgroup import has_prime_order

RFC_8032 = [  # secret, public, message, signature: §7.1, tests 1 to 3
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
            "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
            "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
            "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]
SCALAR, NONCE, MESSAGE = 0x1234567, 0x7654321, b"consignment"
ED_PUBLIC = slow.ed_encode(slow.ed_multiply(slow.BASE, SCALAR))
EC_PUBLIC = slow.ec_encode(slow.ec_multiply(slow.G, SCALAR))
ED_GOOD = slow.ed_sign(SCALAR, NONCE, MESSAGE)
EC_GOOD = low_s(slow.ec_sign(SCALAR, NONCE, MESSAGE))


def accepts(algorithm, public, message, signature):
    try:
        key = PublicKey(algorithm=algorithm, encoded=public)
        key.check_signature(message, signature)
    except StatementError:
        return False
    return True


def little(number, size=32):
    return number.to_bytes(size, "little")


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_vectors_of_rfc_8032_are_signed_and_verified(
    secret, public, message, signature
):
    key = LocalKey.from_secret("kz.ktz/1", bytes.fromhex(secret))
    message, signature = bytes.fromhex(message), bytes.fromhex(signature)

    assert key.public_key.encoded.hex() == public
    assert key.sign(message) == signature
    assert slow.ed_verify(bytes.fromhex(public), message, signature)
    key.public_key.check_signature(message, signature)


def test_the_vector_of_rfc_6979_is_signed_with_the_nonce_of_the_rfc():
    """§A.2.5, P-256, SHA-256, message “sample”; its s is in the upper half."""
    scalar = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"
    r = "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    s = "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
    key = LocalKey.from_secret(
        "kz.ktz/1", bytes.fromhex(scalar), algorithm=Algorithm.ES256
    )

    signature = key.sign(b"sample")

    assert signature[:32].hex().upper() == r
    assert int.from_bytes(signature[32:]) == slow.N - int(s, 16)
    assert slow.ec_verify(key.public_key.encoded, b"sample", bytes.fromhex(r + s))
    assert not accepts(
        Algorithm.ES256, key.public_key.encoded, b"sample", bytes.fromhex(r + s)
    )


def test_the_twin_stands_on_its_curves():
    assert slow.ed_on_curve(slow.EIGHT)
    assert slow.ed_multiply(slow.EIGHT, 8) == slow.NEUTRAL
    assert slow.ed_multiply(slow.EIGHT, 4) != slow.NEUTRAL
    assert slow.ed_multiply(slow.BASE, slow.L) == slow.NEUTRAL
    assert slow.ec_multiply(slow.G, slow.N) is None


ED_WRONG = {
    "s of L more": ED_GOOD[:32]
    + little(int.from_bytes(ED_GOOD[32:], "little") + slow.L),
    "s of 2 L more": ED_GOOD[:32]
    + little(int.from_bytes(ED_GOOD[32:], "little") + 2 * slow.L),
    "s with a high bit": ED_GOOD[:63] + bytes([ED_GOOD[63] | 0x80]),
    "s is L": ED_GOOD[:32] + little(slow.L),
    "s is zero": ED_GOOD[:32] + bytes(32),
    "r is neutral, s is zero": little(1) + bytes(32),
    "all zero": bytes(64),
    "all ones": b"\xff" * 64,
    "r with the other sign": ED_GOOD[:31] + bytes([ED_GOOD[31] ^ 0x80]) + ED_GOOD[32:],
    "r of p more": little(1 + slow.P) + ED_GOOD[32:],
    "r of small order": slow.ed_sign(SCALAR, 0, MESSAGE, r=slow.ed_encode(slow.EIGHT)),
    "r with a part of small order": slow.ed_sign(
        SCALAR, NONCE, MESSAGE, add=slow.EIGHT
    ),
    "r and s in each other's place": ED_GOOD[32:] + ED_GOOD[:32],
    "a byte too few": ED_GOOD[:-1],
    "a byte too many": ED_GOOD + b"\0",
    "nothing": b"",
    "half": ED_GOOD[:32],
    "twice": ED_GOOD * 2,
    "of another message": slow.ed_sign(SCALAR, NONCE, b"another"),
    "by another key": slow.ed_sign(SCALAR + 1, NONCE, MESSAGE),
    "by minus the key": slow.ed_sign(slow.L - SCALAR, NONCE, MESSAGE),
}


@pytest.mark.parametrize("case", ED_WRONG)
def test_a_wrong_ed25519_signature_is_refused(case):
    assert accepts(Algorithm.ED25519, ED_PUBLIC, MESSAGE, ED_GOOD)
    assert not accepts(Algorithm.ED25519, ED_PUBLIC, MESSAGE, ED_WRONG[case])


def _ec(r, s):
    return r.to_bytes(32) + s.to_bytes(32)


R, S = int.from_bytes(EC_GOOD[:32]), int.from_bytes(EC_GOOD[32:])
EC_WRONG = {
    "s in the upper half": _ec(R, slow.N - S),
    "r is zero": _ec(0, S),
    "s is zero": _ec(R, 0),
    "both are zero": bytes(64),
    "r is one": _ec(1, S),
    "s is one": _ec(R, 1),
    "r is n": _ec(slow.N, S),
    "s is n": _ec(R, slow.N),
    "r is n-1": _ec(slow.N - 1, S),
    "s is n-1": _ec(R, slow.N - 1),
    "r is p": _ec(slow.Q, S),
    "all ones": b"\xff" * 64,
    "r is n-r": _ec(slow.N - R, S),
    "r and s in each other's place": _ec(S, R),
    "a byte too few": EC_GOOD[:-1],
    "a byte too many": EC_GOOD + b"\0",
    "a zero before r and s": b"\0" + EC_GOOD[:32] + b"\0" + EC_GOOD[32:],
    "nothing": b"",
    "of another message": low_s(slow.ec_sign(SCALAR, NONCE, b"another")),
    "by another key": low_s(slow.ec_sign(SCALAR + 1, NONCE, MESSAGE)),
}


@pytest.mark.parametrize("case", EC_WRONG)
def test_a_wrong_es256_signature_is_refused(case):
    assert accepts(Algorithm.ES256, EC_PUBLIC, MESSAGE, EC_GOOD)
    assert not accepts(Algorithm.ES256, EC_PUBLIC, MESSAGE, EC_WRONG[case])


def test_es256_in_der_is_refused():
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    assert not accepts(Algorithm.ES256, EC_PUBLIC, MESSAGE, encode_dss_signature(R, S))


@pytest.mark.parametrize("order", range(8))
def test_a_public_key_of_small_order_is_refused(order):
    """With such a key, one signature is good for an eighth of all messages or more."""
    point = slow.ed_multiply(slow.EIGHT, order)

    assert not has_prime_order(slow.ed_encode(point))
    with pytest.raises(StatementError, match="prime order"):
        PublicKey(algorithm=Algorithm.ED25519, encoded=slow.ed_encode(point))


def test_the_neutral_key_would_sign_everything():
    """Why the check is there: the library alone accepts it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    neutral = little(1)
    Ed25519PublicKey.from_public_bytes(neutral).verify(neutral + bytes(32), b"anything")

    assert not accepts(Algorithm.ED25519, neutral, b"anything", neutral + bytes(32))


@pytest.mark.parametrize("part", range(1, 8))
def test_a_public_key_with_a_part_of_small_order_is_refused(part):
    point = slow.ed_add(
        slow.ed_multiply(slow.BASE, SCALAR), slow.ed_multiply(slow.EIGHT, part)
    )

    assert slow.ed_on_curve(point)
    assert not has_prime_order(slow.ed_encode(point))


@pytest.mark.parametrize(
    "encoded",
    [
        little(slow.P),
        little(slow.P + 1),
        little(1 | 1 << 255),  # minus zero
        little(slow.P + 1 | 1 << 255),
        little(2),  # no such x
        b"\xff" * 32,
        b"",
        ED_PUBLIC[:31],
        ED_PUBLIC + b"\0",
    ],
)
def test_a_public_key_of_ed25519_that_is_no_point_in_its_one_encoding_is_refused(
    encoded,
):
    with pytest.raises(StatementError):
        PublicKey(algorithm=Algorithm.ED25519, encoded=encoded)


@pytest.mark.parametrize(
    "encoded",
    [
        bytes(65),
        b"\x00",
        b"\x04" + bytes(64),
        EC_PUBLIC[:-1] + bytes([EC_PUBLIC[-1] ^ 1]),
        b"\x02" + EC_PUBLIC[1:33],  # compressed
        b"\x06" + EC_PUBLIC[1:],  # hybrid, SEC 1 §2.3.3 of old
        b"\x07" + EC_PUBLIC[1:],
        EC_PUBLIC + b"\0",
        b"\x04" + (slow.Q + 5).to_bytes(32) + EC_PUBLIC[33:],
    ],
)
def test_a_public_key_of_p256_that_is_no_uncompressed_point_is_refused(encoded):
    with pytest.raises(StatementError):
        PublicKey(algorithm=Algorithm.ES256, encoded=encoded)


def test_prime_order_is_told_as_the_slow_twin_tells_it():
    draw = random.Random(7)
    for _ in range(20):
        data = draw.randbytes(32)
        point = slow.ed_decode(data)
        expected = (
            point is not None
            and point != slow.NEUTRAL
            and slow.ed_multiply(point, slow.L) == slow.NEUTRAL
        )
        assert has_prime_order(data) == expected
    assert has_prime_order(ED_PUBLIC)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_signatures_are_judged_as_the_slow_twin_judges_them(algorithm):
    """Random keys, messages and single-bit changes; beside low s the two agree."""
    draw, verify = (
        random.Random(11),
        {
            Algorithm.ED25519: slow.ed_verify,
            Algorithm.ES256: slow.ec_verify,
        }[algorithm],
    )
    for turn in range(12):
        key = LocalKey.from_secret("a.b/1", draw.randbytes(32), algorithm=algorithm)
        message = draw.randbytes(turn * 7)
        signature = key.sign(message)
        bit = draw.randrange(512)
        changed = (int.from_bytes(signature) ^ 1 << bit).to_bytes(64)
        public = key.public_key.encoded
        assert verify(public, message, signature)
        assert accepts(algorithm, public, message, signature)
        assert not verify(public, message, changed)
        assert not accepts(algorithm, public, message, changed)


def test_low_s_is_the_lower_of_two_good_halves():
    high = _ec(R, slow.N - S)

    assert slow.ec_verify(EC_PUBLIC, MESSAGE, high)
    assert low_s(high) == low_s(EC_GOOD) == EC_GOOD
