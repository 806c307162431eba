"""Groups of the layer tree and the look of every role, from ``styles/map.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from core.messages import Text
from maps.symbology.marks import Symbol, symbol_from

Classify = Literal["single", "landuse", "values", "years"]
OTHER = "other"
"""The style of layers without a role."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the layer tree; ``order`` counts from the top."""

    id: str
    label: Text
    order: int


@dataclass(frozen=True, slots=True)
class ClassRule:
    """Features whose field holds one of ``values`` get this symbol and label."""

    key: str
    values: frozenset[str]
    label: Text
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class RoleStyle:
    """How layers of one role are shown unless the planner says otherwise.

    ``order``: higher is drawn later, above. Shown while the scale denominator lies between the two limits.
    ``symbol`` is the one for every feature that no rule of ``classes`` takes; ``opacity`` (0…1) thins land-use fills.
    Layers with ``zone_field`` and without ``field`` are classed by it. ``ours``: a default of the software, no value
    of a standard.
    """

    role: str
    label: Text
    group: Group
    order: int
    visible: bool
    symbol: Symbol
    classify: Classify = "single"
    field: str | None = None
    classes: tuple[ClassRule, ...] = ()
    min_denominator: float | None = None
    max_denominator: float | None = None
    opacity: float = 1.0
    ours: bool = False
    zone_field: str | None = None
    zone_classes: tuple[ClassRule, ...] = ()

    def shown_at(self, denominator: float) -> bool:
        """Whether a layer of this role is drawn at 1 : ``denominator``."""
        if self.min_denominator is not None and denominator < self.min_denominator:
            return False
        return self.max_denominator is None or denominator <= self.max_denominator


def role_style(role: str | None) -> RoleStyle:
    """The style of a role; that of ``other`` where the role is unknown or None."""
    styles = _role_styles()
    return styles.get(role or OTHER, styles[OTHER])


def group_of(role: str | None) -> Group:
    """The group of the layer tree that a role belongs to."""
    return role_style(role).group


def groups() -> tuple[Group, ...]:
    """All groups, from the top of the layer tree."""
    return tuple(sorted(_groups().values(), key=lambda group: group.order))


def drawing_order(role: str | None) -> int:
    """Higher is drawn later, above."""
    return role_style(role).order


def styled_roles() -> tuple[str, ...]:
    """Every role that has a style of its own."""
    return tuple(role for role in _role_styles() if role != OTHER)


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    return tomllib.loads((files("styles") / "map.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _groups() -> dict[str, Group]:
    tables = _tables()["groups"]
    return {key: Group(key, _text(table), order) for order, (key, table) in enumerate(tables.items())}


@lru_cache(maxsize=1)
def _role_styles() -> dict[str, RoleStyle]:
    return {role: _style(role, table) for role, table in _tables()["roles"].items()}


def _style(role: str, table: Mapping[str, Any]) -> RoleStyle:
    return RoleStyle(
        role=role,
        label=_text(table["label"]),
        group=_groups()[table["group"]],
        order=table["order"],
        visible=table.get("visible", True),
        symbol=symbol_from(table.get("symbol", {})),
        classify=table.get("classify", "values" if "classes" in table else "single"),
        field=table.get("field"),
        classes=tuple(_rule(rule) for rule in table.get("classes", ())),
        min_denominator=table.get("min_denominator"),
        max_denominator=table.get("max_denominator"),
        opacity=table.get("opacity", 1.0),
        ours=table.get("ours", False),
        zone_field=table.get("zones", {}).get("field"),
        zone_classes=tuple(_rule(rule) for rule in table.get("zones", {}).get("classes", ())),
    )


def _rule(table: Mapping[str, Any]) -> ClassRule:
    values = frozenset(table["values"])
    return ClassRule(table.get("key", table["values"][0]), values, _text(table["label"]), symbol_from(table["symbol"]))


def _text(table: Mapping[str, str]) -> Text:
    return Text(table["zh"], table["en"])
