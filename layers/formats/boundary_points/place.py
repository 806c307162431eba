"""Where the numbers of a boundary-point file lie: order of axes, zone prefix, coordinate system.

In these files X is the northing. Some exporters swap the columns all the same, leave the zone empty or write it only
into the eastings: what the numbers leave no doubt about is taken, and said; the rest stays open (``crs`` None).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj

from core.messages import Text
from layers.formats.boundary_points.document import Document, Plot
from layers.geometry.crs import crs_name
from layers.geometry.crs_reading import Contradiction, contradiction
from layers.layer import Notice

Floats = npt.NDArray[np.float64]

NORTHINGS = (1.5e6, 6.2e6)
"""Northings of the mainland and Hainan in metres."""
EASTINGS = (1e5, 9e5)
"""Eastings without zone prefix, false easting 500 km, in metres."""

_CODES: dict[tuple[str, int], tuple[int, int]] = {
    ("CGCS2000", 3): (4488, 4509),
    ("CGCS2000", 6): (4478, 4489),
    ("Xian80", 3): (2324, 2345),
    ("Xian80", 6): (2314, 2325),
    ("Beijing54", 3): (2376, 2397),
}
"""Datum and width of zone -> EPSG code less the zone number, with and without zone prefix (EPSG v11.022)."""
_ZONES = {3: range(25, 46), 6: range(13, 24)}


@dataclass(frozen=True, slots=True)
class GaussKruger:
    """A Gauss-Krüger system as these files name it."""

    datum: str
    width: int
    zone: int
    prefixed: bool

    @property
    def crs(self) -> pyproj.CRS:
        """The EPSG object."""
        with_prefix, without = _CODES[self.datum, self.width]
        return pyproj.CRS.from_epsg((with_prefix if self.prefixed else without) + self.zone)


@dataclass(frozen=True, slots=True)
class Placement:
    """Which plots have their columns swapped, and what the file says of its coordinate system."""

    swapped: npt.NDArray[np.bool_]
    crs: pyproj.CRS | None
    notices: tuple[Notice, ...]


def gauss_kruger_of(crs: pyproj.CRS) -> GaussKruger | None:
    """Datum, width and zone of a CRS of the tables above; None for any other."""
    code = crs.to_epsg()
    if code is None:
        return None
    for (datum, width), bases in _CODES.items():
        for base, prefixed in zip(bases, (True, False), strict=True):
            if code - base in _ZONES[width]:
                return GaussKruger(datum, width, code - base, prefixed)
    return None


def place(document: Document, rings: Sequence[Sequence[Floats]], file: str) -> Placement:
    """Settle axes and coordinate system of all plots together; ``rings`` hold the columns as written, per plot."""
    notices: list[Notice] = []
    points = [np.concatenate(one) if one else np.empty((0, 2)) for one in rings]
    swapped = np.array([_is_swapped(one) for one in points], dtype=bool)
    if swapped.any():
        notices.append(_swapped_notice(document.plots, swapped, file))
    x, y = _columns(points, swapped)
    crs = _stated(document.properties, x, y, file, notices)
    different = [head for head in document.other_heads if _terms(head) != _terms(document.properties)]
    if different and crs is not None:
        crs = None
        notices.append(_several_systems(file))
    against = _against(crs, x, y) if crs is not None else None
    if crs is not None and against is not None:
        message = Text(
            "{file} 的坐标与文件头所写的坐标系 {crs} 矛盾：{found}。",
            "The coordinates of {file} contradict the CRS {crs} of its head: {found}.",
        ).format(file=file, crs=crs_name(crs), found=against.found)
        notices.append(Notice("crs.contradicted", message, file, against.repair))
        crs = None
    return Placement(swapped, crs, tuple(notices))


def _against(crs: pyproj.CRS, x: Floats, y: Floats) -> Contradiction | None:
    """What the numbers say against the CRS; a northing beyond the country's is one that PROJ takes without a word."""
    if crs.is_projected and len(y) and not ((y > 3e5) & (y < NORTHINGS[1])).all():
        found = Text("北坐标超出全国范围（{y}）", "a northing is outside the country ({y})")
        worst = y[np.argmax(np.abs(y - 4e6))]
        repair = Text("核对 X 列的位数和两列的次序。", "Check the digits of column X and the order of the columns.")
        return Contradiction(found.format(y=f"{worst:.10g}"), repair)
    return contradiction(crs, x, y)


