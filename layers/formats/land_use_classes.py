"""Names and colours of the land-use classes (2023), from the table that the map is drawn with."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class LandUseClass:
    """A class of 《国土空间调查、规划、用途管制用地用海分类指南》; ``colour`` is (red, green, blue), 0…255."""

    code: str
    name: str
    colour: tuple[int, int, int]
    english: str = ""


@cache
def land_use_classes() -> dict[str, LandUseClass]:
    """All classes by code."""
    text = (files("styles") / "landuse_2023.csv").read_text(encoding="utf-8-sig")
    return {
        row["code"]: LandUseClass(
            row["code"], row["name_zh"], (int(row["r"]), int(row["g"]), int(row["b"])), row["name_en"]
        )
        for row in csv.DictReader(text.splitlines())
    }
