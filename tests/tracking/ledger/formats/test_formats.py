"""The formats against the examples of their specifications and of ours."""

import random

import pytest
from tracking.ledger.keys import COUNTRIES, ORIGIN, log_key, policy, witness_key

from orta.errors import LedgerError, NoteError, ProofError
from orta.tracking.ledger.formats import (
    Checkpoint,
    KeyKind,
    Note,
    Policy,
    PublicKey,
    Receipt,
    SecretKey,
    Tile,
    cosign,
    decode_bundle,
    encode_bundle,
    find_cosigned_at_s,
    list_tiles,
    open_checkpoint,
)
from orta.tracking.ledger.tree import Tree, hash_leaf

AT_S = 1795400000

# The example of C2SP signed-note.
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq"
    "6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()

# The worked example of our own design: entry, log key 07, witness key 09.
ENTRY = bytes.fromhex(
    "01"
    "66906dd9ef097c35a9dfb63cfc86cb8a742f3dea803370bdd2c02cdeb360810d"
    "108a07572163c63b7670b6751a3d887b"
)
LEAF = "2406f1d223e63ec730b038567eecf03f8e9e4732a627e289460c55e02453fb5b"
SIGNED = (
    "log.orta.example/2026\n1\nJAbx0iPmPscwsDhWfuzwP46eRzKmJ+KJRgxV4CRT+1s=\n\n"
    "— log.orta.example/2026 kuaFMC+uno09gP5wriEbfCRZMCURXislN0Xs9K3Au7rbKPqnexilRQ7L"
    "JZB8fXRLAp8DqdoeIVD3G0mMvzNtw2ebwQI=\n"
).encode()
COSIGNED = (
    "— kz.witness.example/1 Jc7qJwAAAABrA6FAvnrP3C2d/nd/Qgef6lbf+CpGW3c/fbc0bJ9MpgYGLL"
    "mN8cAhi7eFrZgE7ClCh8m8hJxDKuRsQpafhL3nf52aBw==\n"
)


def receipt_of(count=11, index=4):
    tree = Tree(b"entry %d" % n for n in range(count))
    note = Checkpoint(origin=ORIGIN, size=count, root=tree.root()).sign(log_key())
    note = note.add(
        *(cosign(note.text, witness_key(one), at_s=AT_S) for one in COUNTRIES)
    )
    return Receipt(
        index=index, hashes=tuple(tree.prove_inclusion(index)), note=note, extra=b"x"
    )


def test_a01_the_note_of_the_specification_is_signed_by_its_key():
    note = Note.parse(FOO_NOTE)

    note.check_signature(PublicKey.parse(FOO))
    assert bytes(note) == FOO_NOTE
    assert str(PublicKey.parse(FOO)) == FOO


def test_a02_the_worked_example_comes_out_to_the_byte():
    tree = Tree([ENTRY])
    checkpoint = Checkpoint(origin=ORIGIN, size=1, root=tree.root())
    witness = SecretKey(
        name="kz.witness.example/1", kind=KeyKind.WITNESS, seed=b"\x09" * 32
    )

    assert hash_leaf(ENTRY).hex() == LEAF
    assert bytes(checkpoint.sign(log_key())) == SIGNED
    assert str(cosign(checkpoint.text, witness, at_s=AT_S)) == COSIGNED
    note = Note.parse(SIGNED + COSIGNED.encode())
    assert open_checkpoint(note, log_key().public) == checkpoint
    assert find_cosigned_at_s(note, witness.public) == AT_S


