"""All limits of a problem as rows, grouped by the links that draw on them."""

from __future__ import annotations

import numpy as np

from orta.planning.optimum.paths.problem import FloatArray, FlowProblem
from orta.planning.optimum.removal.kernel import Rows
from orta.planning.optimum.removal.problem import SharedLimits


def rows_of(problem: FlowProblem, shared: SharedLimits) -> Rows:
    """A row for each finite capacity, then one for each shared limit."""
    own = np.flatnonzero(np.isfinite(problem.capacity)).astype(np.int32)
    link = np.concatenate([own, shared.link])
    row = np.concatenate([np.arange(len(own)), shared.row + len(own)])
    use = np.concatenate([np.ones(len(own)), shared.use])
    order = np.argsort(link, kind="stable")
    counts = np.bincount(link, minlength=problem.n_links)
    return Rows(
        first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        link=link[order].astype(np.int32),
        row=row[order].astype(np.int32),
        use=use[order],
        limit=np.concatenate([problem.capacity[own], shared.limit]),
    )


def used_of(rows: Rows, on_links: FloatArray) -> FloatArray:
    """What flows on links (links,) take of each row, shape (rows,)."""
    weights = rows.use * on_links[rows.link]
    return np.bincount(rows.row, weights, len(rows.limit)).astype(np.float64)


def price_of_links(rows: Rows, price: FloatArray, n_links: int) -> FloatArray:
    """What prices of rows (rows,) make of each link, shape (links,)."""
    weights = rows.use * price[rows.row]
    return np.bincount(rows.link, weights, n_links).astype(np.float64)


def share_of_links(rows: Rows, used: FloatArray, n_links: int) -> FloatArray:
    """What share of its flow each link may keep so that no row is exceeded."""
    of_row = np.ones(len(rows.limit))
    np.divide(rows.limit, used, out=of_row, where=used > rows.limit)
    share = np.ones(n_links)
    np.minimum.at(share, rows.link, of_row[rows.row])
    return share
