"""Place the pixels of one picture in the view of another coordinate system."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from maps.view import MapView

Floats = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint32]

NODE_PX = 32
"""Between nodes of the net a projection is straight to far less than a pixel."""

Place = Callable[[Floats], Floats]


def projected(source: str, target: str) -> Place:
    """Places (n, 2) from one CRS to another. A transformer belongs to one thread."""
    import pyproj

    own = threading.local()

    def place(xy: Floats) -> Floats:
        if not hasattr(own, "transformer"):
            own.transformer = pyproj.Transformer.from_crs(source, target, always_xy=True)
        x, y = own.transformer.transform(xy[:, 0], xy[:, 1])
        return np.column_stack([x, y])

    return place


def net_over(view: MapView, place: Place | None) -> Floats | None:
    """Places in the source (rows, columns, 2) of the nodes of a net over ``view``; None off the world."""
    columns, rows = (math.ceil(side / NODE_PX) + 1 for side in (view.width, view.height))
    west, north = view.to_map(0, 0)
    step = NODE_PX * view.metres_per_pixel
    x, y = np.meshgrid(west + np.arange(columns) * step, north - np.arange(rows) * step)
    nodes = np.column_stack([x.ravel(), y.ravel()])
    if place is not None:
        nodes = place(nodes)
    if not np.isfinite(nodes).all():
        return None
    return nodes.reshape(rows, columns, 2)


def sampled(source: Pixels, net: Floats, view: MapView) -> QImage:
    """The picture of ``view``: each pixel taken between the four of ``source`` around its place."""
    width, height = round(view.width), round(view.height)
    place = _between(net, width, height) - 0.5
    inside = (place > -1).all(axis=2) & (place[..., 0] < source.shape[1]) & (place[..., 1] < source.shape[0])
    first = np.floor(place)
    share = (place - first).astype(np.float32)
    column = np.clip(first[..., 0].astype(np.int64)[..., None] + (0, 1), 0, source.shape[1] - 1)
    row = np.clip(first[..., 1].astype(np.int64)[..., None] + (0, 1), 0, source.shape[0] - 1)
    flat = source.reshape(-1).view(np.uint8).reshape(-1, 4)
    total = np.zeros((height, width, 4), dtype=np.float32)
    for down in (0, 1):
        weight_y = share[..., 1] if down else 1 - share[..., 1]
        for across in (0, 1):
            weight = weight_y * (share[..., 0] if across else 1 - share[..., 0])
            total += flat[row[..., down] * source.shape[1] + column[..., across]] * weight[..., None]
    total[~inside] = 0
    pixels = (total + 0.5).astype(np.uint8)
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _between(net: Floats, width: int, height: int) -> Floats:
    """The places of all pixels (height, width, 2), by interpolation between the nodes."""
    x = (np.arange(width) + 0.5) / NODE_PX
    y = (np.arange(height) + 0.5) / NODE_PX
    column, row = x.astype(np.int64), y.astype(np.int64)
    share_x, share_y = (x - column)[None, :, None], (y - row)[:, None, None]
    across = net[:, column] * (1 - share_x) + net[:, column + 1] * share_x
    found: Floats = across[row] * (1 - share_y) + across[row + 1] * share_y
    return found
