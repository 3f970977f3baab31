"""Certificates to be changed: three kinds, and a seal that a forger would renew."""

import copy
import hashlib
import json

from planning.optimum.programmes import programme, random_table

from orta.planning.optimum import solve
from orta.planning.optimum.certificate import certify, search


def canonical(document):
    """The canonical form, written here again."""
    text = json.dumps(
        document, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    return text.encode() + b"\n"


def sealed(document):
    """The document with the digests that it should have, as bytes."""
    document = copy.deepcopy(document)
    document.pop("sha256", None)
    problem = canonical(document["problem"])
    document["problem_sha256"] = hashlib.sha256(problem).hexdigest()
    document["sha256"] = hashlib.sha256(canonical(document)).hexdigest()
    return canonical(document)


def linear():
    table = random_table(3, n_rows=5, n_columns=6)
    problem = programme(*table[:4])
    found = solve(problem)
    return certify(problem, found.x, found.prices, statement={"title": "a season"})


def whole():
    table = random_table(19, n_rows=6, n_columns=8, whole_share=0.6)
    problem = programme(*table[:4], whole=table[4])
    found = solve(problem)
    tree = search(problem, found.objective).tree
    return certify(
        problem, found.x, found.prices, statement={"title": "lots"}, branches=tree
    )


def with_rays():
    """Two halves of three wagons: x = y and x + y = 3 has no whole answer."""
    problem = programme(
        [[1.0, 1.0, 0.0], [-1.0, -1.0, -3.0], [1.0, -1.0, 0.0], [-1.0, 1.0, 0.0]],
        [3.0, -3.0, 0.0, 0.0],
        [1.0, 1.5, 50.0],
        [3.0, 3.0, 1.0],
        whole=[True, True, True],
        columns=["wagons east", "wagons west", "trucks"],
    )
    found = solve(problem)
    tree = search(problem, found.objective).tree
    return certify(problem, found.x, found.prices, statement={}, branches=tree)
