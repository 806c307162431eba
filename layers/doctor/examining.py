"""All diagnoses of one table, in the order in which a planner would mend them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd

from core.messages import Text
from layers.doctor.areas import declared_area
from layers.doctor.codes import class_codes
from layers.doctor.columns import as_declared, dates_as_text, numbers_as_text, wrong_letters
from layers.doctor.dbf import damaged_rows
from layers.doctor.diagnosis import Diagnosis, Patient, Repair
from layers.doctor.meaning import fields_of, roles_of
from layers.doctor.offsets import beside_control
from layers.doctor.places import crs_against_coordinates, outside_area_of_use
from layers.doctor.repeated import duplicate_features, duplicate_identifiers
from layers.doctor.shapes import curved, heights, invalid, missing, mixed
from layers.doctor.traits import traits_of
from layers.doctor.vertices import duplicate_vertices, spikes
from layers.formats import encoding as encodings
from layers.formats import vector
from layers.formats.shapefile import side_files
from layers.layer import Notice
from layers.reading import bound_layer
from layers.roles import Detection

EXAMINATIONS: tuple[Callable[[Patient], list[Diagnosis]], ...] = (
    wrong_letters,
    outside_area_of_use,
    missing,
    mixed,
    curved,
    heights,
    invalid,
    spikes,
    duplicate_vertices,
    duplicate_features,
    duplicate_identifiers,
    class_codes,
    numbers_as_text,
    dates_as_text,
    declared_area,
)
"""What is asked of every table; the CRS and a control layer are asked for apart."""

_RETOLD = frozenset(("geometry.empty", "geometry.broken", "geometry.repaired", "geometry.mixed"))
"""Notices of the reader that the doctor gives himself, with their repairs."""


@dataclass(frozen=True, eq=False)
class Examined:
    """One table of a file: as it was read, what it may be, and what was found."""

    patient: Patient
    encoding: str | None
    roles: tuple[Detection, ...]
    diagnoses: tuple[Diagnosis, ...]

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What needs mending, without the repairs."""
        return tuple(diagnosis.notice for diagnosis in self.diagnoses)


def diagnose(
    patient: Patient, *, control: gpd.GeoDataFrame | None = None, implied: bool = False
) -> tuple[Diagnosis, ...]:
    """Everything that can be found in a table itself. Pure: the frame is only looked at.

    ``control`` is a layer of known CRS to compare with; ``implied`` as in ``crs_against_coordinates``.
    """
    told = crs_against_coordinates(patient, implied=implied)
    placed = not told
    for examination in EXAMINATIONS:
        told += examination(patient)
    if control is not None and placed:
        told += beside_control(patient, control)
    return tuple(told)


def examine_file(path: Path, *, table: str | None = None, control: gpd.GeoDataFrame | None = None) -> Examined:
    """Read one table of a file and examine it. Raises AppError as ``vector.load`` where it cannot be read."""
    loaded = vector.load(path, table=table)
    patient, roles = admitted(path, loaded)
    implied = vector.format_of(path) == "GeoJSON"
    from_reader = [
        _with_preview(path, notice, patient, loaded) for notice in loaded.notices if notice.code not in _RETOLD
    ]
    dbf = side_files(path).sides.get(".dbf") if path.suffix.casefold() == ".shp" else None
    from_reader += damaged_rows(dbf, path.name)
    told = [*from_reader, *_unconverted(path, loaded, patient), *diagnose(patient, control=control, implied=implied)]
    return Examined(patient, loaded.encoding, roles, tuple(told))


def admitted(path: Path, loaded: vector.LoadResult) -> tuple[Patient, tuple[Detection, ...]]:
    """The table as the doctor looks at it, with the geometry as it is in the file, and the roles it may have."""
    columns = [str(name) for name in loaded.table.columns if name != "geometry"]
    filled = loaded.as_read is not None and len(loaded.as_read) > 0
    roles = roles_of(loaded.name, loaded.kind if len(loaded.table) else None, columns)
    certain = [detection.role for detection in roles if detection.certainty == "certain"]
    role = certain[0] if certain else None
    shapes = loaded.as_read if filled else loaded.table.geometry.to_numpy()
    frame = loaded.table.copy()
    frame["geometry"] = gpd.GeoSeries(shapes, index=frame.index)
    patient = Patient(
        file=path.name if loaded.name == path.stem else f"{path.name}:{loaded.name}",
        frame=frame.set_crs(loaded.crs) if loaded.crs is not None else frame,
        kind=loaded.kind,
        crs=loaded.crs,
        role=role,
        fields=fields_of(role, columns),
        traits=traits_of(path, loaded.name, loaded.geometry_type),
        unreadable=loaded.unreadable,
    )
    return patient, roles


def _unconverted(path: Path, loaded: vector.LoadResult, patient: Patient) -> Iterator[Diagnosis]:
    """Values that mean nothing in the field of the role, as reading the layer into a plan will say."""
    if patient.role is None or not len(loaded.table):
        return
    for notice in bound_layer(path, loaded, role=patient.role).notices:
        if notice.code.startswith("values."):
            yield Diagnosis(notice)


def _with_preview(path: Path, notice: Notice, patient: Patient, loaded: vector.LoadResult) -> Diagnosis:
    """A notice about the encoding gets a preview: the text as declared, and as it was read."""
    if notice.code not in ("encoding.guessed", "encoding.repaired") or path.suffix.casefold() != ".shp":
        return Diagnosis(notice)
    cpg = side_files(path).text(".cpg")
    declared = encodings.canonical_encoding(cpg) if cpg else None
    chosen = loaded.encoding or "UTF-8"
    label = Text("按 {name} 读取", "Read it as {name}").format(name=chosen)
    before = as_declared(patient, declared or "ISO-8859-1", chosen)
    repair = Repair(f"read_as:{chosen}", label, gpd.GeoDataFrame.copy, shown_before=before)
    return replace(Diagnosis(notice), repairs=(repair,))
