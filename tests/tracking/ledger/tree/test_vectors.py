"""The proof vectors of transparency-dev/merkle: every one decides as they say."""

import base64
import json
from pathlib import Path

import pytest

from orta.errors import ProofError
from orta.tracking.ledger.tree import verify_consistency, verify_inclusion

FOLDER = Path(__file__).parent.parent / "vectors"

# Two equal roots of twelve bytes; a hash has 32 here, wherever it stands.
KNOWN_EXCEPTIONS = {
    "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json"
}


def _decode(text):
    return base64.b64decode(text or "")


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_every_vector_decides_as_published(kind):
    cases = json.loads((FOLDER / f"{kind}.json").read_text("utf-8"))
    assert len(cases) > 90
    different = set()
    for case in cases:
        proof = [_decode(one) for one in case["proof"] or ()]
        try:
            if kind == "inclusion":
                verify_inclusion(
                    proof,
                    index=case["leafIdx"],
                    size=case["treeSize"],
                    leaf_hash=_decode(case["leafHash"]),
                    root=_decode(case["root"]),
                )
            else:
                verify_consistency(
                    proof,
                    old=case["size1"],
                    size=case["size2"],
                    old_root=_decode(case["root1"]),
                    root=_decode(case["root2"]),
                )
            refused = False
        except ProofError:
            refused = True
        if refused != case["wantErr"]:
            different.add(case["file"])
    assert different == {one for one in KNOWN_EXCEPTIONS if one.startswith(kind)}
