"""What is typed while drawing: length, bearing, angle to the last edge, X and Y; together they give the next point."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from core.messages import Text
from layers.editing.edit import Place, Refusal

_NO_START = Text("第一点只能由坐标给出。", "The first point can only be given by coordinates.")
_TOO_MANY = Text("给出的条件互相矛盾：请去掉一项。", "These conditions contradict each other: leave one out.")
_MISSED = Text("在这个方向上到不了给定的坐标。", "In this direction the coordinate is never reached.")
_UNREACHED = Text("这个长度够不到给定的坐标。", "At this length the coordinate is not reached.")
_NO_NUMBER = Text("“{text}”不是数字。", "“{text}” is no number.")
_NUMBER = re.compile(r"[-+]?(?:\d{1,12}(?:\.\d*)?|\.\d+)")
_DEGREE_MARKS = re.compile("[°度′分'″秒\"\\s]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, in units of the CRS and degrees; None: free, the cursor decides.

    ``bearing`` is from north, clockwise; ``angle`` from the last edge going on straight, clockwise too. ``dx``, ``dy``
    are from the last point.
    """

    length: float | None = None
    bearing: float | None = None
    angle: float | None = None
    x: float | None = None
    y: float | None = None
    dx: float | None = None
    dy: float | None = None


def number_in(text: str) -> float | None:
    """A number as typed, full-width digits too; None where it is none. Refusal ``typed.no_number``."""
    plain = unicodedata.normalize("NFKC", text).replace("，", ",").replace(" ", "").replace(",", "")
    return _read(plain, text) if plain else None


def degrees_in(text: str) -> float | None:
    """Degrees as typed: ``45.5``, ``45°30′15″``, ``45 30 15``; None for nothing. Refusal ``typed.no_number``."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    pieces = [piece for piece in _DEGREE_MARKS.split(plain) if piece]
    sign = -1.0 if plain.startswith("-") else 1.0
    values = [abs(_read(piece, text)) for piece in pieces]
    if not 1 <= len(values) <= 3 or any(value >= 60 for value in values[1:]):
        raise Refusal("typed.no_number", _NO_NUMBER.format(text=text))
    return sign * sum(value / 60.0**place for place, value in enumerate(values))


def _read(plain: str, text: str) -> float:
    if not _NUMBER.fullmatch(plain):
        raise Refusal("typed.no_number", _NO_NUMBER.format(text=text))
    return float(plain)


def next_point(typed: Typed, cursor: Place, last: Place | None = None, before: Place | None = None) -> Place:
    """The next point by what was typed, nearest to the cursor where something is free.

    ``last`` is the point drawn last, ``before`` the one before it. Refusal ``typed.…`` in words.
    """
    x, y = _fixed(typed.x, typed.dx, last, 0), _fixed(typed.y, typed.dy, last, 1)
    direction = _direction(typed, last, before)
    if (typed.length is not None or direction is not None) and last is None:
        raise Refusal("typed.no_start", _NO_START)
    if last is None or (x is not None and y is not None):
        if direction is not None or typed.length is not None:
            raise Refusal("typed.too_many", _TOO_MANY)
        return (cursor[0] if x is None else x), (cursor[1] if y is None else y)
    if direction is not None:
        return _along(last, direction, cursor, length=typed.length, x=x, y=y)
    if typed.length is None:
        return (cursor[0] if x is None else x), (cursor[1] if y is None else y)
    return _at_length(last, typed.length, cursor, x=x, y=y)


def figures(last: Place, point: Place, before: Place | None = None) -> tuple[float, float, float | None]:
    """Length, bearing and the angle to the edge before (None without one) of the edge being drawn."""
    length = math.hypot(point[0] - last[0], point[1] - last[1])
    bearing = _bearing(last, point)
    if before is None:
        return length, bearing, None
    return length, bearing, (bearing - _bearing(before, last)) % 360.0


def _along(
    last: Place, bearing: float, cursor: Place, *, length: float | None, x: float | None, y: float | None
) -> Place:
    east, north = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
    if length is not None:
        if x is not None or y is not None:
            raise Refusal("typed.too_many", _TOO_MANY)
        return last[0] + length * east, last[1] + length * north
    for wanted, axis, part in ((x, 0, east), (y, 1, north)):
        if wanted is None:
            continue
        way = wanted - last[axis]
        if abs(part) < 1e-12 or way / part < 0:
            raise Refusal("typed.missed", _MISSED)
        far = way / part
        return (wanted, last[1] + far * north) if axis == 0 else (last[0] + far * east, wanted)
    far = max((cursor[0] - last[0]) * east + (cursor[1] - last[1]) * north, 0.0)
    return last[0] + far * east, last[1] + far * north


def _at_length(last: Place, length: float, cursor: Place, *, x: float | None, y: float | None) -> Place:
    for wanted, axis in ((x, 0), (y, 1)):
        if wanted is None:
            continue
        rest = length**2 - (wanted - last[axis]) ** 2
        if rest < 0:
            raise Refusal("typed.unreached", _UNREACHED)
        other = 1 - axis
        side = math.copysign(math.sqrt(rest), cursor[other] - last[other])
        return (wanted, last[1] + side) if axis == 0 else (last[0] + side, wanted)
    bearing = math.radians(_bearing(last, cursor))
    return last[0] + length * math.sin(bearing), last[1] + length * math.cos(bearing)


def _direction(typed: Typed, last: Place | None, before: Place | None) -> float | None:
    if typed.bearing is not None and typed.angle is not None:
        raise Refusal("typed.too_many", _TOO_MANY)
    if typed.angle is None:
        return typed.bearing
    if last is None or before is None:
        message = Text("角度要有前一条边。", "An angle needs an edge before it.")
        raise Refusal("typed.no_edge", message)
    return (_bearing(before, last) + typed.angle) % 360.0


def _fixed(value: float | None, step: float | None, last: Place | None, axis: int) -> float | None:
    if step is None:
        return value
    if value is not None:
        raise Refusal("typed.too_many", _TOO_MANY)
    if last is None:
        raise Refusal("typed.no_start", _NO_START)
    return last[axis] + step


def _bearing(start: Place, end: Place) -> float:
    return math.degrees(math.atan2(end[0] - start[0], end[1] - start[1])) % 360.0
