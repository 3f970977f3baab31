"""Values that tasks need, by names that say what is in them."""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from orta.planning.studies.tasks.once import Once

_FROZEN_PROTOCOL = 5


class Materials:
    """What the tasks of a study need, once each.

    In the process that made it the values are used as they are. To another process
    they go as bytes, made by `freeze` and read there by `thaw`.
    """

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def add(self, values: Mapping[str, Any]) -> None:
        """Keep values under their names; what has the same name is the same."""
        for name, value in values.items():
            self._values.setdefault(name, value)

    def of(self, needs: Iterable[str]) -> tuple[Any, ...]:
        """The values of these names."""
        return tuple(self._values[name] for name in needs)

    def freeze(self, name: str) -> bytes:
        """The value as bytes for another process of the same program.

        They are pickled: whoever reads them trusts whoever made them. They are sent
        to workers and never kept in a file.
        """
        buffer = io.BytesIO()
        pickler = pickle.Pickler(buffer, protocol=_FROZEN_PROTOCOL)
        pickler.dispatch_table = {
            **copyreg.dispatch_table,
            MappingProxyType: _reduce_mapping,
        }
        pickler.dump(self._values[name])
        return buffer.getvalue()


def _reduce_mapping(mapping: Mapping[Any, Any]) -> tuple[Any, ...]:
    """How a mapping that cannot be changed goes: Python itself does not pickle one."""
    return _unchangeable, (dict(mapping),)


def _unchangeable(content: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(content)


_THAWED: Once[Any] = Once(most=16)


def thaw(name: str, content: bytes) -> Any:  # noqa: ANN401 - whatever was frozen
    """The value of the bytes, made once in a process however many tasks need it."""
    return _THAWED.get(name, lambda: pickle.loads(content))  # noqa: S301 - from our client
