"""A plan: layers bound to roles, and the terms under which they are measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core.messages import Language
from layers.entered import Entered
from layers.layer import Layer, Notice

if TYPE_CHECKING:
    import pyproj

AreaDefinition = Literal["planar", "ellipsoidal", "registered"]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Used when deciding, never when measuring."""

    xy_m: float = 0.001
    area_m2: float = 1.0


@dataclass(frozen=True, slots=True)
class Binding:
    """How a plan file says that a role is to be read; no ``paths`` means: as detected, but with these terms."""

    paths: tuple[str, ...] = ()
    layer: str | None = None
    encoding: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything a check needs to know. Read-only."""

    name: str
    layers: tuple[Layer, ...]
    folder: Path
    language: Language = "zh"
    crs: pyproj.CRS | None = None
    area_definition: AreaDefinition = "ellipsoidal"
    rules: tuple[str, ...] = ("horinger",)
    base_year: int | None = None
    target_year: int | None = None
    tolerance: Tolerance = field(default_factory=Tolerance)
    notices: tuple[Notice, ...] = ()
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    entered: Entered = field(default_factory=Entered)
    sheets: Mapping[str, str] = field(default_factory=dict)
    """Sheet designs kept in a project, as TOML by name."""
    step: int | None = None
    """Of a project: the last step of its history that is in force (0: none)."""
    topology: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """By layer name: how its topology is checked, and what was decided to be left there (``services.topology``)."""
    ignored: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """By key: findings that planners of a project chose to leave as they are (``services.ignoring``)."""

    def bound(self, role: str) -> tuple[Layer, ...]:
        """The layers bound to ``role``, in the plan's order; empty when the role is unbound."""
        return tuple(layer for layer in self.layers if layer.role == role)

    @cached_property
    def measuring_crs(self) -> pyproj.CRS | None:
        """The one projected CRS in which everything is measured and which results state.

        None when no layer's CRS is known: then nothing spatial is testable.
        """
        from layers.geometry.crs import measuring_crs

        return measuring_crs(self.layers, self.crs)
