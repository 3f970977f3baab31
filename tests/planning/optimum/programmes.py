"""Programmes written as a table, drawn at random, or large."""

import numpy as np

from orta.planning.optimum import Block, Programme


def named(kind, names):
    return (Block(kind, (tuple(names),), (np.arange(len(names), dtype=np.int32),)),)


def programme(matrix, limit, cost, upper, *, whole=None, columns=None, rows=None):
    """A programme from a dense table; names are numbers unless given."""
    dense = np.asarray(matrix, dtype=np.float64).reshape(len(limit), len(cost))
    at_columns, at_rows = np.nonzero(dense.T)
    counts = np.bincount(at_columns, minlength=len(cost))
    return Programme(
        cost=np.asarray(cost, dtype=np.float64),
        upper=np.asarray(upper, dtype=np.float64),
        whole=np.asarray(whole if whole is not None else [False] * len(cost)),
        limit=np.asarray(limit, dtype=np.float64),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        rows=at_rows.astype(np.int32),
        values=dense.T[at_columns, at_rows],
        column_blocks=named("buy", columns or [str(j) for j in range(len(cost))]),
        row_blocks=named("limit", rows or [str(i) for i in range(len(limit))]),
    )


def random_table(seed, *, n_rows, n_columns, whole_share=0.0, density=0.7):
    """Table, limits, costs, upper bounds and which are whole, as lists of decimals."""
    rng = np.random.default_rng(seed)
    matrix = rng.integers(-30, 90, (n_rows, n_columns)) / 10
    matrix *= rng.random((n_rows, n_columns)) < density
    return (
        matrix.tolist(),
        (rng.integers(-20, 90, n_rows) / 4).tolist(),
        (rng.integers(-300, 300, n_columns) / 7).round(3).tolist(),
        (rng.integers(1, 9, n_columns) / 2).tolist(),
        (rng.random(n_columns) < whole_share).tolist(),
    )
