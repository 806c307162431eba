"""Colours ``#rrggbb`` and ``#rrggbbaa`` as numbers: thinned, laid on each other, mixed along a ramp."""

from __future__ import annotations

from maps.symbology.marks import Colour


def channels(colour: Colour) -> tuple[int, int, int, int]:
    """Red, green, blue and opacity, each 0…255."""
    digits = colour.lstrip("#")
    red, green, blue, *alpha = (int(digits[i : i + 2], 16) for i in range(0, len(digits), 2))
    return red, green, blue, alpha[0] if alpha else 255


def hex_colour(red: int, green: int, blue: int, alpha: int = 255) -> Colour:
    """``#RRGGBB``, with two more digits where it is not opaque."""
    parts = [red, green, blue] if alpha >= 255 else [red, green, blue, alpha]
    return "#" + "".join(f"{max(0, min(255, part)):02X}" for part in parts)


def is_colour(text: object) -> bool:
    """Whether a text is a colour as we write them."""
    if not isinstance(text, str) or len(text) not in (7, 9) or text[0] != "#":
        return False
    return all(one in "0123456789abcdefABCDEF" for one in text[1:])


def thinned(colour: Colour, opacity: float) -> Colour:
    """A colour with its opacity multiplied; ``#rrggbb`` where it stays full."""
    red, green, blue, alpha = channels(colour)
    return hex_colour(red, green, blue, round(alpha * max(0.0, min(1.0, opacity))))


def laid_over(above: Colour, below: Colour) -> Colour:
    """The one colour that looks like ``above`` painted over ``below`` (the "over" of Porter and Duff)."""
    *upper, upper_alpha = channels(above)
    *lower, lower_alpha = channels(below)
    a, b = upper_alpha / 255, lower_alpha / 255
    whole = a + b * (1 - a)
    if whole == 0:
        return above
    red, green, blue = (round((u * a + v * b * (1 - a)) / whole) for u, v in zip(upper, lower, strict=True))
    return hex_colour(red, green, blue, round(whole * 255))
