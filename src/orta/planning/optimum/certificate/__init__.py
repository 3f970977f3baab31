"""A plan and the proof that no other is much cheaper, for all to check."""

from orta.planning.optimum.certificate.certify import Certificate, certify
from orta.planning.optimum.certificate.file import verify_bytes, verify_file
from orta.planning.optimum.certificate.repair import tighten
from orta.planning.optimum.certificate.search import Search, search
from orta.planning.optimum.certificate.tree import Leaf, Split, Tree
from orta.planning.optimum.certificate.verify import Verification

__all__ = [
    "Certificate",
    "Leaf",
    "Search",
    "Split",
    "Tree",
    "Verification",
    "certify",
    "search",
    "tighten",
    "verify_bytes",
    "verify_file",
]
