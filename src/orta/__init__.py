"""Orta, the open platform of the Middle Corridor.

>>> import orta
>>> model = orta.load()
>>> answer = model.route("Xi'an", "Duisburg", ready="2026-12-04", avoid=["RU"])
>>> len(answer.choices) > 1
True
"""

from orta.errors import (
    DatasetError,
    ModelError,
    OrtaError,
    UnknownPlaceError,
    UsageError,
)
from orta.model import CorridorModel, load
from orta.vocabulary import Cargo

__all__ = [
    "Cargo",
    "CorridorModel",
    "DatasetError",
    "ModelError",
    "OrtaError",
    "UnknownPlaceError",
    "UsageError",
    "load",
]
