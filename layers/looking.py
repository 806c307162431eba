"""A file of layers opened to be looked at: no plan, no check, its tables read only when somebody asks for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.feedback import Feedback
from core.messages import Text
from layers.deferred import SUFFIXES, deferred_layer
from layers.formats.arrays import UnfitError
from layers.layer import Layer
from layers.plan import Plan
from layers.roles import detect

if TYPE_CHECKING:
    import pyproj


def look_at(path: Path, feedback: Feedback) -> Plan:
    """All layers of a file, with the roles that they are certainly named for. Raises AppError ``file.…``."""
    layers: list[Layer] = []
    names = _tables(path)
    for done, name in enumerate(names):
        feedback.check()
        doing = Text("正在读取 {name}", "Reading {name}").format(name=name or path.name)
        feedback.report(done / len(names), doing)
        layers.append(_layer(path, name))
    return Plan(name=path.stem, layers=tuple(layers), folder=path.parent, crs=_measuring_crs(layers), rules=())


def _tables(path: Path) -> list[str | None]:
    if path.suffix.casefold() == ".shp":
        from layers.formats.content import check_content

        check_content(path)
        return [None]
    from layers.formats import vector

    return [name for name, _ in vector.tables(path)]


def _layer(path: Path, table: str | None) -> Layer:
    if path.suffix.casefold() in SUFFIXES:
        try:
            return _certain(deferred_layer(path, role=None, table=table), path, table)
        except UnfitError:
            pass
    from layers.reading import read_layer

    return read_layer(path, role=None, table=table)


def _certain(layer: Layer, path: Path, table: str | None) -> Layer:
    """The layer, bound to the role that it is certainly named for."""
    own_names = [layer.fields.get(name, name) for name in layer.field_names()]
    judged = detect(layer.name, layer.kind if len(layer) else None, own_names)
    if judged is None or judged.certainty != "certain":
        return layer
    return deferred_layer(path, role=judged.role, table=table)


def _measuring_crs(layers: list[Layer]) -> pyproj.CRS | None:
    """The CRS of the first projected layer, else the zone of the first that has a place, whatever their roles."""
    from layers.geometry.crs import gauss_kruger_zone

    known = [layer for layer in layers if layer.crs is not None]
    projected = next((layer.crs for layer in known if layer.crs is not None and layer.crs.is_projected), None)
    if projected is not None:
        return projected
    for layer in known:
        if layer.bounds is not None:
            try:
                return gauss_kruger_zone((layer.bounds[0] + layer.bounds[2]) / 2)
            except ValueError:
                continue
    return None
