"""How fast the log is: appending, proving, verifying, and keeping it on the disk.

    PYTHONPATH=src .venv-bench/bin/python benchmarks/trust/bench_ledger.py

pymerkle is measured beside it where it is installed; it is under the GPL and no
dependency of Orta. Its tree hashes as ours does, and the roots are compared.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from orta.tracking.ledger import (
    Checkpoint,
    Disk,
    KeyKind,
    Log,
    Policy,
    SecretKey,
    Sequencer,
    Tree,
    verify_consistency,
    verify_inclusion,
)
from orta.tracking.ledger.witness import Submission, Witness

PROOFS = 2_000
NOW_S = 1_795_400_000


def entries_of(count: int) -> list[bytes]:
    """Entries of 49 bytes, as statements make them."""
    return [n.to_bytes(49, "big") for n in range(count)]


def best_s(action: Callable[[], object], *, repeat: int = 3) -> float:
    """The shortest of a few runs: the machine is shared."""
    times = []
    for _ in range(repeat):
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    return min(times)


def bench_append(entries: Sequence[bytes]) -> None:
    """Leaves a second, by the size of the batch."""
    for batch in (1, 100, 1_000):
        some = entries[: 200_000 if batch == 1 else len(entries)]
        batches = [some[at : at + batch] for at in range(0, len(some), batch)]

        def append(batches: Sequence[Sequence[bytes]] = batches) -> None:
            tree = Tree()
            for one in batches:
                tree.append(one)

        rate = len(some) / best_s(append) / 1e6
        print(f"append, batches of {batch:5,}: {rate:.2f} M leaves/s (mark 0.5)")


def bench_proofs(entries: Sequence[bytes]) -> None:
    """Microseconds a proof among all entries."""
    tree, rng = Tree(entries), random.Random(1)  # noqa: S311 - places, no secrets
    size, root = tree.size, tree.root()
    places = [rng.randrange(size) for _ in range(PROOFS)]
    us = best_s(lambda: [tree.prove_inclusion(n) for n in places]) / PROOFS * 1e6
    print(f"inclusion proof among {size:,}: {us:.1f} us (mark 50)")
    proofs = [(n, tree.leaf_hash(n), tree.prove_inclusion(n)) for n in places]
    us = best_s(
        lambda: [
            verify_inclusion(proof, index=n, size=size, leaf_hash=leaf, root=root)
            for n, leaf, proof in proofs
        ]
    )
    print(f"verify it: {us / PROOFS * 1e6:.1f} us")
    us = best_s(lambda: [tree.prove_consistency(n + 1) for n in places]) / PROOFS * 1e6
    print(f"consistency proof to {size:,}: {us:.1f} us")
    olds = [(n + 1, tree.root(n + 1), tree.prove_consistency(n + 1)) for n in places]
    us = best_s(
        lambda: [
            verify_consistency(proof, old=n, size=size, old_root=old_root, root=root)
            for n, old_root, proof in olds
        ]
    )
    print(f"verify it: {us / PROOFS * 1e6:.1f} us")


def bench_pymerkle(count: int) -> None:
    """The same of pymerkle, on a smaller tree: it is slower by far."""
    try:
        from pymerkle import InmemoryTree
    except ImportError:
        print("pymerkle is not installed: left out")
        return
    entries = entries_of(count)

    def append() -> InmemoryTree:
        tree = InmemoryTree(algorithm="sha256")
        for entry in entries:
            tree.append_entry(entry)
        return tree

    rate = count / best_s(append, repeat=1) / 1e6
    tree, ours = append(), Tree(entries)
    if tree.get_root() != ours.root():
        raise SystemExit("the roots differ")
    ours_s = best_s(lambda: Tree(entries))
    rng = random.Random(1)  # noqa: S311 - places, no secrets
    places = [rng.randrange(count) for _ in range(200)]
    theirs = best_s(lambda: [tree.prove_inclusion(n + 1) for n in places]) / 200 * 1e6
    own = best_s(lambda: [ours.prove_inclusion(n) for n in places]) / 200 * 1e6
    print(f"pymerkle, {count:,} leaves, the same root: {rate:.3f} M leaves/s")
    print(f"  ours over pymerkle, append: {count / ours_s / 1e6 / rate:.1f}")
    print(f"  its proof: {theirs:.1f} us, ours on that tree: {own:.1f} us")


def new_log(folder: Path) -> tuple[Log, tuple[Witness, ...]]:
    """A log with five witnesses on the same disk."""
    key = SecretKey(name="log.example/1", kind=KeyKind.LOG, seed=b"log" + bytes(29))
    lines, witnesses = [f"log {key.public}"], []
    for number in range(5):
        secret = SecretKey(
            name=f"w{number}.example/1", kind=KeyKind.WITNESS, seed=bytes([number]) * 32
        )
        files = Disk(folder / f"w{number}")
        Witness.create(files, secret.public)
        witnesses.append(
            Witness(
                files,
                key=secret,
                logs={key.name: key.public},
                now_s=lambda: NOW_S,
            )
        )
        lines.append(f"witness w{number} {secret.public}")
    lines += ["group all 4 w0 w1 w2 w3 w4", "quorum all"]
    policy = Policy.parse("\n".join(lines))
    return Log(key=key, policy=policy, witnesses=tuple(witnesses)), tuple(witnesses)


def bench_disk(rounds: int) -> None:
    """What a disk allows: entries kept, checkpoints signed and final."""
    with tempfile.TemporaryDirectory() as name:
        log, witnesses = new_log(Path(name))
        files = Disk(Path(name) / "log")
        Sequencer.create(files, log)
        sequencer = Sequencer(files, log)
        waits, kept_s = [], 0.0
        for number in range(rounds):
            entries = [b"%d/%d" % (number, n) for n in range(1_000)]
            begin = time.perf_counter()
            sequencer.add(entries)
            middle = time.perf_counter()
            finding = sequencer.publish(sequencer.sign())
            kept_s += middle - begin
            waits.append((time.perf_counter() - middle) * 1e3)
            if not finding.is_final:
                raise SystemExit("not final")
        rate = rounds / kept_s
        print(f"kept on the disk, batches of 1,000: {rate:.0f} k entries/s")
        waits.sort()
        last = waits[int(0.99 * (len(waits) - 1))]
        print(
            f"signed and final with 5 witnesses: {waits[len(waits) // 2]:.0f} ms"
            f" median, {last:.0f} ms p99 of {rounds} (mark 3,000)"
        )
        bench_witness(witnesses[0], log.key, sequencer)
        sequencer.close()
        for witness in witnesses:
            witness.close()


def bench_witness(witness: Witness, key: SecretKey, sequencer: Sequencer) -> None:
    """Checkpoints a second that one witness checks, stores and cosigns."""
    size = sequencer.size
    root = Tree(sequencer.list_entries()).root()
    note = Checkpoint(origin=key.name, size=size, root=root).sign(key)
    body = bytes(Submission(old=size, hashes=(), note=note))
    count = 200

    def ask() -> None:
        for _ in range(count):
            if witness.add_checkpoint(body).status != 200:
                raise SystemExit("refused")

    print(f"a witness, one by one: {count / best_s(ask):.0f} checkpoints/s")


def main() -> None:
    """Run them all; `--leaves` makes it smaller."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, default=1 << 20)
    parser.add_argument("--rounds", type=int, default=100)
    arguments = parser.parse_args()
    entries = entries_of(arguments.leaves)
    bench_append(entries)
    bench_proofs(entries)
    bench_pymerkle(min(100_000, arguments.leaves))
    bench_disk(arguments.rounds)


if __name__ == "__main__":
    main()
