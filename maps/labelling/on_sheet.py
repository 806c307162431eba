"""Labels as parts of a sheet: the same places, drawn as words that are found again in the PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import cos, radians, sin

from core.messages import Language
from maps.labelling.label_style import LabelStyle, role_label
from maps.labelling.placed import PlacedLabel
from maps.labelling.placing import place_labels
from maps.labelling.source import label_source
from maps.labelling.text_sizes import baseline_mm, text_height
from maps.sheets.drawn import DrawnLayer
from maps.sheets.paper import Rect
from maps.sheets.sheet_items import MapPicture, Rule, Words

LEADER_MM = 0.15
DOT_MM = 0.5
"""Where a leader starts."""
CODE_MM = 1.5
"""The em of what is written in parcels, on A3."""
_NAMES = LabelStyle("{name}", size=2.6, halo=0.45, priority=50, placement="over", repeat=160.0)
_CODES = LabelStyle("{class_code}", size=CODE_MM, halo=0.0, priority=20)


def label_items(
    picture: MapPicture,
    drawn: Sequence[DrawnLayer],
    *,
    main: str,
    named: frozenset[str],
    taken: Rect,
    factor: float,
    language: Language = "zh",
    styles: Mapping[str, LabelStyle] | None = None,
) -> list[Words | Rule]:
    """The labels of one frame in mm on the sheet: of the role that the sheet is about, and the ``named`` ones.

    ``styles`` are the planner's own by layer name; they go before those of the roles. Sizes are ``factor`` larger;
    nothing is written over ``taken``.
    """
    sources = []
    for each in drawn:
        style = (styles or {}).get(each.layer.name) or _usual(each.layer.role, main, named)
        if style is not None and each.display.style.shown_at(picture.denominator):
            sources.append(label_source(each.layer, each.display, enlarged(style, factor)))
    box = (
        taken.x - picture.rect.x,
        taken.y - picture.rect.y,
        taken.right - picture.rect.x,
        taken.bottom - picture.rect.y,
    )
    placed = place_labels(sources, picture.view(1.0), 1.0, language, taken=[box] if taken.width else [])
    return [item for label in placed for item in label_words(label, 1.0, picture.rect.x, picture.rect.y)]


def _usual(role: str | None, main: str, named: frozenset[str]) -> LabelStyle | None:
    if role is None or role not in (main, *named):
        return None
    usual = role_label(role) or (_CODES if role == main else _NAMES)
    # A sheet has one scale, its template says what is labelled at it, and paper shows finer lettering than a screen.
    size = min(usual.size, CODE_MM) if usual.placement == "inside" else usual.size
    return replace(usual, size=size, min_denominator=None, max_denominator=None)


def enlarged(style: LabelStyle, factor: float) -> LabelStyle:
    """The style for larger paper."""
    return replace(style, size=style.size * factor, halo=style.halo * factor, repeat=style.repeat * factor)


def label_words(label: PlacedLabel, pixels_per_mm: float, x: float = 0.0, y: float = 0.0) -> list[Words | Rule]:
    """A label as items in mm, moved by ``x``, ``y`` mm."""
    items: list[Words | Rule] = []
    if label.leader is not None:
        x1, y1, x2, y2 = (each / pixels_per_mm for each in label.leader)
        items.append(Rule(x + x1, y + y1, x + x2, y + y2, LEADER_MM, label.colour))
        items.append(Rule(x + x1 - DOT_MM / 2, y + y1, x + x1 + DOT_MM / 2, y + y1, DOT_MM, label.colour))
    middle_x, middle_y = x + label.x / pixels_per_mm, y + label.y / pixels_per_mm
    top = -text_height(len(label.lines), label.size) / 2
    across, down = -sin(radians(label.angle)), cos(radians(label.angle))
    for number, line in enumerate(label.lines):
        baseline = baseline_mm(number, label.size, top)
        items.append(
            Words(
                line,
                middle_x + across * baseline,
                middle_y + down * baseline,
                label.size,
                bold=label.bold,
                align="centre",
                colour=label.colour,
                angle=label.angle,
                halo=label.halo,
            )
        )
    return items
