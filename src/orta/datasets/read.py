"""Files in, a `Corridor` out, or every bad row named."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

from orta.corridor import Corridor
from orta.datasets.check import PACKAGE_FILE, CheckedDataset
from orta.datasets.schema import read_schema
from orta.errors import DatasetError, UsageError

SHIPPED = "middle-corridor"
_SHIPPED_FOLDER = resources.files("orta") / "data"

# Which field of a corridor a table becomes.
_FIELD_OF_TABLE = {
    "source": "sources",
    "node": "nodes",
    "name": "names",
    "link": "links",
    "terminal": "terminals",
    "border": "borders",
    "service": "services",
    "closure": "closures",
    "tariff": "tariffs",
    "exchange_rate": "exchange_rates",
    "emission_factor": "emission_factors",
    "equipment": "equipment",
    "commodity": "commodities",
    "season": "seasons",
    "demand": "demands",
    "volume": "volumes",
    "alternative": "alternatives",
    "embargo": "embargoes",
    "limit": "limits",
    "observation": "observations",
    "facility": "facilities",
    "parameter": "parameters",
    "target": "targets",
    "project": "projects",
}


def list_shipped() -> tuple[str, ...]:
    """Names of the datasets that come with the package.

    >>> list_shipped()
    ('middle-corridor',)
    """
    folders = (
        entry for entry in _SHIPPED_FOLDER.iterdir() if (entry / PACKAGE_FILE).is_file()
    )
    return tuple(sorted(entry.name for entry in folders))


def find_dataset(name_or_folder: str | Path) -> Path:
    """The folder of a shipped dataset, or the folder itself.

    Raises
    ------
    UsageError
        If it is neither.
    """
    if str(name_or_folder) in list_shipped():
        return Path(str(_SHIPPED_FOLDER / str(name_or_folder)))
    folder = Path(name_or_folder)
    if folder.is_dir():
        return folder
    raise UsageError(
        f"no dataset and no folder “{name_or_folder}”",
        where="data",
        hint=f"shipped with Orta: {', '.join(list_shipped())}",
    )


def read_corridor(folder: Path) -> Corridor:
    """The corridor of a dataset folder.

    Raises
    ------
    DatasetError
        With every cell that cannot be used, if there is one.
    """
    dataset = CheckedDataset(folder)
    errors = tuple(cell for cell in dataset.problems if cell.severity == "error")
    if errors:
        raise DatasetError(str(folder), errors)
    tables = {
        field: tuple(dataset.values[table]) for table, field in _FIELD_OF_TABLE.items()
    }
    return Corridor(
        name=dataset.package["name"],
        version=dataset.package["version"],
        digest=dataset_digest(folder),
        **tables,
    )


def dataset_digest(folder: Path) -> str:
    """SHA-256 over names and contents of the files a corridor is read from.

    The same files give the same digest on every machine.
    """
    digest = hashlib.sha256()
    names = (PACKAGE_FILE, *(s.file_name for s in read_schema().values()))
    for name in sorted(names):
        path = folder / name
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
