"""One file into one layer: read, choose features, give fields their canonical names and types, settle the CRS."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from core.messages import Text
from layers import cells, values
from layers.field_sources import column_names, file_field, require_geometry, sources_of, specs_of
from layers.formats import vector
from layers.formats.shapefile import side_files
from layers.geometry.crs_reading import settled_crs
from layers.layer import Layer, Notice


def read_layer(
    path: Path,
    *,
    role: str | None,
    table: str | None = None,
    encoding: str | None = None,
    fields: Mapping[str, str] | None = None,
    where: Mapping[str, object] | None = None,
    default_crs: pyproj.CRS | None = None,
) -> Layer:
    """Read a file as a layer of ``role`` with canonical, typed columns.

    ``fields`` maps canonical names to names in the file; ``where`` keeps the features whose own fields equal the
    given values (compared as trimmed text). ``default_crs`` serves only a file that states none. The frame keeps
    the file's coordinates; ``Layer.crs`` is None when it is unknown or contradicted by them.
    Raises AppError ``file.…``, ``fields.unknown``, ``fields.missing``, ``role.geometry``.
    """
    loaded = vector.load(path, table=table, role=role, encoding=encoding)
    return bound_layer(path, loaded, role=role, fields=fields, where=where, default_crs=default_crs)


def bound_layer(
    path: Path,
    loaded: vector.LoadResult,
    *,
    role: str | None,
    fields: Mapping[str, str] | None = None,
    where: Mapping[str, object] | None = None,
    default_crs: pyproj.CRS | None = None,
) -> Layer:
    """Make a layer of ``role`` from a table that is read already; arguments and errors as ``read_layer``."""
    file = path.name if loaded.name == path.stem else f"{path.name}:{loaded.name}"
    if role is not None and len(loaded.table):
        require_geometry(role, loaded.kind, file)
    chosen = _selected(loaded.table, where or {}, file)
    notices = list(loaded.notices)
    if where and not len(chosen):
        notices.append(_nothing_chosen(file, where))
    sources = sources_of(role, _attributes(chosen), fields or {}, file)
    if any(notice.code == "crs.datum" for notice in loaded.notices):
        # The file says that it is on an old datum: the plan's CRS would be a silent shift of tens of metres.
        default_crs = None
    crs, about_crs = settled_crs(
        chosen.geometry.to_numpy(), loaded.crs, default_crs, file=file, implied=vector.format_of(path) == "GeoJSON"
    )
    notices.extend(about_crs)
    columns, lost = _canonical(chosen, sources, role, file)
    notices.extend(lost)
    return Layer(
        name=loaded.name,
        role=role,
        frame=gpd.GeoDataFrame(columns, geometry=chosen.geometry.to_numpy(), crs=crs, index=chosen.index),
        crs=crs,
        kind=loaded.kind,
        path=path,
        sha256=loaded.digest or source_digest(path),
        fields=sources,
        encoding=loaded.encoding,
        notices=tuple(notices),
    )


def source_digest(path: Path) -> str:
    """SHA-256 of a file; of a shapefile over all its files in the order of their suffixes, of a folder by name."""
    if path.is_dir():
        paths = sorted(one for one in path.iterdir() if one.is_file() and one.suffix.casefold() != ".lock")
    else:
        paths = side_files(path).files if path.suffix.casefold() == ".shp" else [path]
    state = tuple((str(one), one.stat().st_mtime_ns, one.stat().st_size) for one in paths)
    return _digest(state)


@lru_cache(maxsize=256)
def _digest(state: tuple[tuple[str, int, int], ...]) -> str:
    """The digest, kept while the files' times and sizes stay: a GeoPackage is read once per table."""
    digest = hashlib.sha256()
    for name, _, _ in state:
        with Path(name).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _attributes(table: gpd.GeoDataFrame) -> list[str]:
    return [str(name) for name in table.columns if name != "geometry"]


def _selected(table: gpd.GeoDataFrame, where: Mapping[str, object], file: str) -> gpd.GeoDataFrame:
    """The features whose fields equal the given values."""
    if not where:
        return table
    keep = np.ones(len(table), dtype=bool)
    for name, wanted in where.items():
        column = file_field(_attributes(table), name, f"where.{name}", file)
        keep &= _equal(table[column], wanted)
    return table[keep]


def _equal(column: pd.Series[Any], wanted: object) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Equality as trimmed text; numbers also as numbers (2025 = "2025" = 2025.0), yes and no as such."""
    texts = values.as_text(column)
    word = cells.scalar_text(wanted)
    equal = texts.fillna("") == word
    numeric = pd.api.types.is_numeric_dtype(column.dtype)
    if isinstance(wanted, bool) or pd.api.types.is_bool_dtype(column.dtype):
        truth = cells.truth(word)
        if truth is not None:
            equal |= texts.map(cells.truth, na_action="ignore").eq(truth).fillna(False).astype(bool)
    elif numeric or isinstance(wanted, int | float):
        number = pd.to_numeric(pd.Series([word]), errors="coerce").iloc[0]
        if pd.notna(number):
            equal |= pd.to_numeric(texts, errors="coerce").eq(number).fillna(False).astype(bool)
    return np.asarray(equal.fillna(False), dtype=bool)


def _canonical(
    table: gpd.GeoDataFrame, sources: Mapping[str, str], role: str | None, file: str
) -> tuple[dict[str, pd.Series[Any]], list[Notice]]:
    """Canonical columns first, the file's other columns after them under their own names."""
    specs = specs_of(role)
    plain = pd.DataFrame(table)  # column access on a GeoDataFrame costs ten times as much
    columns: dict[str, pd.Series[Any]] = {}
    notices: list[Notice] = []
    for canonical, source in sources.items():
        columns[canonical], lost = values.converted(plain[source], specs[canonical])
        if lost.any():
            notices.append(_unconverted(file, source, table.index.to_numpy()[lost], plain[source][lost].iloc[0]))
    for name, source in column_names(sources, _attributes(table)).items():
        if name not in sources:
            columns[name] = plain[source]
    return columns, notices


def _unconverted(file: str, field: str, fids: Any, example: object) -> Notice:
    message = Text(
        "{file} 的字段 {field} 有无法识别的值（如“{example}”），按空值处理：{rows}。",
        "Field {field} of {file} has values that mean nothing there (such as “{example}”) and count as empty: {rows}.",
    ).format(file=file, field=field, example=str(example)[:40], rows=vector.numbered(fids))
    return Notice("values.unconverted", message, file, Text("在源数据中修正。", "Correct them in the source."))


def _nothing_chosen(file: str, where: Mapping[str, object]) -> Notice:
    terms = ", ".join(f"{name} = {value}" for name, value in where.items())
    message = Text("{file} 中没有要素符合 {terms}。", "No feature of {file} has {terms}.").format(
        file=file, terms=terms
    )
    return Notice("where.nothing", message, file, Text("核对 where。", "Check `where`."))
