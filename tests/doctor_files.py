"""Small parcel layers for the input doctor: sound ones, to be broken by each test in its own way."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.doctor.diagnosis import Diagnosis, Patient, Repair
from layers.doctor.examining import diagnose, examine_file
from layers.doctor.meaning import fields_of

EAST, NORTH = 568_000.0, 4_487_000.0
CODES = ["0701", "1401", "0804", "1001", "1207", "0901", "0802", "1402"]
NAMES = ["城镇住宅用地", "公园绿地", "教育用地", "工业用地", "城镇村道路用地", "商业用地", "科研用地", "防护绿地"]


def square(number: int = 0, size: float = 100.0, east: float = EAST, north: float = NORTH) -> BaseGeometry:
    """The square parcel ``number`` of a row, each a little larger than the one before."""
    x, side = east + 200.0 * number, size + number
    return shapely.box(x, north, x + side, north + side)


def parcels(count: int = 8, *, crs: Any = 4546, shapes: Sequence[Any] | None = None, **fields: Any) -> gpd.GeoDataFrame:
    """Parcels that have nothing wrong with them; ``fields`` replace columns, None takes one away."""
    shapes = [square(number) for number in range(count)] if shapes is None else list(shapes)
    count = len(shapes)
    columns: dict[str, Any] = {
        "DKBH": [f"YG-{number:03d}" for number in range(count)],
        "YDDM": [CODES[number % 8] for number in range(count)],
        "YDMC": [NAMES[number % 8] for number in range(count)],
    }
    columns = {name: value for name, value in (columns | fields).items() if value is not None}
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)
    for name in frame.columns:
        if frame[name].dtype == object and name != "geometry":
            frame[name] = frame[name].astype("string")
    frame.index = pd.Index(frame.index.astype("int64"), name="fid")
    return frame


def written(frame: gpd.GeoDataFrame, path: Path, encoding: str | None = None, **options: Any) -> Path:
    """Write a layer as an office would; its driver's warnings are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if path.suffix == ".shp":
            options["encoding"] = encoding or "GBK"
        frame.to_file(path, **options)
    return path


def patient(frame: gpd.GeoDataFrame, role: str | None = "zoning", kind: Any = "polygon", **terms: Any) -> Patient:
    """A frame as the doctor gets it."""
    columns = [str(name) for name in frame.columns if name != "geometry"]
    return Patient("zoning.shp", frame, kind, crs=frame.crs, role=role, fields=fields_of(role, columns), **terms)


def found(frame: gpd.GeoDataFrame, code: str, **terms: Any) -> Diagnosis:
    """The one diagnosis with this code."""
    (one,) = [diagnosis for diagnosis in diagnose(patient(frame, **terms)) if diagnosis.code == code]
    return one


def codes_of(frame: gpd.GeoDataFrame, **terms: Any) -> set[str]:
    """Codes of everything found in a frame."""
    return {diagnosis.code for diagnosis in diagnose(patient(frame, **terms))}


def file_codes(path: Path, **terms: Any) -> set[str]:
    """Codes of everything found in a file."""
    return {diagnosis.code for diagnosis in examine_file(path, **terms).diagnoses}


def repair_named(diagnosis: Diagnosis, start: str) -> Repair:
    """The repair whose id starts so."""
    (one,) = [repair for repair in diagnosis.repairs if repair.id.startswith(start)]
    return one
