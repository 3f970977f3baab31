"""What is out of the ordinary about a load: its size, its weight, its danger."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import isfinite

from orta.errors import UsageError

# UN Model Regulations, part 2: nine classes, some of them with divisions.
_DIVISIONS = {"1": "123456", "2": "123", "4": "123", "5": "12", "6": "12"}
DANGEROUS_GOODS_CLASSES = tuple(
    code
    for number in "123456789"
    for code in (number, *(f"{number}.{d}" for d in _DIVISIONS.get(number, "")))
)

_NUMBER = r"(\d{1,4}(?:\.\d{1,3})?)"
_SIZE = re.compile(rf"{_NUMBER}\s*[x×*]\s*{_NUMBER}\s*[x×*]\s*{_NUMBER}\s*m", re.ASCII)
_TONNES = re.compile(rf"{_NUMBER}\s*t?", re.ASCII)
# Beyond these somebody mixed up units: no such thing ever moved on this corridor.
_MOST = {
    "length_m": 150.0,
    "width_m": 20.0,
    "height_m": 20.0,
    "gross_mass_t": 2000.0,
    "axle_load_t": 100.0,
}
_SIZE_EXAMPLE = "length, width and height in metres, as in 12.0x3.4x3.8m"
_CLASS_EXAMPLE = "a class or division of the UN, as in 3 or 4.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadProfile:
    """What has to be known of a load before limits can be held against it.

    Length, width and height are those of the piece, without what carries it.
    The gross mass is that of one loaded unit, the axle load the greatest under
    the wagon or truck. None and "" mean: nothing out of the ordinary.

    Notes
    -----
    Source: UN Model Regulations on the Transport of Dangerous Goods, part 2, for
    the classes; the rest are the words of SMGS and of the Asian Highway rules.

    Examples
    --------
    >>> turbine = LoadProfile.parse(size="12.0x3.4x3.8m", axle_load="20")
    >>> turbine.width_m, turbine.axle_load_t, turbine.is_ordinary
    (3.4, 20.0, False)
    >>> str(turbine)
    '12x3.4x3.8 m, 20 t per axle'
    """

    length_m: float | None = None
    width_m: float | None = None
    height_m: float | None = None
    gross_mass_t: float | None = None
    axle_load_t: float | None = None
    dangerous_goods_class: str = ""

    def __post_init__(self) -> None:
        for name, most in _MOST.items():
            value = getattr(self, name)
            if value is not None and not (isfinite(value) and 0 < value <= most):
                what, _, unit = name.rpartition("_")
                raise UsageError(
                    f"{value:g} {unit} is no {what.replace('_', ' ')}",
                    where="load",
                    hint=f"more than 0 and at most {most:g} {unit}",
                )
        sizes = (self.length_m, self.width_m, self.height_m)
        if None in sizes and any(size is not None for size in sizes):
            raise UsageError(
                "a size has all three of its measures",
                where="load",
                hint=_SIZE_EXAMPLE,
            )
        code = self.dangerous_goods_class
        if code and code not in DANGEROUS_GOODS_CLASSES:
            raise UsageError(
                f"“{code}” is no class of dangerous goods",
                where="dangerous",
                hint=_CLASS_EXAMPLE,
            )

    @property
    def is_ordinary(self) -> bool:
        """Whether there is nothing to hold limits against."""
        return self == ORDINARY

    @property
    def has_size(self) -> bool:
        """Whether the measures of the piece are given."""
        return self.length_m is not None

    @classmethod
    def parse(
        cls,
        *,
        size: str = "",
        gross_mass: str = "",
        axle_load: str = "",
        dangerous: str = "",
    ) -> LoadProfile:
        """Read what a user writes: `12.0x3.4x3.8m`, `44t`, `20t`, `4.1`.

        Raises
        ------
        UsageError
            If a text has another form, or what it says cannot be.
        """
        length_m, width_m, height_m = _read_size(size) if size else (None,) * 3
        return cls(
            length_m=length_m,
            width_m=width_m,
            height_m=height_m,
            gross_mass_t=_read_tonnes(gross_mass, where="gross mass"),
            axle_load_t=_read_tonnes(axle_load, where="axle load"),
            dangerous_goods_class=dangerous.strip(),
        )

    def lifted(self) -> dict[str, LoadProfile]:
        """The same load without one thing that is out of the ordinary, for each."""
        without = {
            "size": replace(self, length_m=None, width_m=None, height_m=None),
            "gross_mass": replace(self, gross_mass_t=None),
            "axle_load": replace(self, axle_load_t=None),
            "dangerous": replace(self, dangerous_goods_class=""),
        }
        return {what: load for what, load in without.items() if load != self}

    def __str__(self) -> str:
        parts = []
        if self.has_size:
            measures = (self.length_m, self.width_m, self.height_m)
            parts.append("x".join(f"{m:g}" for m in measures) + " m")
        if self.gross_mass_t is not None:
            parts.append(f"{self.gross_mass_t:g} t gross")
        if self.axle_load_t is not None:
            parts.append(f"{self.axle_load_t:g} t per axle")
        if self.dangerous_goods_class:
            parts.append(f"class {self.dangerous_goods_class}")
        return ", ".join(parts) or "ordinary"


ORDINARY = LoadProfile()


def _read_size(text: str) -> tuple[float, float, float]:
    found = _SIZE.fullmatch(text.strip().lower())
    if found is None:
        raise UsageError(
            f"cannot read the size “{text}”", where="size", hint=_SIZE_EXAMPLE
        )
    length_m, width_m, height_m = map(float, found.groups())
    return length_m, width_m, height_m


def _read_tonnes(text: str, *, where: str) -> float | None:
    if not text:
        return None
    found = _TONNES.fullmatch(text.strip().lower())
    if found is None:
        raise UsageError(
            f"cannot read the {where} “{text}”", where=where, hint="tonnes, as in 20t"
        )
    return float(found[1])
