"""Many wrong copies: none is accepted, none crashes, one content has one hash."""

import json
import random
from collections import Counter
from unicodedata import normalize

import pytest
from signed.build import finder, key, said
from signed.mutate import STRANGERS, mutate, write_otherwise

from orta.errors import StatementError
from orta.tracking.events import Algorithm, divide, read_statement

KEYS = [
    key("kz.ktz/2026-1"),
    key("kz.ktz/card", algorithm=Algorithm.ES256),
    key("az.port/works"),
]
FIND = finder(*KEYS)


def originals():
    """Statements of several shapes; their bodies hold what can be written otherwise."""
    draw = random.Random(3)
    made = []
    for number, local in enumerate(KEYS * 4, 1):
        body = {"code": "LOAD", "place": "Bakı ə é €😀/\n", "teu": 7, "list": [7, {}]}
        more = [
            {"body": body},
            {"body": body, "occurred_at": "2026-11-25T10:00:00Z"},
            {"body": body, "parents": tuple(sorted(item.hash for item in made[:3]))},
            {
                "body": None,
                "digests": divide({"goods": 1}, random=draw.randbytes(128)).digests,
            },
        ][(number - 1) // len(KEYS)]
        made.append(said(local, number, **more))
    return made


def check_strangers(count, seed):
    """How often each check refused a copy that differs from all that was said."""
    draw, good = random.Random(seed), originals()
    texts = sorted(item.envelope.text for item in good)
    refusals = Counter()
    while refusals.total() < count:
        text = mutate(draw, draw.choice(texts), texts)
        if text in texts:
            continue
        try:
            read = read_statement(text, find_key=FIND)
        except StatementError as error:
            refusals[error.where] += 1
        else:
            pytest.fail(f"accepted: {read.envelope.text}")
    return refusals


def check_signers(count, seed):
    """How many texts of a signer were taken; one content never has two hashes."""
    draw, good = random.Random(seed), originals()
    hashes = {(item.envelope.kid, meaning(item)): item.hash for item in good}
    taken = 0
    for _ in range(count):
        item = draw.choice(good)
        local = next(each for each in KEYS if each.kid == item.envelope.kid)
        text = write_otherwise(draw, item.envelope.text, local)
        try:
            read = read_statement(text, find_key=FIND)
        except StatementError:
            continue
        taken += 1
        content = (read.envelope.kid, meaning(read))
        assert hashes.setdefault(content, read.hash) == read.hash, text
    return taken


def meaning(signed):
    """What a reader would understand, however it is written."""
    value = json.loads(normalize("NFC", signed.envelope.payload.decode()))
    return json.dumps(value, sort_keys=True)


def test_thirty_thousand_wrong_copies_are_all_refused():
    refusals = check_strangers(30_000, seed=1)

    # Each of the outer checks does its part, else the copies test less than they seem.
    for check in ("parts", "header", "payload", "signature", "key"):
        assert refusals[check] >= 50, refusals


def test_a_signer_who_writes_in_other_ways_gives_one_content_one_hash():
    assert 0 < check_signers(5_000, seed=1) < 1_500


@pytest.mark.slow
def test_a_hundred_thousand_more():
    check_strangers(100_000, seed=2)
    check_signers(30_000, seed=2)


@pytest.mark.parametrize("kind", STRANGERS, ids=lambda kind: kind.__name__)
def test_each_kind_of_wrong_copy_is_drawn_and_differs(kind):
    draw, texts = random.Random(5), sorted(item.envelope.text for item in originals())

    copies = {kind(draw, texts[0], texts[1:]) for _ in range(200)}

    assert len(copies - {texts[0]}) > 10
