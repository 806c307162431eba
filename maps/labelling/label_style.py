"""How a layer is labelled: a record, its defaults by role from ``styles/labels.toml``, and how it is kept."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

from core.errors import AppError
from core.messages import Text
from layers.layer import GeometryKind
from maps.labelling.template import parse
from maps.symbology.marks import Colour

Placement = Literal["inside", "over", "along", "beside"]
PLACEMENTS: tuple[Placement, ...] = get_args(Placement)
PLACEMENTS_OF: Mapping[GeometryKind, tuple[Placement, ...]] = {
    "polygon": ("inside", "over"),
    "line": ("along",),
    "point": ("beside",),
}
"""What can be done with a kind of geometry, the usual first."""
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?")
_NUMBERS = {"size": (0.5, 50.0), "halo": (0.0, 5.0), "repeat": (0.0, 5000.0), "most": (1, 5000), "priority": (-99, 99)}


@dataclass(frozen=True, slots=True)
class LabelStyle:
    """How the features of a layer are labelled. Lengths in mm of paper (or of the screen).

    ``colour`` None: dark or white, whichever is read on the class's fill. ``halo`` is the width of the rim.
    ``placement``: *inside* a polygon, where the text must fit; *over* it, where it may stand out; *along* a line;
    *beside* a point. Higher ``priority`` is placed first. ``callouts``: parcels too small for their text get it
    outside with a leader. The same words come again only about ``repeat`` mm away (0: for every feature).
    ``most`` labels at a time. Shown between the two scale denominators.
    """

    template: str
    shown: bool = True
    size: float = 2.2
    bold: bool = False
    colour: Colour | None = None
    halo: float = 0.35
    halo_colour: Colour = "#FFFFFFE6"
    priority: int = 0
    placement: Placement = "inside"
    min_denominator: float | None = None
    max_denominator: float | None = None
    callouts: bool = False
    repeat: float = 0.0
    most: int = 1000

    def shown_at(self, denominator: float) -> bool:
        """Whether labels are drawn at 1 : ``denominator``."""
        if not self.shown or (self.min_denominator is not None and denominator < self.min_denominator):
            return False
        return self.max_denominator is None or denominator <= self.max_denominator

    def for_kind(self, kind: GeometryKind) -> LabelStyle:
        """The same with a placement that this kind of geometry can have."""
        able = PLACEMENTS_OF[kind]
        return self if self.placement in able else replace(self, placement=able[0])


def role_label(role: str | None) -> LabelStyle | None:
    """The default for layers of a role; None where nothing is usually written."""
    return _role_labels().get(role or "")


def as_values(style: LabelStyle) -> dict[str, object]:
    """The style as a record of the project keeps it: only what is not the default."""
    usual = LabelStyle("")
    values = asdict(style)
    return {key: value for key, value in values.items() if key == "template" or value != getattr(usual, key)}


def from_values(values: Mapping[str, object]) -> LabelStyle:
    """The style of a record or a table of the defaults. AppError (``label.*``) for what it cannot be."""
    names = {each.name for each in fields(LabelStyle)}
    unknown = sorted(set(values) - names)
    if unknown:
        raise _refused(unknown[0])
    table: dict[str, Any] = dict(values)
    if not isinstance(table.get("template"), str):
        raise _refused("template")
    parse(table["template"])
    for key, wanted in (("shown", bool), ("bold", bool), ("callouts", bool)):
        if key in table and not isinstance(table[key], wanted):
            raise _refused(key)
    for key, (least, most) in _NUMBERS.items():
        if key in table and not _is_number(table[key], least, most):
            raise _refused(key)
    for key in ("min_denominator", "max_denominator"):
        if table.get(key) is not None and not _is_number(table[key], 1, 1e9):
            raise _refused(key)
    for key in ("colour", "halo_colour"):
        given = table.get(key)
        if given is not None and not (isinstance(given, str) and _COLOUR.fullmatch(given)):
            raise _refused(key)
    if table.get("placement", "inside") not in PLACEMENTS:
        raise _refused("placement")
    for key in ("priority", "most"):
        if key in table:
            table[key] = int(table[key])
    return LabelStyle(**table)


def _is_number(value: object, least: float, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def _refused(key: str) -> AppError:
    return AppError(
        "label.bad_setting",
        Text("标注设置“{key}”无法使用。", "The label setting “{key}” cannot be used.").format(key=key),
    )


@lru_cache(maxsize=1)
def _role_labels() -> dict[str, LabelStyle]:
    tables = tomllib.loads((files("styles") / "labels.toml").read_text(encoding="utf-8"))
    return {role: from_values(table) for role, table in tables["roles"].items()}
