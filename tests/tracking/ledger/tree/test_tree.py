"""The tree against RFC 6962 as it is written, for every size up to 260."""

import functools
import itertools
import random

import pytest
from tracking.ledger import naive_tree

from orta.errors import LedgerError, ProofError
from orta.tracking.ledger.tree import (
    CompactRange,
    Tree,
    hash_leaf,
    verify_consistency,
    verify_inclusion,
)

MOST = 260
ENTRIES = [f"entry {n}".encode() for n in range(MOST)]
TREE = Tree(ENTRIES)

# The leaves that the tests of Certificate Transparency have used since 2013.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9c fac54203 aeb6bcfe d37ee418 4e3bbb1f 76e67dad ddb89be4 "
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
).split()


@pytest.fixture(autouse=True, scope="module")
def remember_hashes():
    """The twin works in quadratic time; its hashes of slices are remembered."""
    plain = naive_tree.mth
    cached = functools.lru_cache(maxsize=None)(lambda entries: plain(list(entries)))
    naive_tree.mth = lambda entries: cached(tuple(entries))
    yield
    naive_tree.mth = plain


def test_a01_the_published_leaves_have_the_published_roots():
    for size, root in enumerate(ROOTS, 1):
        assert Tree(LEAVES[:size]).root().hex().startswith(root)


def test_a02_an_empty_tree_has_the_hash_of_nothing():
    assert Tree().root() == naive_tree.mth([])


def test_b01_roots_of_all_sizes_are_those_of_the_twin():
    for size in range(MOST + 1):
        assert TREE.root(size) == naive_tree.mth(ENTRIES[:size])


def test_b02_inclusion_proofs_of_all_sizes_are_those_of_the_twin_and_verify():
    for size in range(1, MOST + 1):
        root = TREE.root(size)
        for index in range(size):
            proof = TREE.prove_inclusion(index, size)
            assert proof == naive_tree.path(index, ENTRIES[:size])
            verify_inclusion(
                proof,
                index=index,
                size=size,
                leaf_hash=TREE.leaf_hash(index),
                root=root,
            )


def test_b03_consistency_proofs_of_all_sizes_are_those_of_the_twin_and_verify():
    roots = [TREE.root(size) for size in range(MOST + 1)]
    for size in range(1, MOST + 1):
        for old in range(1, size + 1):
            proof = TREE.prove_consistency(old, size)
            assert proof == naive_tree.proof(old, ENTRIES[:size])
            verify_consistency(
                proof, old=old, size=size, old_root=roots[old], root=roots[size]
            )


def test_b04_how_entries_are_cut_into_batches_makes_no_difference():
    rng = random.Random(5)
    for _ in range(50):
        tree, at = Tree(), 0
        while at < MOST:
            step = rng.choice((0, 1, 2, 3, 7, 64, 100))
            tree.append(ENTRIES[at : at + step])
            at += step
            assert tree.root() == TREE.root(min(at, MOST))


def test_b05_ranges_that_follow_each_other_give_the_root_wherever_they_are_cut():
    rng = random.Random(6)
    for _ in range(100):
        size = rng.randint(0, MOST)
        cuts = sorted({0, size, *(rng.randint(0, size) for _ in range(4))})
        whole = CompactRange()
        for begin, end in itertools.pairwise(cuts):
            part = CompactRange(begin=begin, end=begin)
            for entry in ENTRIES[begin:end]:
                part = part.append(hash_leaf(entry))
            whole = whole.extend(part)
        assert whole.root() == TREE.root(size)
        assert len(whole.hashes) == size.bit_count()


def test_c01_a_proof_for_anything_else_is_refused():
    """Another index, leaf or root, or a proof with one thing changed."""
    rng = random.Random(7)
    refused = 0
    for _ in range(20_000):
        size = rng.randint(1, MOST)
        index = rng.randrange(size)
        claim = {
            "index": index,
            "size": size,
            "leaf_hash": TREE.leaf_hash(index),
            "root": TREE.root(size),
        }
        proof = TREE.prove_inclusion(index, size)
        proof, claim = _spoil(proof, claim, rng)
        with pytest.raises(ProofError):
            verify_inclusion(proof, **claim)
        refused += 1
    assert refused == 20_000


def test_c02_a_spoilt_consistency_proof_is_refused():
    rng = random.Random(8)
    for _ in range(20_000):
        size = rng.randint(1, MOST)
        old = rng.randint(1, size)
        claim = {
            "old": old,
            "size": size,
            "old_root": TREE.root(old),
            "root": TREE.root(size),
        }
        proof = TREE.prove_consistency(old, size)
        proof, claim = _spoil(proof, claim, rng)
        with pytest.raises(ProofError):
            verify_consistency(proof, **claim)


def _spoil(proof, claim, rng):
    """The same with one thing changed that makes a difference."""
    while True:
        spoilt, other = list(proof), dict(claim)
        kind = rng.choice(("bit", "drop", "add", "swap", "length", "number", "hash"))
        place = rng.randrange(len(proof)) if proof else None
        if kind == "add":
            spoilt.insert(rng.randint(0, len(proof)), rng.choice(ENTRIES).ljust(32))
        elif kind == "number":
            # Not the size: RFC 6962 leaves it to the signed checkpoint to bind
            # size and root, and some proofs hold for two sizes.
            key = "index" if "index" in claim else "old"
            other[key] = max(0, claim[key] + rng.choice((-1, 1, 2, -2, 1 << 40)))
        elif kind == "hash":
            key = rng.choice([key for key in claim if isinstance(claim[key], bytes)])
            other[key] = _flip(claim[key], rng)
        elif place is None:
            continue
        elif kind == "bit":
            spoilt[place] = _flip(proof[place], rng)
        elif kind == "drop":
            del spoilt[place]
        elif kind == "swap":
            other_place = rng.randrange(len(proof))
            spoilt[place], spoilt[other_place] = proof[other_place], proof[place]
        else:
            spoilt[place] = proof[place][: rng.randrange(32)]
        if (spoilt, other) != (list(proof), claim):
            return spoilt, other


def _flip(value, rng):
    bit = rng.randrange(len(value) * 8)
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_c03_what_is_outside_of_the_tree_is_refused():
    for ask in (
        lambda: TREE.root(MOST + 1),
        lambda: TREE.root(-1),
        lambda: TREE.prove_inclusion(MOST),
        lambda: TREE.prove_inclusion(5, 5),
        lambda: TREE.prove_inclusion(-1),
        lambda: TREE.prove_consistency(9, 8),
        lambda: TREE.leaf_hash(MOST),
        lambda: TREE.hashes(0, first=250, count=11),
        lambda: TREE.hashes(40, first=0, count=1),
    ):
        with pytest.raises(LedgerError):
            ask()


def test_c04_nothing_is_proved_of_an_empty_tree():
    with pytest.raises(ProofError):
        verify_consistency([], old=0, size=5, old_root=b"x" * 32, root=TREE.root(5))
