"""Pictures as files: PNG, and TIFF that says where on the earth it lies. Pillow writes them.

Qt's TIFF writer cannot carry the tags of a GeoTIFF.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, TiffImagePlugin

Rows = npt.NDArray[np.uint8]
"""Pixels (height, width, 3) as red, green, blue."""
DOUBLE, SHORT = 12, 3
MODEL_PIXEL_SCALE, MODEL_TIEPOINT, GEO_KEYS = 33550, 33922, 34735


@dataclass(frozen=True, slots=True)
class Placement:
    """Metres per pixel, easting and northing of the upper left corner, and the EPSG code of the CRS."""

    metres_per_pixel: float
    left: float
    top: float
    epsg: int


def joined(bands: Iterable[Rows], width: int, height: int) -> Image.Image:
    """One picture of bands of rows from the top."""
    picture = Image.new("RGB", (width, height), "white")
    top = 0
    for rows in bands:
        picture.paste(Image.fromarray(rows, "RGB"), (0, top))
        top += len(rows)
    return picture


def save_png(picture: Image.Image, path: Path, dpi: float) -> None:
    """Write a PNG with its resolution."""
    picture.save(path, "PNG", dpi=(dpi, dpi), compress_level=6)


def save_tiff(picture: Image.Image, path: Path, dpi: float, placement: Placement | None = None) -> None:
    """Write a deflated TIFF; with ``placement`` a GeoTIFF (OGC 19-008r4): a projected system, pixels as areas."""
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[305] = "Lantu"
    if placement is not None:
        size = placement.metres_per_pixel
        for tag, kind in ((MODEL_PIXEL_SCALE, DOUBLE), (MODEL_TIEPOINT, DOUBLE), (GEO_KEYS, SHORT)):
            tags.tagtype[tag] = kind
        tags[MODEL_PIXEL_SCALE] = (size, size, 0.0)
        tags[MODEL_TIEPOINT] = (0.0, 0.0, 0.0, placement.left, placement.top, 0.0)
        tags[GEO_KEYS] = (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, placement.epsg)
    picture.save(path, "TIFF", dpi=(dpi, dpi), compression="tiff_adobe_deflate", tiffinfo=tags)
