"""A table of unrounded measures as ``findings.json`` carries it: ``{id: {columns: [{key, unit}], rows}}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from checks.deciding import deciding_for_pieces
from checks.measuring import Geometries, Snapshot
from layers.geometry.area import ellipsoidal_area, planar_area

Cell = str | float | int | None
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``unit`` is None for words, and for numbers without a unit (``ratio``)."""

    key: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; a cell is a word, an unrounded number, or None where there is nothing."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def to_json(self) -> dict[str, Any]:
        """The table's entry under ``tables``."""
        columns = [{"key": column.key, "unit": column.unit} for column in self.columns]
        return {"columns": columns, "rows": [list(row) for row in self.rows]}

    def column(self, key: str) -> list[Cell]:
        """All cells of one column."""
        place = next(number for number, column in enumerate(self.columns) if column.key == key)
        return [row[place] for row in self.rows]

    def records(self) -> list[dict[str, Cell]]:
        """Every row by the keys of its columns."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]


def table(columns: Sequence[tuple[str, str | None]], rows: Iterable[Sequence[Cell]]) -> Table:
    """A table of columns given as (key, unit)."""
    return Table(tuple(Column(*each) for each in columns), tuple(tuple(row) for row in rows))


def from_json(entry: Mapping[str, Any]) -> Table:
    """A table out of its entry under ``tables``."""
    columns = tuple(Column(each["key"], each["unit"]) for each in entry["columns"])
    return Table(columns, tuple(tuple(row) for row in entry["rows"]))


def land_areas(snapshot: Snapshot, shapes: Geometries) -> Floats:
    """Area in m² of each piece of land, by the definition that decides about pieces in this plan."""
    assert snapshot.crs is not None
    if deciding_for_pieces(snapshot.definition)[0] == "planar":
        return planar_area(shapes)
    return ellipsoidal_area(shapes, snapshot.crs)


def land_area(snapshot: Snapshot, shape: shapely.Geometry) -> float:
    """Area in m² of one piece of land."""
    return float(land_areas(snapshot, np.array([shape], dtype=object))[0])
