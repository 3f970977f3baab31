"""After a restore: nothing is signed on an old copy, and the rest comes back."""

from dataclasses import replace

import pytest
from tracking.ledger.crashing import CrashingDisk, PowerCutError
from tracking.ledger.worlds import World, entries

from orta.errors import ForkError, LedgerError, StorageError
from orta.tracking.ledger.formats import Checkpoint
from orta.tracking.ledger.sequencer import Sequencer, recover, succession_entry
from orta.tracking.ledger.tree import Tree


def copy_of(disk):
    """What a backup of the folder holds: everything, as it was."""
    return CrashingDisk(
        files=dict(disk.files),
        durable=dict(disk.files),
        databases=dict(disk.databases),
    )


def drill(*, before=300, after=520):
    """A backup at `before`, a life until `after`, and then the machine is lost."""
    world = World()
    log = world.create()
    log.add(entries(0, before))
    log.publish(log.sign())
    backup = copy_of(world.disk)
    log.add(entries(before, after))
    log.publish(log.sign())
    mirror = copy_of(world.disk)
    log.close()
    return world, backup, mirror


def test_a01_a_backup_that_is_older_than_what_was_signed_is_refused():
    world, backup, _ = drill()
    world.disk = backup
    with pytest.raises(ForkError, match="300 entries, but 520"):
        world.open()
    assert backup.log == []  # nothing was written, let alone signed


@pytest.mark.parametrize("who", ["database", "file", "checkpoint", "witnesses"])
def test_a02_each_of_the_four_memories_alone_stops_an_old_copy(who):
    """All else is as old as the entries, and only one place knows of 520."""
    world, backup, mirror = drill()
    if who == "database":
        signed = Checkpoint.parse(mirror.files["signed"].decode())
        connection = backup.connect("log.db")
        connection.execute("BEGIN")
        values = (signed.size, signed.root)
        connection.execute("UPDATE signed SET size = ?, root = ?", values)
        backup.commit(connection)
    elif who == "file":
        backup.files["signed"] = mirror.files["signed"]
    elif who == "checkpoint":
        backup.files["checkpoint"] = mirror.files["checkpoint"]
    links = world.links if who == "witnesses" else ()  # else new, seen nothing
    with pytest.raises(ForkError, match="300 entries, but 520"):
        World(disk=backup, links=links).open()


def test_a03_if_none_of_them_knows_the_copy_opens():
    """Or the test before this one would show nothing."""
    _, backup, _ = drill()
    assert World(disk=backup).open().size == 300


@pytest.mark.parametrize("behind", ["database", "file"])
def test_a04_a_memory_that_is_behind_is_brought_along(behind):
    """A cut between database and file leaves one of them behind."""
    _, backup, mirror = drill()
    if behind == "file":
        mirror.files["signed"] = backup.files["signed"]
    else:
        old = Checkpoint.parse(backup.files["signed"].decode())
        connection = mirror.connect("log.db")
        connection.execute("BEGIN")
        values = (old.size, old.root)
        connection.execute("UPDATE signed SET size = ?, root = ?", values)
        mirror.commit(connection)
    world = World(disk=mirror)
    log = world.open()
    log.close()

    assert log.signed.size == 520
    assert Checkpoint.parse(mirror.files["signed"].decode()).size == 520
    rows = mirror.connect("log.db").execute("SELECT size FROM signed").fetchall()
    assert rows == [(520,)]


def test_b01_the_missing_entries_come_back_from_a_mirror_and_witnesses_go_on():
    world, backup, mirror = drill()
    world.disk = backup

    report = recover(backup, world.log, mirror.read)
    log = world.open()
    log.add([b"life goes on"])
    finding = log.publish(log.sign())

    assert (report.kept, report.fetched, report.requeued) == (300, 220, 0)
    assert report.signed.size == 520
    assert len(finding.cosigned_at_s) == 5
    assert finding.checkpoint.root == Tree([*entries(0, 520), b"life goes on"]).root()
    # RPO 0: every final entry has a receipt again.
    assert all(log.find_receipt(place) for place in range(521))


