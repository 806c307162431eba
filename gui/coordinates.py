"""Coordinates in words: plane metres and degrees. pyproj is loaded by whoever makes a ``Degrees``, in a worker."""

from __future__ import annotations

from typing import Any

from core.quantities import rounded


class Degrees:
    """Turns plane coordinates of a CRS into longitude and latitude on its own datum."""

    def __init__(self, crs: Any) -> None:
        from layers.geometry.crs import transformer_between

        self.name = str(crs.name)
        geodetic = crs.geodetic_crs
        self.datum = str(geodetic.name) if geodetic is not None else self.name
        self._transformer = transformer_between(crs.to_wkt(), geodetic.to_wkt()) if geodetic is not None else None

    def of(self, x: float, y: float) -> tuple[float, float] | None:
        """Longitude and latitude in degrees; None where there is none."""
        if self._transformer is None:
            return None
        longitude, latitude = self._transformer.transform(x, y)
        inside = abs(longitude) <= 180 and abs(latitude) <= 90
        return (longitude, latitude) if inside else None


def plane_text(x: float, y: float) -> str:
    """``567 915.16 E  4 474 251.73 N``."""
    return f"{rounded(x, 2)} E  {rounded(y, 2)} N"


def degrees_text(longitude: float, latitude: float) -> str:
    """``111.80000° 40.40000°``: five decimals are about a metre."""
    return f"{longitude:.5f}° {latitude:.5f}°"


def scale_from_text(text: str) -> float | None:
    """The N of ``1:25 000``, ``1：2.5万``, ``25000``; None when it is no scale."""
    number = text.replace("：", ":").rsplit(":", 1)[-1]
    number = "".join(number.split()).replace(",", "")
    factor = 1.0
    if number.endswith("万"):
        number, factor = number[:-1], 10_000.0
    try:
        value = float(number) * factor
    except ValueError:
        return None
    return value if 1 <= value < 1e9 else None


def scale_text(denominator: float) -> str:
    """``1:25 000``, rounded to what can be read from a screen."""
    return f"1:{rounded(denominator, 0)}"
