"""Whether a certificate is true, from the definition: the slow twin of the verifier.

Fractions, a dense matrix, and a tree that is walked by recursion. It knows nothing of
digests, forms and messages; what it cannot read is not true.
"""

import math
from fractions import Fraction


def is_true(document):
    try:
        return _is_true(document)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return False


def _is_true(document):
    problem, stated = document["problem"], document["statement"]
    cost, upper, limit = (numbers(problem[key]) for key in ("cost", "upper", "limit"))
    matrix = dense(problem)
    plan = numbers(document["plan"])
    if len(plan) != len(cost):
        return False
    used = [sum(a * x for a, x in zip(row, plan, strict=True)) for row in matrix]
    is_plan = (
        all(0 <= x <= most for x, most in zip(plan, upper, strict=True))
        and all(use <= most for use, most in zip(used, limit, strict=True))
        and all(plan[j].denominator == 1 for j in problem["whole"])
    )
    objective = sum(c * x for c, x in zip(cost, plan, strict=True))
    boxes = [(0, most) for most in upper]
    for j in problem["whole"]:
        boxes[j] = (0, upper[j].numerator // upper[j].denominator)
    nodes = list(document["proof"]["tree"])
    bound = least(document["proof"]["prices"], nodes, boxes, (matrix, cost, limit))
    if nodes or bound == math.inf:
        return False
    top, bottom = Fraction(stated["objective_usd"]), Fraction(stated["bound_usd"])
    gap = (top - bottom) / max(1, abs(top))
    return (
        is_plan
        and top == Fraction(math.ceil(objective * 10**6), 10**6)
        and bottom == Fraction(math.floor(bound * 10**6), 10**6)
        and Fraction(stated["gap"]) == Fraction(math.ceil(gap * 10**12), 10**12)
    )


def least(prices, nodes, boxes, arrays):
    """The bound of the next node, which is taken from the front of the nodes."""
    node = nodes.pop(0)
    if "column" in node:
        j, k = node["column"], node["at_most"]
        low, high = boxes[j]
        if not low <= k < high:
            raise ValueError
        both = [(low, k), (k + 1, high)]
        return min(
            least(prices, nodes, [*boxes[:j], half, *boxes[j + 1 :]], arrays)
            for half in both
        )
    matrix, cost, limit = arrays
    at = node.get("ray", node.get("prices"))
    y = [Fraction(0)] * len(limit)
    for row, usd in zip(prices[at]["rows"], numbers(prices[at]["usd"]), strict=True):
        y[row] = usd
    if min(y, default=0) < 0:
        raise ValueError
    bound = -sum(price * most for price, most in zip(y, limit, strict=True))
    for j, (low, high) in enumerate(boxes):
        d = sum(y[i] * matrix[i][j] for i in range(len(limit)))
        d += 0 if "ray" in node else cost[j]
        bound += min(d * low, d * high)
    if "ray" in node:
        if bound <= 0:
            raise ValueError
        return math.inf
    return bound


def dense(problem):
    n_rows, n_columns = len(problem["limit"]), len(problem["cost"])
    values = numbers(problem["values"])
    matrix = [[Fraction(0)] * n_columns for _ in range(n_rows)]
    starts = problem["starts"]
    if len(starts) != n_columns + 1 or starts[0] != 0 or starts[-1] != len(values):
        raise ValueError
    for j in range(n_columns):
        for at in range(starts[j], starts[j + 1]):
            if starts[j] > starts[j + 1] or problem["rows"][at] < 0:
                raise ValueError
            matrix[problem["rows"][at]][j] += values[at]
    return matrix


def numbers(texts):
    return [Fraction(text) for text in texts]
