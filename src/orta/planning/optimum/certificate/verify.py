"""What a certificate proves, recomputed without a solver and without rounding.

    minimise  cost · x   where   A x <= limit,   0 <= x <= upper,   some x are whole

Two things are checked: that the plan keeps every row and bound and costs what is
stated; and that no plan costs less than the stated bound. For prices y >= 0 of the
rows every plan costs at least

    - y · limit + sum over columns of min(d low, d high),   d = cost + Aᵀ y

since A x <= limit. Where columns must be whole, a tree splits what they may be
(at most k, or at least k + 1) and each leaf has prices of its own; the bound is the
least of the leaves. A leaf without any plan shows it by prices whose sum, made
without the cost, is above nought.

The steps are numbered. This module and the two it imports use the standard library
alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from operator import mul

from orta.errors import CertificateError
from orta.planning.optimum.certificate.exact import (
    Decimals,
    Json,
    canonical,
    digest,
    read_decimals,
    write_decimal,
)
from orta.planning.optimum.certificate.problem import (
    Problem,
    read_integers,
    read_list,
    read_object,
    read_problem,
    require_length,
)
from orta.planning.optimum.certificate.statement import (
    Figures,
    open_parts,
    read_about,
    require_figures,
)

LINEAR = "orta.certificate.linear/1"
MOST_BYTES = 512 * 2**20

_NO_COST = Decimals([], 0)
_MOST_KEPT = 16  # weights of prices, which several leaves may share

Box = dict[int, tuple[int, int]]  # least and most of the whole columns split so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a certificate was found to prove.

    `sizes` counts what was looked at; `about` is what its maker said of it, and is
    not proved.
    """

    schema: str
    objective_usd: str
    bound_usd: str
    gap: str
    sizes: tuple[tuple[str, int], ...]
    about: tuple[tuple[str, str], ...]
    sha256: str
    problem_sha256: str