def test_b02_a_log_of_which_nothing_is_left_comes_back_from_a_mirror():
    world, _, mirror = drill()
    world.disk = CrashingDisk()

    report = recover(world.disk, world.log, mirror.read)

    assert (report.kept, report.fetched) == (0, 520)
    assert world.open().size == 520


def test_b03_entries_that_nobody_signed_get_new_places_and_are_not_lost():
    world = World()
    log = world.create()
    log.add(entries(0, 5))
    log.publish(log.sign())
    log.add([b"never signed", b"entry 6"])
    backup = copy_of(world.disk)  # with two entries at places 5 and 6
    log.close()
    # The log went on elsewhere, from a copy that had not seen those two.
    world.disk = copy_of(backup)
    connection = world.disk.connect("log.db")
    connection.execute("BEGIN")
    connection.execute("DELETE FROM entry WHERE place >= 5")
    world.disk.commit(connection)
    log = world.open()
    log.add(entries(5, 8))
    log.publish(log.sign())
    mirror = copy_of(world.disk)

    world.disk = backup
    report = recover(backup, world.log, mirror.read)

    assert (report.kept, report.fetched, report.requeued) == (5, 3, 1)
    log = world.open()
    assert log.size == 9
    assert log.add([b"never signed", b"entry 6"]) == [8, 6]


def test_c01_a_mirror_that_holds_other_entries_is_refused():
    world, backup, mirror = drill()
    bad = copy_of(mirror)
    bundle = bad.files["tile/entries/001"]
    bad.files["tile/entries/001"] = bundle.replace(b"entry 400", b"entry 4OO")
    with pytest.raises(ForkError):
        recover(backup, world.log, bad.read)
    assert backup.log == []


def test_c02_a_mirror_that_lacks_entries_is_refused_and_another_one_serves():
    world, backup, mirror = drill()
    bad = copy_of(mirror)
    del bad.files["tile/entries/001"]
    with pytest.raises(StorageError, match="no tile/entries/001"):
        recover(backup, world.log, bad.read)

    assert recover(backup, world.log, mirror.read).fetched == 220


def test_c03_nobody_recovers_without_asking_witnesses():
    world, backup, mirror = drill()
    world.switch(on={0})
    with pytest.raises(LedgerError, match="too few"):
        recover(backup, world.log, mirror.read)


def test_c04_a_mirror_that_is_older_than_the_witnesses_does_not_make_a_log():
    world, backup, _ = drill()
    old_mirror = copy_of(backup)
    with pytest.raises(StorageError):
        recover(backup, world.log, old_mirror.read)
    world.disk = backup
    with pytest.raises(ForkError):
        world.open()


def test_c05_a_dead_log_is_followed_by_one_that_commits_to_its_last_word():
    world, _, _ = drill()
    last = world.links[0].latest("log.orta.example/2026")

    entry = succession_entry(last)

    assert entry[0] == 2
    assert len(entry) == 33
    assert entry != succession_entry(replace(last, text=last.text + "x\n"))


@pytest.mark.parametrize("kind", ["cut", "cut after", "torn", "EIO", "ENOSPC"])
def test_d01_a_recovery_that_is_cut_anywhere_is_done_again(kind):
    """Whatever a cut leaves: it opens as the whole log, or is recovered again."""
    world, backup, mirror = drill(before=5, after=9)
    steps = copy_of(backup)
    recover(steps, world.log, mirror.read)
    opened = 0
    for number in range(len(steps.log)):
        disk = copy_of(backup)
        disk.plan = (number, kind)
        with pytest.raises((PowerCutError, StorageError)):
            recover(disk, world.log, mirror.read)
        for left in disk.list_after_cut():
            try:
                log = Sequencer(left, world.log)
                opened += 1
            except LedgerError:
                recover(left, world.log, mirror.read)
                log = Sequencer(left, world.log)
            assert log.size == 9
    assert opened > 0
