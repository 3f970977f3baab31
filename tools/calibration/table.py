"""Fitted values into the table `parameter`, and files written whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from calibration.fit import Fit, ParameterFit

SOURCE_ID: Final = "orta-calibration"
_START: Final = "start: "
_MARK: Final = "; fitted: "


def table_text(path: Path, fit: Fit) -> str:
    """The table with the values of a fit and where they come from.

    A row that is not fitted keeps, or gets back, the evidence of its start value.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, names = list(reader), reader.fieldnames or ()
    found = {row.parameter_id: row for row in fit.parameters}
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, **_cells(row, found[row["parameter_id"]], fit)})
    return text.getvalue()


def write_all(texts: Mapping[Path, str]) -> None:
    """Write files so that each is either old or new, never half."""
    for path, text in texts.items():
        part = path.with_name(path.name + ".part")
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(path)


def _cells(row: dict[str, str], found: ParameterFit, fit: Fit) -> dict[str, str]:
    begun = row["method"].split(_MARK)[0].removeprefix(_START)
    if found.fitted is None:
        if row["source_id"] != SOURCE_ID:
            return {"fitted": ""}
        return {
            "fitted": "",
            "source_id": "orta-estimate",
            "as_of": row["as_of"][:4],
            "confidence": "estimated",
            "method": begun,
        }
    method = (
        f"approximate Bayesian computation on {sum(fit.waves)} vectors of "
        f"{fit.replications} replications, seed {fit.seed}: median, 5-95 % "
        f"{found.low:g} to {found.high:g} (docs/calibration.md)"
    )
    return {
        "fitted": f"{found.fitted:g}",
        "source_id": SOURCE_ID,
        "as_of": fit.dataset_version.replace(".", "-"),
        "confidence": "derived",
        "method": f"{_START}{begun}{_MARK}{method}",
    }
