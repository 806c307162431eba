"""A project: layers, roles, packs, sheets, settings and their history in one GeoPackage.

There is no "save": what ``commit`` returns from is on the disk. A ``Project`` belongs to the thread that opened it
(SQLite refuses any other); ``ProjectThread`` owns one for a window. Readers of other threads take the path and
``layers.store.loading``. No other library of this process may open the file meanwhile, GDAL included: see
``layers.store``.
"""

from __future__ import annotations

import getpass
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from core.errors import AppError
from core.feedback import Feedback
from core.files import write_beside
from core.messages import Text
from layers.changes import (
    NO_LABEL,
    ChangeSet,
    Column,
    Delta,
    FieldStep,
    TableSchema,
    TableStep,
    Values,
    record,
)
from layers.history import History
from layers.layer import GeometryKind, Layer, Notice
from layers.plan import Plan
from layers.store import loading, opening, reading, records, schema, spatial_ref, writing
from layers.store.applying import changed, next_kept
from layers.store.connection import connect, in_words
from layers.store.file import ProjectFile

if TYPE_CHECKING:
    import pyproj

    from layers.formats.vector import LoadResult

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """What is known of a layer without reading a row. ``extent`` is min x, min y, max x, max y in its CRS."""

    name: str
    schema: TableSchema
    kind: GeometryKind | None
    role: str | None
    extent: tuple[float, float, float, float] | None