def open_certificate(data: bytes) -> dict[str, Json]:
    """The document in a file, if its form and its digest are right.

    Raises
    ------
    CertificateError
        If it is no certificate, or if one byte of it was changed.
    """
    # 1. It is JSON without floating-point numbers, and every key stands once.
    if len(data) > MOST_BYTES:
        raise CertificateError(f"the file is larger than {MOST_BYTES} bytes")
    try:
        document = json.loads(
            data.decode(),
            object_pairs_hook=_once,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
        # 2. It is written in the one way that documents are written.
        is_canonical = canonical(document) == data
    except (ValueError, RecursionError) as problem:
        raise CertificateError(
            f"the file cannot be read as JSON: {problem}",
            hint="is it a certificate, and did it arrive whole?",
        ) from None
    if not isinstance(document, dict) or "schema" not in document:
        raise CertificateError("the file has no schema, so it is no certificate")
    if not is_canonical:
        raise CertificateError(
            "the file is not in canonical form",
            hint="keys are sorted, no space is between them, a line end closes it",
        )
    # 3. The digest is that of everything else.
    rest = {key: value for key, value in document.items() if key != "sha256"}
    computed = digest(rest)
    if document.get("sha256") != computed:
        raise CertificateError(
            f"the digest of the file is {computed}, which is not the stated one",
            where="sha256",
            hint="the file was changed after it was made",
        )
    return document


def verify_linear(document: dict[str, Json]) -> Verification:
    """What a certificate of a linear or mixed-integer programme proves.

    Raises
    ------
    CertificateError
        If it does not prove what it states; says what is wrong, and where.
    """
    # 4. All parts are there and nothing else, and the arrays fit each other.
    parts = open_parts(document, LINEAR)
    about = read_about(parts["about"])
    problem = read_problem(parts["problem"])
    texts = read_list(parts["plan"], "plan")
    require_length(texts, len(problem.column_labels), "plan")
    plan = read_decimals(texts, "plan")

    check_bounds(problem, plan)  # 5
    check_rows(problem, plan)  # 6
    check_whole(problem, plan)  # 7

    # 8. What the plan costs. 9, 10, 11. What no plan costs less than.
    least, leaves = least_of_leaves(problem, parts["proof"])
    figures = Figures.of(cost_of(problem, plan), least)
    # 12. Both, and the gap between them, are what is stated.
    require_figures(parts["statement"], figures)
    return Verification(
        schema=LINEAR,
        objective_usd=figures.objective_usd,
        bound_usd=figures.bound_usd,
        gap=figures.gap,
        sizes=(
            ("rows", len(problem.row_labels)),
            ("columns", len(problem.column_labels)),
            ("whole_columns", len(problem.tops)),
            ("entries", len(problem.rows)),
            ("leaves", leaves),
        ),
        about=about,
        sha256=str(parts["sha256"]),
        problem_sha256=str(parts["problem_sha256"]),
    )


def check_bounds(problem: Problem, plan: Decimals) -> None:
    """Refuse a plan with a column below nought or above its upper bound."""
    # 5. Both sides are multiplied so that whole numbers are compared.
    tens_plan, tens_upper = 10**problem.upper.places, 10**plan.places
    places = plan.places + problem.upper.places
    for label, x, upper in zip(
        problem.column_labels, plan.integers, problem.upper.integers, strict=True
    ):
        over = x * tens_plan - upper * tens_upper
        if x < 0:
            problem_is = f"below 0 by {write_decimal(-x, plan.places)}"
        elif over > 0:
            problem_is = f"above its upper bound by {write_decimal(over, places)}"
        else:
            continue
        raise CertificateError(f"column “{label}” is {problem_is}", where="plan")


def check_rows(problem: Problem, plan: Decimals) -> None:
    """Refuse a plan that uses more of a row than its limit."""
    # 6. What each row uses, summed column by column, against its limit.
    use = [0] * len(problem.row_labels)
    for x, (first, end) in zip(plan.integers, pairwise(problem.starts), strict=True):
        if x:
            for at in range(first, end):
                use[problem.rows[at]] += problem.values.integers[at] * x
    places = problem.values.places + plan.places
    tens_use, tens_limit = 10**problem.limit.places, 10**places
    for label, used, limit in zip(
        problem.row_labels, use, problem.limit.integers, strict=True
    ):
        over = used * tens_use - limit * tens_limit
        if over > 0:
            by = write_decimal(over, places + problem.limit.places)
            raise CertificateError(f"row “{label}” is exceeded by {by}", where="plan")


def check_whole(problem: Problem, plan: Decimals) -> None:
    """Refuse a plan in which a column that must be whole is not."""
    # 7. A whole number is a multiple of the power of ten that all are counted in.
    for column in problem.tops:
        x = plan.integers[column]
        if x % 10**plan.places:
            raise CertificateError(
                f"column “{problem.column_labels[column]}” must be whole and is "
                f"{write_decimal(x, plan.places)}",
                where="plan",
            )


def cost_of(problem: Problem, plan: Decimals) -> Fraction:
    """What a plan costs, USD."""
    return Fraction(
        sum(map(mul, problem.cost.integers, plan.integers)),
        10 ** (problem.cost.places + plan.places),
    )


def least_of_leaves(problem: Problem, part: Json) -> tuple[Fraction, int]:
    """The least bound of the leaves of the tree, and how many leaves there are."""
    proof = read_object(part, frozenset({"prices", "tree"}), "proof")
    prices = read_list(proof["prices"], "proof.prices")
    # 9. The leaves cover all that whole columns may be. The nodes stand in the order
    #    of a walk that goes down before it goes up, so `open_boxes` holds what is
    #    still to be covered: it is empty after the last node, and not before.
    open_boxes: list[Box] = [{}]
    bounds: list[Fraction | None] = []
    weighed: dict[tuple[str, int], Weights] = {}
    for n, node in enumerate(read_list(proof["tree"], "proof.tree")):
        where = f"proof.tree[{n}]"
        if not open_boxes:
            raise CertificateError("the tree is whole before this node", where=where)
        box = open_boxes.pop()
        if isinstance(node, dict) and "column" in node:
            open_boxes += _split(problem, box, node, where)
            continue
        # 10. Each leaf proves its bound, or by a ray that it holds no plan.
        kind = "ray" if isinstance(node, dict) and "ray" in node else "prices"
        (at,) = read_integers(
            [read_object(node, frozenset({kind}), where)[kind]],
            where,
            below=len(prices),
        )
        if (kind, at) not in weighed:
            if len(weighed) == _MOST_KEPT:  # the oldest makes room
                weighed.pop(next(iter(weighed)))
            weighed[kind, at] = weigh(problem, prices[at], kind)
        bound = weighed[kind, at].bound(problem, box)
        if kind == "ray" and bound <= 0:
            raise CertificateError("the ray does not rule out a plan", where=where)
        bounds.append(bound if kind == "prices" else None)
    if open_boxes:
        raise CertificateError("the tree lacks leaves", where="proof.tree")
    finite = [bound for bound in bounds if bound is not None]
    if not finite:
        raise CertificateError("no leaf has a bound", where="proof.tree")
    return min(finite), len(bounds)


def _split(
    problem: Problem, box: Box, node: dict[str, Json], where: str
) -> tuple[Box, Box]:
    read_object(node, frozenset({"at_most", "column"}), where)
    columns = len(problem.column_labels)
    (column,) = read_integers([node["column"]], where, below=columns)
    (at_most,) = read_integers([node["at_most"]], where, below=2**62)
    if column not in problem.tops:
        label = problem.column_labels[column]
        raise CertificateError(f"column “{label}” need not be whole", where=where)
    low, high = box.get(column, (0, problem.tops[column]))
    if not low <= at_most < high:
        raise CertificateError(
            f"{at_most} does not split what is left, {low} to {high}", where=where
        )
    return halves(problem, box, column, at_most)


def halves(problem: Problem, box: Box, column: int, at_most: int) -> tuple[Box, Box]:
    """A box cut in two: the second one, and at the end the one to be walked next."""
    low, high = box.get(column, (0, problem.tops[column]))
    return {**box, column: (at_most + 1, high)}, {**box, column: (low, at_most)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What prices of rows say of each column: `reduced` is d, `root` the bound."""

    reduced: Decimals
    root: Fraction

    def bound(self, problem: Problem, box: Box) -> Fraction:
        """The bound within a box: only what the box changes is counted anew."""
        change = 0
        for column, (low, high) in box.items():
            d = self.reduced.integers[column]
            change += min(d * low, d * high) - min(0, d * problem.tops[column])
        return self.root + Fraction(change, 10**self.reduced.places)


def weigh(problem: Problem, part: Json, kind: str) -> Weights:
    """The weights of columns under prices of rows; a ray knows no cost."""
    prices = _read_prices(part, len(problem.row_labels), "proof.prices")
    # Sums along all entries; between two starts lies the sum of a column.
    of_entries = map(prices.integers.__getitem__, problem.rows)
    sums = list(accumulate(map(mul, problem.values.integers, of_entries), initial=0))
    cost = problem.cost if kind == "prices" else _NO_COST
    sum_places = problem.values.places + prices.places
    places = max(sum_places, cost.places)
    tens_sum, tens_cost = 10 ** (places - sum_places), 10 ** (places - cost.places)
    reduced = [
        (sums[end] - sums[first]) * tens_sum for first, end in pairwise(problem.starts)
    ]
    for column, usd in enumerate(cost.integers):
        reduced[column] += usd * tens_cost
    tops = list(problem.upper.integers)
    for column, top in problem.tops.items():
        tops[column] = top * 10**problem.upper.places
    least = sum(d * top for d, top in zip(reduced, tops, strict=True) if d < 0)
    paid = sum(map(mul, prices.integers, problem.limit.integers))
    return Weights(
        reduced=Decimals(reduced, places),
        root=Fraction(least, 10 ** (places + problem.upper.places))
        - Fraction(paid, 10 ** (prices.places + problem.limit.places)),
    )


def _read_prices(part: Json, n_rows: int, where: str) -> Decimals:
    """A price for each row: those that are not listed are nought."""
    listed = read_object(part, frozenset({"rows", "usd"}), where)
    rows = read_integers(read_list(listed["rows"], where), where, below=n_rows)
    texts = read_list(listed["usd"], where)
    require_length(texts, len(rows), where)
    prices = read_decimals(texts, where)
    if any(price <= 0 for price in prices.integers):
        raise CertificateError("a listed price is not above nought", where=where)
    if any(one >= two for one, two in pairwise(rows)):
        raise CertificateError("rows are not in order", where=where)
    dense = [0] * n_rows
    for row, price in zip(rows, prices.integers, strict=True):
        dense[row] = price
    return Decimals(dense, prices.places)


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_float(text: str) -> Json:
    raise ValueError(f"{text[:50]} is a floating-point number")
