"""From the words of a file to a coordinate system, and whether the coordinates agree with it.

Zone-prefixed eastings read without prefix, or swapped axes, give ``inf`` without any exception; and PROJ goes from
Xian 1980 or Beijing 1954 to CGCS2000 without a datum shift and without a warning. So both are looked at first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError, ProjError

from core.messages import Text
from layers.geometry.crs import crs_name, transformer_between
from layers.layer import Notice

Floats = npt.NDArray[np.float64]

FARTHEST_M = 700_000.0
"""No plan lies farther than this from its central meridian; the prefix of a neighbouring zone is 1 000 km off."""


def parsed_crs(words: str | None, file: str, notices: list[Notice]) -> pyproj.CRS | None:
    """The CRS of a ``.prj`` or of GDAL's words; None where there are none, and a notice where they mean nothing."""
    if not words:
        return None
    crs = crs_named(words)
    if crs is None:
        message = Text("{file} 的坐标系说明无法理解。", "The CRS of {file} cannot be understood.").format(file=file)
        repair = Text("重新写 .prj，或在规划文件中写 crs。", "Write its .prj again, or `crs` in the plan file.")
        notices.append(Notice("crs.unreadable", message, file, repair))
    return crs


@lru_cache(maxsize=64)
def crs_named(words: str) -> pyproj.CRS | None:
    """The CRS that a code or well-known text names, as the EPSG object where it is one; None when it names none."""
    try:
        crs = pyproj.CRS.from_user_input(words)
        code = crs.to_epsg()
    except (CRSError, ValueError):  # the code of "EPSG:4546." is found and then no number
        return None
    if not _usable(crs):
        return None
    # ESRI's words lose their EPSG code on the way through WKT: keep the EPSG object itself where it is the same.
    return pyproj.CRS.from_epsg(code) if code is not None else crs


