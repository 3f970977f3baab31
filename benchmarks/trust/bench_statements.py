"""Time statements beside what they cannot do without: the raw signatures.

    python benchmarks/trust/bench_statements.py [--count N]

One core. `cryptography` alone checks a signature over bytes that are there; we also
read the text, look up its key, check that it is the one form of its content, and make
values of it. Medians of five rounds, the two taken in turn.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
from base64 import urlsafe_b64decode
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import version
from time import perf_counter

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from orta.tracking.events import (
    Admission,
    Algorithm,
    KeyGrant,
    KeyRegister,
    LocalKey,
    NamedKey,
    Registrar,
    SignedStatement,
    Statement,
    TrustRoot,
    check_disclosures,
    divide,
    fold_keys,
    read_presentation,
    read_statement,
    say_change,
    sign_statement,
    write_presentation,
)

ROUNDS = 5
SECTIONS = {
    "goods": {"gng": "72083900", "massKg": "61250", "packages": "24"},
    "commercial": {"priceUsd": "48200.00", "incoterm": "FCA Aktau"},
    "parties": {"consignor": "A", "consignee": "B"},
}


def _key(kid: str, algorithm: Algorithm = Algorithm.ED25519) -> LocalKey:
    return LocalKey.from_secret(kid, sha256(kid.encode()).digest(), algorithm=algorithm)


def _sid(number: int) -> str:
    return f"01a21000-8800-7000-8000-{number:012x}"


def _milestones(key: LocalKey, count: int) -> list[SignedStatement]:
    return [
        sign_statement(
            Statement(
                sid=_sid(number),
                organisation=key.kid.partition("/")[0],
                type="milestone",
                subject="CSQU3054383",
                number=number,
                parents=(sha256(b"%d" % number).hexdigest(),),
                occurred_at="2026-11-25T10:00:00+05:00",
                body={
                    "eventType": "EQUIPMENT",
                    "equipmentEventTypeCode": "LOAD",
                    "eventClassifierCode": "ACT",
                    "location": "KZAAU",
                    "equipmentReference": "CSQU3054383",
                    "seals": ["KZ123456"],
                },
            ),
            key,
        )
        for number in range(1, count + 1)
    ]


def _raw(key: LocalKey, said: list[SignedStatement]) -> Callable[[], None]:
    encoded = key.public_key.encoded
    jobs = []
    for signed in said:
        message, _, last = signed.envelope.text.rpartition(".")
        signature = urlsafe_b64decode(last + "==")
        if key.public_key.algorithm is Algorithm.ES256:
            r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
            signature = encode_dss_signature(r, s)
        jobs.append((signature, message.encode()))
    if key.public_key.algorithm is Algorithm.ED25519:
        ed25519 = Ed25519PublicKey.from_public_bytes(encoded)
        return lambda: [ed25519.verify(*job) for job in jobs] and None
    p256 = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), encoded)
    return lambda: [p256.verify(*job, ECDSA(SHA256())) for job in jobs] and None


def _register(organisations: int) -> tuple[KeyRegister, list[tuple[int, str]]]:
    names = ("az.registrar", "ge.registrar", "kz.registrar")
    chiefs = {name: _key(f"{name}/1") for name in names}
    root = TrustRoot(
        version=1,
        expires_at="2027-11-25T00:00:00Z",
        threshold=2,
        admission_threshold=2,
        registrars=tuple(
            Registrar(
                organisation=name,
                country=name[:2].upper(),
                keys=(_named(chiefs[name]),),
            )
            for name in names
        ),
    )
    entries = []
    for number in range(organisations):
        chief, works = _key(f"kz.o{number}/chief"), _key(f"kz.o{number}/works")
        admission = Admission(
            organisation=f"kz.o{number}",
            country="KZ",
            name=f"O{number}",
            version=1,
            keys=(_named(chief),),
        )
        said = [(admission, chiefs[name]) for name in names[:2]]
        for change, signer in (*said, (KeyGrant(key=_named(works)), chief)):
            statement = say_change(
                change,
                sid=_sid(len(entries)),
                organisation=signer.kid.partition("/")[0],
                number=len(entries) + 1,
            )
            text = sign_statement(statement, signer).envelope.text
            entries.append((len(entries), text))
    return KeyRegister.start(root), entries


def _named(key: LocalKey) -> NamedKey:
    return NamedKey(kid=key.kid, public_key=key.public_key)


def _per_second(jobs: dict[str, Callable[[], object]], count: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            began = perf_counter()
            job()
            times[name].append(perf_counter() - began)
    return {name: count / statistics.median(taken) for name, taken in times.items()}


def main() -> None:
    """Print how many a second, and the share of the raw rate that we keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000)
    count = parser.parse_args().count
    versions = {name: version(name) for name in ("cryptography", "joserfc", "rfc8785")}
    print(f"Python {platform.python_version()}, {json.dumps(versions)}")
    for algorithm in Algorithm:
        key = _key("kz.ktz/works", algorithm)
        said = _milestones(key, count)
        texts = [signed.envelope.text for signed in said]
        find = {key.kid: key.public_key}.get
        rates = _per_second(
            {
                "raw": _raw(key, said),
                "read": lambda t=texts, f=find: [
                    read_statement(x, find_key=f) for x in t
                ],
                "sign": lambda s=said, k=key: [
                    sign_statement(x.statement, k) for x in s
                ],
            },
            count,
        )
        share = rates["read"] / rates["raw"]
        print(
            f"{algorithm}: {len(texts[0])} characters; cryptography alone "
            f"{rates['raw']:,.0f}/s, read_statement {rates['read']:,.0f}/s "
            f"({share:.0%}), sign_statement {rates['sign']:,.0f}/s"
        )
    _time_sections(count)
    _time_register()


def _time_sections(count: int) -> None:
    key = _key("kz.ktz/works")
    chance = b"".join(sha256(b"%d" % i).digest() for i in range(4))
    divided = divide(SECTIONS, random=chance)
    statement = Statement(
        sid=_sid(1),
        organisation="kz.ktz",
        type="booking",
        subject="CSQU3054383",
        number=1,
        digests=divided.digests,
    )
    shown = write_presentation(
        sign_statement(statement, key).envelope.text, divided.disclosures[:1]
    )

    def read() -> None:
        for _ in range(count):
            _, disclosures = read_presentation(shown)
            check_disclosures(statement, disclosures)

    def make() -> None:
        for _ in range(count):
            divide(SECTIONS, random=chance)

    rates = _per_second({"read": read, "make": make}, count)
    print(
        f"sections: divided {rates['make']:,.0f}/s, "
        f"one shown and checked {rates['read']:,.0f}/s"
    )


def _time_register() -> None:
    for organisations in (100, 1_000):
        start, entries = _register(organisations)
        rates = _per_second(
            {"fold": lambda s=start, e=entries: fold_keys(s, e)}, len(entries)
        )
        folded = fold_keys(start, entries)
        if len(folded.keys) != 3 + 2 * organisations:
            raise SystemExit("the fold lost a key")
        print(
            f"register of {organisations:,} organisations: "
            f"{rates['fold']:,.0f} entries/s"
        )


if __name__ == "__main__":
    main()
