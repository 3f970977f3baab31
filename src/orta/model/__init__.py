"""The door for Python users: load a corridor, ask it questions."""

from orta.model.door import CorridorModel, load

__all__ = ["CorridorModel", "load"]