def datum_of(words: str) -> str | None:
    """The datum that 坐标系 names; None for none or an unknown one."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    if "2000" in plain or "cgcs" in plain:
        return "CGCS2000"
    if "80" in plain or "西安" in plain:
        return "Xian80"
    return "Beijing54" if "54" in plain or "北京" in plain else None


def _is_swapped(points: Floats) -> bool:
    """Whether the columns of a plot can only be easting, northing (or longitude, latitude)."""
    if not len(points):
        return False
    first, second = np.median(points, axis=0).tolist()
    return northing_like(second) and easting_like(first) and not (northing_like(first) and easting_like(second))


def northing_like(value: float) -> bool:
    """Whether a number can be a northing in metres or a latitude of the country."""
    return NORTHINGS[0] <= value <= NORTHINGS[1] or 3 <= value <= 54


def easting_like(value: float) -> bool:
    """Whether a number can be an easting in metres, with zone prefix or without, or a longitude of the country."""
    in_zone = EASTINGS[0] <= value % 1e6 <= EASTINGS[1] and (value < 1e6 or 13 <= value // 1e6 <= 45)
    return in_zone or 73 <= value <= 136


def _columns(points: Sequence[Floats], swapped: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Eastings and northings of all points."""
    turned = [one if swap else one[:, ::-1] for one, swap in zip(points, swapped.tolist(), strict=True)]
    joined = np.concatenate(turned) if turned else np.empty((0, 2))
    return joined[:, 0], joined[:, 1]


def _terms(head: Mapping[str, str]) -> tuple[str | None, int | None, int | None]:
    return (
        datum_of(head.get("坐标系", "")),
        _whole(head.get("几度分带", head.get("分带", ""))),
        _whole(head.get("带号", "")),
    )


def _whole(words: str) -> int | None:
    plain = unicodedata.normalize("NFKC", words)
    found = re.search(r"\d+", plain)
    if found is not None and len(found.group()) < 6:
        return int(found.group())
    return next((number for word, number in (("三", 3), ("六", 6)) if word in plain), None)


