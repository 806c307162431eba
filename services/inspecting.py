"""Looking at files before they are opened: what each is, and what needs mending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from layers.layer import Notice

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.doctor.diagnosis import Diagnosis

SCHEMA = 1
MAY_BE_ANYTHING = frozenset((".txt", ".csv", ".xlsx", ".zip", ".json"))
"""Files of these endings in a folder are left out without a word where they hold no layer."""
SIDE_SUFFIXES = frozenset((".shx", ".dbf", ".prj", ".cpg"))


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one layer of a file is, and what needs mending in it.

    ``path`` is as the planner gave it (``x.gpkg:layer`` where a file holds several). Of a file that cannot be read
    only the format and the notice are known. ``roles`` are (role, certainty).
    """

    path: str
    format: str | None
    encoding: str | None = None
    crs: str | None = None
    features: int | None = None
    geometry: str | None = None
    roles: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    readable: bool = True


def inspect(
    paths: Sequence[str], *, control: str | None = None, feedback: Feedback | None = None
) -> tuple[FileReport, ...]:
    """Examine files, layers of files (``FILE:layer``) and all layers in folders.

    ``control`` names a layer of known CRS to compare places with. Raises ``AppError`` when nothing can be read: with
    the one refusal there is, else with the first of several.
    """
    feedback = feedback or Feedback()
    frame = _control(control) if control is not None else None
    named = [one for path in paths for one in _inside(path)]
    reports: list[FileReport] = []
    refusals: list[AppError] = []
    for done, (shown, path, table, must) in enumerate(named):
        feedback.check()
        feedback.report(done / len(named), Text("正在查看 {name}", "Looking at {name}").format(name=shown))
        for found in _reports(shown, path, table, frame):
            if isinstance(found, AppError) and not must:
                continue
            if isinstance(found, AppError):
                refusals.append(found)
                reports.append(_unreadable(shown, path, found))
            else:
                reports.append(found)
    if not any(report.readable for report in reports):
        raise _nothing(paths, refusals)
    return tuple(reports)


def as_json(reports: Sequence[FileReport]) -> dict[str, Any]:
    """The reports as ``inspect --json`` prints them (docs/architecture.md)."""
    return {"schema": SCHEMA, "files": [_report_json(report) for report in reports]}


def _report_json(report: FileReport) -> dict[str, Any]:
    return {
        "path": report.path,
        "format": report.format,
        "encoding": report.encoding,
        "crs": report.crs,
        "features": report.features,
        "geometry": report.geometry,
        "roles": [{"role": role, "certainty": certainty} for role, certainty in report.roles],
        "notices": [_notice_json(notice) for notice in report.notices],
    }


def _notice_json(notice: Notice) -> dict[str, Any]:
    repair = notice.repair
    return {
        "code": notice.code,
        "message": {"zh": notice.message.zh, "en": notice.message.en},
        "where": notice.where,
        "repair": None if repair is None else {"zh": repair.zh, "en": repair.en},
    }


def _inside(shown: str) -> Iterator[tuple[str, Path, str | None, bool]]:
    """What a word of the request names: (as shown, file, layer, whether it must be readable)."""
    from layers.formats import endings
    from layers.plan_file import split_layer

    path, table = split_layer(shown)
    if path.suffix.casefold() in SIDE_SUFFIXES and path.with_suffix(".shp").is_file():
        yield str(path.with_suffix(".shp")), path.with_suffix(".shp"), None, True
    elif path.is_dir() and not endings.is_geodatabase(path):
        for file in _listed(path):
            whole = file.is_file() or endings.is_geodatabase(file)
            if whole and endings.is_read(file) and not file.name.startswith((".", "~$")):
                yield str(Path(shown) / file.name), file, None, endings.ending_of(file) not in MAY_BE_ANYTHING
    else:
        yield shown, path, table, True


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        message = Text("无法打开文件夹 {folder}（{reason}）。", "The folder {folder} cannot be opened ({reason}).")
        raise AppError("file.unreadable", message.format(folder=folder, reason=error.strerror or error)) from error


def _reports(
    shown: str, path: Path, table: str | None, control: gpd.GeoDataFrame | None
) -> Iterator[FileReport | AppError]:
    """One report per layer, or the refusal."""
    from layers.formats import vector

    try:
        tables = [table] if table is not None else [name for name, _ in vector.tables(path)]
        vector.check_readable(path)
    except AppError as refusal:
        yield refusal
        return
    if not tables:
        message = Text("{file} 里没有带图形的图层。", "{file} has no layer with geometry.").format(file=path.name)
        yield AppError("file.table", message)
    for one in tables:
        label = f"{shown}:{one}" if len(tables) > 1 else shown
        try:
            yield _report(label, path, one if table is not None or len(tables) > 1 else None, control)
        except AppError as refusal:
            yield refusal if len(tables) == 1 else _unreadable(label, path, refusal)


def _report(shown: str, path: Path, table: str | None, control: gpd.GeoDataFrame | None) -> FileReport:
    from layers.doctor.examining import examine_file
    from layers.geometry.crs import crs_name

    found = examine_file(path, table=table, control=control)
    patient = found.patient
    return FileReport(
        path=shown,
        format=_format(path),
        encoding=found.encoding,
        crs=crs_name(patient.crs) if patient.crs is not None else None,
        features=len(patient.frame),
        geometry=patient.kind,
        roles=tuple((detection.role, detection.certainty) for detection in found.roles),
        notices=found.notices,
        diagnoses=found.diagnoses,
    )


def _format(path: Path) -> str | None:
    from layers.formats import endings

    known = endings.format_by_ending(path)
    return known.label.en if known is not None else None


def _unreadable(shown: str, path: Path, refusal: AppError) -> FileReport:
    notice = Notice(refusal.code, refusal.message, path.name, refusal.hint)
    return FileReport(shown, _format(path), notices=(notice,), readable=False)


def _nothing(paths: Sequence[str], refusals: Sequence[AppError]) -> AppError:
    if len(refusals) == 1:
        return refusals[0]
    if refusals:
        message = Text(
            "{count} 个文件都无法读取，第一个：{first}", "None of {count} files can be read; the first: {first}"
        ).format(count=len(refusals), first=refusals[0].message)
        return AppError(refusals[0].code, message, refusals[0].hint)
    message = Text("{folder} 里没有可读取的图层。", "{folder} holds no layer that is read.")
    return AppError("inspect.nothing", message.format(folder=", ".join(paths)))


def _control(named: str) -> gpd.GeoDataFrame:
    """The control layer: its geometry and CRS. Raises ``AppError`` where it cannot be read or states no usable CRS."""
    from layers.plan_file import split_layer
    from layers.reading import read_layer

    path, table = split_layer(named)
    layer = read_layer(path, role=None, table=table)
    if layer.crs is None:
        message = Text("控制图层 {file} 没有可用的坐标系。", "The control layer {file} has no usable CRS.")
        raise AppError("inspect.control", message.format(file=path.name), Text("请换一个。", "Name another one."))
    return layer.frame
