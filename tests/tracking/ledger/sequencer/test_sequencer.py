"""A log at work: order, finality, and what it refuses."""

import pytest
from tracking.ledger.crashing import CrashingDisk
from tracking.ledger.keys import log_key, policy
from tracking.ledger.worlds import World, entries

from orta.errors import ForkError, LedgerError, StorageError
from orta.tracking.ledger.formats import Checkpoint, Receipt, list_tiles
from orta.tracking.ledger.sequencer import Log, Sequencer, read_entries
from orta.tracking.ledger.tree import Tree


def test_a01_entries_get_their_places_and_become_final():
    log = World().create()

    assert log.add(entries(0, 3)) == [0, 1, 2]
    assert log.find_receipt(1) is None
    finding = log.publish(log.sign())

    assert finding.is_final
    assert len(finding.cosigned_at_s) == 5
    receipt = Receipt.parse(bytes(log.find_receipt(1)))
    assert receipt.verify(b"entry 1", policy()).checkpoint.size == 3


def test_a02_an_entry_that_comes_again_keeps_its_place():
    log = World().create()
    log.add(entries(0, 5))

    assert log.add([b"entry 3", b"new", b"entry 0", b"new"]) == [3, 5, 0, 5]
    for _ in range(100):
        assert log.add([b"entry 4"]) == [4]
    assert log.size == 6


def test_a03_a_log_is_the_same_after_it_was_closed_and_opened():
    world = World()
    log = world.create()
    log.add(entries(0, 300))
    note = log.sign()
    log.publish(note)
    log.close()

    again = world.open()

    assert again.size == 300
    assert again.repaired == []
    assert bytes(again.sign()) == bytes(note)
    assert again.find_receipt(299).verify(b"entry 299", policy())


@pytest.mark.parametrize("off", range(4))
def test_a04_one_witness_may_be_down_and_with_two_nothing_is_final(off):
    world = World()
    log = world.create()
    log.add(entries(0, 3))
    world.switch(on=range(off, 5))

    finding = log.publish(log.sign())

    assert finding.is_final == (off <= 1)
    assert (log.find_receipt(0) is not None) == (off <= 1)


def test_a05_a_witness_that_was_down_catches_up():
    world = World()
    log = world.create()
    for size in range(1, 9):
        world.switch(on={0, 1, 2, 3})
        log.add([b"entry %d" % size])
        log.publish(log.sign())
    world.switch(on=range(5))
    log.add([b"last"])

    assert len(log.publish(log.sign()).cosigned_at_s) == 5


def test_a06_an_answer_that_got_lost_is_asked_for_again():
    world = World()
    log = world.create()
    log.add(entries(0, 2))
    for link in world.links:
        link.lets_answers_through = False
    note = log.sign()
    assert not log.publish(note).is_final
    for link in world.links:
        link.lets_answers_through = True

    assert log.publish(note).is_final


def test_b01_the_tiles_on_the_disk_give_entries_and_root():
    world = World()
    log = world.create()
    sizes = [1, 2, 255, 256, 257, 700, 70_000]
    for before, size in zip([0, *sizes], sizes, strict=False):
        log.add(entries(before, size))
        log.publish(log.sign())
        there = read_entries(world.disk.read, size=size)
        assert there == entries(0, size)
        for tile in list_tiles(size):
            assert world.disk.read(tile.path) is not None
    partial = [path for path in world.disk.files if ".p/" in path]
    full = [path.split(".p/")[0] for path in partial]
    assert not set(full) & set(world.disk.files)


def test_b02_damaged_and_missing_tiles_are_made_again_when_the_log_is_opened():
    world = World()
    log = world.create()
    log.add(entries(0, 600))
    log.sign()
    log.close()
    path = "tile/0/001"
    good = world.disk.files[path]
    world.disk.files[path] = good[:40] + b"\xff" + good[41:]
    del world.disk.files["tile/entries/000"]

    again = world.open()

    assert sorted(again.repaired) == [path, "tile/entries/000"]
    assert world.disk.files[path] == good


def test_c01_two_sequencers_never_work_in_one_folder():
    world = World()
    log = world.create()
    with pytest.raises(StorageError, match="another process"):
        world.open()
    log.close()
    world.open()


