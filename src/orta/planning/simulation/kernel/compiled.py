"""How the functions of the kernel are compiled.

Nothing in the kernel allocates an array, so numba needs no reference counts: left in,
they cost more than the simulation, since every call counts every table up and down.
Functions that every event passes through are put where they are called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

_Function = TypeVar("_Function", bound=Callable[..., object])
_njit: Any = numba.njit  # its annotations do not name the options used here


def compiled(function: _Function) -> _Function:
    """A function that is called as a function."""
    made: _Function = _njit(_nrt=False, nogil=True)(function)
    return made


def inlined(function: _Function) -> _Function:
    """A function that is put into its callers."""
    made: _Function = _njit(_nrt=False, nogil=True, forceinline=True)(function)
    return made


def entry(function: _Function) -> _Function:
    """A function that Python calls; the compiled code of it and all others is kept."""
    made: _Function = _njit(_nrt=False, nogil=True, cache=True)(function)
    return made
