"""Taking files into a project: what each layer is, what the doctor finds, which repairs are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text, listed
from layers.project import Project
from services.editing import Outcome, last_outcome, require_fitting
from services.layer_styles import add_style

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj

    from layers.doctor.diagnosis import Diagnosis, Patient, PreviewRow, Repair
    from layers.formats.vector import LoadResult
    from layers.roles import Detection

WITH_ENCODING = (".shp", ".csv", ".txt", ".dbf")
"""Endings of files whose encoding may be in question."""


@dataclass(frozen=True, eq=False)
class Found:
    """One layer of a file as it was read, and what the doctor says about it."""

    path: Path
    table: str | None
    name: str
    patient: Patient
    encoding: str | None
    roles: tuple[Detection, ...]
    diagnoses: tuple[Diagnosis, ...]

    @property
    def encoding_matters(self) -> bool:
        """Whether reading the file with another encoding may give other words."""
        return self.path.suffix.casefold() in WITH_ENCODING

    @property
    def certain_role(self) -> str | None:
        """The role that the standard name of the file stands for."""
        return next((one.role for one in self.roles if one.certainty == "certain"), None)

    def repair(self, repair: str) -> Repair | None:
        """The repair of that id."""
        return next((one for told in self.diagnoses for one in told.repairs if one.id == repair), None)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, or a layer of one, that cannot be read."""

    path: Path
    name: str
    problem: AppError


@dataclass(frozen=True, eq=False)
class Wish:
    """One layer as it shall be imported: repairs by id, role, and a CRS (``EPSG:4546``) in place of the file's."""

    found: Found
    role: str | None = None
    repairs: tuple[str, ...] = ()
    crs: str | None = None


def look_into(paths: Sequence[Path], feedback: Feedback | None = None) -> tuple[Found | Refused, ...]:
    """Read and examine every layer of the files (and of the files in folders)."""
    feedback = feedback or Feedback()
    told: list[Found | Refused] = []
    for done, path in enumerate(paths):
        feedback.check()
        feedback.report(done / len(paths), Text("正在查看 {name}", "Looking at {name}").format(name=path.name))
        for found in _in_file(path):
            feedback.check()
            told.append(found)
    return tuple(told)


def look_again(found: Found, encoding: str) -> Found:
    """The same layer read with another encoding. AppError as reading does."""
    from layers.doctor.diagnosis import Diagnosis
    from layers.doctor.examining import admitted, diagnose
    from layers.formats import vector

    loaded = vector.load(found.path, table=found.table, encoding=encoding)
    patient, roles = admitted(found.path, loaded)
    about = [Diagnosis(notice) for notice in loaded.notices if notice.code.startswith("encoding.")]
    implied = vector.format_of(found.path) == "GeoJSON"
    diagnoses = (*about, *diagnose(patient, implied=implied))
    return replace(found, patient=patient, encoding=loaded.encoding, roles=roles, diagnoses=diagnoses)


def preview(found: Found, repair: str) -> tuple[PreviewRow, ...]:
    """The first features that a repair changes, before and after."""
    chosen = found.repair(repair)
    return () if chosen is None else chosen.preview(found.patient.frame)


def import_files(project: Project, wishes: Sequence[Wish], feedback: Feedback | None = None) -> Outcome:
    """Import layers with the chosen repairs, all of them or none; one step of the history.

    AppError ``role.geometry``, ``crs.unknown``, ``import.nothing``, and as ``Project.import_layer``.
    """
    if not wishes:
        message = Text("没有选中任何图层。", "No layer is chosen.")
        raise AppError("import.nothing", message, Text("请勾选要导入的图层。", "Tick the layers to import."))
    feedback = feedback or Feedback()
    for wish in wishes:
        _require_other_file(project, wish.found.path)
        if wish.role is not None and len(wish.found.patient.frame):
            require_fitting(wish.role, wish.found.patient.kind, wish.found.name)
    names = listed(wish.found.name for wish in wishes)
    with project.transaction(Text("导入 {names}", "Import {names}").format(names=names)):
        for done, wish in enumerate(wishes):
            feedback.check()
            doing = Text("正在导入 {name}", "Importing {name}").format(name=wish.found.name)
            feedback.report(done / len(wishes), doing)
            read = as_wished(wish)
            add_style(project, project.import_layer(read, name=wish.found.name, role=wish.role, feedback=feedback))
    return last_outcome(project)


def as_wished(wish: Wish) -> LoadResult:
    """The layer after its repairs, as the project takes it. AppError ``crs.unknown``."""
    from layers.formats.vector import LoadResult

    found, frame = wish.found, wish.found.patient.frame
    for diagnosis in found.diagnoses:
        for repair in diagnosis.repairs:
            if repair.id in wish.repairs:
                frame = repair.apply(frame)
    crs = frame.crs if wish.crs is None else crs_of(wish.crs)
    table: gpd.GeoDataFrame = frame.set_crs(None, allow_override=True)
    return LoadResult(found.name, table, found.patient.kind, crs, found.encoding, ())


def crs_of(words: str) -> pyproj.CRS:
    """The CRS of a number or name that the planner typed. AppError ``crs.unknown``."""
    from layers.geometry.crs_reading import crs_named

    typed = words.strip()
    crs = crs_named(f"EPSG:{typed}" if typed.isdigit() else typed)
    if crs is None:
        message = Text("“{crs}”不是可用的坐标系。", "“{crs}” is no CRS that can be used.").format(crs=typed)
        raise AppError("crs.unknown", message, Text("例如 EPSG:4546。", "For example EPSG:4546."))
    return crs


def _in_file(path: Path) -> Iterator[Found | Refused]:
    from layers.formats import vector
    from layers.store.opening import is_project

    try:
        vector.check_readable(path)
        if is_project(path):
            raise _is_a_project(path)
        tables = [name for name, _ in vector.tables(path)]
        if not tables:
            message = Text("{file} 里没有带图形的图层。", "{file} has no layer with geometry.").format(file=path.name)
            raise AppError("file.table", message)
    except AppError as problem:
        yield Refused(path, path.name, problem)
        return
    for table in tables:
        try:
            yield _examined(path, table if len(tables) > 1 else None)
        except AppError as problem:
            yield Refused(path, table, problem)


def _examined(path: Path, table: str | None) -> Found:
    from layers.doctor.examining import examine_file
    from layers.formats.endings import stem_of

    told = examine_file(path, table=table)
    return Found(path, table, table or stem_of(path), told.patient, told.encoding, told.roles, told.diagnoses)


def _is_a_project(path: Path) -> AppError:
    message = Text("{file} 是蓝图项目，不是图层文件。", "{file} is a Lantu project, not a file of layers.")
    hint = Text("请打开它，导出要用的图层。", "Open it and export the layers that are wanted.")
    return AppError("import.project", message.format(file=path.name), hint)


def _require_other_file(project: Project, path: Path) -> None:
    """A second reader of the open project would drop its locks (see ``layers.store``)."""
    if path.exists() and path.samefile(project.path):
        raise _is_a_project(path)
