"""The chain every engine simulates, and what each reports of it.

    border -> rail -> crane -> ship -> crane -> rail -> crane

Consignments arrive as a Poisson stream. Border and cranes serve first come, first
served. Fifty consignments, a ship at the quay and an open port let the ship that
came back first sail with the fifty oldest; it is over there after `SAIL_S` and back
after `SAIL_S` more. The port is open and shut in turn for exponential times; while
it is shut no ship leaves, and when it opens all full loads leave. A run ends with
the last exit.

A logical event is an arrival, the end of a service or delay, a ship's departure,
arrival or return, or a change of the port: seven a consignment and a few more.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

GAP_S = 600.0
BORDER_SERVERS, BORDER_S = 5, 2_400.0
RAIL_S, RAIL_ON_S = 86_400.0, 172_800.0
CRANES, CRANE_S = 3, 1_200.0
LOAD, FLEET, SAIL_S = 50, 24, 86_400.0
OPEN_S, SHUT_S = 7 * 86_400.0, 86_400.0
EVENTS_EACH = 7  # arrival, six services and delays; a voyage counts by ship


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """One run of the chain: logical events, mean times in seconds, ships sailed."""

    events: int
    lead_s: float  # from arrival to exit
    quay_s: float  # from the first crane to the ship's departure
    ships: int

    def __post_init__(self) -> None:
        if not 0 < self.quay_s < self.lead_s:
            raise ValueError(f"a wait of {self.quay_s} s in {self.lead_s} s on the way")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an engine reports of its replications."""

    engine: str  # with its version
    n: int
    workers: int
    wall_s: float  # of the simulation: no import, no compiling
    cpu_s: float  # the same in processor time, of all threads
    replications: tuple[Replication, ...]
    peak_kib: int = 0  # of the whole process; `main` fills it in

    def __post_init__(self) -> None:
        for one in self.replications:
            if one.ships * LOAD != self.n:
                raise ValueError(f"{one.ships} ships for {self.n} consignments")
            least = EVENTS_EACH * self.n + 2 * one.ships
            if not least < one.events < least + self.n:
                raise ValueError(f"{one.events} events for {self.n} consignments")

    @property
    def events(self) -> int:
        """Logical events of all replications."""
        return sum(one.events for one in self.replications)

    @property
    def events_per_s(self) -> float:
        """Logical events a second of one core.

        In processor time: on a shared machine the wall clock tells what others do.
        """
        return self.events / self.cpu_s

    def to_json(self) -> str:
        """The result on one line."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, line: str) -> Result:
        """The result that `to_json`, or one of the C programs, wrote."""
        raw = json.loads(line)
        ones = tuple(Replication(**one) for one in raw.pop("replications"))
        return cls(replications=ones, **raw)


class Stopwatch:
    """Wall and processor time since it was made."""

    def __init__(self) -> None:
        self.start_s = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        """Both, as a result wants them."""
        wall_s, cpu_s = self.start_s
        return {
            "wall_s": time.perf_counter() - wall_s,
            "cpu_s": time.process_time() - cpu_s,
        }


def replication(counts: Mapping[str, int], lead_s: float, quay_s: float) -> Replication:
    """A replication from counters: exited, sailed, landed, back, port; and sums."""
    exited, sailed = counts["exited"], counts["sailed"]
    moves = sailed + counts["landed"] + counts["back"] + counts["port"]
    return Replication(
        events=EVENTS_EACH * exited + moves,
        lead_s=lead_s / exited,
        quay_s=quay_s / exited,
        ships=sailed,
    )


def on_one_core(engine: str, workers: int) -> None:
    """Refuse more workers than an engine has."""
    if workers != 1:
        raise ValueError(f"{engine} has one worker, not {workers}")


def peak_kib() -> int:
    """The most memory this process held.

    Not `ru_maxrss` where Linux tells better: a child inherits that from the
    process that started it.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text("ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(run: Callable[[int, int, int, int], Result]) -> None:
    """Run an engine as the benchmark asks: n, replications, workers, seed."""
    parser = argparse.ArgumentParser()
    for name in ("n", "replications", "workers", "seed"):
        parser.add_argument(name, type=int)
    given = parser.parse_args()
    if given.n < LOAD or given.n % LOAD:
        sys.exit(f"n is {given.n}: expected a multiple of {LOAD}, all sail then")
    try:
        result = run(given.n, given.replications, given.workers, given.seed)
    except NotImplementedError as missing:
        sys.exit(f"left out: {missing}")
    print(dataclasses.replace(result, peak_kib=peak_kib()).to_json())
