"""Plants whose figures theory knows exactly, and what the simulator makes of them."""

from verification.theory.case import LONGEST_S, Case, Figure, Measured, measure
from verification.theory.fleets import fleet_cases
from verification.theory.lines import line_cases
from verification.theory.networks import network_cases
from verification.theory.servers import server_cases

__all__ = ["CASES", "LONGEST_S", "Case", "Figure", "Measured", "measure"]

CASES = (*server_cases(), *network_cases(), *line_cases(), *fleet_cases())
