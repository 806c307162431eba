"""The compiled loops of the readers; until they are loaded, and where numba is missing, numpy does their work."""

from __future__ import annotations

from layers.compiling import Kernels

KERNELS = Kernels("layers.formats.arrays.kernels")
