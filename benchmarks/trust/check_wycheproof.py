"""Run published signature vectors (Project Wycheproof) through our verification.

The vectors are not kept here: give a folder with `ed25519_test.json`,
`ecdsa_secp256r1_sha256_p1363_test.json` and `json_web_signature_test.json` of its
`testvectors_v1`. Every vector that the collection calls invalid must be refused; a
valid one that we refuse must have s in the upper half (ES256), which is our rule and
not the standard's. None of its JWS is a statement, so all must be refused.

    python benchmarks/trust/check_wycheproof.py FOLDER
"""

import json
import sys
from pathlib import Path
from typing import Any

from orta.errors import StatementError
from orta.tracking.events import Algorithm, Envelope, PublicKey
from orta.tracking.events.keys import check_signature_form

FILES = {
    Algorithm.ED25519: "ed25519_test.json",
    Algorithm.ES256: "ecdsa_secp256r1_sha256_p1363_test.json",
}


def _encoded(group: dict[str, Any], algorithm: Algorithm) -> bytes:
    key = group["publicKey"]
    return bytes.fromhex(
        key["pk"] if algorithm is Algorithm.ED25519 else key["uncompressed"]
    )


def _why_refused(encoded: bytes, test: dict[str, Any], algorithm: Algorithm) -> str:
    signature = bytes.fromhex(test["sig"])
    try:
        check_signature_form(signature, algorithm)
        form = ""
    except StatementError as error:
        form = error.message
    try:
        key = PublicKey(algorithm=algorithm, encoded=encoded)
        key.check_signature(bytes.fromhex(test["msg"]), signature)
    except StatementError as error:
        return form or error.message
    return ""


def check(folder: Path) -> int:
    """How many vectors we judge otherwise than the collection, without a reason."""
    wrong = 0
    for algorithm, name in FILES.items():
        groups = json.loads((folder / name).read_text("utf-8"))["testGroups"]
        agreed, known = 0, []
        for group in groups:
            encoded = _encoded(group, algorithm)
            for test in group["tests"]:
                why = _why_refused(encoded, test, algorithm)
                if (test["result"] == "valid") == (not why):
                    agreed += 1
                elif why.startswith("a number of the signature is out of range"):
                    known.append(test["tcId"])
                else:
                    wrong += 1
                    print(f"{name} {test['tcId']}: {test['result']}, {why or 'taken'}")
        print(f"{name}: {agreed} agree; valid with high s, refused: {known}")
    return wrong + _check_jws(folder / "json_web_signature_test.json")


def _check_jws(path: Path) -> int:
    taken = refused = 0
    for group in json.loads(path.read_text("utf-8"))["testGroups"]:
        for test in group["tests"]:
            text = test["jws"]
            try:
                Envelope.read(text if isinstance(text, str) else json.dumps(text))
                taken += 1
            except StatementError:
                refused += 1
    print(f"{path.name}: {refused} refused, {taken} taken")
    return taken


if __name__ == "__main__":
    sys.exit(min(1, check(Path(sys.argv[1]))))
