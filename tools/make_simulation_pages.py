"""Write `docs/simulation-theory.md`: the simulator against queueing theory.

The page is measured, for about half a minute, and ends with a digest of the files
it depends on. Nothing is measured while the digest still holds:

    python tools/make_simulation_pages.py [--check] [--anew]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from verification.theory import CASES, Measured, measure

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "simulation-theory.md"
_SIMULATION = "src/orta/planning/simulation"
# What the figures depend on.
MADE_FROM = (
    "src/orta/planning/lead_time/**/*.py",
    f"{_SIMULATION}/compile/laws.py",
    f"{_SIMULATION}/compile/weather.py",
    f"{_SIMULATION}/estimate.py",
    f"{_SIMULATION}/exponential.py",
    f"{_SIMULATION}/kernel/*.py",
    f"{_SIMULATION}/plant.py",
    f"{_SIMULATION}/replication.py",
    f"{_SIMULATION}/tables.py",
    "tools/make_simulation_pages.py",
    "tools/verification/queueing/*.py",
    "tools/verification/theory/*.py",
)


def digest() -> str:
    """What tells one state of all files behind the page from another.

    Raises
    ------
    FileNotFoundError
        If a pattern names no file: it has moved, and the page would never notice.
    """
    whole = sha256()
    for pattern in MADE_FROM:
        files = sorted(ROOT.glob(pattern))
        if not files:
            raise FileNotFoundError(f"{pattern}: no such file")
        for file in files:
            whole.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
            whole.update(file.read_bytes() + b"\0")
    return whole.hexdigest()[:16]


def is_current() -> bool:
    """Whether the page was made from the files as they are."""
    return PAGE.is_file() and PAGE.read_text("utf-8").endswith(_stamp())


def measure_all() -> list[Measured]:
    """The figures of all cases, in the order of the page."""
    return [one for case in CASES for one in measure(case)]


def page(measured: Sequence[Measured]) -> str:
    """The whole page."""
    blocks = (
        _INTRODUCTION,
        _summary(measured),
        "\n".join(_table(measured)),
        _METHOD,
        "\n".join(_sources(measured)),
        _stamp(),
    )
    return "\n\n".join(blocks)


def _stamp() -> str:
    return f"Made from files with the digest `{digest()}`.\n"


def _summary(measured: Sequence[Measured]) -> str:
    inside = sum(abs(m.value - m.figure.theory) <= m.half for m in measured)
    widest = max(m.half / m.figure.theory for m in measured)
    furthest = max(abs(m.difference) for m in measured)
    runs = sum(case.runs for case in CASES)
    return (
        f"{len(measured)} figures of {len(CASES)} plants, {runs:,} runs. The largest "
        f"difference is {furthest:.2%}; the widest 95 % interval is ± {widest:.2%}. "
        f"{inside} of {len(measured)} intervals hold the value of theory: of a right "
        "simulator about one in twenty does not. In every run Little's law held to the "
        "TEU second, and what came equalled what left and what was still there."
    )


def _table(measured: Sequence[Measured]) -> Iterator[str]:
    numbers = _numbers(measured)
    yield "| plant | figure | theory | simulated | difference | source |"
    yield "|---|---|---|---|---|---|"
    for m in measured:
        theory, digits = m.figure.theory, _digits(m.figure.theory)
        yield (
            f"| {m.case.name} | {m.figure.what} | {theory:.{digits}f} | "
            f"{m.value:.{digits}f} ± {m.half:.{digits}f} | {m.difference:+.2%} | "
            f"{numbers[m.figure.source]} |"
        )


def _sources(measured: Sequence[Measured]) -> Iterator[str]:
    yield "## Sources\n"
    yield "*Here* is `tools/verification/queueing`, where every value is computed.\n"
    for source, number in _numbers(measured).items():
        yield f"{number}. {source[0].upper()}{source[1:]}"


def _numbers(measured: Sequence[Measured]) -> dict[str, int]:
    sources = dict.fromkeys(m.figure.source for m in measured)
    return {source: number for number, source in enumerate(sources, start=1)}


def _digits(theory: float) -> int:
    """So many that a figure has about five digits that count."""
    digits, bound = 6, 0.1
    while theory >= bound and digits > 0:
        digits, bound = digits - 1, bound * 10
    return digits


_INTRODUCTION = """\
# Simulator and theory

What the [simulator](background/simulation.md) says of plants whose figures are known
exactly. Nothing of a corridor is in here: one station, two in a row, a train that
fills, a fleet, a port in the wind, each alone. Whether a whole corridor is described
well is another question: [Verification](verification.md)."""
_METHOD = """\
## Method

- Every plant is given to the kernel as a corridor is. A run covers up to 16 years of
  plant time, of which the first 2 % are not counted. Runs differ in their key, as
  replications do, and in their drawn calendars.
- A figure is a ratio of sums over all runs (the waits of all, by the number of all).
  Its error is that of the delta method over runs, its interval that of Student.
- Times are whole seconds in the simulator and real numbers in theory. Next to service
  times of ten minutes and more that is nothing; but who waits for the clock waits half
  a second longer, and a storm is rounded outwards, by a second on average.
- *Load* is the share of time that servers are busy. *Modified PERT* is the law that all
  durations of the dataset have, here as the table of quantiles that the simulator draws
  from. Ships for one unit that are away for a fixed time are servers.
- The plant has no place that turns goods away: who finds no room waits where it is.
  So M/M/c/K is a tandem whose first server is never idle. While it is held it sends
  nothing, as a full M/M/c/K takes nothing, and the one it holds has the last place.
- Ships that share berths visit them twice a round, to discharge and to load. Both
  visits have one exponential law, so that the ring is one of a station with twice the
  work.

CI does not measure this page again: it compares the digest below with the files that
the page was made from, and runs the same plants for a shorter time. The page itself is
repeated by `pytest -m slow tests/planning/simulation/test_theory.py`."""


def main() -> int:
    """Write the page, or with --check say whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--anew", action="store_true", help="measure in any case")
    arguments = parser.parse_args()
    if arguments.check:
        if not is_current():
            print(f"{PAGE.name} is not current: run tools/make_simulation_pages.py")
        return int(not is_current())
    if arguments.anew or not is_current():
        PAGE.write_text(page(measure_all()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
