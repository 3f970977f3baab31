"""What a dishonest operator may try, and who notices.

Rows 1 to 5, 7, 11 and 25 of the attack table, as far as they concern the log.
"""

from dataclasses import replace
from functools import lru_cache
from random import Random

import pytest
from tracking.ledger.keys import COUNTRIES, ORIGIN, log_key, policy, witness_key
from tracking.ledger.simulator import Simulation, fork
from tracking.ledger.witness.test_witness import ask
from tracking.ledger.worlds import START_S, new_witness

from orta.errors import ForkError, LedgerError, NoteError, ProofError
from orta.tracking.ledger import Follower, Receipt, prove_fork
from orta.tracking.ledger.formats import Checkpoint, Note, PublicKey, SecretKey, cosign
from orta.tracking.ledger.tree import Tree

FEW = 20
TRIALS = [FEW, pytest.param(1_000, marks=pytest.mark.slow)]
SEEDS = [25, pytest.param(10_000, marks=pytest.mark.slow)]


@pytest.fixture(autouse=True, scope="module")
def remember_signatures():
    """Ed25519 is a function: the same signature is not made and checked again."""
    plain = PublicKey.has_signed, SecretKey.sign, SecretKey.public
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PublicKey, "has_signed", lru_cache(200_000)(plain[0]))
        patch.setattr(SecretKey, "sign", lru_cache(200_000)(plain[1]))
        patch.setattr(SecretKey, "public", property(lru_cache(100)(plain[2].fget)))
        yield


def final(tree, size=None, *, at_s=START_S):
    """A final checkpoint, as an operator with all five witnesses would make it.

    The attacks below are noticed by a party even when all witnesses are dishonest.
    """
    size = tree.size if size is None else size
    note = Checkpoint(origin=ORIGIN, size=size, root=tree.root(size)).sign(log_key())
    return note.add(*(cosign(note.text, witness_key(o), at_s=at_s) for o in COUNTRIES))


def receipt(tree, index, note):
    size = Checkpoint.parse(note.text).size
    hashes = tuple(tree.prove_inclusion(index, size))
    return Receipt(index=index, hashes=hashes, note=note)


def party_with(history, *, now_s=START_S):
    """A party that took a checkpoint and the receipts of some entries."""
    party, tree = Follower(policy(), ORIGIN), Tree(history)
    note = final(tree)
    party.take(note, [], now_s=now_s)
    for index in range(0, len(history), 2):
        party.take_receipt(receipt(tree, index, note), history[index])
    return party


def some_history(rng):
    return [b"entry %d" % n for n in range(rng.randint(2, 60))]


@pytest.mark.parametrize("seeds", SEEDS)
@pytest.mark.parametrize("dishonest", [0, 1, 2])
def test_row_3_no_two_final_histories_with_two_dishonest_witnesses(dishonest, seeds):
    done = 0
    for seed in range(seeds):
        simulation = Simulation(seed, dishonest)
        done += len(simulation.run()) > 0
        assert simulation.is_one_history(simulation.list_final()), f"seed {seed}"
    assert done > 0  # there were final checkpoints to compare


@pytest.mark.parametrize("seeds", SEEDS)
def test_row_3_three_dishonest_witnesses_are_enough_for_two_histories(seeds):
    """The bound: with 4 of 5 it takes three, and no fewer."""
    forked = 0
    for seed in range(seeds):
        simulation = Simulation(seed, 3)
        forked += not simulation.is_one_history(simulation.run())
    assert forked > 0.5 * seeds


