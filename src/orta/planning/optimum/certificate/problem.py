"""The problem of a certificate, read from its document and checked for shape.

Standard library only, like all that the verifier reads with.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from orta.errors import CertificateError
from orta.planning.optimum.certificate.exact import Decimals, Json, read_decimals

_PARTS = frozenset(
    "column_labels cost limit row_labels rows starts upper values whole".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A programme in exact numbers; its matrix is stored by columns.

    The entries of column j are `rows` and `values` from `starts[j]` to
    `starts[j + 1]`. `tops` holds, for columns that must be whole, the largest whole
    number they may be.
    """

    column_labels: list[str]
    row_labels: list[str]
    cost: Decimals
    upper: Decimals
    limit: Decimals
    starts: list[int]
    rows: list[int]
    values: Decimals
    tops: dict[int, int]

    def entry_columns(self) -> list[int]:
        """The column of each entry of the matrix."""
        return [
            column
            for column, (first, end) in enumerate(pairwise(self.starts))
            for _ in range(first, end)
        ]


def read_problem(part: Json) -> Problem:
    """The problem, if its arrays fit each other.

    Raises
    ------
    CertificateError
        If they do not; says which, and where.
    """
    texts = read_object(part, _PARTS, "problem")
    lists = {key: read_list(texts[key], f"problem.{key}") for key in _PARTS}
    column_labels = _labels(lists["column_labels"], "problem.column_labels")
    row_labels = _labels(lists["row_labels"], "problem.row_labels")
    n_columns, n_rows = len(column_labels), len(row_labels)
    starts = read_integers(lists["starts"], "problem.starts", below=2**62)
    rows = read_integers(lists["rows"], "problem.rows", below=n_rows)
    whole = read_integers(lists["whole"], "problem.whole", below=n_columns)
    for key, size in (
        ("cost", n_columns),
        ("upper", n_columns),
        ("limit", n_rows),
        ("starts", n_columns + 1),
        ("values", len(rows)),
    ):
        require_length(lists[key], size, f"problem.{key}")
    if starts[0] != 0 or starts[-1] != len(rows) or starts != sorted(starts):
        raise CertificateError("columns do not follow each other", where="starts")
    if any(one >= two for one, two in pairwise(whole)):
        raise CertificateError("columns are not in order", where="problem.whole")
    upper = read_decimals(lists["upper"], "problem.upper")
    if upper.integers and min(upper.integers) < 0:
        raise CertificateError("an upper bound is negative", where="problem.upper")
    return Problem(
        column_labels=column_labels,
        row_labels=row_labels,
        cost=read_decimals(lists["cost"], "problem.cost"),
        upper=upper,
        limit=read_decimals(lists["limit"], "problem.limit"),
        starts=starts,
        rows=rows,
        values=read_decimals(lists["values"], "problem.values"),
        tops={j: upper.integers[j] // 10**upper.places for j in whole},
    )


def read_object(part: Json, keys: frozenset[str], where: str) -> dict[str, Json]:
    """The part as an object that has just these keys."""
    if not isinstance(part, dict):
        raise CertificateError("an object was expected", where=where)
    missing, unknown = sorted(keys - part.keys()), sorted(part.keys() - keys)
    if missing:
        raise CertificateError(f"the key “{missing[0]}” is missing", where=where)
    if unknown:
        raise CertificateError(f"the key “{unknown[0][:50]}” is unknown", where=where)
    return part


def read_list(part: Json, where: str) -> list[Json]:
    """The part as a list."""
    if not isinstance(part, list):
        raise CertificateError("a list was expected", where=where)
    return part


def read_integers(part: list[Json], where: str, *, below: int) -> list[int]:
    """The part as integers from nought to below a limit."""
    integers: list[int] = []
    for at, value in enumerate(part):
        # In Python true is an integer; here it is not.
        if type(value) is not int or not 0 <= value < below:
            raise CertificateError(
                f"a whole number from 0 to {below - 1} was expected",
                where=f"{where}[{at}]",
            )
        integers.append(value)
    return integers


def require_length(part: list[Json], length: int, where: str) -> None:
    """Refuse a list of another length."""
    if len(part) != length:
        raise CertificateError(
            f"there are {len(part)} items, expected {length}", where=where
        )


def read_text(part: Json, where: str) -> str:
    """The part as text that can be printed without harm to a terminal."""
    if not isinstance(part, str) or not part.isprintable():
        raise CertificateError("printable text was expected", where=where)
    return part


def _labels(part: list[Json], where: str) -> list[str]:
    return [read_text(label, f"{where}[{at}]") for at, label in enumerate(part)]
