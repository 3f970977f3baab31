"""What a witness cosigns and what it refuses, by the numbers of C2SP tlog-witness."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from tracking.ledger.crashing import CrashingDisk
from tracking.ledger.keys import ORIGIN, log_key, witness_key
from tracking.ledger.worlds import START_S, Clock, entries, new_witness, open_witness

from orta.errors import LedgerError, StorageError
from orta.tracking.ledger.formats import Checkpoint, Note, find_cosigned_at_s
from orta.tracking.ledger.storage import Disk
from orta.tracking.ledger.tree import Tree
from orta.tracking.ledger.witness import Submission, Witness, parse_signatures

TREE = Tree(entries(0, 40))
OTHER = Tree([*entries(0, 3), b"other", *entries(4, 40)])


def ask(old, size, *, tree=TREE, proof=None, key=None, origin=ORIGIN):
    checkpoint = Checkpoint(origin=origin, size=size, root=tree.root(size))
    if proof is None:
        proof = tree.prove_consistency(old, size) if old <= size else ()
    note = checkpoint.sign(key or log_key())
    return bytes(Submission(old=old, hashes=tuple(proof), note=note))


def test_a01_a_log_that_grows_is_cosigned_at_the_time_of_the_clock():
    clock = Clock()
    witness = new_witness("kz", clock=clock)
    for old, size in ((0, 3), (3, 3), (3, 8), (8, 40)):
        clock.now_s += 7
        answer = witness.add_checkpoint(ask(old, size))
        assert answer.status == 200
        text = Checkpoint(origin=ORIGIN, size=size, root=TREE.root(size)).text
        note = Note(text=text, signatures=parse_signatures(answer.body))
        assert find_cosigned_at_s(note, witness.key) == clock.now_s
    assert clock.now_s == START_S + 28


def test_a02_the_latest_checkpoint_is_served_with_both_signatures():
    witness = new_witness("kz")
    assert witness.latest(ORIGIN) is None
    witness.add_checkpoint(ask(0, 8))

    note = witness.latest(ORIGIN)

    note.check_signature(log_key().public)
    assert find_cosigned_at_s(note, witness.key) == START_S
    assert Checkpoint.parse(note.text).size == 8


@pytest.mark.parametrize(
    ("status", "body", "request_"),
    [
        (400, b"", b"nonsense"),
        (400, b"", b"old 8\n\nnonsense"),
        (400, b"", ask(8, 9).replace(b"old 8", b"old 08")),
        (400, b"", ask(8, 9).replace(b"old 8\n", b"old 8\n" + b"A" * 44 + b"\n")),
        (400, b"", ask(9, 8)),
        (403, b"", ask(8, 9, key=log_key(8))),
        (404, b"", ask(0, 9, key=log_key(7, "other.example"), origin="other.example")),
        (409, b"8\n", ask(0, 9)),
        (409, b"8\n", ask(7, 9)),
        (409, b"8\n", ask(9, 9)),
        (422, b"", ask(8, 9, tree=OTHER)),
        (422, b"", ask(8, 8, tree=OTHER)),
        (422, b"", ask(8, 9, proof=())),
        (422, b"", ask(8, 8, proof=TREE.prove_consistency(3, 8))),
    ],
)
def test_b01_what_does_not_follow_gets_its_number_and_changes_nothing(
    status, body, request_
):
    witness = new_witness("kz")
    witness.add_checkpoint(ask(0, 8))
    before = bytes(witness.latest(ORIGIN))

    answer = witness.add_checkpoint(request_)

    assert (answer.status, answer.body) == (status, body)
    assert bytes(witness.latest(ORIGIN)) == before


def test_b02_an_empty_log_has_no_other_root_and_needs_no_proof():
    witness = new_witness("kz")
    empty = ask(0, 0)
    root = Checkpoint(origin=ORIGIN, size=0).text.split("\n")[2].encode()
    false = empty.replace(root, b"A" * 43 + b"=")

    assert witness.add_checkpoint(false).status == 422
    assert witness.add_checkpoint(empty).status == 200
    assert witness.add_checkpoint(ask(0, 3, proof=[b"x" * 32])).status == 422
    assert witness.add_checkpoint(ask(0, 3)).status == 200


def test_c01_of_requests_at_the_same_moment_none_rolls_the_witness_back(tmp_path):
    """The race of the specification: check and store are one step, on a real disk."""
    disk = Disk(tmp_path)
    witness = new_witness("kz", disk=disk)
    witness.add_checkpoint(ask(0, 1))
    rng = random.Random(4)
    with ThreadPoolExecutor(8) as threads:
        for _ in range(30):
            have = Checkpoint.parse(witness.latest(ORIGIN).text).size
            sizes = [rng.randint(have, min(40, have + 3)) for _ in range(8)]
            answers = list(
                threads.map(
                    lambda size, old=have: witness.add_checkpoint(ask(old, size)), sizes
                )
            )
            signed = [s for s, a in zip(sizes, answers, strict=True) if a.status == 200]
            now = Checkpoint.parse(witness.latest(ORIGIN).text).size
            assert now == max(signed)
            assert len({size for size in signed if size > have}) <= 1
    witness.close()


def test_c02_after_a_failure_of_the_disk_it_answers_nothing_any_more():
    disk = CrashingDisk()
    witness = new_witness("kz", disk=disk)
    witness.add_checkpoint(ask(0, 8))
    disk.plan = (len(disk.log), "EIO")

    assert witness.add_checkpoint(ask(8, 9)).status == 503
    disk.plan = None
    assert witness.add_checkpoint(ask(8, 9)).status == 503
    with pytest.raises(LedgerError):
        witness.latest(ORIGIN)


def test_d01_a_key_without_its_memory_does_not_start():
    with pytest.raises(LedgerError, match="no memory"):
        open_witness("kz", disk=CrashingDisk())


def test_d02_the_memory_of_another_key_is_refused():
    disk = CrashingDisk()
    new_witness("kz", disk=disk).close()
    with pytest.raises(LedgerError, match="another key"):
        open_witness("az", disk=disk)


def test_d03_a_memory_is_never_made_anew():
    disk = CrashingDisk()
    new_witness("kz", disk=disk).close()
    with pytest.raises(LedgerError, match="already"):
        Witness.create(disk, witness_key("kz").public)


def test_d04_two_witnesses_never_work_in_one_folder(tmp_path):
    disk = Disk(tmp_path)
    witness = new_witness("kz", disk=disk)
    with pytest.raises(StorageError, match="another process"):
        open_witness("kz", disk=disk)
    witness.close()
    open_witness("kz", disk=disk).close()
