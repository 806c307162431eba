"""What is taken into a project: a table as it was read, or a layer bound to a role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers.layer import Layer
from layers.store.writing import field_names

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    import pyproj

    from layers.formats.vector import LoadResult


@dataclass(frozen=True, eq=False)
class Source:
    """A frame to write with its geometries, and the record that the project keeps of where it is from."""

    name: str
    frame: gpd.GeoDataFrame
    geometries: npt.NDArray[Any]
    crs: pyproj.CRS | None
    geometry_type: str | None
    record: dict[str, object]


def prepared(source: Layer | LoadResult, role: str | None, fields: Mapping[str, str] | None) -> Source:
    """Prepare a source; a table keeps its geometries as they were read, not as they were mended for measuring."""
    if isinstance(source, Layer):
        return _of_layer(source, role, fields)
    geometries = source.table.geometry.to_numpy() if source.as_read is None else source.as_read
    record = _record(source.table, role, fields or {}, source.encoding)
    return Source(source.name, source.table, geometries, source.crs, source.geometry_type, record)


def _of_layer(layer: Layer, role: str | None, fields: Mapping[str, str] | None) -> Source:
    """A bound layer under the names of its file, so that any other program knows its fields again."""
    frame = layer.frame.rename(columns=dict(layer.fields))
    asked = fields if fields is not None else _told(layer, role or layer.role)
    record = _record(frame, role or layer.role, asked, layer.encoding)
    record |= {"source": layer.path.name, "sha256": layer.sha256}
    return Source(layer.name, frame, frame.geometry.to_numpy(), layer.crs, None, record)


def _told(layer: Layer, role: str | None) -> dict[str, str]:
    """Of a layer's fields those that are not found by their usual names: somebody said which they are."""
    from layers.roles import ROLES, SHARED_FIELDS, source_of

    specs = ROLES[role].fields if role is not None else SHARED_FIELDS
    left = [str(name) for name in layer.frame.columns if name != layer.frame.geometry.name]
    names = [layer.fields.get(name, name) for name in left]
    return {
        canonical: name
        for canonical, name in layer.fields.items()
        if canonical not in specs or source_of(specs[canonical], canonical, names) != name
    }


def _record(
    frame: gpd.GeoDataFrame, role: str | None, fields: Mapping[str, str], encoding: str | None
) -> dict[str, object]:
    names = field_names(str(name) for name in frame.columns if name != frame.geometry.name)
    found = {
        "role": role,
        "fields": {canonical: names[name] for canonical, name in fields.items() if name in names},
        "encoding": encoding,
    }
    return {key: value for key, value in found.items() if value}
