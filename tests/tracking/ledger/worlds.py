"""A log and its five witnesses, all in one process and in memory."""

from dataclasses import dataclass, field

from tracking.ledger.crashing import CrashingDisk
from tracking.ledger.keys import COUNTRIES, ORIGIN, log_key, policy, witness_key

from orta.tracking.ledger.formats import Policy
from orta.tracking.ledger.sequencer import Log, Sequencer
from orta.tracking.ledger.witness import Witness, WitnessUnreachableError

START_S = 1_795_400_000


@dataclass
class Clock:
    now_s: int = START_S

    def __call__(self):
        return self.now_s


@dataclass
class Switch:
    """A witness that can be cut off, and that counts what it is asked."""

    witness: Witness
    is_on: bool = True
    lets_answers_through: bool = True

    @property
    def key(self):
        return self.witness.key

    def latest(self, origin):
        self._check()
        return self.witness.latest(origin)

    def add_checkpoint(self, body):
        self._check()
        answer = self.witness.add_checkpoint(body)
        if not self.lets_answers_through:
            raise WitnessUnreachableError("the answer got lost")
        return answer

    def _check(self):
        if not self.is_on:
            raise WitnessUnreachableError("off")


def new_witness(country, *, disk=None, clock=None):
    disk = CrashingDisk() if disk is None else disk
    key = witness_key(country)
    Witness.create(disk, key.public)
    return open_witness(country, disk=disk, clock=clock)


def open_witness(country, *, disk, clock=None):
    return Witness(
        disk,
        key=witness_key(country),
        logs={ORIGIN: log_key().public},
        now_s=clock or Clock(),
    )


@dataclass
class World:
    disk: CrashingDisk = field(default_factory=CrashingDisk)
    clock: Clock = field(default_factory=Clock)
    policy: Policy = field(default_factory=policy)
    links: tuple = ()

    def __post_init__(self):
        self.links = self.links or tuple(
            Switch(new_witness(one, clock=self.clock)) for one in COUNTRIES
        )

    @property
    def log(self):
        return Log(key=log_key(), policy=self.policy, witnesses=self.links)

    def create(self):
        Sequencer.create(self.disk, self.log)
        return self.open()

    def open(self):
        return Sequencer(self.disk, self.log)

    def switch(self, *, on):
        """Only the witnesses with these numbers answer."""
        for number, link in enumerate(self.links):
            link.is_on = number in on


def entries(begin, end):
    return [b"entry %d" % number for number in range(begin, end)]
