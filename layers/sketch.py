"""The layers of a plan to look at while the plan itself is still being read: from arrays, nothing heavy imported."""

from __future__ import annotations

import re
from pathlib import Path

from core.errors import AppError
from layers.deferred import DeferredLayer, read_table, sketched
from layers.formats.arrays import UnfitError
from layers.layer import Layer
from layers.plan import Binding
from layers.plan_file import plan_files
from layers.roles import detect, role_named

FARTHEST_M = 700_000.0
"""As in ``layers.geometry.crs_reading``: what lies farther from its central meridian is no plan."""
_FALSE_EASTING = re.compile(r'PARAMETER\["false_easting",\s*([0-9.eE+-]+)', re.IGNORECASE)
_OLD_DATUM = re.compile("xian|beijing", re.IGNORECASE)


def sketch_plan(path: Path) -> tuple[Layer, ...] | None:
    """The layers that ``load_plan`` will bind, in the coordinates of their files and without a CRS.

    None where the plan can be drawn only once it has been read: its files are on several CRSs or on none that is
    plainly projected, are no shapefiles, are filtered, or cannot be served (then ``load_plan`` says why).
    """
    try:
        files = plan_files(path)
        found: list[DeferredLayer | None] = [_bound(file, role, binding) for role, binding, file in files.bound]
        found += [_detected(one.path, one.role, files.terms_of(one.role)) for one in files.detected]
    except (AppError, UnfitError, OSError):
        return None
    layers = [layer for layer in found if layer is not None]
    return tuple(layers) if layers and _alike(layers) else None


def _bound(path: Path, role: str, terms: Binding) -> DeferredLayer:
    if path.suffix.casefold() != ".shp" or terms.where:
        raise UnfitError
    return sketched(read_table(path, encoding=terms.encoding), role=role, fields=terms.fields)


def _detected(path: Path, role: str, terms: Binding) -> DeferredLayer | None:
    if path.suffix.casefold() != ".shp" or terms.where:
        raise UnfitError
    table = read_table(path, encoding=terms.encoding)
    kind = table.kind if len(table.shapes.fids) else None
    judged = detect(path.stem, kind, [*table.columns.names, *terms.fields])
    if judged is None or judged.certainty != "certain":
        return None
    return sketched(table, role=role_named(path.stem), fields=terms.fields)


def _alike(layers: list[DeferredLayer]) -> bool:
    """Whether all are on the same plainly projected CRS and lie where it is good: then they fit on each other."""
    stated = {layer.stated_crs for layer in layers}
    words = stated.pop()
    easting = _FALSE_EASTING.search(words or "")
    if stated or words is None or easting is None or _OLD_DATUM.search(words) or not words.startswith("PROJCS"):
        return False
    middle = float(easting.group(1))
    boxes = [layer.bounds for layer in layers if layer.bounds is not None]
    return all(
        middle - FARTHEST_M < west and east < middle + FARTHEST_M and north > 1000 for west, _, east, north in boxes
    )