def _usable(crs: pyproj.CRS) -> bool:
    """Whether places can be found with it: damaged words may still parse, into a system without a projection."""
    geodetic = crs.geodetic_crs
    if geodetic is None or not (crs.is_projected or crs.is_geographic):
        return False
    try:
        transformer_between(crs.to_wkt(), geodetic.to_wkt())
    except ProjError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the coordinates say against the CRS, and what would fit."""

    found: Text
    repair: Text


def settled_crs(
    geometries: npt.NDArray[Any],
    stated: pyproj.CRS | None,
    declared: pyproj.CRS | None,
    *,
    file: str,
    implied: bool = False,
) -> tuple[pyproj.CRS | None, tuple[Notice, ...]]:
    """The CRS to believe: the file's own, else the plan's; None, with a notice, when the coordinates contradict it.

    ``geometries`` are in file coordinates, x = easting or longitude. ``implied``: the format, not the file, states
    longitude and latitude (GeoJSON); offices write metres into it all the same, and then it states nothing.
    """
    x, y = _centres(geometries)
    return settled_between(x, y, stated, declared, file=file, implied=implied)


def settled_between(
    x: Floats,
    y: Floats,
    stated: pyproj.CRS | None,
    declared: pyproj.CRS | None,
    *,
    file: str,
    implied: bool = False,
) -> tuple[pyproj.CRS | None, tuple[Notice, ...]]:
    """As ``settled_crs``, from the centres of the features."""
    if implied and stated is not None and stated.is_geographic and len(x) and np.abs(x).min() > 1000:
        stated = None
    crs = stated or declared
    if crs is None:
        return None, (_missing(file, x, y),)
    notices: list[Notice] = []
    if stated is None:
        notices.append(_assumed(file, crs))
    if _old_datum(crs):
        return None, (*notices, _unshifted(file, crs))
    against = contradiction(crs, x, y)
    if against is None:
        return crs, tuple(notices)
    message = Text(
        "{file} 的坐标与坐标系 {crs} 矛盾：{found}。",
        "The coordinates of {file} contradict its CRS {crs}: {found}.",
    ).format(file=file, crs=crs_name(crs), found=against.found)
    return None, (*notices, Notice("crs.contradicted", message, file, against.repair))


def contradiction(crs: pyproj.CRS, x: Floats, y: Floats) -> Contradiction | None:
    """Judge coordinates (centres of features) against a CRS; None when they can be in it."""
    if not len(x):
        return None
    if crs.is_geographic:
        return _against_degrees(x, y)
    if not crs.is_projected:
        return None
    return _against_metres(crs, x, y)


def _against_degrees(x: Floats, y: Floats) -> Contradiction | None:
    if (np.abs(x) <= 180.5).all() and (np.abs(y) <= 90.5).all():
        return None
    if (np.abs(x) <= 90.5).all() and (np.abs(y) <= 180.5).all():
        return Contradiction(
            _at(x, y, Text("经度和纬度似乎颠倒（{place}）", "longitude and latitude seem swapped ({place})")),
            Text("交换两轴后重新导出。", "Export it again with the axes in order longitude, latitude."),
        )
    return Contradiction(
        _at(x, y, Text("坐标是米而不是度（{place}）", "they are metres, not degrees ({place})")),
        _fitting(x, y),
    )


def _against_metres(crs: pyproj.CRS, x: Floats, y: Floats) -> Contradiction | None:
    if (np.abs(x) <= 180).all() and (np.abs(y) <= 90).all() and _plausible_degrees(x, y):
        return Contradiction(
            _at(x, y, Text("坐标是度而不是米（{place}）", "they are degrees, not metres ({place})")),
            Text("把坐标系改为 EPSG:4490（经纬度）。", "Set its CRS to EPSG:4490 (longitude, latitude)."),
        )
    easting = _false_easting(crs)
    if easting is not None and (np.abs(x - easting) > FARTHEST_M).any():
        return _wrong_easting(easting, x, y)
    geodetic = crs.geodetic_crs
    if geodetic is None:
        return None
    corners = np.array([[x.min(), y.min()], [x.max(), y.min()], [x.min(), y.max()], [x.max(), y.max()]])
    inverse = transformer_between(crs.to_wkt(), geodetic.to_wkt())
    if np.isfinite(inverse.transform(corners[:, 0], corners[:, 1])).all():
        return None
    return Contradiction(
        _at(x, y, Text("坐标落在该坐标系之外（{place}）", "they lie outside that CRS ({place})")),
        _fitting(x, y),
    )


def _wrong_easting(easting: float, x: Floats, y: Floats) -> Contradiction:
    if (np.abs(y - easting) <= FARTHEST_M).all():
        return Contradiction(
            _at(x, y, Text("东坐标和北坐标似乎颠倒（{place}）", "easting and northing seem swapped ({place})")),
            Text("交换两轴后重新导出。", "Export it again with the axes in order easting, northing."),
        )
    prefixed = bool((x >= 1e7).all())
    if prefixed and easting < 1e7:
        found = Text("东坐标带有带号（{place}）", "the eastings carry a zone prefix ({place})")
    elif not prefixed and easting >= 1e7:
        found = Text("东坐标没有带号（{place}）", "the eastings carry no zone prefix ({place})")
    else:
        found = Text("东坐标离中央子午线太远（{place}）", "they lie too far from the central meridian ({place})")
    return Contradiction(_at(x, y, found), _fitting(x, y))


def _fitting(x: Floats, y: Floats) -> Text:
    """Which CRS the numbers themselves speak for."""
    zone = int(np.median(x) // 1e6)
    northing_fits = 1.5e6 < float(np.median(y)) < 6.2e6
    if northing_fits and 25 <= zone <= 45:
        return _set_to(f"EPSG:{4488 + zone}")
    if northing_fits and 13 <= zone <= 23:
        return _set_to(f"EPSG:{4478 + zone}")
    if northing_fits and 1e5 < float(np.median(x)) < 9e5:
        return Text(
            "像是不带带号的高斯-克吕格坐标：把坐标系改为当地中央子午线的那一个（例如 EPSG:4546 是 111°E 三度带）。",
            "They look like Gauss-Kruger without prefix: set the CRS of the local central meridian "
            "(EPSG:4546, for one, is the 3-degree zone of 111°E).",
        )
    return Text("查明坐标系并重新写 .prj。", "Find out the CRS and write the .prj again.")


def _set_to(code: str) -> Text:
    return Text("像是 {code}：请改写 .prj。", "It looks like {code}: write the .prj again.").format(code=code)


def _false_easting(crs: pyproj.CRS) -> float | None:
    """False easting in metres of a transverse Mercator system; None for other projections."""
    operation = crs.coordinate_operation
    method = operation.method_name if operation is not None else ""
    if operation is None or not any(word in method for word in ("Transverse Mercator", "Gauss")):
        return None
    for parameter in operation.params:
        if parameter.name.casefold() == "false easting":
            return float(parameter.value) * float(parameter.unit_conversion_factor or 1.0)
    return None


def _plausible_degrees(x: Floats, y: Floats) -> bool:
    """Whether the numbers are a place on land in the country rather than a corner of a metric drawing."""
    return bool((x > 60).all() and (x < 150).all() and (y > 0).all())


def _old_datum(crs: pyproj.CRS) -> bool:
    geodetic = crs.geodetic_crs
    name = f"{crs.name} {geodetic.name if geodetic is not None else ''}".casefold()
    return "xian" in name or "beijing" in name


def _centres(geometries: npt.NDArray[Any]) -> tuple[Floats, Floats]:
    bounds = shapely.bounds(geometries)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    return (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2


def _at(x: Floats, y: Floats, sentence: Text) -> Text:
    return sentence.format(place=f"x = {np.median(x):.10g}, y = {np.median(y):.10g}")


def _missing(file: str, x: Floats, y: Floats) -> Notice:
    message = Text("{file} 没有说明坐标系，无法定位和量算。", "{file} states no CRS: it cannot be placed or measured.")
    repair = Text("在规划文件中写 crs，或补上 .prj。", "Write `crs` in the plan file, or add its .prj.")
    if len(x) and not ((np.abs(x) <= 180).all() and (np.abs(y) <= 90).all()):
        hint = _fitting(x, y)
        repair = Text(repair.zh + hint.zh, f"{repair.en} {hint.en}")
    return Notice("crs.missing", message.format(file=file), file, repair)


def _assumed(file: str, crs: pyproj.CRS) -> Notice:
    message = Text(
        "{file} 没有说明坐标系，按规划的 {crs} 使用。",
        "{file} states no CRS; the plan's {crs} is used.",
    ).format(file=file, crs=crs_name(crs))
    return Notice("crs.assumed", message, file, Text("补上 .prj。", "Add its .prj."))


def _unshifted(file: str, crs: pyproj.CRS) -> Notice:
    message = Text(
        "{file} 用的是旧基准 {crs}：没有当地转换参数不能化到 2000 国家大地坐标系，因此不参加量算。",
        "{file} is on the old datum {crs}: without local parameters it cannot be taken to CGCS2000, so it is not "
        "measured.",
    ).format(file=file, crs=crs.name)
    repair = Text(
        "用当地的四参数或七参数转换后再打开。", "Transform it with the local 4 or 7 parameters and open the result."
    )
    return Notice("crs.datum", message, file, repair)
