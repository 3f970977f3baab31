"""What every kind of run is made of: its promise, its keys, results and tables."""

from orta.planning.studies.kinds.shape.files import digest_of, files_of
from orta.planning.studies.kinds.shape.keys import Form, Key, is_text, plain
from orta.planning.studies.kinds.shape.kind import (
    Asked,
    Change,
    Found,
    Gathered,
    Kind,
    Piece,
    Prepared,
    Way,
)
from orta.planning.studies.kinds.shape.single import Single, Singles
from orta.planning.studies.kinds.shape.tables import rounded, stacked

__all__ = [
    "Asked",
    "Change",
    "Form",
    "Found",
    "Gathered",
    "Key",
    "Kind",
    "Piece",
    "Prepared",
    "Single",
    "Singles",
    "Way",
    "digest_of",
    "files_of",
    "is_text",
    "plain",
    "rounded",
    "stacked",
]
