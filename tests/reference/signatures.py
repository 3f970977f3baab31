"""Ed25519 and ECDSA on P-256 from the books, slow and plain: the twin of the library.

Written from RFC 8032 and FIPS 186-5 with points as (x, y) pairs, and able to sign with
any nonce and any key, so that tests can make what no honest signer makes.
"""

from hashlib import sha256, sha512

# Ed25519

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BASE = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)
NEUTRAL = (0, 1)


def ed_add(p, q):
    (a, b), (c, d) = p, q
    t = D * a * b * c * d
    return (
        (a * d + b * c) * pow(1 + t, -1, P) % P,
        (b * d + a * c) * pow(1 - t, -1, P) % P,
    )


def ed_multiply(point, factor):
    total = NEUTRAL
    while factor:
        if factor & 1:
            total = ed_add(total, point)
        point = ed_add(point, point)
        factor >>= 1
    return total


def ed_encode(point):
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def ed_on_curve(point):
    x, y = point
    return (-x * x + y * y - 1 - D * x * x * y * y) % P == 0


def ed_challenge(r, a, message):
    return int.from_bytes(sha512(r + a + message).digest(), "little") % L


def ed_decode(data):
    number = int.from_bytes(data, "little")
    y, sign = number % 2**255, number >> 255
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return None
    return (x if x & 1 == sign else P - x), y


def _point_of_order_eight():
    """L times a point of the curve is of small order; one in two is of order eight."""
    y = 2
    while True:
        point = ed_decode(y.to_bytes(32, "little"))
        small = point and ed_multiply(point, L)
        if small and ed_multiply(small, 4) != NEUTRAL:
            return small
        y += 1


EIGHT = _point_of_order_eight()  # its multiples are all points of small order


def ed_verify(public, message, signature):
    """As RFC 8032 without the cofactor: [S]B = R + [k]A, S below L."""
    if len(signature) != 64:
        return False
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    a = ed_decode(public)
    if a is None or s >= L:
        return False
    k = ed_challenge(r, public, message)
    minus_a = (P - a[0]) % P, a[1]
    return ed_encode(ed_add(ed_multiply(BASE, s), ed_multiply(minus_a, k))) == r


def ed_sign(scalar, nonce, message, *, public=None, r=None, add=NEUTRAL):
    """Signature with a scalar and a nonce of choice; `add` goes to R."""
    a = public or ed_encode(ed_multiply(BASE, scalar))
    r = r or ed_encode(ed_add(ed_multiply(BASE, nonce), add))
    s = (nonce + ed_challenge(r, a, message) * scalar) % L
    return r + s.to_bytes(32, "little")


# P-256

Q = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def ec_add(p, q):
    if p is None or q is None:
        return p or q
    (a, b), (c, d) = p, q
    if a == c and (b + d) % Q == 0:
        return None
    if p == q:
        slope = (3 * a * a - 3) * pow(2 * b, -1, Q)
    else:
        slope = (d - b) * pow(c - a, -1, Q)
    x = (slope * slope - a - c) % Q
    return x, (slope * (a - x) - b) % Q


def ec_multiply(point, factor):
    total = None
    while factor:
        if factor & 1:
            total = ec_add(total, point)
        point = ec_add(point, point)
        factor >>= 1
    return total


def ec_encode(point):
    return b"\x04" + point[0].to_bytes(32) + point[1].to_bytes(32)


def ec_verify(public, message, signature):
    """As FIPS 186-5, both halves of s alike."""
    if len(signature) != 64 or len(public) != 65 or public[0] != 4:
        return False
    point = int.from_bytes(public[1:33]), int.from_bytes(public[33:])
    if (point[1] ** 2 - point[0] ** 3 + 3 * point[0] - B) % Q:
        return False
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    if not (0 < r < N and 0 < s < N):
        return False
    e, w = int.from_bytes(sha256(message).digest()), pow(s, -1, N)
    found = ec_add(ec_multiply(G, e * w % N), ec_multiply(point, r * w % N))
    return found is not None and found[0] % N == r


def ec_sign(scalar, nonce, message):
    r = ec_multiply(G, nonce)[0] % N
    e = int.from_bytes(sha256(message).digest())
    s = pow(nonce, -1, N) * (e + r * scalar) % N
    return r.to_bytes(32) + s.to_bytes(32)