def _stated(head: Mapping[str, str], x: Floats, y: Floats, file: str, notices: list[Notice]) -> pyproj.CRS | None:
    """The coordinate system by the words of the head, filled up from the prefix where that leaves no doubt."""
    datum, width, zone = _terms(head)
    if datum is None:
        notices.append(_open(file, Text("没有写明坐标系", "it names no datum (坐标系)")))
        return None
    if datum != "CGCS2000":
        notices.append(_old_datum(file, head.get("坐标系", datum)))
        return None
    if len(x) and (np.abs(x) <= 180).all() and (np.abs(y) <= 90).all():
        message = Text("{file} 的坐标是经纬度。", "{file} holds longitude and latitude.").format(file=file)
        notices.append(Notice("boundary.degrees", message, file, Text("写出时改为投影坐标。", "Write metres instead.")))
        return pyproj.CRS.from_epsg(4490)
    prefixed = bool(len(x)) and bool((x >= 1e7).all())
    prefixes = np.unique((x[x >= 1e7] // 1e6).astype(int)).tolist()
    if len(prefixes) > 1 or (prefixes and not prefixed):
        notices.append(_open(file, Text("各点的带号前缀不一致", "the zone prefixes of its points differ")))
        return None
    return _zone_crs(datum, width, zone, prefixes, file=file, notices=notices)


def _zone_crs(
    datum: str, width: int | None, zone: int | None, prefixes: list[int], *, file: str, notices: list[Notice]
) -> pyproj.CRS | None:
    central = zone is not None and zone not in {*_ZONES[3], *_ZONES[6]} and 73 <= zone <= 137
    if central and zone is not None:
        zone = _zone_of_meridian(zone, width)
    found = zone if zone is not None else (prefixes[0] if prefixes else None)
    if found is None:
        notices.append(_open(file, Text("没有写带号，坐标也不带带号", "it has no zone (带号), nor have its eastings")))
        return None
    if prefixes and prefixes[0] != found:
        notices.append(
            _open(
                file,
                Text(
                    "带号写的是 {zone}，坐标前缀却是 {prefix}",
                    "its 带号 is {zone}, its eastings begin with {prefix}",
                ).format(zone=found, prefix=prefixes[0]),
            )
        )
        return None
    implied = next((one for one, zones in _ZONES.items() if found in zones), None)
    if implied is None or (width is not None and width != implied):
        told = Text("带号 {zone} 与 {width} 度分带不符", "there is no zone {zone} of {width} degrees")
        notices.append(_open(file, told.format(zone=found, width=width or "3/6")))
        return None
    if zone is None or width is None or central:
        notices.append(_completed(file, implied, found))
    return GaussKruger(datum, implied, found, bool(prefixes)).crs


def _zone_of_meridian(meridian: int, width: int | None) -> int | None:
    if width == 6:
        return (meridian + 3) // 6 if meridian % 6 == 3 else None
    return meridian // 3 if meridian % 3 == 0 else None


def _open(file: str, found: Text) -> Notice:
    message = Text("{file} 的坐标系无法确定：{found}。", "The CRS of {file} cannot be settled: {found}.").format(
        file=file, found=found
    )
    repair = Text(
        "补全文件头的坐标系、几度分带和带号，或指定坐标系。",
        "Complete the head (坐标系, 几度分带, 带号), or name the CRS.",
    )
    return Notice("crs.missing", message, file, repair)


def _completed(file: str, width: int, zone: int) -> Notice:
    message = Text(
        "{file} 的文件头没有写全分带，按坐标判断为 {width} 度带第 {zone} 带。",
        "The head of {file} does not state the zone in full; by its numbers it is zone {zone} of {width} degrees.",
    ).format(file=file, width=width, zone=zone)
    return Notice("boundary.zone", message, file, Text("核对后补上带号。", "Confirm it and write it into the head."))


def _old_datum(file: str, words: str) -> Notice:
    message = Text(
        "{file} 用的是旧基准“{words}”：没有当地转换参数不能化到 2000 国家大地坐标系，因此不定坐标系。",
        "{file} is on the old datum “{words}”: without local parameters it cannot be taken to CGCS2000, so it gets no "
        "CRS.",
    ).format(file=file, words=words)
    repair = Text(
        "用当地的四参数或七参数转换后再打开。", "Transform it with the local 4 or 7 parameters and open the result."
    )
    return Notice("crs.datum", message, file, repair)


def _several_systems(file: str) -> Notice:
    return _open(file, Text("文件里有几个文件头，坐标系不同", "it holds several heads with different systems"))


def _swapped_notice(plots: Sequence[Plot], swapped: npt.NDArray[np.bool_], file: str) -> Notice:
    lines = [str(plots[row].first_line) for row in np.flatnonzero(swapped)[:10]]
    message = Text(
        "{file} 有 {count} 个地块的坐标是东坐标在前（应为北坐标 X 在前），已按数值调换；地块行：{lines}。",
        "{count} plots of {file} have the easting first (the format puts X, the northing, first); they were turned by "
        "their numbers. Lines of the plots: {lines}.",
    ).format(file=file, count=int(swapped.sum()), lines=", ".join(lines))
    return Notice("boundary.axes", message, file, Text("请核对位置。", "Check the place on the map."))
