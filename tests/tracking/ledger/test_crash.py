"""The world is stopped at every single operation on the disk, and goes on.

Whatever is left, the program opens it or refuses loudly; no entry that was acknowledged
loses its place, and the key of the log never signs two histories. What the key signs is
written down at the key itself.
"""

import itertools
from contextlib import suppress

import pytest
from tracking.ledger.crashing import CrashingDisk, PowerCutError
from tracking.ledger.keys import log_key, witness_key
from tracking.ledger.witness.test_witness import OTHER, TREE, ask
from tracking.ledger.worlds import Clock, Switch, World, entries, open_witness

from orta.errors import LedgerError, StorageError
from orta.tracking.ledger.formats import Checkpoint, KeyKind, Policy, SecretKey
from orta.tracking.ledger.storage import Disk
from orta.tracking.ledger.tree import Tree
from orta.tracking.ledger.witness import Witness, parse_signatures

KINDS = ["cut", "cut after", "torn", "EIO", "ENOSPC"]
COUNTRIES = ("kz", "az")
BOTH = Policy.parse(
    "\n".join(
        [
            f"log {log_key().public}",
            *(f"witness {one} {witness_key(one).public}" for one in COUNTRIES),
            "group both all kz az",
            "quorum both",
        ]
    )
)


@pytest.fixture
def signed(monkeypatch):
    """Every text that the key of the log has signed."""
    texts = []
    plain = SecretKey.sign

    def sign(self, message):
        if self.kind is KeyKind.LOG:
            texts.append(message.decode())
        return plain(self, message)

    monkeypatch.setattr(SecretKey, "sign", sign)
    return texts


def new_world(disk=None, witness_disks=None):
    disks = witness_disks
    if disks is None:
        disks = [CrashingDisk() for _ in COUNTRIES]
        for one, where in zip(COUNTRIES, disks, strict=True):
            Witness.create(where, witness_key(one).public)
    links = tuple(
        Switch(open_witness(one, disk=where, clock=Clock()))
        for one, where in zip(COUNTRIES, disks, strict=True)
    )
    return World(disk=disk or CrashingDisk(), links=links, policy=BOTH), disks


def live(world, acknowledged):
    """A life: made, five checkpoints, once closed and opened, a tile filled."""
    log = world.create()
    acknowledged["made"] = True
    for begin, end in ((0, 3), (3, 254), (254, 257), (257, 258), (258, 520)):
        for place, entry in zip(
            log.add(entries(begin, end)), entries(begin, end), strict=True
        ):
            acknowledged[place] = entry
        log.publish(log.sign())
        if end == 254:
            log.close()
            log = world.open()
    log.close()
    acknowledged["done"] = True


def count_steps():
    world, _ = new_world()
    live(world, {})
    return world.disk.log


STEPS = count_steps()