def test_a03_a_secret_key_is_read_back_and_does_not_show_itself():
    key = log_key()

    assert SecretKey.parse(key.secret_text() + "\n") == key
    assert "0707" not in repr(key)
    assert key.secret_text()[-30:] not in repr(key)
    with pytest.raises(NoteError) as refused:
        SecretKey.parse(key.secret_text()[:-3] + "AAA")
    assert key.secret_text()[40:60] not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "no newline at the end",
        "a\n\nno signature\n",
        "a\n\n— x AAAAAAA\n",
        "a\n\n— x AAAAAA==\n",
        "a\n\n— x AAAAAAB=\n",
        "a\n\n— x AAAA\u0410AAA\n",
        "a\n\n-- x AAAAAAAA\n",
        "a\n\n—  x AAAAAAAA\n",
        "a\tb\n\n— x AAAAAAAA\n",
        "a\r\n\n— x AAAAAAAA\n",
        "a\n\n— x AAAAAAAA",
        "a\n\n" + "— x AAAAAAAA\n" * 65,
        "a" * 70_000 + "\n\n— x AAAAAAAA\n",
    ],
)
def test_b01_what_is_no_note_is_refused(text):
    assert Note.parse("a\n\n— x AAAAAAA=\n".encode()).text == "a\n"
    with pytest.raises(NoteError):
        Note.parse(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "o\n01\nAAAA\n",
        "o\n+1\n{root}\n",
        "o\n1\n{root}\nextension\n",
        "o\n1\n",
        "\n1\n{root}\n",
        "o\n-1\n{root}\n",
        "o\n9223372036854775808\n{root}\n",
        "o\n1\n{root}=\n",
        "o\n1\nJAbx0iPmPscwsDhWfuzwP46eRzKmJ+KJRgxV4CRT+1t=\n",
        "o\n0\n{root}\n",
        "o\n١\n{root}\n",
    ],
)
def test_b02_what_is_no_checkpoint_is_refused(text):
    root = "JAbx0iPmPscwsDhWfuzwP46eRzKmJ+KJRgxV4CRT+1s="
    assert Checkpoint.parse(f"o\n1\n{root}\n").size == 1
    with pytest.raises(LedgerError):
        Checkpoint.parse(text.format(root=root))


def test_b03_a_key_of_a_log_is_no_key_of_a_witness():
    note = Note.parse(SIGNED)
    with pytest.raises(NoteError):
        note.check_signature(witness_key("kz").public)
    with pytest.raises(NoteError):
        find_cosigned_at_s(note, log_key().public)
    with pytest.raises(NoteError):
        cosign(note.text, log_key(), at_s=AT_S)


def test_b04_signatures_of_strangers_mean_nothing_and_false_ones_refuse_the_note():
    note = Note.parse(SIGNED)
    stranger = Checkpoint.parse(note.text).sign(log_key(8)).signatures[0]
    false = stranger.__class__(
        name=ORIGIN, key_id=log_key().public.key_id, data=stranger.data
    )

    open_checkpoint(note.add(stranger), log_key().public)
    with pytest.raises(NoteError):
        open_checkpoint(note.add(false), log_key().public)


@pytest.mark.parametrize("count", range(6))
def test_c01_four_of_five_are_final_and_three_are_not(count):
    note = Note.parse(SIGNED)
    for number, country in enumerate(COUNTRIES[:count]):
        note = note.add(cosign(note.text, witness_key(country), at_s=AT_S + number))

    finding = policy().judge(note)

    assert finding.is_final == (count >= 4)
    assert len(finding.cosigned_at_s) == count
    # With all five the latest time that four had reached is that of the second.
    assert finding.quorum_at_s == {4: AT_S, 5: AT_S + 1}.get(count)


def test_c02_one_witness_that_signs_often_counts_once():
    note = Note.parse(SIGNED)
    for at_s in range(AT_S, AT_S + 9):
        note = note.add(cosign(note.text, witness_key("kz"), at_s=at_s))
    assert not policy().judge(note).is_final


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "quorum nobody",
        "quorum none\nquorum none",
        "group g any a\nwitness a {kz}\nquorum g",
        "witness a {kz}\nwitness b {kz}\nquorum a",
        "witness a {kz}\nwitness a {az}\nquorum a",
        "witness none {kz}\nquorum none",
        "witness a {kz}\ngroup g 2 a\nquorum g",
        "witness a {kz}\ngroup g 0 a\nquorum g",
        "witness a {kz}\ngroup g any a a\nquorum g",
        "witness a {kz}\ngroup g any a\ngroup h any a\nquorum g",
        "witness a {log}\nquorum a",
        "log {kz}\nquorum none",
        "log {log}\nlog {log}\nquorum none",
        "policy {log}\nquorum none",
    ],
)
def test_c03_a_policy_that_could_count_wrongly_is_refused(lines):
    text = lines.format(
        kz=witness_key("kz").public, az=witness_key("az").public, log=log_key().public
    )
    with pytest.raises(NoteError):
        Policy.parse(text)


