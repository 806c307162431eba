"""Coordinate arrays to painter paths, without a Python loop over vertices or parts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# QDataStream's form of a QPainterPath: count, elements, start of the last subpath, fill rule.
_ELEMENT = np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE, _LINE = 0, 1
_WINDING = 1


def painter_path(xy: Floats, part_starts: Ints) -> QPainterPath:
    """A path with one subpath per part: ``xy`` (n, 2), ``part_starts`` (m + 1) offsets from 0 to n; winding fill.

    Coordinates must be finite: Qt skips the others one by one and so would bend the outline.
    """
    path = QPainterPath()
    if not len(xy):
        return path
    elements = np.empty(len(xy), dtype=_ELEMENT)
    elements["type"] = _LINE
    elements["type"][part_starts[:-1]] = _MOVE
    elements["x"] = xy[:, 0]
    elements["y"] = xy[:, 1]
    count = np.array([len(xy)], dtype=">i4").tobytes()
    tail = np.array([part_starts[-2], _WINDING], dtype=">i4").tobytes()
    stream = QDataStream(QByteArray(count + elements.tobytes() + tail))
    stream >> path  # the stream operator of Qt
    return path


def segments_path(segments: Floats) -> QPainterPath:
    """A path of separate lines: ``segments`` (n, 4) as x, y, x, y."""
    return painter_path(segments.reshape(-1, 2), np.arange(0, 2 * len(segments) + 1, 2, dtype=np.int64))


def repeated_path(shape: Floats, places: Floats) -> QPainterPath:
    """The closed outline ``shape`` (k, 2) drawn at each of ``places`` (n, 2)."""
    closed = np.concatenate([shape, shape[:1]])
    xy = (places[:, None, :] + closed[None, :, :]).reshape(-1, 2)
    return painter_path(xy, np.arange(0, len(xy) + 1, len(closed), dtype=np.int64))
