"""What is to be carried: `2x40ft:22t` as a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from orta.errors import UsageError
from orta.vocabulary.load import ORDINARY, LoadProfile
from orta.vocabulary.money import decimal_of, exact_product

_FORM = re.compile(
    r"(?P<count>\d{1,4})\s*[x×*]\s*(?P<equipment>[a-z0-9_]+)\s*:"
    r"\s*(?P<tonnes>\d{1,4}(?:\.\d{1,3})?)\s*t"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cargo:
    """So many units of one kind of equipment, each with the same mass of goods.

    `load` says what is out of the ordinary about the load of a unit.

    Examples
    --------
    >>> cargo = Cargo.parse("2x40ft:22t")
    >>> cargo.unit_count, cargo.equipment_code, cargo.mass_t
    (2, '40ft', 44.0)
    >>> str(cargo)
    '2x40ft:22t'
    """

    unit_count: int
    equipment_code: str
    mass_per_unit_t: float
    load: LoadProfile = ORDINARY

    def __post_init__(self) -> None:
        if self.unit_count < 1:
            raise UsageError(
                "a cargo has at least one unit", where="cargo", hint=_EXAMPLE
            )
        if self.mass_per_unit_t <= 0:
            raise UsageError(
                "the goods in a unit weigh more than nothing",
                where="cargo",
                hint=_EXAMPLE,
            )
        gross_mass_t = self.load.gross_mass_t
        if gross_mass_t is not None and gross_mass_t < self.mass_per_unit_t:
            raise UsageError(
                f"a unit of {gross_mass_t:g} t does not hold "
                f"{self.mass_per_unit_t:g} t of goods",
                where="gross mass",
                hint="the gross mass is that of the goods and of what holds them",
            )

    @property
    def mass_t(self) -> float:
        """Mass of all the goods, tonnes, without the equipment itself."""
        return self.unit_count * self.mass_per_unit_t

    @property
    def charged_mass_t(self) -> Decimal:
        """The same mass as a decimal number, for amounts of money.

        >>> Cargo.parse("3x40ft:0.1t").charged_mass_t
        Decimal('0.3')
        """
        return exact_product(Decimal(self.unit_count), decimal_of(self.mass_per_unit_t))

    @classmethod
    def parse(cls, text: str) -> Cargo:
        """Read `COUNTxEQUIPMENT:TONNESt`; the mass is per unit.

        Raises
        ------
        UsageError
            If the text has another form, no unit or no mass.
        """
        found = _FORM.fullmatch(text.strip().lower())
        if found is None:
            raise UsageError(
                f"cannot read the cargo “{text}”", where="cargo", hint=_EXAMPLE
            )
        return cls(
            unit_count=int(found["count"]),
            equipment_code=found["equipment"],
            mass_per_unit_t=float(found["tonnes"]),
        )

    def __str__(self) -> str:
        units = f"{self.unit_count}x{self.equipment_code}:{self.mass_per_unit_t:g}t"
        return units if self.load.is_ordinary else f"{units}, {self.load}"


_EXAMPLE = "write it as 2x40ft:22t: two 40 ft containers with 22 t of goods in each"
