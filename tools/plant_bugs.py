"""Plant bugs into the simulator's kernel, one by one, and see whether a test fails.

python tools/plant_bugs.py [PREFIX of where ...] [--workers N]

Works on a copy of the package, with the kernel as plain Python. Prints a row for each
bug of `planted_bugs.txt` and ends with status 1 if one has survived, or if a function
of the kernel has none.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
BUGS: Final = Path(__file__).with_name("planted_bugs.txt")
KERNEL: Final = Path("src/orta/planning/simulation/kernel")
TESTS: Final = tuple(
    f"tests/planning/simulation/test_{name}.py"
    for name in ("room", "departures", "dated", "twin", "edges")
)
# How functions are compiled cannot be told from plain Python.
NOT_PLANTED: Final = {"world.compiled", "world.inlined", "world.entry"}
_LONGEST_S: Final = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """A piece of a function, and what is put in its place."""

    where: str
    old: str
    new: str

    @property
    def module(self) -> str:
        """The module of the kernel."""
        return self.where.split(".")[0]


def main() -> int:
    """Plant all bugs whose place begins with one of those asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prefixes", nargs="*", default=[""])
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    bugs = read_bugs()
    bare = sorted(functions() - {bug.where for bug in bugs} - NOT_PLANTED)
    for where in bare:
        print(f"no bug is planted in {where}")
    chosen = [bug for bug in bugs if bug.where.startswith(tuple(asked.prefixes))]
    survived = 0
    with ThreadPoolExecutor(asked.workers) as pool:
        for bug, verdict in zip(chosen, pool.map(verdict_on, chosen), strict=True):
            print(f"{verdict:40} {bug.where}: {bug.old} => {bug.new}", flush=True)
            survived += verdict == "SURVIVED"
    print(f"{len(chosen) - survived} of {len(chosen)} planted bugs break a test")
    return 1 if survived or bare else 0


def read_bugs() -> list[Bug]:
    """All bugs of the list."""
    bugs = []
    for line in BUGS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            where, change = line.split(": ", 1)
            old, new = change.split(" => ")
            bugs.append(Bug(where=where, old=old, new=new))
    return bugs


def functions() -> set[str]:
    """Every function of the kernel, as module.name."""
    return {
        f"{path.stem}.{node.name}"
        for path in (ROOT / KERNEL).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def verdict_on(bug: Bug) -> str:
    """The test that failed first, or that the bug has survived."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        ignored = shutil.ignore_patterns("__pycache__", "data")
        shutil.copytree(ROOT / "src", copy / "src", ignore=ignored)
        for name in ("corridors", "reference", "planning/simulation"):
            shutil.copytree(ROOT / "tests" / name, copy / "tests" / name)
        for name in ("tests/conftest.py", "pyproject.toml"):
            shutil.copy(ROOT / name, copy / name)
        plant(bug, copy / KERNEL / f"{bug.module}.py")
        return run_tests(copy)


def plant(bug: Bug, path: Path) -> None:
    """Change the one place in the function that the bug names.

    Raises
    ------
    ValueError
        If the function does not hold the old piece, or holds it twice.
    """
    text = path.read_text("utf-8")
    name = bug.where.split(".")[1]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            whole = ast.get_source_segment(text, node) or ""
            if whole.count(bug.old) != 1:
                raise ValueError(f"{bug.where}: {bug.old!r} is not there just once")
            path.write_text(
                text.replace(whole, whole.replace(bug.old, bug.new)), "utf-8"
            )
            return
    raise ValueError(f"{bug.where}: there is no such function")


def run_tests(folder: Path) -> str:
    """Run the tests in a folder until one fails."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", *TESTS]
    command += [
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "-k",
        "not situation and not difference",
    ]
    environment = os.environ | {
        "NUMBA_DISABLE_JIT": "1",
        "PYTHONPATH": str(folder / "src"),
    }
    try:
        done = subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST_S,
        )
    except subprocess.TimeoutExpired:
        return "caught: it never ends"
    if done.returncode == 0:
        return "SURVIVED"
    lines = [x for x in done.stdout.splitlines() if x.startswith(("FAILED", "ERROR"))]
    if not lines:
        raise ValueError(f"the tests could not be run: {done.stdout}{done.stderr}")
    return f"caught: {lines[0].split('::')[-1].split(' - ')[0][:60]}"


if __name__ == "__main__":
    sys.exit(main())
