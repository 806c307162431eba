"""A layer: features of one file or table, with what they mean to planning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from core.messages import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj

GeometryKind = Literal["point", "line", "polygon"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in a file that the planner should know or mend; never a reason to stop."""

    code: str
    message: Text
    where: str | None = None
    repair: Text | None = None


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Coordinates of a layer as ragged arrays: what the map draws, no geometry object per feature.

    ``xy`` is (n, 2) float64 in the layer's CRS, x = easting or longitude. ``part_starts`` (m + 1) are the offsets of
    rings, lines or points into ``xy``. ``part_feature`` (m) is the row number (not the fid) of each part's feature.
    """

    xy: npt.NDArray[np.float64]
    part_starts: npt.NDArray[np.int64]
    part_feature: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Layer:
    """Features read from one file, bound to a role.

    ``frame`` is a GeoDataFrame indexed by ``fid`` (int64: the record number from 0, or the table's own id) whose
    columns carry the canonical names of the role where known, the file's own names elsewhere, and ``geometry``.
    It must not be written into: copies of it are shared between threads.
    ``fields`` maps each canonical name that the file has to the name it has in the file.
    """

    name: str
    role: str | None
    frame: gpd.GeoDataFrame
    crs: pyproj.CRS | None
    kind: GeometryKind
    path: Path
    sha256: str
    fields: Mapping[str, str]
    encoding: str | None = None
    notices: tuple[Notice, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def coordinates(self) -> Coordinates:
        """The ragged coordinate arrays of all features (computed once)."""
        from layers.geometry.ragged import ragged

        return ragged(self.frame.geometry.to_numpy())

    @cached_property
    def illustrative(self) -> bool:
        """Whether the data say of themselves that they are illustrative (``status`` = 示意)."""
        if "status" not in self.frame.columns:
            return False
        return bool(self.frame["status"].astype("string").str.strip().eq("示意").any())
