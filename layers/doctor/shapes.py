"""What is wrong with single geometries: missing, of another type, with heights, curved, invalid."""

from __future__ import annotations

from collections import Counter
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from core.messages import Text, listed
from layers.doctor.diagnosis import Diagnosis, Mask, Objects, Patient, Repair
from layers.doctor.told import found, on_geometry, without
from layers.geometry.mending import FARTHEST
from layers.layer import GeometryKind
from layers.roles import KIND_LABELS

_DIMENSION: dict[GeometryKind, int] = {"point": 0, "line": 1, "polygon": 2}

_FAULTS = {
    "Self-intersection": Text("边线自相交", "edges that cross"),
    "Ring Self-intersection": Text("环自相接", "a ring that touches itself"),
    "Hole lies outside shell": Text("洞在外环之外", "a hole outside its outer ring"),
    "Holes are nested": Text("洞中有洞", "a hole within a hole"),
    "Nested holes": Text("洞中有洞", "a hole within a hole"),
    "Nested shells": Text("面套面", "a part within another part"),
    "Duplicate Rings": Text("重复的环", "a ring that is there twice"),
    "Interior is disconnected": Text("内部不连通", "an interior that falls apart"),
    "Too few points in geometry component": Text("顶点太少", "too few vertices"),
}


def missing(patient: Patient) -> list[Diagnosis]:
    """Features without geometry, and those whose geometry cannot be read or lies beyond the Earth."""
    lost = unusable(patient)
    nothing = (shapely.is_missing(patient.geometries) | shapely.is_empty(patient.geometries)) & ~lost
    fids = patient.frame.index.to_numpy()
    return [
        *found(
            patient,
            "geometry.empty",
            Text("{file} 有没有图形的要素：{rows}。", "{file} has features without geometry: {rows}."),
            nothing,
            repairs=[
                Repair(
                    "drop_empty",
                    Text("删去没有图形的要素", "Remove the features without geometry"),
                    without(fids[nothing]),
                )
            ],
        ),
        *found(
            patient,
            "geometry.broken",
            Text("{file} 有无法读取的图形：{rows}。", "{file} has geometries that cannot be read: {rows}."),
            lost,
            repairs=[
                Repair(
                    "drop_broken",
                    Text("删去图形损坏的要素", "Remove the features with damaged geometry"),
                    without(fids[lost]),
                )
            ],
        ),
    ]


def mixed(patient: Patient) -> list[Diagnosis]:
    """Points, lines and polygons in one layer; drawings and GeoJSON hold them together."""
    shapes = patient.geometries
    dimensions = shapely.get_dimensions(shapes)
    collection = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    other = present(patient) & ((dimensions != _DIMENSION[patient.kind]) | collection)
    kind = KIND_LABELS[patient.kind]
    label = Text("只保留{kind}，其余分出去", "Keep the {kind} and take the rest out").format(kind=kind)
    message = Text("{file} 混有其他几何类型的要素：{rows}。", "{file} holds features of another geometry type: {rows}.")
    return found(
        patient, "geometry.mixed", message, other, repairs=[Repair("keep_kind", label, _keeping(patient.kind))]
    )


def heights(patient: Patient) -> list[Diagnosis]:
    """Z and M values, which areas and overlaps do not use and some formats lose."""
    shapes = patient.geometries
    flatten = Repair("drop_zm", Text("去掉 Z、M 值", "Drop Z and M"), on_geometry(shapely.force_2d))
    with_z = shapely.has_z(shapes)
    with_m = shapely.has_m(shapes)
    told = found(
        patient,
        "geometry.z",
        Text(
            "{file} 的图形带有 Z（高程）值，量算不用它：{rows}。",
            "{file} has Z values, which measuring does not use: {rows}.",
        ),
        with_z,
        repairs=[flatten],
    )
    if with_m.any() or "m" not in patient.traits:
        message = Text(
            "{file} 的图形带有 M（度量）值，量算不用它：{rows}。",
            "{file} has M values, which nothing here uses: {rows}.",
        )
        return told + found(patient, "geometry.m", message, with_m, repairs=[flatten])
    message = Text(
        "{file} 的图形带有 M（度量）值，读取时已略去。", "{file} has M values; they were left out when it was read."
    )
    repair = Text("需要 M 值时请保留原文件。", "Keep the original if the M values are needed.")
    return told + found(patient, "geometry.m", message, present(patient), repair=repair)