def go_on(left, witness_disks, acknowledged, signed):
    """Open what is left and sign something else; return whether that was possible."""
    fresh = [
        CrashingDisk(files=dict(d.files), databases=dict(d.databases))
        for d in witness_disks
    ]
    world, _ = new_world(left, fresh)
    before = list(signed)
    try:
        try:
            log = world.open()
        except LedgerError:
            if "made" in acknowledged:
                raise AssertionError("an acknowledged log must open") from None
            log = world.create()
    except LedgerError:
        assert signed == before
        return False
    for place, entry in acknowledged.items():
        if isinstance(place, int):
            assert log.add([entry]) == [place]
    log.add([b"after the cut"])
    finding = log.publish(log.sign())
    assert finding.is_final
    tree = Tree(log.list_entries())
    for text in signed:
        checkpoint = Checkpoint.parse(text)
        assert tree.root(checkpoint.size) == checkpoint.root
    del signed[len(before) :]
    log.close()
    return True


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "stride", [17, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_a01_the_sequencer_survives_a_stop_at_any_operation(kind, stride, signed):
    states = opened = 0
    for number in range(KINDS.index(kind), len(STEPS), stride):
        signed.clear()
        disk = CrashingDisk(plan=(number, kind))
        world, witness_disks = new_world(disk)
        acknowledged = {}
        with suppress(PowerCutError, StorageError):
            live(world, acknowledged)
        assert "done" not in acknowledged or STEPS[number][0] == "remove"
        for left in disk.list_after_cut():
            states += 1
            opened += go_on(left, witness_disks, dict(acknowledged), signed)
    assert states > 3 * (len(STEPS) // stride)
    assert opened == states


def test_a02_the_operations_are_all_that_the_port_has():
    kinds = {kind for kind, _ in STEPS}
    assert kinds == {"write", "sync", "rename", "sync folder", "remove", "commit"}
    assert len(STEPS) > 100


@pytest.mark.parametrize("kind", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("step", ["write", "sync", "rename", "sync folder", "commit"])
def test_a03_after_a_failure_nothing_is_done_until_it_is_opened_again(
    kind, step, signed
):
    world, _ = new_world()
    log = world.create()
    log.add(entries(0, 3))
    log.publish(log.sign())
    signed.clear()
    start = len(world.disk.log)
    disk = world.disk
    disk.plan = (start, kind)
    if step != "commit":  # the first operations of signing are those of a tile
        disk.plan = None
        log.add(entries(3, 5))
        order = ["write", "sync", "rename", "sync folder"]
        disk.plan = (len(disk.log) + order.index(step), kind)
    with pytest.raises(StorageError, match=kind):
        log.add(entries(3, 5)) if step == "commit" else log.sign()
    disk.plan = None

    for action in (log.sign, lambda: log.add([b"x"])):
        with pytest.raises(StorageError, match="has stopped"):
            action()
    assert signed == []
    log.close()
    again = world.open()
    assert again.add(entries(3, 5)) == [3, 4]
    assert again.publish(again.sign()).is_final


@pytest.mark.parametrize("kind", KINDS)
def test_b01_a_witness_survives_a_stop_at_any_operation(kind):
    """What it answered it still knows; it never cosigns the other history after it."""
    for number in range(8):
        disk = CrashingDisk(plan=(number, kind))
        answered = 0
        try:
            Witness.create(disk, witness_key("kz").public)
            witness = open_witness("kz", disk=disk)
            for old, size in ((0, 3), (3, 5), (5, 9), (9, 9), (9, 20)):
                if witness.add_checkpoint(ask(old, size)).status == 200:
                    answered = size
        except (PowerCutError, StorageError):
            pass
        for left in disk.list_after_cut():
            try:
                again = open_witness("kz", disk=left)
            except LedgerError:
                assert answered == 0
                continue
            note = again.latest("log.orta.example/2026")
            size = Checkpoint.parse(note.text).size if note else 0
            assert size >= answered
            for old in range(6):
                answer = again.add_checkpoint(ask(old, 20, tree=OTHER))
                assert answer.status != 200 or old == size < 4
            if answered >= 4:
                answer = again.add_checkpoint(ask(size, 40))
                assert len(parse_signatures(answer.body)) == 1


def test_b02_a_wal_that_is_cut_at_any_byte_is_the_old_state_or_the_new(tmp_path):
    """What SQLite itself writes, on a real disk: its log is torn at many places."""
    home = tmp_path / "home"
    disk = Disk(home)
    Witness.create(disk, witness_key("kz").public)
    witness = open_witness("kz", disk=disk)
    sizes = [0, 3, 8, 20]
    for old, size in itertools.pairwise(sizes):
        before = (home / "witness.db-wal").read_bytes()
        witness.add_checkpoint(ask(old, size))
        database = (home / "witness.db").read_bytes()
        after = (home / "witness.db-wal").read_bytes()
        assert after.startswith(before)
        cuts = [*range(len(before), len(after), 401), len(after) - 1, len(after)]
        for number, cut in enumerate(cuts):
            there = tmp_path / f"{size}-{number}"
            other = Disk(there)
            (there / "witness.db").write_bytes(database)
            (there / "witness.db-wal").write_bytes(after[:cut])
            again = open_witness("kz", disk=other)
            note = again.latest("log.orta.example/2026")
            found = Checkpoint.parse(note.text) if note else None
            again.close()
            expected = size if cut == len(after) else old
            assert (found.size if found else 0) == expected
            assert found is None or found.root == TREE.root(expected)
    witness.close()
