"""What no feed says and a route needs: states, prices, handling, emissions.

Each comes from an option, and the rows made from it say so: `estimated`, with
the option as the method. What is needed and not given is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from orta.errors import UsageError
from orta.vocabulary import TransportMode

Rates = Mapping[str, float]  # under a mode, or "" for every mode

DEFAULT_HANDLING_H: Final = 2.0
DEFAULT_HANDLING_USD: Final = 0.0
DEFAULT_EQUIPMENT: Final = ("40ft", 2.0, 26.5)
_MODES = tuple(mode.value for mode in TransportMode)
_COUNTRY = re.compile("[A-Z]{2}")
_EQUIPMENT = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """The options of a conversion, checked.

    `countries` are pairs of the beginning of an id and the state of all places
    whose id begins so; the longest beginning wins.
    """

    countries: tuple[tuple[str, str], ...]
    usd_per_km: Rates
    g_co2e_per_tkm: Rates
    handling_h: Rates = field(default_factory=lambda: {"": DEFAULT_HANDLING_H})
    handling_usd: Rates = field(default_factory=lambda: {"": DEFAULT_HANDLING_USD})
    headway_h: Rates = field(default_factory=dict)
    speed_kmh: Rates = field(default_factory=dict)
    border_h: float | None = None
    border_usd: float = 0.0
    detour: float = 1.0
    equipment_code: str = DEFAULT_EQUIPMENT[0]
    equipment_teu: float = DEFAULT_EQUIPMENT[1]
    equipment_payload_t: float = DEFAULT_EQUIPMENT[2]

    def __post_init__(self) -> None:
        for rates, option, least in (
            ({"": self.border_usd}, "--usd-border", 0.0),
            ({"": self.border_h or 0.0}, "--border-h", 0.0),
            (self.usd_per_km, "--usd-per-km", 0.0),
            (self.g_co2e_per_tkm, "--g-co2e-per-tkm", 0.0),
            (self.handling_h, "--handling-h", 0.0),
            (self.handling_usd, "--usd-handling", 0.0),
            (self.headway_h, "--headway-h", 1e-3),
            (self.speed_kmh, "--speed-kmh", 1e-3),
            ({"": self.detour}, "--detour", 1.0),
        ):
            for rate in rates.values():
                if not least <= rate < math.inf:
                    raise UsageError(
                        f"{rate:g} is too small or no number", where=option
                    )

    def with_handling(self, hours: Rates, usd: Rates) -> Assumptions:
        """The same with handling as given; the defaults stand for what is not."""
        return replace(
            self,
            handling_h={**self.handling_h, **hours},
            handling_usd={**self.handling_usd, **usd},
        )

    def country_of(self, place_id: str) -> str | None:
        """The state of a place, None if no option says."""
        found = [pair for pair in self.countries if place_id.startswith(pair[0])]
        return max(found, key=lambda pair: len(pair[0]))[1] if found else None

    def country_method(self, place_id: str) -> str:
        """How the state of a place was found, as its row says."""
        found = [pair for pair in self.countries if place_id.startswith(pair[0])]
        prefix, code = max(found, key=lambda pair: len(pair[0]))
        if prefix:
            return f"state assumed from an id that begins with {prefix} (--country)"
        return f"state assumed to be {code} for every place (--country)"


def find_rate(rates: Rates, mode: TransportMode) -> float | None:
    """The rate of a mode, else that of every mode, else None."""
    return rates.get(mode.value, rates.get(""))


def get_rate(rates: Rates, mode: TransportMode, *, option: str, why: str) -> float:
    """The rate of a mode, else that of every mode.

    Raises
    ------
    UsageError
        If the option was given for neither.
    """
    rate = find_rate(rates, mode)
    if rate is None:
        raise UsageError(
            f"{why} of {mode.value} services is not in the source",
            where=option,
            hint=f"give it: {option} N, or {option} {mode.value}=N",
        )
    return rate


def parse_rates(texts: Iterable[str], *, option: str) -> dict[str, float]:
    """Rates under their mode from `N` or `MODE=N`.

    >>> parse_rates(["1.2", "sea=0.4"], option="--usd-per-km")
    {'': 1.2, 'sea': 0.4}

    Raises
    ------
    UsageError
        If a text is neither, or a mode is given twice.
    """
    rates: dict[str, float] = {}
    for text in texts:
        head, equals, tail = text.rpartition("=")
        mode = head.strip().lower()
        if (equals and mode not in _MODES) or not _is_number(tail):
            raise UsageError(
                f"cannot read “{text}”",
                where=option,
                hint=f"write {option} 1.5, or {option} MODE=1.5 "
                f"with one of {', '.join(_MODES)}",
            )
        if mode in rates:
            raise UsageError(f"“{text}” says it a second time", where=option)
        rates[mode] = float(tail)
    return rates


def parse_countries(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of an id's beginning and a state from `CC` or `BEGINNING=CC`.

    >>> parse_countries(["DE", "85=CH"])
    (('', 'DE'), ('85', 'CH'))

    Raises
    ------
    UsageError
        If a state is no ISO 3166 code, or a beginning is given twice.
    """
    pairs: dict[str, str] = {}
    for text in texts:
        prefix, _, code = text.rpartition("=")
        code = code.strip().upper()
        if not _COUNTRY.fullmatch(code):
            raise UsageError(
                f"“{text}” names no state",
                where="--country",
                hint="write --country DE, or --country 85=CH for ids that begin so",
            )
        if pairs.setdefault(prefix, code) != code:
            raise UsageError(f"“{text}” contradicts another", where="--country")
    return tuple(pairs.items())


def parse_equipment(text: str) -> tuple[str, float, float]:
    """Code, TEU and most tonnes of goods from `CODE:TEU:TONNES`.

    >>> parse_equipment("40ft:2:26.5")
    ('40ft', 2.0, 26.5)

    Raises
    ------
    UsageError
        If the text has another form.
    """
    code, *sizes = text.split(":")
    are_sizes = len(sizes) == 2 and all(map(_is_number, sizes))  # noqa: PLR2004
    if not (_EQUIPMENT.fullmatch(code) and are_sizes and min(map(float, sizes)) > 0):
        raise UsageError(
            f"cannot read the equipment “{text}”",
            where="--equipment",
            hint="write it as 40ft:2:26.5: code, TEU, most tonnes of goods in one",
        )
    return code, float(sizes[0]), float(sizes[1])


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
