"""The kernels, compiled by numba when this module is imported. Import it through ``maps.raster.compiled`` only."""

from __future__ import annotations

from maps.raster.bands import bucketed
from maps.raster.fills import fill, fill_in_order, scratch
from maps.raster.strokes import stroke
from maps.raster.thinning import fingerprint, measured, paired, simplified

__all__ = ["bucketed", "fill", "fill_in_order", "fingerprint", "measured", "paired", "scratch", "simplified", "stroke"]
