"""The engines side by side: which are here, how each is asked, what it answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from chain import Result

HERE = Path(__file__).parent
FAST = ("gcc", "-O3", "-march=native")
ORTA, SIMPY, HAND, CIMBA = "orta", "SimPy", "C", "cimba for Python"
PACKAGES = (
    (CIMBA, "cimba", "cimbapy_chain", 25),
    (SIMPY, "simpy", "simpy_chain", 3),
    ("salabim", "salabim", "salabim_chain", 1),
    ("Ciw", "ciw", "ciw_chain", 1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A program that simulates the chain and writes a result."""

    name: str
    command: tuple[str, ...]
    extra: tuple[str, ...] = ()
    replications: int  # about a second of work with 10,000 consignments
    has_threads: bool = False

    def ask(
        self, n: int, replications: int, *, workers: int = 1, seed: int = 1
    ) -> Result:
        """The result; LeftOutError if the engine is not there yet."""
        asked = (str(n), str(replications), str(workers), str(seed))
        done = subprocess.run(  # noqa: S603 — our own command
            [*self.command, *asked, *self.extra],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no word"])[-1]
            if said.startswith("left out"):
                raise LeftOutError(f"{self.name}: {said}")
            sys.exit(f"{self.name} failed ({done.returncode}): {said}")
        return Result.from_json(done.stdout.splitlines()[-1])


class LeftOutError(Exception):
    """An engine that is not there yet."""


def _python(module: str) -> tuple[str, ...]:
    return sys.executable, str(HERE / f"{module}.py")


def _compiled(source: str, folder: Path, *flags: str) -> tuple[str, ...]:
    """Compile a C program of this folder."""
    program = folder / Path(source).stem
    command = [*FAST, "-o", str(program), str(HERE / source), *flags]
    subprocess.run([*command, "-lm", "-lpthread"], check=True)  # noqa: S603 — our own
    return (str(program),)


def _cimba(installed: Path, folder: Path) -> Iterator[Engine]:
    """The cimba library that was installed under a path, used in two ways."""
    library = next(iter(sorted(installed.glob("lib*/**/libcimba.*"))), None)
    if library is None:
        sys.exit(f"{installed}: no libcimba under it; expected an installed build")
    command = _compiled(
        "cimba_chain.c",
        folder,
        "-std=gnu2x",
        f"-I{installed / 'include'}",
        f"-L{library.parent}",
        f"-Wl,-rpath,{library.parent}",
        "-lcimba",
    )
    for style, replications in (("processes", 60), ("events", 100)):
        yield Engine(
            name=f"cimba library, {style}",
            command=command,
            extra=(style,),
            replications=replications,
            has_threads=True,
        )


def engines(folder: Path, cimba: Path | None) -> Iterator[Engine]:
    """Every engine that is installed; the others are named."""
    yield Engine(
        name=ORTA, command=_python("orta_chain"), replications=200, has_threads=True
    )
    if shutil.which("gcc") is None:
        print("C: no gcc here: left out")
    else:
        c = _compiled("chain.c", folder)
        yield Engine(name=HAND, command=c, replications=200, has_threads=True)
        if cimba is None:
            print("cimba library: no build given (--cimba PATH): left out")
        else:
            yield from _cimba(cimba, folder)
    for name, package, module, replications in PACKAGES:
        if find_spec(package) is None:
            print(f"{name}: not installed: left out")
            continue
        yield Engine(
            name=name,
            command=_python(module),
            replications=replications,
            has_threads=package == "cimba",
        )


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0))
