"""Layers that are only looked at: drawn, named and searched from arrays; the table is read when somebody asks for it.

What the arrays cannot do as GDAL does it is not deferred, so that nobody sees a layer that is not the file's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from layers import cells
from layers.field_sources import column_names, require_geometry, sources_of, specs_of
from layers.formats.arrays import UnfitError
from layers.formats.arrays.columns import Columns
from layers.formats.arrays.dbf import Dbf
from layers.formats.arrays.shp import declared_kind, listed_records, read_shp
from layers.formats.arrays.usable import Shapes
from layers.formats.shapefile import side_files, side_notices
from layers.layer import Coordinates, GeometryKind, Layer, Notice

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj

SUFFIXES = (".shp", ".gpkg")


@dataclass(frozen=True, eq=False)
class Table:
    """One table of a file as arrays: its geometry, its columns, and the words that state its CRS."""

    path: Path
    name: str
    shapes: Shapes
    columns: Columns
    kind: GeometryKind
    stated_crs: str | None

    def notices(self) -> tuple[Notice, ...]:
        """What is to be said about the side files of a shapefile."""
        return side_notices(side_files(self.path)) if self.path.suffix.casefold() == ".shp" else ()


class DeferredLayer(Layer):
    """A layer whose ``frame`` is read on first ask, once, whichever thread asks.

    Until then coordinates, fields, words, numbers and fids come from arrays. ``coordinates`` are those of the file: the
    frame has invalid polygons repaired. ``notices`` that need the whole table are there once the frame is.
    """

    def __init__(
        self,
        table: Table,
        *,
        role: str | None,
        crs: pyproj.CRS | None,
        fields: Mapping[str, str],
        notices: tuple[Notice, ...],
        read: Callable[[npt.NDArray[np.int64] | None], Layer],
    ) -> None:
        given: dict[str, Any] = {"name": table.name, "role": role, "crs": crs, "kind": table.kind}
        given |= {"path": table.path, "fields": fields, "_table": table, "_read": read, "_early": notices}
        for name, value in given.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_lock", threading.Lock())

    def __repr__(self) -> str:  # that of a dataclass would read the table
        return f"DeferredLayer({self.name!r}, role={self.role!r}, rows={len(self)}, deferred={self.deferred})"

    def __len__(self) -> int:
        return len(self._arrays.shapes.fids)

    @property
    def deferred(self) -> bool:
        """Whether the table has not been read yet."""
        return "_whole" not in self.__dict__

    @property
    def stated_crs(self) -> str | None:
        """The words of the ``.prj``."""
        return self._arrays.stated_crs

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """The whole table as a GeoDataFrame, read now if it was not yet. AppError as ``read_layer``."""
        return self._full.frame

    @property
    def sha256(self) -> str:
        """The digest of the source, reckoned when it is asked for."""
        from layers.reading import source_digest

        return source_digest(self.path) if self.deferred else self._full.sha256

    @property
    def encoding(self) -> str | None:
        """The encoding of the texts."""
        return self._arrays.columns.encoding

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is known so far: of the side files and the CRS at once, of the table when it has been read."""
        early: tuple[Notice, ...] = self.__dict__["_early"]
        return early if self.deferred else self._full.notices

    @cached_property
    def coordinates(self) -> Coordinates:
        """The coordinate arrays of the file."""
        return self._arrays.shapes.coordinates

    @cached_property
    def fids(self) -> npt.NDArray[np.int64]:
        """The feature ids (n), in the order of the rows."""
        return self._arrays.shapes.fids

    def field_names(self) -> tuple[str, ...]:
        """The columns: canonical names first, then the file's own for the others."""
        return tuple(self._names)

    def words(self, field: str) -> npt.NDArray[np.str_]:
        """A column as trimmed text (n), "" where it is empty or where there is no such column."""
        column = self.column_named(field)
        if column is None:
            return np.zeros(len(self), dtype=np.str_)
        return self._texts(column, slice(None))

    def numbers(self, field: str) -> npt.NDArray[np.float64]:
        """A column as numbers (n), NaN where it is empty, no number, or where there is no such column."""
        column = self.column_named(field)
        if column is None:
            return np.full(len(self), np.nan)
        spec = self.fields.get(column) and specs_of(self.role)[column]
        if not spec or spec.kind == "number":
            found = self._arrays.columns.floats(self._names[column])
            if found is not None:
                return found
        texts, rows = self._distinct(column, slice(None))
        parsed = (cells.parsed_number(text) for text in texts)
        return np.array([np.nan if one is None else one for one in parsed], dtype=np.float64)[rows]

    def plain_numbers(self, field: str) -> npt.NDArray[np.float64] | None:
        """A column that the file keeps as plain numbers (n), NaN where it is empty; None for any other."""
        column = self.column_named(field)
        return None if column is None else self._arrays.columns.floats(self._names[column])

    def rows(self, start: int, stop: int, fields: tuple[str, ...] | None = None) -> dict[str, npt.NDArray[np.str_]]:
        """Some rows as text by column, as ``words`` gives them; nothing else is read."""
        names = self.field_names() if fields is None else fields
        columns = {name: self.column_named(name) for name in names}
        part = slice(start, stop)
        count = len(range(*part.indices(len(self))))
        return {
            name: np.zeros(count, dtype=np.str_) if column is None else self._texts(column, part)
            for name, column in columns.items()
        }

    def some(self, rows: npt.NDArray[np.int64]) -> gpd.GeoDataFrame:
        """The features of some rows as a GeoDataFrame; only they are read."""
        if not self.deferred:
            return self.frame.iloc[rows]
        part: Layer = self.__dict__["_read"](np.unique(self.fids[rows]))
        return part.frame.loc[self.fids[rows]]

    @property
    def _arrays(self) -> Table:
        table: Table = self.__dict__["_table"]
        return table

    @property
    def _full(self) -> Layer:
        with self.__dict__["_lock"]:
            if "_whole" not in self.__dict__:
                object.__setattr__(self, "_whole", self.__dict__["_read"](None))
            whole: Layer = self.__dict__["_whole"]
            return whole

    @cached_property
    def _names(self) -> dict[str, str]:
        """The layer's columns and the file's field behind each."""
        return column_names(self.fields, self._arrays.columns.names)

    def _distinct(self, column: str, rows: slice) -> tuple[list[str], npt.NDArray[np.int64]]:
        spec = specs_of(self.role)[column] if column in self.fields else None
        values, numbers = self._arrays.columns.distinct(self._names[column], rows)
        return [cells.canonical_text(value, spec) for value in values], numbers

    def _texts(self, column: str, rows: slice) -> npt.NDArray[np.str_]:
        texts, numbers = self._distinct(column, rows)
        return np.array(texts, dtype=np.str_)[numbers] if texts else np.zeros(len(numbers), dtype=np.str_)


