"""Places as people type them: plane coordinates with or without zone, degrees in any notation, in either order."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.errors import AppError
from core.messages import Text

MOST_CHARACTERS = 200
ZONE_FACTOR = 1_000_000
"""An easting with its zone in front: 37 567 915 is 567 915 in zone 37."""
ZONES_3_DEGREES = range(25, 46)
ZONES_6_DEGREES = range(13, 24)
NORTHINGS = (1_500_000.0, 6_500_000.0)
EASTINGS = (100_000.0, 900_000.0)

_SIDES = {"E": "E", "W": "W", "N": "N", "S": "S", "东": "E", "西": "W", "北": "N", "南": "S"}
_WORDS = {
    "东经": "E", "西经": "W", "北纬": "N", "南纬": "S", "经度": "E", "纬度": "N", "EAST": "E", "NORTH": "N",
    "LON": "E", "LAT": "N", "LONGITUDE": "E", "LATITUDE": "N", "横坐标": "E", "纵坐标": "N",
}  # fmt: skip
_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?: \d{3})+(?:\.\d+)?(?!\d)|(?<![\d.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])")
_TOKEN = re.compile(rf"{_NUMBER}|[NESW]|[XY]|[°'\":]")
_EXAMPLES = Text(
    "可以这样写：567915.16 4474251.73、37567915 4474251、111.8 40.4、N40°24′00″ E111°48′00″。",
    "Write it like 567915.16 4474251.73, 37567915 4474251, 111.8 40.4 or N40°24′00″ E111°48′00″.",
)


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """A reading of what was typed: ``east``, ``north`` in metres with the ``zone`` in front where one was typed
    (25–45: 3° zones, 13–23: 6° zones), or longitude and latitude with ``degrees``.
    """

    east: float
    north: float
    degrees: bool = False
    zone: int | None = None


@dataclass(frozen=True, slots=True)
class _Value:
    """A number, the side it was marked with ("" without), and whether it was written in degrees."""

    number: float
    side: str = ""
    in_degrees: bool = False


def looks_like_place(text: str) -> bool:
    """Whether it can only be meant as a place: two numbers and nothing but marks around them."""
    plain = _plain(text)
    rest = _TOKEN.sub(" ", plain)
    return len(re.findall(r"\d+(?:\.\d+)?", plain)) >= 2 and not rest.replace(",", " ").replace(";", " ").split()


def typed_places(text: str) -> list[TypedPlace]:
    """Every sensible reading, the likeliest first. AppError ``place.…`` with the reason when there is none."""
    values = _values(_plain(text))
    if len(values) != 2:
        message = Text("需要两个坐标值，这里读到 {n} 个。", "A place has two coordinates; this has {n}.")
        raise AppError("place.count", message.format(n=len(values)), _EXAMPLES)
    first, second = values
    if (_is_north(first.side) and _is_north(second.side)) or (_is_east(first.side) and _is_east(second.side)):
        message = Text("两个值标的是同一个方向。", "Both coordinates are marked with the same direction.")
        raise AppError("place.direction", message, _EXAMPLES)
    if _is_north(first.side) or _is_east(second.side):
        orders = [(second, first)]
    elif _is_east(first.side) or _is_north(second.side):
        orders = [(first, second)]
    else:
        orders = [(first, second), (second, first)]
    found = [place for pair in orders for place in _readings(*pair)]
    if not found:
        raise _no_reading(first, second)
    return list(dict.fromkeys(found))


def _plain(text: str) -> str:
    """Upper case, half width, one kind of every mark; numbers whose thousands are set apart put together."""
    if len(text) > MOST_CHARACTERS:
        message = Text("这段文字太长，不像坐标。", "This is too long for a place.")
        raise AppError("place.long", message, _EXAMPLES)
    # The status bar shows metres and degrees with a dot between: copied from there, the metres count.
    text = text.partition("·")[0]
    plain = unicodedata.normalize("NFKC", text.replace("º", "°").replace("˚", "°")).upper()
    for marks, mark in (("度", "°"), ("分′’‘´", "'"), ("秒″”“", '"'), ("、，", ","), ("；", ";"), ("−–", "-")):
        for one in marks:
            plain = plain.replace(one, mark)
    plain = plain.replace("''", '"').replace("\u2032", "'").replace("\u2033", '"')
    for word, side in sorted(_WORDS.items(), key=lambda pair: -len(pair[0])):
        plain = plain.replace(word, f" {side} ")
    for word, side in _SIDES.items():
        plain = plain.replace(word, side)
    plain = re.sub(r"[\t\u3000 ]+", " ", plain)
    plain = re.sub(r"([XY]) ?[=:]", r" \1 ", plain)
    plain = re.sub(r"([NESW]) ?[=:]", r" \1 ", plain)
    plain = re.sub(r"(?<=\d) ?M(?= ?[NESW,; ]|$)", " ", plain)
    return _GROUPED.sub(lambda match: match.group().replace(" ", "").replace(",", ""), plain)


def _values(plain: str) -> list[_Value]:
    """The coordinates in the order in which they stand, each with its mark."""
    tokens = _TOKEN.findall(plain)
    pieces = _split(tokens)
    found = []
    for piece in pieces:
        numbers = [float(token) for token in piece if re.fullmatch(_NUMBER, token)]
        side = next((token for token in piece if token in "NESWXY"), "")
        marked = any(token in "°'\":" for token in piece)
        found.append(_value(numbers, side, marked=marked))
    return found


def _split(tokens: list[str]) -> list[list[str]]:
    """The tokens of each coordinate: by their directions, else by where degrees begin, else every number by itself."""
    numbers = [token for token in tokens if re.fullmatch(_NUMBER, token)]
    sides = [token for token in tokens if token in "NESWXY"]
    if len(sides) == 2:
        return _split_by_sides(tokens)
    if sides:
        message = Text("只标了一个方向。", "Only one of the coordinates is marked with its direction.")
        raise AppError("place.direction", message, _EXAMPLES)
    if "°" in tokens:
        return _split_by_degrees(tokens)
    if len(numbers) in (4, 6):  # degrees and minutes, perhaps seconds, with nothing but spaces or colons between
        half = len(numbers) // 2
        return [[*numbers[:half], "°"], [*numbers[half:], "°"]]
    return [[number] for number in numbers]


def _split_by_sides(tokens: list[str]) -> list[list[str]]:
    places = [number for number, token in enumerate(tokens) if token in "NESWXY"]
    cut = places[1] if places[0] == 0 else places[0] + 1
    pieces = [tokens[:cut], tokens[cut:]]
    groups = [[token for token in piece if re.fullmatch(_NUMBER, token)] for piece in pieces]
    return pieces if all(groups) else []


def _split_by_degrees(tokens: list[str]) -> list[list[str]]:
    """A coordinate begins with the number before each degree sign."""
    signs = [place for place, token in enumerate(tokens) if token == "°" and place]
    starts = [place - 1 for place in signs if re.fullmatch(_NUMBER, tokens[place - 1])]
    ends = [*starts[1:], len(tokens)] if starts else []
    return [tokens[start:end] for start, end in zip(starts, ends, strict=True)]


def _value(numbers: list[float], side: str, *, marked: bool) -> _Value:
    """Degrees, minutes and seconds in one number. AppError ``place.minutes`` for 60 and more of them."""
    if len(numbers) == 1:
        return _Value(numbers[0], side, marked)
    if len(numbers) > 3 or any(not 0 <= number < 60 for number in numbers[1:]):
        message = Text("分和秒应在 0 到 60 之间。", "Minutes and seconds lie between 0 and 60.")
        raise AppError("place.minutes", message, _EXAMPLES)
    whole = sum(number / 60**power for power, number in enumerate([abs(numbers[0]), *numbers[1:]]))
    return _Value(-whole if numbers[0] < 0 else whole, side, in_degrees=True)


def _is_north(side: str) -> bool:
    return side in ("N", "S")


def _is_east(side: str) -> bool:
    return side in ("E", "W")


def _readings(east: _Value, north: _Value) -> list[TypedPlace]:
    """What the two can be, in this order; X and Y are either way round, as surveyors and geometers write them."""
    x = -east.number if east.side == "W" else east.number
    y = -north.number if north.side == "S" else north.number
    if abs(x) <= 180 and abs(y) <= 90:
        return [TypedPlace(x, y, degrees=True)]
    if east.in_degrees or north.in_degrees or not NORTHINGS[0] <= y <= NORTHINGS[1]:
        return []
    zone = int(x // ZONE_FACTOR)
    if zone in ZONES_3_DEGREES or zone in ZONES_6_DEGREES:
        return [TypedPlace(round(x - zone * ZONE_FACTOR, 6), y, zone=zone)]
    return [TypedPlace(x, y)] if EASTINGS[0] <= x <= EASTINGS[1] else []


def _no_reading(first: _Value, second: _Value) -> AppError:
    message = Text(
        "{a} 和 {b} 不是一对坐标：平面坐标的东值为 6 位（前面可带带号），北值为 7 位；经度不超过 180，纬度不超过 90。",
        "{a} and {b} are no pair of coordinates: in metres the easting has 6 digits (a zone may stand before it) and"
        " the northing 7; a longitude is at most 180 and a latitude at most 90.",
    ).format(a=f"{first.number:g}", b=f"{second.number:g}")
    return AppError("place.range", message, _EXAMPLES)
