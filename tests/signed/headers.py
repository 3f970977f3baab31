"""Headers that are not ours, each with a name: none is ever taken."""

import json

from signed.build import key

from orta.tracking.events.base64url import write_base64url

RAILWAY = key("kz.ktz/2026-1")
KID = RAILWAY.kid


def header(**fields):
    return write_base64url(json.dumps(fields, separators=(",", ":")).encode())


PLAIN = {"alg": "Ed25519", "kid": KID, "typ": "orta-statement+jws"}
HEADERS = {
    "alg none": PLAIN | {"alg": "none"},
    "alg None": PLAIN | {"alg": "None"},
    "alg empty": PLAIN | {"alg": ""},
    "alg null": PLAIN | {"alg": None},
    "alg of a list": PLAIN | {"alg": ["Ed25519"]},
    "alg HS256": PLAIN | {"alg": "HS256"},
    "alg HS512": PLAIN | {"alg": "HS512"},
    "alg RS256": PLAIN | {"alg": "RS256"},
    "alg PS256": PLAIN | {"alg": "PS256"},
    "alg ES256K": PLAIN | {"alg": "ES256K"},
    "alg ES384": PLAIN | {"alg": "ES384"},
    "alg ES512": PLAIN | {"alg": "ES512"},
    "alg EdDSA": PLAIN | {"alg": "EdDSA"},
    "alg Ed448": PLAIN | {"alg": "Ed448"},
    "alg in small letters": PLAIN | {"alg": "ed25519"},
    "alg with a space": PLAIN | {"alg": "Ed25519 "},
    "kid unknown": PLAIN | {"kid": "kz.ktz/other"},
    "kid of a path": PLAIN | {"kid": "../../../dev/null"},
    "kid of dots": PLAIN | {"kid": "kz.ktz/../az.port"},
    "kid of SQL": PLAIN | {"kid": "kz.ktz/1' OR '1'='1"},
    "kid empty": PLAIN | {"kid": ""},
    "kid null": PLAIN | {"kid": None},
    "kid a number": PLAIN | {"kid": 1},
    "kid with a zero byte": PLAIN | {"kid": KID + "\0"},
    "kid with a newline": PLAIN | {"kid": KID + "\n"},
    "kid in large letters": PLAIN | {"kid": KID.upper()},
    "kid with a Cyrillic letter": PLAIN | {"kid": "kz.кtz/2026-1"},
    "kid too long": PLAIN | {"kid": "kz.ktz/" + "1" * 200},
    "typ JWT": PLAIN | {"typ": "JWT"},
    "typ of a longer name": PLAIN | {"typ": "application/orta-statement+jws"},
    "typ in large letters": PLAIN | {"typ": "ORTA-STATEMENT+JWS"},
    "typ null": PLAIN | {"typ": None},
    "no typ": {"alg": "Ed25519", "kid": KID},
    "no kid": {"alg": "Ed25519", "typ": "orta-statement+jws"},
    "no alg": {"kid": KID, "typ": "orta-statement+jws"},
    "a key of its own": {
        "alg": "Ed25519",
        "jwk": {"crv": "Ed25519", "kty": "OKP", "x": RAILWAY.public_key.text},
        "kid": KID,
        "typ": "orta-statement+jws",
    },
    "a place for the key": PLAIN | {"jku": "https://a.example/k"},
    "a certificate": PLAIN | {"x5c": ["MIIB"]},
    "a place for a certificate": PLAIN | {"x5u": "https://a.example/c"},
    "a thumbprint": PLAIN | {"x5t": "AAAA"},
    "crit": {
        "alg": "Ed25519",
        "crit": ["exp"],
        "kid": KID,
        "typ": PLAIN["typ"],
    },
    "crit empty": {
        "alg": "Ed25519",
        "crit": [],
        "kid": KID,
        "typ": PLAIN["typ"],
    },
    "b64 false": {
        "alg": "Ed25519",
        "b64": False,
        "kid": KID,
        "typ": PLAIN["typ"],
    },
    "zip": PLAIN | {"zip": "DEF"},
    "cty": {"alg": "Ed25519", "cty": "json", "kid": KID, "typ": PLAIN["typ"]},
    "a time": PLAIN | {"zzz": 1},
    "another order": {"typ": PLAIN["typ"], "kid": KID, "alg": "Ed25519"},
}

RAW_HEADERS = {
    "alg twice": b'{"alg":"none","alg":"Ed25519","kid":"kz.ktz/2026-1",'
    b'"typ":"orta-statement+jws"}',
    "spaces": b'{"alg": "Ed25519","kid":"kz.ktz/2026-1","typ":"orta-statement+jws"}',
    "escapes": b'{"alg":"\\u0045d25519","kid":"kz.ktz/2026-1",'
    b'"typ":"orta-statement+jws"}',
    "no object": b'["Ed25519"]',
    "null": b"null",
    "deep": b"[" * 500,
    "no JSON": b"Ed25519",
    "no UTF-8": b'{"alg":"Ed25519\xff"}',
    "long": b'{"alg":"' + b"a" * 600 + b'"}',
}