def test_c02_a_log_is_made_once():
    world = World()
    world.create().close()
    with pytest.raises(LedgerError, match="already"):
        Sequencer.create(world.disk, world.log)


def test_c03_what_is_not_there_is_not_opened():
    with pytest.raises(StorageError, match="not known"):
        World().open()


def test_c04_a_name_that_witnesses_know_is_not_used_again():
    world = World()
    log = world.create()
    log.add(entries(0, 2))
    log.publish(log.sign())
    elsewhere = World(links=world.links)
    with pytest.raises(ForkError, match="seen"):
        Sequencer.create(elsewhere.disk, elsewhere.log)


@pytest.mark.parametrize("answering", [0, 1])
def test_c05_nothing_is_signed_when_too_few_witnesses_answer(answering):
    """With four of five, two answers are needed to know every final checkpoint."""
    world = World()
    log = world.create()
    log.add(entries(0, 2))
    world.switch(on=range(answering))
    with pytest.raises(LedgerError, match="too few"):
        log.sign()
    world.switch(on=range(2))
    assert Checkpoint.parse(log.sign().text).size == 2


def test_c06_a_copy_of_the_folder_that_fell_behind_refuses_to_sign():
    """Both copies run at once, as on two machines: the slower one stops."""
    world = World()
    log = world.create()
    log.add(entries(0, 4))
    log.publish(log.sign())
    copy = Sequencer(next(world.disk.list_after_cut()), world.log)
    log.add([b"first"])
    log.publish(log.sign())

    copy.add([b"second"])
    with pytest.raises(ForkError):
        copy.sign()
    with pytest.raises(StorageError, match="has stopped"):
        copy.sign()
    with pytest.raises(StorageError, match="has stopped"):
        copy.add([b"third"])


def test_c07_two_copies_that_sign_at_the_same_moment_are_never_both_final():
    world = World()
    log = world.create()
    log.add(entries(0, 4))
    log.publish(log.sign())
    copy = Sequencer(next(world.disk.list_after_cut()), world.log)
    log.add([b"first"])
    copy.add([b"second"])
    one, other = log.sign(), copy.sign()

    finals = [log.publish(one).is_final, copy.publish(other).is_final]

    assert finals == [True, False]


def test_c08_the_key_of_another_log_is_refused():
    world = World()
    world.create().close()
    other = log_key(8)
    text = f"log {other.public}\nquorum none\n"
    stranger = Log(key=other, policy=world.policy.parse(text), witnesses=world.links)
    with pytest.raises(LedgerError, match="another key"):
        Sequencer(world.disk, stranger)
    with pytest.raises(LedgerError, match="does not know"):
        Log(key=other, policy=world.policy, witnesses=())


def test_d01_a_bit_that_flips_in_the_database_is_noticed():
    world = World()
    log = world.create()
    log.add([b"a rather long entry, number %d" % number for number in range(40)])
    log.publish(log.sign())
    log.close()
    image = world.disk.databases["log.db"]
    at = image.index(b"a rather long entry, number 17")
    for place in range(at, at + 30):
        broken = bytearray(image)
        broken[place] ^= 4
        world.disk.databases["log.db"] = bytes(broken)
        with pytest.raises(StorageError, match="entry 17"):
            world.open()


def test_d02_rows_that_were_changed_with_their_hashes_do_not_give_the_root():
    world = World()
    log = world.create()
    log.add(entries(0, 9))
    log.publish(log.sign())
    log.close()
    tree = Tree([b"forged", *entries(1, 9)])
    for sql, values in (
        ("UPDATE entry SET entry = ?, hash = ? WHERE place = 0", None),
        ("DELETE FROM entry WHERE place = 8", ()),
    ):
        disk = CrashingDisk(
            files=dict(world.disk.files), databases=dict(world.disk.databases)
        )
        connection = disk.connect("log.db")
        given = (b"forged", tree.leaf_hash(0)) if values is None else values
        connection.execute("BEGIN")
        connection.execute(sql, given)
        disk.commit(connection)
        with pytest.raises(ForkError):
            Sequencer(disk, world.log)