class Project:
    """An open project file."""

    def __init__(self, path: Path, opened: opening.Opened, author: str) -> None:
        self._opened = opened
        self.file = ProjectFile(path, opened.connection, author, opened.read_only)
        self.history = History(self.file)

    @classmethod
    def create(cls, path: Path, *, author: str | None = None, settings: Values | None = None) -> Project:
        """Make an empty project and open it. AppError ``project.exists`` when there is a file of that name.

        ``settings`` as in a plan file: name, language, crs, area_definition, base_year, target_year, tolerance.
        """
        if path.exists():
            message = Text("{file} 已经存在。", "{file} exists already.").format(file=path.name)
            raise AppError(
                "project.exists", message, Text("请打开它，或换个文件名。", "Open it, or choose another name.")
            )
        with write_beside(path) as temporary, in_words(path), closing(connect(temporary, read_only=False)) as made:
            schema.create(made)
            if settings:
                values = records.plain(settings)
                records.write(made, "settings", loading.PLAN_SETTINGS, record("", "", None, values).changes[""])
        return cls.open(path, author=author)

    @classmethod
    def open(cls, path: Path, *, author: str | None = None, take_over: bool = False) -> Project:
        """Open a project; see ``read_only`` and ``notices``. AppError ``project.missing``, ``.newer``, ``.damaged``."""
        name = author if author is not None else _user()
        return cls(path, opening.open_for_writing(path, name, take_over=take_over), name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Nothing is lost when this is never called."""
        self._opened.close()

    @property
    def path(self) -> Path:
        """Where the project lies."""
        return self.file.path

    @property
    def read_only(self) -> Text | None:
        """Why nothing can be changed; None when it can."""
        return self.file.read_only

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was noticed on opening: a crash before, changes by another program."""
        return tuple(self._opened.notices)

    def layers(self) -> list[LayerInfo]:
        """All layers in their order; reads no row."""
        with in_words(self.path):
            roles = records.read_all(self.file.connection, "roles")
            return [
                self._info(name, found, roles.get(name, {})) for name, found in reading.listed(self.file.connection)
            ]

    def schema(self, table: str) -> TableSchema:
        """What a layer is made of. AppError ``project.no_layer``."""
        with in_words(self.path):
            return self.file.schemas.of(table)

    def layer(self, table: str) -> Layer:
        """A layer as it stands now, bound to its role. AppError ``project.no_layer``."""
        with in_words(self.path):
            return loading.load_layer(self.file.connection, self.path, table)

    def rows(self, table: str, fids: Sequence[int]) -> dict[int, dict[str, object]]:
        """All values of some rows by fid, geometry as GeoPackage bytes: the *before* of a ChangeSet."""
        with in_words(self.path):
            return reading.rows_of(self.file.connection, table, self.file.schemas.of(table), fids)

    def count(self, table: str) -> int:
        """How many features a layer has."""
        with in_words(self.path):
            return reading.count_of(self.file.connection, table, self.file.schemas.of(table))

    def next_fid(self, table: str) -> int:
        """A fid for a new feature; count on from it for more."""
        with in_words(self.path):
            return reading.next_fid(self.file.connection, table, self.file.schemas.of(table))

    def crs(self, table: str) -> pyproj.CRS | None:
        """The CRS that a layer states."""
        with in_words(self.path):
            return spatial_ref.crs_of(self.file.connection, self.file.schemas.of(table).srs_id)

    def commit(self, changes: ChangeSet) -> ChangeSet:
        """Verify every value before, apply, enter in the history; on the disk when this returns.

        Returns the changes as applied. AppError ``project.changed``, ``project.bad_value``, ``project.read_only``,
        ``project.disk_full``, ``project.busy``: then nothing was written.
        """
        return self.file.commit(changes)

    def transaction(self, label: Text = NO_LABEL) -> AbstractContextManager[None]:
        """Everything committed inside is one step of the history, durable at its end; nothing if it fails.

        A transaction inside another joins it; when the inner one fails and the failure is caught, only its part goes.
        """
        return self.file.transaction(label)

    def to_plan(self, feedback: Feedback | None = None) -> Plan:
        """What a check needs: the layers that have a role, as committed."""
        with in_words(self.path):
            return loading.load_plan(self.file.connection, self.path, feedback)

    def record(self, kind: str, key: str) -> dict[str, object] | None:
        """One record; ``kind`` is roles, packs, sheets, settings or styles (key ``table/style``)."""
        with in_words(self.path):
            return records.read(self.file.connection, kind, key)

    def records(self, kind: str) -> dict[str, dict[str, object]]:
        """All records of a kind by key."""
        with in_words(self.path):
            return records.read_all(self.file.connection, kind)

    def put_record(self, kind: str, key: str, values: Values | None, label: Text = NO_LABEL) -> ChangeSet:
        """Enter, replace or (None) take away a record as one step."""
        present = self.record(kind, key)
        step = record(kind, key, present, records.plain(values))
        return self.commit(ChangeSet((step,) if step.changes else (), label))

    def add_style(self, table: str, name: str, values: Values) -> None:
        """Give a layer a style of that name which goes and comes with it, without a step of the history.

        For a layer just imported: the undo of its import then takes whatever its styles have become meanwhile.
        AppError ``project.changed`` when there is one of that name.
        """
        key = f"{table}/{name}"
        with self.transaction():
            if not records.write(self.file.connection, "styles", key, Delta(None, records.plain(values))):
                raise changed(key)

    def import_layer(
        self,
        source: Layer | LoadResult,
        *,
        name: str | None = None,
        role: str | None = None,
        fields: Mapping[str, str] | None = None,
        feedback: Feedback | None = None,
    ) -> str:
        """Take a layer into the project, geometries and values as they were read; one undoable step.

        ``role`` and ``fields`` (canonical -> name in the source) default to those of a bound ``Layer``. Returns the
        name of its table. AppError as ``commit``; ``Cancelled`` leaves nothing.
        """
        from layers.store.sources import prepared

        taken = prepared(source, role, fields)
        label = Text("导入 {name}", "Import {name}").format(name=name or taken.name)
        with self.transaction(label):
            connection = self.file.connection
            table = writing.free_table_name(connection, name or taken.name)
            found = writing.write_table(
                connection,
                table,
                taken.frame,
                geometries=taken.geometries,
                srs_id=spatial_ref.srs_id_of(connection, taken.crs),
                feedback=feedback or Feedback(),
                declared=taken.geometry_type,
            )
            self.file.joined(ChangeSet((TableStep(None, table, found, next_kept(connection)),), label))
            self.file.apply(ChangeSet((record("roles", table, None, taken.record),)))
        return table

    def create_layer(self, name: str, columns: Sequence[Column], *, geometry_type: str, crs: pyproj.CRS | None) -> str:
        """An empty layer; returns the name of its table."""
        label = Text("新建图层 {name}", "New layer {name}").format(name=name)
        with self.transaction(label):
            table = writing.free_table_name(self.file.connection, name)
            names = writing.field_names(column.name for column in columns)
            fitted = tuple(Column(names[column.name], column.type) for column in columns)
            srs_id = spatial_ref.srs_id_of(self.file.connection, crs)
            self.file.apply(ChangeSet((TableStep(None, table, TableSchema(fitted, geometry_type, srs_id)),)))
        return table

    def remove_layer(self, table: str) -> ChangeSet:
        """Take a layer out of the project; undo brings it back with every byte, its role and its styles."""
        label = Text("移除图层 {name}", "Remove layer {name}").format(name=table)
        return self.commit(ChangeSet((TableStep(table, None, self.schema(table)),), label))

    def rename_layer(self, table: str, name: str) -> str:
        """Give a layer another name; returns the one it got."""
        label = Text("{before} 改名为 {after}", "Rename {before} to {after}").format(before=table, after=name)
        with self.transaction(label):
            free = writing.free_table_name(self.file.connection, name)
            self.file.apply(ChangeSet((TableStep(table, free, self.schema(table)),)))
        return free

    def add_field(self, table: str, column: Column) -> ChangeSet:
        """Add an empty field at the end of a layer."""
        label = Text("{name} 添加字段 {field}", "Add field {field} to {name}").format(name=table, field=column.name)
        return self.commit(ChangeSet((FieldStep(table, None, column),), label))

    def save_copy(self, path: Path) -> None:
        """Write the project as committed to another file, whole or not at all; this one stays the open one.

        AppError ``project.in_use`` when that file is open somewhere or is this one, ``output.unwritable``.
        """
        if path.exists() and (path.samefile(self.path) or opening.in_use(path)):
            message = Text("{file} 正被使用，不能覆盖。", "{file} is in use and cannot be replaced.").format(
                file=path.name
            )
            raise AppError("project.in_use", message, Text("请换个文件名。", "Choose another name."))
        with write_beside(path) as temporary, in_words(path):
            reader = opening.open_for_reading(self.path)
            with closing(reader), closing(sqlite3.connect(temporary)) as copy:
                reader.connection.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")

    def tidy(self) -> None:
        """Free what removed layers still take up and no undo can reach; worth doing when the window is idle."""
        self.file.tidy()

    def problems(self) -> list[str]:
        """SQLite's own examination of the whole file; empty when it is sound. Reads everything."""
        with in_words(self.path):
            rows = self.file.connection.execute("PRAGMA integrity_check").fetchall()
        return [str(line) for (line,) in rows if line != "ok"]

    def _info(self, name: str, found: TableSchema, role: Mapping[str, object]) -> LayerInfo:
        row = self.file.connection.execute(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name=?", (name,)
        ).fetchone()
        extent = None if row is None or None in row else row
        bound = role.get("role")
        return LayerInfo(name, found, reading.kind_of(found), str(bound) if bound else None, extent)


class ProjectThread:
    """Owns a project for a window: everything that touches it runs on one thread, in the order in which it is asked."""

    def __init__(self, open_project: Callable[[], Project]) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="project")
        self._project = self._executor.submit(open_project)

    def run(self, work: Callable[[Project], Result]) -> Future[Result]:
        """Do something with the project; the future also carries the error, that of opening included."""
        return self._executor.submit(lambda: work(self._project.result()))

    def close(self) -> None:
        """Finish what was asked, close the project, end the thread."""

        def closed() -> None:
            if self._project.exception() is None:
                self._project.result().close()

        self._executor.submit(closed).result()
        self._executor.shutdown()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
