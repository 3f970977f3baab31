"""What every certificate states, whatever it is about: its figures and digests.

Makers and verifiers round in one place, so that a figure is the same text for both. It
needs the standard library only, as all that verifies.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from orta.errors import CertificateError
from orta.planning.optimum.certificate.exact import (
    USD_PLACES,
    Json,
    digest,
    gap_between,
    write_rounded,
)
from orta.planning.optimum.certificate.problem import read_object, read_text

_PARTS: Final = frozenset(
    "about plan problem problem_sha256 proof schema sha256 statement".split()
)
_STATEMENT: Final = frozenset("bound_usd gap objective_usd".split())


class Figures(NamedTuple):
    """What a plan costs, what no plan costs less than, and the share between them."""

    objective_usd: str
    bound_usd: str
    gap: str

    @classmethod
    def of(cls, objective: Fraction, bound: Fraction) -> Figures:
        """The figures as they are written: cost rounded up, the bound down."""
        up = write_rounded(objective, USD_PLACES, up=True)
        down = write_rounded(bound, USD_PLACES, up=False)
        # The gap follows from the two as they are stated.
        return cls(up, down, gap_between(Fraction(up), Fraction(down)))


def seal(
    *,
    schema: str,
    about: Mapping[str, str],
    figures: Figures,
    parts: Mapping[str, Json],
) -> dict[str, Json]:
    """The document of a certificate, with the digests of its problem and of it all.

    `parts` are its problem, plan and proof.
    """
    document: dict[str, Json] = {
        "schema": schema,
        "about": dict(about),
        "statement": dict(figures._asdict()),
        "problem_sha256": digest(parts["problem"]),
        **parts,
    }
    document["sha256"] = digest(document)
    return document


def open_parts(document: dict[str, Json], schema: str) -> dict[str, Json]:
    """The parts of a document of a schema, if they are all there and no others.

    Raises
    ------
    CertificateError
        If they are not, or a digest is not the stated one.
    """
    parts = read_object(document, _PARTS, "the certificate")
    require(parts["schema"], schema, "schema")
    rest = {key: value for key, value in parts.items() if key != "sha256"}
    require(parts["sha256"], digest(rest), "sha256")
    require(parts["problem_sha256"], digest(parts["problem"]), "problem_sha256")
    return parts


def require_figures(part: Json, computed: Figures) -> None:
    """Refuse a statement whose figures are not the computed ones, to the digit."""
    stated = read_object(part, _STATEMENT, "statement")
    for name, figure in computed._asdict().items():
        require(stated[name], figure, f"statement.{name}")


def read_about(part: Json) -> tuple[tuple[str, str], ...]:
    """The words of the maker, which nothing proves."""
    if not isinstance(part, dict):
        raise CertificateError("an object was expected", where="about")
    return tuple(
        (read_text(key, "about"), read_text(value, f"about.{key}"))
        for key, value in sorted(part.items())
    )


def require(stated: Json, computed: str, where: str) -> None:
    """Refuse what is stated and is not what was computed."""
    if stated != computed:
        raise CertificateError(
            f"{str(stated)[:80]} is stated, and {computed} computed", where=where
        )
