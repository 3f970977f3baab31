"""A dishonest operator, five witnesses of whom some are dishonest too, and luck.

The operator holds the key of the log and two histories. Honest witnesses run the real
program. Dishonest ones cosign whatever they are shown. He shows whom he likes what he
likes, in any order, also twice and out of turn.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from tracking.ledger.crashing import CrashingDisk
from tracking.ledger.keys import COUNTRIES, ORIGIN, log_key, policy, witness_key
from tracking.ledger.worlds import Clock, new_witness

from orta.tracking.ledger.formats import Checkpoint, cosign
from orta.tracking.ledger.tree import Tree
from orta.tracking.ledger.witness import Answer, Submission, parse_signatures
from orta.tracking.ledger.witness.protocol import join_signatures


@dataclass
class Liar:
    """A witness that cosigns everything and remembers nothing."""

    country: str
    clock: Clock

    def add_checkpoint(self, body):
        text = Submission.parse(body).note.text
        key = witness_key(self.country)
        return Answer(
            status=200,
            body=join_signatures([cosign(text, key, at_s=self.clock.now_s)]),
        )


def fork(history, rng):
    """Another history: something edited, left out, moved or put in before the end."""
    other = list(history)
    at = rng.randrange(len(other))
    kind = rng.choice(("edit", "delete", "reorder", "back-date"))
    if kind == "edit":
        other[at] += b" edited"
    elif kind == "delete":
        del other[at]
        other += [b"instead"]
    elif kind == "reorder" and len(other) > 1:
        there = (at + 1) % len(other)
        other[at], other[there] = other[there], other[at]
    else:
        other.insert(at, b"back-dated")
    return other


@dataclass
class Simulation:
    seed: int
    dishonest: int
    rng: Random = field(init=False)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self):
        self.rng = Random(self.seed)
        liars = set(self.rng.sample(COUNTRIES, self.dishonest))
        self.witnesses = [
            Liar(one, self.clock)
            if one in liars
            else new_witness(one, disk=CrashingDisk(), clock=self.clock)
            for one in COUNTRIES
        ]
        length = self.rng.randint(2, 12)
        self.histories = [[b"entry %d" % n for n in range(length)]]
        self.notes = {}

    def run(self, *, tries=30):
        """Two histories that both begin alike, and then anything goes."""
        self.histories.append(fork(self.histories[0], self.rng))
        for history in self.histories:
            history += [b"more %d" % n for n in range(self.rng.randint(0, 6))]
        self.trees = [Tree(history) for history in self.histories]
        self._split()
        for _ in range(tries):
            self.clock.now_s += self.rng.randint(0, 30)
            which = self.rng.randrange(len(self.trees))
            size = self.rng.randint(1, self.trees[which].size)
            self._show(self.rng.choice(self.witnesses), which, size)
        return self.list_final()

    def _split(self):
        """Honest witnesses in two parts, one history each; halves are his best plan."""
        honest = [one for one in self.witnesses if not isinstance(one, Liar)]
        self.rng.shuffle(honest)
        halves = (len(honest) // 2, (len(honest) + 1) // 2)
        cut = self.rng.choice((*halves, self.rng.randint(0, len(honest))))
        for witness in self.witnesses:
            if isinstance(witness, Liar):
                for which in (0, 1):
                    self._show(witness, which, self.trees[which].size)
            else:
                which = int(honest.index(witness) < cut)
                self._show(witness, which, self.trees[which].size)

    def _show(self, witness, which, size):
        tree = self.trees[which]
        checkpoint = Checkpoint(origin=ORIGIN, size=size, root=tree.root(size))
        note = self.notes.setdefault(checkpoint.text, checkpoint.sign(log_key()))
        old = self._old(witness, size)
        proving = self.rng.choice(self.trees)
        proof = proving.prove_consistency(old, size) if size <= proving.size else []
        if self.rng.random() < 0.7:
            proof = tree.prove_consistency(old, size)
        body = bytes(Submission(old=old, hashes=tuple(proof), note=note))
        answer = witness.add_checkpoint(body)
        if answer.status == 200:
            signatures = parse_signatures(answer.body)
            self.notes[checkpoint.text] = self.notes[checkpoint.text].add(*signatures)

    def _old(self, witness, size):
        """What the witness has, or some other size by which he tries his luck."""
        if isinstance(witness, Liar):
            return 0
        seen = witness.latest(ORIGIN)
        have = Checkpoint.parse(seen.text).size if seen else 0
        if have > size or self.rng.random() < 0.1:
            return self.rng.randint(0, size)
        return have

    def list_final(self):
        """The checkpoints that the policy takes for final."""
        return [
            Checkpoint.parse(text)
            for text, note in self.notes.items()
            if policy().judge(note).is_final
        ]

    def is_one_history(self, final):
        """Whether some history begins with all of them, pair by pair in size."""
        final = sorted(final, key=lambda one: one.size)
        return all(
            any(
                large.size <= tree.size
                and tree.root(small.size) == small.root
                and tree.root(large.size) == large.root
                for tree in self.trees
            )
            for small, large in pairwise(final)
        )
