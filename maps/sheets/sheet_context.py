"""What the parts of a sheet are told: the plan, the design, the maps placed, the feature, who made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from core.messages import Language, Text
from layers.plan import Plan
from maps.sheets.drawn import DrawnLayer, SheetSource
from maps.sheets.frames import Extent
from maps.sheets.overlays import is_overlay
from maps.sheets.page_areas import Areas
from maps.sheets.paper import Paper, Rect
from maps.sheets.scale import ratio
from maps.sheets.sheet_design import MapFrame, SheetDesign
from maps.sheets.sheet_items import MapPicture
from maps.symbology.fields import filled


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the maker enters into the title strip; what is empty stays an empty box."""

    authority: str = ""
    maker: str = ""
    date: str = ""
    sheet_number: str = ""
    review_number: str = ""
    secrecy: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """The feature (or features: a block of parcels) that a sheet is made for."""

    layer: str
    fids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TableData:
    """A table to print: titles of the columns, rows of words; ``numeric`` columns stand right, ``strong`` rows bold."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    note: str = ""


@dataclass(frozen=True, eq=False)
class SubjectFeature:
    """The subject found in the plan: its layer, its rows there, its geometry together, its words."""

    drawn: DrawnLayer
    rows: tuple[int, ...]
    geometry: Any
    words: Mapping[str, str]
    chosen: bool


@dataclass(frozen=True, eq=False)
class MapSet:
    """A map of the design placed: its layers from the lowest, its frames with what they show."""

    element: MapFrame
    shown: tuple[DrawnLayer, ...]
    extents: tuple[Extent, ...]
    frames: tuple[MapPicture, ...]


@dataclass(frozen=True, eq=False)
class Draft:
    """Everything a part of the sheet may need."""

    source: SheetSource
    design: SheetDesign
    page: Paper
    language: Language
    imprint: Imprint
    areas: Areas
    boxes: Mapping[str, Rect]
    maps: tuple[MapSet, ...]
    locator: tuple[DrawnLayer, ...]
    subject: SubjectFeature | None = None
    number: int = 1
    pages: int = 1
    tables: Mapping[str, TableData] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """The plan the sheet is of."""
        return self.source.plan

    @property
    def factor(self) -> float:
        """Enlargement of lettering with the paper."""
        return self.page.factor

    @property
    def frames(self) -> tuple[MapPicture, ...]:
        """The frames of all maps."""
        return tuple(frame for each in self.maps for frame in each.frames)

    @property
    def denominator(self) -> float:
        """The scale of the first map."""
        return self.maps[0].frames[0].denominator

    @cached_property
    def seen(self) -> tuple[DrawnLayer, ...]:
        """The plan's layers of which something shows in a frame or in the location map."""
        found: dict[str, DrawnLayer] = {}
        for each, frames in self.shown_with_frames():
            drawn = [frame for frame in frames if each.display.style.shown_at(frame.denominator)]
            if any(each.shows_in(frame.extent()).any() for frame in drawn):
                found.setdefault(each.layer.name, each)
        for each in self.locator:
            found.setdefault(each.layer.name, each)
        return tuple(each for each in found.values() if not is_overlay(each))

    def shown_with_frames(self) -> Iterator[tuple[DrawnLayer, tuple[MapPicture, ...]]]:
        """Every layer of every map with the frames it is drawn in."""
        for each in self.maps:
            for drawn in each.shown:
                yield drawn, each.frames

    def filled(self, words: Text) -> str:
        """Words with their fields filled, in the sheet's language."""
        feature = self.subject.words if self.subject is not None else {}
        return filled(words.to(self.language), self.fields, feature)

    @cached_property
    def fields(self) -> dict[str, str]:
        """The value of every field."""
        from maps.sheets.sheet_notes import crs_words, period_words, source_words

        plan, imprint = self.plan, self.imprint
        return {
            "plan": plan.name,
            "sheet": self.design.title.to(self.language),
            "date": imprint.date,
            "scale": ratio(self.denominator),
            "crs": crs_words(plan, self.language),
            "page": str(self.number),
            "pages": str(self.pages),
            "paper": self.page.name,
            "period": period_words(plan, self.language),
            "base_year": "" if plan.base_year is None else str(plan.base_year),
            "target_year": "" if plan.target_year is None else str(plan.target_year),
            "sources": source_words(self).to(self.language),
            "authority": imprint.authority,
            "maker": imprint.maker,
            "sheet_number": imprint.sheet_number,
            "review_number": imprint.review_number,
            "secrecy": imprint.secrecy,
        }