def curved(patient: Patient) -> list[Diagnosis]:
    """True arcs: reading replaces them by short chords, which changes areas a little."""
    if "curved" not in patient.traits:
        return []
    message = Text(
        "{file} 含有圆弧等曲线，读取时已用短弦代替，面积会有微小差别。",
        "{file} holds true curves; they were replaced by short chords, which changes areas a little.",
    )
    repair = Text(
        "以圆弧为准时，请让提供者按约定的弦高离散后再交。",
        "Where the arcs decide, ask for the data stroked with an agreed chord height.",
    )
    return found(patient, "geometry.curved", message, present(patient), repair=repair)


def invalid(patient: Patient) -> list[Diagnosis]:
    """Polygons whose rings cross, touch or nest where they must not."""
    shapes = patient.geometries
    bad = present(patient) & (shapely.get_dimensions(shapes) == 2) & ~shapely.is_valid(shapes)
    if not bad.any():
        return []
    reasons = Counter(str(reason).split("[")[0] for reason in shapely.is_valid_reason(shapes[bad]))
    words = [_FAULTS.get(reason, Text(reason, reason)) for reason, _ in reasons.most_common(3)]
    what = Text(listed(word.zh for word in words).zh, listed(word.en for word in words).en)
    message = Text("{file} 有无效的面（{what}）：{rows}。", "{file} has invalid polygons ({what}): {rows}.")
    repair = Repair(
        "make_valid", Text("修复为有效的面（洞仍是洞）", "Make them valid (holes stay holes)"), on_geometry(made_valid)
    )
    return found(patient, "geometry.invalid", message, bad, repairs=[repair], words={"what": what})


def made_valid(shapes: Objects) -> Objects:
    """Valid polygons in place of invalid ones, as the reader measures them; everything else as it is."""
    mended = shapes.copy()
    bad = _finite(shapes) & (shapely.get_dimensions(shapes) == 2) & ~shapely.is_valid(shapes)
    if bad.any():
        mended[bad] = shapely.make_valid(shapes[bad], method="structure", keep_collapsed=False)
    return mended


def present(patient: Patient) -> Mask:
    """Rows that have a geometry with usable coordinates."""
    return _finite(patient.geometries)


def unusable(patient: Patient) -> Mask:
    """Rows whose geometry cannot be read or has coordinates that are no place on Earth."""
    shapes = patient.geometries
    filled = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    wild = filled & ~_finite(shapes)
    return np.asarray(wild if patient.unreadable is None else wild | patient.unreadable, dtype=bool)


def _finite(shapes: Objects) -> Mask:
    """Rows whose every coordinate is a number below ``FARTHEST``; null and empty rows are not among them."""
    flat, owner = shapely.get_coordinates(shapes, return_index=True)
    wild = ~(np.abs(flat) < FARTHEST).all(axis=1)
    usable = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    usable[owner[wild]] = False
    return np.asarray(usable, dtype=bool)


def _keeping(kind: GeometryKind) -> Any:
    """Keep features of one kind; of a collection its parts of that kind."""

    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        shapes = np.asarray(frame.geometry.to_numpy(), dtype=object).copy()
        collections = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
        for row in collections:  # collections are rare
            shapes[row] = _parts_of(shapes[row], kind)
        missing_rows: npt.NDArray[np.bool_] = shapely.is_missing(shapes) | shapely.is_empty(shapes)
        keep = missing_rows | (shapely.get_dimensions(shapes) == _DIMENSION[kind])
        keep[collections] &= ~missing_rows[collections]
        mended = on_geometry(lambda _: shapes)(frame)
        return mended[keep].copy()

    return apply


def _parts_of(collection: Any, kind: GeometryKind) -> Any:
    parts = shapely.get_parts(np.array([collection], dtype=object))
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts = shapely.get_parts(parts)
    join = {"point": shapely.multipoints, "line": shapely.multilinestrings, "polygon": shapely.multipolygons}[kind]
    return join(parts[shapely.get_dimensions(parts) == _DIMENSION[kind]])
