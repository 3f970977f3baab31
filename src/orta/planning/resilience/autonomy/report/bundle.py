"""All that a share follows from, as CSV files, with the certificates and a read-me.

Whoever has the folder needs neither Orta nor its dataset: `README.md` in it says how
the figures follow from the files.
"""

from __future__ import annotations

from functools import partial
from importlib import resources
from pathlib import Path
from typing import Final

from orta.planning import results
from orta.planning.resilience.autonomy.answer import AutonomyAnswer
from orta.planning.resilience.autonomy.report.content import autonomy_dict
from orta.planning.resilience.autonomy.report.inputs import input_tables
from orta.planning.resilience.autonomy.report.outputs import output_tables
from orta.planning.results import (
    Write,
    write_bytes,
    write_csv,
    write_folder,
    write_json,
)

_SUFFIXES: Final = (".json",)


def check_output(path: str | Path) -> None:
    """Nothing, if a bundle can be put there.

    Raises
    ------
    UsageError
        If the ending is another than .json, the folder above is not there, or
        something is there already.
    """
    results.check_output(Path(path), suffixes=_SUFFIXES)


def write_bundle(answer: AutonomyAnswer, path: str | Path) -> Path:
    """The file or folder written: `.json` is the answer, without an ending a bundle.

    Raises
    ------
    UsageError
        As `check_output`, or if it cannot be written.
    """
    path = Path(path)
    check_output(path)
    if path.suffix:
        write_json(autonomy_dict(answer), path)
    else:
        write_folder(path, _files(answer))
    return path


def _files(answer: AutonomyAnswer) -> dict[str, Write]:
    readme = resources.files(__package__).joinpath("bundle.md").read_bytes()
    files: dict[str, Write] = {
        "README.md": partial(write_bytes, readme),
        "answer.json": partial(write_json, autonomy_dict(answer)),
    }
    for name, table in {**input_tables(answer), **output_tables(answer)}.items():
        files[f"{name}.csv"] = partial(write_csv, table, provenance=answer.provenance)
    for state in answer.states:
        if state.state == answer.weakest:
            files["certificate.json"] = state.certificate.write
        files[f"certificate-{state.state}.json"] = state.certificate.write
    return files
