"""Naming what is wrong in a plan rule that looks at many features: the worst by name, the rest by their number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from checks.answer import remark
from checks.finding import Part, Remark
from checks.measuring import Geometries, RoleTable, union_of

MOST_NAMED = 20
MOST_PLACED = 2_000
"""A place of more pieces than this says no more to anybody; the count says how many there are."""


def labels(table: RoleTable, rows: npt.NDArray[np.int64]) -> list[str]:
    """The features' parcel numbers, else their names, else ``fid n``."""
    names = table.names(rows)
    if "parcel_no" not in table.frame.columns:
        return names
    numbers = table.frame["parcel_no"].iloc[rows].astype("string").to_numpy(dtype=object, na_value=None)
    return [number or name for number, name in zip(numbers, names, strict=True)]


def bounded(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The first parts, which are the worst, and a last one with the count of the rest."""
    if len(parts) <= MOST_NAMED:
        return tuple(parts)
    return (*parts[:MOST_NAMED], Part("more", "–", float(len(parts) - MOST_NAMED), "count"))


def bad_place(shapes: Geometries) -> BaseGeometry | None:
    """The bad features together; None where there are none."""
    return union_of(shapes[:MOST_PLACED]) if len(shapes) else None


def not_stated(count: int, field: str) -> tuple[Remark, ...]:
    """The hint that some features state nothing and were not judged."""
    if not count:
        return ()
    return (
        remark(
            "not_stated",
            "有 {count} 个要素没有填写 {field}，未作判断。",
            "{count} features state no {field} and are not judged.",
            count=count,
            field=field,
        ),
    )
