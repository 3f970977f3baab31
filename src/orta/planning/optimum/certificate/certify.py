"""A solver's answer made a certificate: a repaired plan, and the proof of a bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np

from orta.planning.optimum.certificate.exact import (
    Json,
    canonical,
    digest,
    write_decimal,
    write_float,
)
from orta.planning.optimum.certificate.problem import Problem, read_problem
from orta.planning.optimum.certificate.repair import repair
from orta.planning.optimum.certificate.statement import Figures, seal
from orta.planning.optimum.certificate.tree import Leaf, Split, Tree
from orta.planning.optimum.certificate.verify import (
    LINEAR,
    Box,
    cost_of,
    halves,
    least_of_leaves,
    weigh,
)
from orta.planning.optimum.programme import BoolArray, FloatArray, Programme
from orta.planning.results import write_bytes

_PRICE_DIGITS = 15
_LEAST_PRICE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Certificate:
    """A plan that keeps every row, what it costs, and what no plan costs less than.

    `plan` is the repaired plan as floats, shape (columns,); `document` holds all
    exactly.
    """

    objective_usd: Decimal
    bound_usd: Decimal
    gap: Decimal
    plan: FloatArray
    document: dict[str, Json]

    @property
    def sha256(self) -> str:
        """The digest of the whole certificate."""
        return str(self.document["sha256"])

    @property
    def problem_sha256(self) -> str:
        """The digest of the problem alone, so that two can see that theirs is one."""
        return str(self.document["problem_sha256"])

    def to_bytes(self) -> bytes:
        """The file: the same bytes for the same certificate."""
        return canonical(self.document)

    def write(self, path: Path) -> None:
        """Write the file; it has its name only when it is whole."""
        write_bytes(self.to_bytes(), path)


def certify(  # noqa: PLR0913  a keyword for each part of the proof
    programme: Programme,
    x: FloatArray,
    prices: FloatArray,
    *,
    statement: Mapping[str, str],
    elastic: BoolArray | None = None,
    branches: Tree = (),
) -> Certificate:
    """A certificate of a plan and of prices of rows, as exact as decimals are.

    Parameters
    ----------
    x
        A plan that keeps the rows up to a tolerance, shape (columns,).
    prices
        What one unit more of each row would save, shape (rows,); below 0 counts as 0.
    statement
        Words of the maker about it: title, question, digests. They are not proved.
    elastic
        Columns that the repair may raise, shape (columns,); none unless given.
    branches
        The tree that proves a bound for whole numbers; without it the bound is that
        of the programme in which nothing must be whole.

    Raises
    ------
    CertificateError
        If the plan cannot be repaired, or a number has more than 40 digits.
    ValueError
        If an array does not fit the programme, or holds what is no number.
    """
    _check_shapes(programme, x, prices)
    part = _problem_part(programme)
    problem = read_problem(part)
    none = np.zeros(len(programme.cost), dtype=np.bool_)
    plan = repair(problem, x, elastic=none if elastic is None else elastic)
    proof = _proof(problem, branches or (Leaf(prices=prices),))
    least, _ = least_of_leaves(problem, proof)
    figures = Figures.of(cost_of(problem, plan), least)
    return Certificate(
        objective_usd=Decimal(figures.objective_usd),
        bound_usd=Decimal(figures.bound_usd),
        gap=Decimal(figures.gap),
        plan=np.array(plan.integers, dtype=np.float64) / 10.0**plan.places,
        document=seal(
            schema=LINEAR,
            about=statement,
            figures=figures,
            parts={
                "problem": part,
                "plan": [write_decimal(n, plan.places) for n in plan.integers],
                "proof": proof,
            },
        ),
    )


def _check_shapes(programme: Programme, x: FloatArray, prices: FloatArray) -> None:
    fit = x.shape == programme.cost.shape and prices.shape == programme.limit.shape
    if not fit or not (np.isfinite(x).all() and np.isfinite(prices).all()):
        raise ValueError("a plan and prices have a number for each column and row")


def _problem_part(programme: Programme) -> dict[str, Json]:
    return {
        "column_labels": list(programme.column_labels()),
        "row_labels": list(programme.row_labels()),
        "cost": _texts(programme.cost),
        "upper": _texts(programme.upper),
        "limit": _texts(programme.limit),
        "whole": np.flatnonzero(programme.whole).tolist(),
        "starts": programme.starts.tolist(),
        "rows": programme.rows.tolist(),
        "values": _texts(programme.values),
    }


def _texts(numbers: FloatArray) -> list[Json]:
    """Each number as its shortest decimal; equal ones are written once."""
    distinct, places = np.unique(numbers, return_inverse=True)
    texts: list[Json] = [write_float(number) for number in distinct.tolist()]
    return [texts[at] for at in places.tolist()]


def _proof(problem: Problem, branches: Tree) -> dict[str, Json]:
    """The tree as the verifier reads it, with rays only where they prove."""
    tree: list[Json] = []
    prices: list[Json] = []
    numbers: dict[str, int] = {}

    def place(of_rows: dict[str, Json]) -> int:
        key = digest(of_rows)
        if key not in numbers:
            numbers[key] = len(prices)
            prices.append(of_rows)
        return numbers[key]

    open_boxes: list[Box] = [{}]
    for node in branches:
        box = open_boxes.pop()
        if isinstance(node, Split):
            open_boxes += halves(problem, box, node.column, node.at_most)
            tree.append({"column": node.column, "at_most": node.at_most})
            continue
        ray = None if node.ray is None else _price_part(node.ray / node.ray.max())
        if ray and weigh(problem, ray, "ray").bound(problem, box) > 0:
            tree.append({"ray": place(ray)})
        else:
            tree.append({"prices": place(_price_part(node.prices))})
    return {"prices": prices, "tree": tree}


def _price_part(prices: FloatArray) -> dict[str, Json]:
    rows = np.flatnonzero(prices > _LEAST_PRICE)
    listed: list[Json] = list(rows.tolist())
    rounded = [float(f"{price:.{_PRICE_DIGITS}g}") for price in prices[rows].tolist()]
    usd: list[Json] = [write_float(price) for price in rounded]
    return {"rows": listed, "usd": usd}