def read_table(path: Path, table: str | None = None, *, encoding: str | None = None) -> Table:
    """The arrays of a shapefile, or of one table of a GeoPackage (``table`` names it).

    Raises AppError ``file.…`` where the file cannot be served, ``UnfitError`` where it is to be read whole.
    """
    if path.suffix.casefold() == ".gpkg":
        if table is None:
            raise UnfitError
        from layers.formats.arrays.gpkg import GpkgTable  # much is behind it that a shapefile does not need

        found = GpkgTable(path, table)
        shapes = found.shapes()
        return Table(path, table, shapes, found, _kind(shapes, found.kind), found.crs_words())
    source = side_files(path)
    records = listed_records(source)
    columns = Dbf(source.sides.get(".dbf"), records.count, asked=encoding, declared=source.text(".cpg"))
    shapes = read_shp(source.shp, records, columns.deleted)
    kind = _kind(shapes, declared_kind(source.shp))
    return Table(path, path.stem, shapes, columns, kind, source.text(".prj"))


def sketched(table: Table, *, role: str | None, fields: Mapping[str, str] | None = None) -> DeferredLayer:
    """A layer to draw at once, in the file's own coordinates and without a CRS. AppError as ``read_layer``."""
    terms = _Terms(role, None, fields or {}, None)
    return _layer(table, terms, crs=None, notices=())


def deferred_layer(
    path: Path,
    *,
    role: str | None,
    table: str | None = None,
    encoding: str | None = None,
    fields: Mapping[str, str] | None = None,
    default_crs: pyproj.CRS | None = None,
) -> DeferredLayer:
    """As ``layers.reading.read_layer``, but the table itself is read when it is asked for.

    Raises AppError as that does, as far as the arrays show it; ``UnfitError`` where the file is to be read whole.
    """
    from layers.geometry.crs_reading import parsed_crs, settled_between

    found = read_table(path, table, encoding=encoding)
    notices = list(found.notices())
    stated = parsed_crs(found.stated_crs, path.name, notices)
    file = path.name if found.name == path.stem else f"{path.name}:{found.name}"
    crs, about = settled_between(*_centres(found.shapes.coordinates), stated, default_crs, file=file)
    notices.extend(about)
    terms = _Terms(role, encoding, fields or {}, default_crs)
    return _layer(found, terms, crs=crs, notices=tuple(notices))


@dataclass(frozen=True, eq=False)
class _Terms:
    """What was asked for, kept for the time when the table is read."""

    role: str | None
    encoding: str | None
    fields: Mapping[str, str]
    default_crs: pyproj.CRS | None


def _layer(table: Table, terms: _Terms, *, crs: pyproj.CRS | None, notices: tuple[Notice, ...]) -> DeferredLayer:
    role, path = terms.role, table.path
    file = path.name if table.name == path.stem else f"{path.name}:{table.name}"
    if role is not None and len(table.shapes.fids):
        require_geometry(role, table.kind, file)
    fields = sources_of(role, list(table.columns.names), terms.fields, file)
    name = table.name if path.suffix.casefold() == ".gpkg" else None

    def read(fids: npt.NDArray[np.int64] | None) -> Layer:
        from layers.formats import vector
        from layers.reading import bound_layer

        loaded = vector.load(path, table=name, role=role, encoding=terms.encoding, fids=fids)
        return bound_layer(path, loaded, role=role, fields=terms.fields, default_crs=terms.default_crs)

    return DeferredLayer(table, role=role, crs=crs, fields=fields, notices=notices, read=read)


def _kind(shapes: Shapes, declared: GeometryKind | None) -> GeometryKind:
    return shapes.kind or declared or "polygon"


def _centres(coordinates: Coordinates) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The middles of the features' boxes, x and y."""
    if not len(coordinates.part_feature):
        return np.zeros(0), np.zeros(0)
    feature = coordinates.part_feature
    first = coordinates.part_starts[:-1][np.concatenate([[True], feature[1:] != feature[:-1]])]
    low = np.minimum.reduceat(coordinates.xy, first)
    high = np.maximum.reduceat(coordinates.xy, first)
    middle = (low + high) / 2
    return middle[:, 0], middle[:, 1]
