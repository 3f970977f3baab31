"""Array graphs and path kernels; no freight words."""

from orta.planning.graph.csr import Csr, build_csr
from orta.planning.graph.heap import pop, push
from orta.planning.graph.shortest_paths import UNREACHED, distances
from orta.planning.graph.unavoidable import unavoidable

__all__ = ["UNREACHED", "Csr", "build_csr", "distances", "pop", "push", "unavoidable"]
