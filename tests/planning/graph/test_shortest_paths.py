"""One-to-all distances against Bellman – Ford."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from reference.shortest_paths import INFINITE
from reference.shortest_paths import distances as slow_distances

from orta.planning.graph import UNREACHED, build_csr, distances

VERTICES = 7
EDGES = st.lists(
    st.tuples(
        st.integers(0, VERTICES - 1),
        st.integers(0, VERTICES - 1),
        st.integers(0, 20),
        st.booleans(),
    ),
    max_size=25,
)


def fast_distances(edges, source):
    tail, head, weight, is_open = (np.array(c) for c in zip(*edges, strict=True))
    csr = build_csr(tail, head, n_vertices=VERTICES)
    return distances(csr, weight.astype(np.int64), source, is_open.astype(bool))


@given(edges=EDGES.filter(len), source=st.integers(0, VERTICES - 1))
def test_agrees_with_the_slow_twin(edges, source):
    slow = slow_distances([e[:3] for e in edges if e[3]], source, VERTICES)

    fast = fast_distances(edges, source)

    assert fast.tolist() == [UNREACHED if d == INFINITE else d for d in slow]


def test_a_closed_edge_is_not_used():
    edges = [(0, 1, 1, False), (0, 2, 2, True), (2, 1, 2, True)]

    assert fast_distances(edges, 0)[:3].tolist() == [0, 4, 2]


def test_where_no_path_leads_the_distance_says_so():
    assert fast_distances([(0, 1, 1, True)], 1)[0] == UNREACHED
