"""Decimal numbers without rounding, and documents that can be written one way only.

What certificates are made of and checked with. It imports nothing but the standard
library: whoever checks a certificate has to trust no other package.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from orta.errors import CertificateError

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

MOST_DIGITS = 40  # before the point, and behind it
USD_PLACES = 6
GAP_PLACES = 12
# One text for each number: no exponent, no empty zeros, no minus before nought.
_NUMBER = re.compile(
    rf"(?!-0$)-?(0|[1-9][0-9]{{0,{MOST_DIGITS - 1}}})"
    rf"(\.[0-9]{{0,{MOST_DIGITS - 1}}}[1-9])?",
    re.ASCII,
)


class Decimals(NamedTuple):
    """Numbers as whole multiples of one power of ten: `integers / 10 ** places`."""

    integers: list[int]
    places: int

    def fraction(self, at: int) -> Fraction:
        """One of them as a fraction."""
        return Fraction(self.integers[at], 10**self.places)


def write_float(number: float) -> str:
    """The shortest decimal that names a float, which is how Python prints it.

    >>> write_float(0.1), write_float(5e-07), write_float(-0.0), write_float(1200.0)
    ('0.1', '0.0000005', '0', '1200')
    """
    text = format(Decimal(repr(float(number))), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def write_decimal(integer: int, places: int) -> str:
    """The decimal `integer / 10 ** places` as text.

    >>> write_decimal(-1250, 3), write_decimal(7, 3), write_decimal(4000, 3)
    ('-1.25', '0.007', '4')
    """
    digits = str(abs(integer)).zfill(places + 1)
    sign = "-" if integer < 0 else ""
    if not places:
        return sign + digits
    behind = digits[-places:].rstrip("0")
    return sign + digits[:-places] + ("." + behind if behind else "")


def write_rounded(number: Fraction, places: int, *, up: bool) -> str:
    """The nearest decimal of so many places that is no less, or no more.

    >>> write_rounded(Fraction(1, 3), 4, up=True)
    '0.3334'
    >>> write_rounded(Fraction(1, 3), 4, up=False)
    '0.3333'
    """
    scaled = number * 10**places
    return write_decimal(-(-scaled // 1) if up else scaled // 1, places)


def read_decimals(texts: Sequence[Json], where: str) -> Decimals:
    """Texts of decimals as integers over their largest number of places.

    >>> read_decimals(["1.5", "-2", "0.25"], "cost")
    Decimals(integers=[150, -200, 25], places=2)

    Raises
    ------
    CertificateError
        If one is no number, or is written in another way than this module does.
    """
    split: dict[str, tuple[str, str]] = {}
    for at, text in enumerate(texts):
        if not isinstance(text, str):
            raise CertificateError("a number is not text", where=f"{where}[{at}]")
        if text not in split:
            if not _NUMBER.fullmatch(text):
                raise CertificateError(
                    f"“{text[:50]}” is no number",
                    where=f"{where}[{at}]",
                    hint="numbers are written like -12.5, each in one way only",
                )
            before, _, behind = text.partition(".")
            split[text] = before, behind
    places = max((len(behind) for _, behind in split.values()), default=0)
    value = {
        text: int(before + behind.ljust(places, "0"))
        for text, (before, behind) in split.items()
    }
    return Decimals([value[str(text)] for text in texts], places)


def gap_between(objective: Fraction, bound: Fraction) -> str:
    """How far a cost may be above the least one, as a share of it, rounded up.

    A cost of less than one dollar counts as one, since nothing divides by nought.
    """
    share = (objective - bound) / max(Fraction(1), abs(objective))
    return write_rounded(share, GAP_PLACES, up=True)


def canonical(document: Json) -> bytes:
    """The one way to write a document: keys sorted, no space, UTF-8, one line end."""
    text = json.dumps(
        document,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return text.encode() + b"\n"


def digest(document: Json) -> str:
    """SHA-256 of a document in its one way to be written."""
    return sha256(canonical(document)).hexdigest()