def test_d01_a_receipt_is_read_back_and_proves_its_entry():
    receipt = receipt_of()

    assert Receipt.parse(bytes(receipt)) == receipt
    assert receipt.verify(b"entry 4", policy()).checkpoint.size == 11
    with pytest.raises(ProofError):
        receipt.verify(b"entry 5", policy())


def test_d02_a_receipt_without_a_quorum_is_not_final():
    receipt = receipt_of()
    few = Note(text=receipt.note.text, signatures=receipt.note.signatures[:4])
    with pytest.raises(NoteError, match="only 3"):
        Receipt(index=4, hashes=receipt.hashes, note=few).verify(b"entry 4", policy())


def mutate(data, rng):
    """The bytes with something changed, dropped, doubled or put elsewhere."""
    at = rng.randrange(len(data))
    kind = rng.randrange(6)
    if kind == 0:
        return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
    if kind == 1:
        return data[:at] + data[at + rng.randint(1, 4) :]
    if kind == 2:
        return data[:at] + data[at : at + rng.randint(1, 50)] + data[at:]
    if kind == 3:
        return (
            data[:at] + rng.choice((b"\n", b" ", b"=", b"\0", b"0", b"+")) + data[at:]
        )
    lines = data.split(b"\n")
    place = rng.randrange(len(lines))
    if kind == 4:
        lines.insert(rng.randrange(len(lines)), lines.pop(place))
    else:
        lines.insert(place, rng.choice(lines))
    return b"\n".join(lines)


@pytest.mark.parametrize(
    "count", [2_000, pytest.param(100_000, marks=pytest.mark.slow)]
)
def test_e01_a_mutated_receipt_is_refused_or_still_says_the_same(count):
    """What is accepted says the same: same index, same hashes, same checkpoint.

    The bytes may differ in what nothing signs: lines of extra data, signatures of
    strangers, the order of signatures and signatures too many.
    """
    rng = random.Random(9)
    receipt = receipt_of()
    data = bytes(receipt)
    accepted = 0
    for _ in range(count):
        try:
            other = Receipt.parse(mutate(data, rng))
            finding = other.verify(b"entry 4", policy())
        except LedgerError:
            continue
        accepted += 1
        assert (other.index, other.hashes) == (receipt.index, receipt.hashes)
        assert other.note.text == receipt.note.text
        assert finding.is_final
    assert accepted < count


def test_f01_the_example_of_70_000_entries_has_the_published_tiles():
    tiles = list(list_tiles(70_000))
    count = {
        level: (
            sum(t.width == 256 for t in tiles if t.level == level),
            [t.width for t in tiles if t.level == level and t.width < 256],
        )
        for level in range(-1, 3)
    }
    assert count == {-1: (273, [112]), 0: (273, [112]), 1: (1, [17]), 2: (0, [1])}


def test_f02_growing_writes_what_the_larger_log_has_and_the_smaller_has_not():
    rng = random.Random(3)
    for _ in range(200):
        before = rng.randint(0, 70_000)
        size = before + rng.randint(0, 3_000)
        new = set(list_tiles(size, after=before))
        assert set(list_tiles(size)) - set(list_tiles(before)) == new


def test_f03_bundles_are_read_back_and_torn_ones_refused():
    entries = [b"", b"a", bytes(65_535)]
    data = encode_bundle(entries)

    assert decode_bundle(data) == entries
    for cut in (1, 3, len(data) - 1):
        with pytest.raises(NoteError):
            decode_bundle(data[:cut])
    with pytest.raises(NoteError):
        encode_bundle([bytes(65_536)])
    assert Tile(level=0, index=999, width=256).path == "tile/0/999"
    assert Tile(level=0, index=1000, width=7).path == "tile/0/x001/000.p/7"
