"""A replication as bytes and back, without pickle: whoever reads them runs nothing.

A line of JSON with what is no array, then the arrays in the order of the fields, each
as numpy's `.npy` has it.
"""

from __future__ import annotations

import io
import json
from dataclasses import fields
from typing import Any, Final

import numpy as np

from orta.errors import ModelError
from orta.planning.simulation.replication import Replication

_PLAIN: Final = ("shut_s", "events", "units_balance", "little_holds")
_RECORDS: Final = ("flow", "station", "line", "port")
_ARRAYS: Final = tuple(f.name for f in fields(Replication) if f.name not in _PLAIN)


def pack(replication: Replication) -> bytes:
    """The replication as bytes; equal replications have equal bytes."""
    plain = {name: getattr(replication, name) for name in _PLAIN}
    buffer = io.BytesIO()
    buffer.write(json.dumps(plain, separators=(",", ":")).encode() + b"\n")
    for name in _ARRAYS:
        array = np.ascontiguousarray(getattr(replication, name)).view(np.ndarray)
        if name in _RECORDS:  # numpy.record would be written as a void type
            array = array.view(np.dtype(list(array.dtype.descr)))
        np.lib.format.write_array(buffer, array, version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def unpack(content: bytes) -> Replication:
    """The replication of such bytes.

    Raises
    ------
    ModelError
        If they are none.
    """
    buffer = io.BytesIO(content)
    try:
        found: dict[str, Any] = json.loads(buffer.readline())
        for name in _ARRAYS:
            array = np.lib.format.read_array(buffer, allow_pickle=False)
            found[name] = array.view(np.recarray) if name in _RECORDS else array
        return Replication(**found)
    except (ValueError, TypeError, EOFError) as problem:
        raise ModelError(f"these bytes are no replication: {problem}") from None
