"""Polygons and lines to pixels without the interpreter's lock, by compiled kernels (see ``tiles``).

Importing this package loads nothing heavy; the kernels come with ``warm_up``.
"""

from __future__ import annotations

from maps.raster.compiled import forgo, ready, warm_up
from maps.raster.inks import Share, draws
from maps.raster.tiles import line_tile, polygon_tile

__all__ = ["Share", "draws", "forgo", "line_tile", "polygon_tile", "ready", "warm_up"]
