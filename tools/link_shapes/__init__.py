"""Looks on open networks for the lines that the map draws for rail and sea links.

`shape` reads the links; `rail` and `sea` read their networks as a `net` and look
there for the course of each link; `geometry` measures and thins out lines.
"""

from link_shapes.rail import shape_rail
from link_shapes.sea import shape_sea
from link_shapes.shape import Shape

__all__ = ["Shape", "shape_rail", "shape_sea"]