@pytest.mark.parametrize("trials", TRIALS)
def test_row_1_an_edited_entry_is_noticed(trials):
    rng = Random(1)
    for _ in range(trials):
        history = some_history(rng)
        party = party_with(history)
        at = rng.randrange(len(history))
        edited = list(history)
        bit = rng.randrange(len(history[at]) * 8)
        changed = bytearray(history[at])
        changed[bit // 8] ^= 1 << bit % 8
        edited[at] = bytes(changed)
        _is_noticed(party, history, edited, rng)


@pytest.mark.parametrize("trials", TRIALS)
@pytest.mark.parametrize("what", ["delete", "reorder", "back-date"])
def test_row_2_and_5_deleted_moved_and_late_entries_are_noticed(what, trials):
    rng = Random(what)
    for _ in range(trials):
        history = some_history(rng)
        party = party_with(history)
        other = list(history)
        at = rng.randrange(len(history))
        if what == "delete":
            del other[at]
        elif what == "reorder":
            there = rng.choice([n for n in range(len(history)) if n != at])
            other[at], other[there] = other[there], other[at]
        else:
            other.insert(at, b"back-dated")
        _is_noticed(party, history, other, rng)


def _is_noticed(party, history, other, rng):
    """The entries do not give the root, and no checkpoint over them follows."""
    party.check_entries(history)
    with pytest.raises(ForkError):
        party.check_entries(other)
    grown = Tree([*other, *(b"more %d" % n for n in range(rng.randint(2, 9)))])
    honest = Tree([*history, *(b"more %d" % n for n in range(9))])
    old, size = len(history), grown.size
    for proof in (
        grown.prove_consistency(min(old, size), size),
        honest.prove_consistency(old, max(old, min(size, honest.size))),
        [],
    ):
        with pytest.raises(ForkError):
            party.take(final(grown), proof, now_s=START_S)
    # An honest log goes on.
    party.take(final(honest), honest.prove_consistency(old), now_s=START_S)


@pytest.mark.parametrize("trials", TRIALS)
def test_row_3_a_fork_is_proved_by_two_checkpoints(trials):
    rng = Random(3)
    for _ in range(trials):
        history = some_history(rng)
        other = fork(history, rng)
        one, two = Tree(history), Tree([*other, b"more"])
        size = min(one.size, two.size)
        shown = final(one, size), final(two, size)
        if one.root(size) == two.root(size):
            continue
        assert prove_fork(*shown, log_key().public)
        # What follows is no fork, whoever shows it.
        begin = rng.randint(1, one.size)
        proof = one.prove_consistency(begin)
        pair = final(one, begin), final(one)
        assert not prove_fork(*pair, log_key().public, proof=proof)
        # And nobody is accused with what the log has not signed.
        forged = Note(text=shown[1].text, signatures=shown[0].signatures)
        with pytest.raises(NoteError):
            prove_fork(shown[0], forged, log_key().public)


@pytest.mark.parametrize("trials", TRIALS)
def test_row_4_a_frozen_log_is_noticed_after_ten_minutes(trials):
    rng = Random(4)
    for _ in range(trials):
        history = some_history(rng)
        party = party_with(history)
        tree = Tree(history)
        later = START_S + rng.randint(601, 100_000)
        # Not even two dishonest witnesses make it look fresh.
        note = final(tree)
        few = rng.sample(COUNTRIES, 2)
        fresh = [cosign(note.text, witness_key(one), at_s=later) for one in few]
        with pytest.raises(NoteError, match="no quorum has seen"):
            party.take(note.add(*fresh), [], now_s=later)
        party.take(final(tree, at_s=later - 600), [], now_s=later)
        with pytest.raises(NoteError, match="to have seen it in"):
            party.take(final(tree, at_s=later + 61), [], now_s=later)


@pytest.mark.parametrize("trials", TRIALS)
def test_row_4_an_old_checkpoint_served_again_is_noticed(trials):
    rng = Random(5)
    for _ in range(trials):
        history = some_history(rng)
        party, tree = party_with(history), Tree(history)
        size = rng.randrange(1, len(history))
        with pytest.raises(ForkError, match="after one of"):
            party.take(final(tree, size), [], now_s=START_S)


@pytest.mark.parametrize("trials", TRIALS)
def test_an_entry_that_is_withheld_is_noticed(trials):
    rng = Random(6)
    for _ in range(trials):
        history = some_history(rng)
        party, tree = party_with(history), Tree(history)
        late, soon = b"withheld", b"recorded"
        party.hand_in(late, now_s=START_S)
        party.hand_in(soon, now_s=START_S)
        tree.append([soon])
        note = final(tree)
        party.take(note, tree.prove_consistency(len(history)), now_s=START_S)
        party.take_receipt(receipt(tree, len(history), note), soon)
        with pytest.raises(ProofError):
            party.take_receipt(receipt(tree, len(history), note), late)
        wait_s = rng.randint(121, 10_000)
        assert party.list_overdue(now_s=START_S + 120) == []
        overdue = party.list_overdue(now_s=START_S + wait_s)
        assert [one.entry for one in overdue] == [late]
        # Or its receipt was given and the entries are served without it.
        with pytest.raises(ForkError):
            party.check_entries(history)


@pytest.mark.parametrize("trials", TRIALS)
def test_row_7_what_was_said_to_a_witness_cannot_be_said_again(trials):
    rng = Random(7)
    witness = new_witness("kz")
    said = []
    size = 0
    for _ in range(trials):
        new = min(40, size + rng.randint(0, 2))
        body = ask(size, new)
        assert witness.add_checkpoint(body).status == 200
        if new > size:
            said.append(body)
        size = new
        before = bytes(witness.latest(ORIGIN))
        old = rng.choice(said) if said else b""
        answer = witness.add_checkpoint(old)
        assert answer.status == (409 if said else 400)
        assert bytes(witness.latest(ORIGIN)) == before


def test_row_7_a_cosignature_is_of_one_checkpoint_only():
    tree = Tree([b"a", b"b"])
    one, other = final(tree, 1), final(tree, 2)
    moved = Note(text=other.text, signatures=(other.signatures[0], *one.signatures[1:]))
    with pytest.raises(NoteError):
        policy().judge(moved)


def test_row_11_a_stolen_key_of_the_log_makes_nothing_final():
    """The thief signs what he likes; honest witnesses go on from what they saw."""
    witnesses = [new_witness(one) for one in COUNTRIES]
    for witness in witnesses:
        witness.add_checkpoint(ask(0, 8))
    thief = Tree([b"forged %d" % n for n in range(20)])
    for witness in witnesses:
        for old in (0, 8, 20):
            status = witness.add_checkpoint(ask(old, 20, tree=thief)).status
            assert status in {409, 422}
    note = Checkpoint(origin=ORIGIN, size=20, root=thief.root()).sign(log_key())
    party = party_with([b"a", b"b"])
    with pytest.raises(NoteError, match="not final"):
        party.take(note, [], now_s=START_S)


def test_a_receipt_of_another_history_is_of_no_use():
    history = [b"a", b"b", b"c"]
    party = party_with(history)
    other = Tree([b"x", b"b", b"c"])
    with pytest.raises(ForkError, match="another checkpoint"):
        party.take_receipt(receipt(other, 1, final(other)), b"b")


def test_a_checkpoint_of_another_log_is_of_no_use():
    party = Follower(policy(), "other.example")
    with pytest.raises(LedgerError):
        party.take(final(Tree([b"a"])), [], now_s=START_S)
    note = replace(
        final(Tree([b"a"])),
        text="unknown.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    )
    with pytest.raises(NoteError, match="knows no log"):
        policy().judge(note)
