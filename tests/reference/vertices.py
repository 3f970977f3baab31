"""The least cost of a tiny programme, exactly: every vertex is looked at.

Whole columns are set to every value they may have, one after the other.
"""

from fractions import Fraction
from itertools import combinations, product


def least_cost(matrix, limit, cost, upper, whole):
    """The least cost as a fraction, or None if there is no plan."""
    n = len(cost)
    fixed = [j for j in range(n) if whole[j]]
    free = [j for j in range(n) if not whole[j]]
    found = []
    for values in product(*(range(int(upper[j]) + 1) for j in fixed)):
        held = dict(zip(fixed, values, strict=True))
        left = [
            Fraction(most) - sum(row[j] * x for j, x in held.items())
            for row, most in zip(matrix, limit, strict=True)
        ]
        rows = [[Fraction(row[j]) for j in free] for row in matrix]
        for at, j in enumerate(free):
            unit = [Fraction(int(at == k)) for k in range(len(free))]
            rows += [unit, [-one for one in unit]]
            left += [Fraction(upper[j]), Fraction(0)]
        best = cheapest_vertex(rows, left, [Fraction(cost[j]) for j in free])
        if best is not None:
            found.append(best + sum(Fraction(cost[j]) * x for j, x in held.items()))
    return min(found, default=None)


def cheapest_vertex(rows, left, cost):
    best = None
    for chosen in combinations(range(len(rows)), len(cost)):
        x = solution([rows[i] for i in chosen], [left[i] for i in chosen])
        if x is None or any(
            sum(a * v for a, v in zip(row, x, strict=True)) > most
            for row, most in zip(rows, left, strict=True)
        ):
            continue
        value = sum(c * v for c, v in zip(cost, x, strict=True))
        best = value if best is None else min(best, value)
    return best


def solution(rows, right):
    """The one solution of a square system, or None."""
    table = [[*row, b] for row, b in zip(rows, right, strict=True)]
    n = len(rows)
    for j in range(n):
        pivot = next((i for i in range(j, n) if table[i][j]), None)
        if pivot is None:
            return None
        table[j], table[pivot] = table[pivot], table[j]
        table[j] = [a / table[j][j] for a in table[j]]
        for i in range(n):
            if i != j and table[i][j]:
                by = table[i][j]
                table[i] = [a - by * b for a, b in zip(table[i], table[j], strict=True)]
    return [row[-1] for row in table]
