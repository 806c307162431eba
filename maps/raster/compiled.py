"""The compiled kernels of the map; those that read files are loaded with them."""

from __future__ import annotations

from types import ModuleType

from layers.compiling import Kernels, cache_folder
from layers.formats.arrays.compiled import KERNELS as READING

__all__ = ["cache_folder", "forgo", "forgone", "kernels", "ready", "warm_up"]

_KERNELS = Kernels(*(f"maps.raster.{name}" for name in ("kernels", "bands", "edges", "fills", "strokes", "thinning")))


def ready() -> bool:
    """Whether the kernels can be called at once."""
    return _KERNELS.ready


def warm_up() -> bool:
    """Load the kernels (the first time on a machine: compile them, some seconds); False where numba is missing or
    cannot compile them.

    For a worker thread: never needed twice, safe to call from several threads.
    """
    return READING.load() and _KERNELS.load()


def forgo() -> None:
    """Do without the kernels, where loading them takes longer than they save: a few pictures of a usual plan."""
    global _forgone  # noqa: PLW0603 - it is this process that does without
    _forgone = True


def forgone() -> bool:
    """Whether what the kernels find out is to be found without them, as long as they are not loaded."""
    return _forgone


_forgone = False


def kernels() -> ModuleType:
    """The module of the kernels; ``ready`` must hold."""
    return _KERNELS.module
