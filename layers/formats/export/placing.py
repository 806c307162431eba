"""Finished files moved to where they belong: all of them or none, and what was there kept under another name."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from core.errors import AppError
from core.files import unwritable
from core.messages import Text
from layers.formats.endings import ending_of, stem_of

SHAPEFILE_FAMILY = (
    ".shp", ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".fix", ".shp.xml", ".ain", ".aih", ".atx",
    ".ixs", ".mxs",
)  # fmt: skip
"""Everything that may belong to one shapefile: an old index beside new shapes would be wrong."""


@contextmanager
def workshop(path: Path) -> Iterator[Path]:
    """A temporary folder beside ``path``, where its files are made under their final names.

    It goes away with the block, whatever happens. AppError ``output.unwritable`` for any failure to write.
    """
    folder = path.parent / f".{uuid.uuid4().hex}.tmp"
    try:
        folder.mkdir()
        yield folder
    except OSError as problem:
        raise unwritable(path, problem) from problem
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def check_free(path: Path, *, overwrite: bool) -> None:
    """Refuse a target that exists (``export.exists``), one open elsewhere, or a project (``export.project``)."""
    present = existing(path)
    if not present:
        return
    if not overwrite:
        message = Text("{file} 已经存在。", "{file} exists already.").format(file=present[0].name)
        hint = Text(
            "请换一个文件名，或明确允许覆盖（会留备份）。",
            "Choose another name, or allow overwriting (a backup is kept).",
        )
        raise AppError("export.exists", message, hint)
    if path.suffix.casefold() != ".gpkg":
        return
    if any(path.with_name(path.name + tail).exists() for tail in ("-wal", "-journal")):
        message = Text("{file} 正被另一个程序打开。", "{file} is open in another program.").format(file=path.name)
        raise AppError("export.in_use", message, Text("请先关闭它。", "Close it there first."))
    if _is_project(path):
        message = Text(
            "{file} 是蓝图项目，不能被导出的图层覆盖。", "{file} is a Lantu project, which no export overwrites."
        )
        hint = Text("请换一个文件名。", "Choose another name.")
        raise AppError("export.project", message.format(file=path.name), hint)


def existing(path: Path) -> list[Path]:
    """The files that stand where ``path`` is to be written: for a shapefile all that belong to one of that name."""
    if path.suffix.casefold() != ".shp":
        return [path] if path.exists() else []
    if not path.parent.is_dir():
        return []
    stem = path.stem.casefold()
    names = {stem + suffix for suffix in SHAPEFILE_FAMILY}
    return sorted(one for one in path.parent.iterdir() if one.name.casefold() in names)


def place(made: Sequence[Path], path: Path) -> tuple[Path, ...]:
    """Move the finished files into the folder of ``path``; what was there is renamed first. Gives the backups.

    When a move fails everything is put back and ``OSError`` goes on. Between the renaming and the moving the old
    files exist as backups, so that even a power cut loses nothing.
    """
    for file in made:
        _flush(file)
    undo: list[tuple[Path, Path]] = []
    backups = []
    try:
        tail = _backup_tail(path)
        for old in existing(path):
            backup = _backup_name(old, path, tail)
            os.rename(old, backup)
            undo.append((backup, old))
            backups.append(backup)
        for new in made:
            target = path.parent / new.name
            os.rename(new, target)
            undo.append((target, new))
    except OSError:
        for now, before in reversed(undo):
            with suppress(OSError):
                os.rename(now, before)
        raise
    _flush_folder(path.parent)
    return tuple(backups)


def _backup_tail(path: Path) -> str:
    """``.bak-20261121-191500``, with a number where that second has one already."""
    stamp = f".bak-{datetime.now():%Y%m%d-%H%M%S}"
    tail, number = stamp, 2
    while list(path.parent.glob(f"{_escaped(stem_of(path))}{tail}.*")):
        tail, number = f"{stamp}-{number}", number + 1
    return tail


def _backup_name(old: Path, path: Path, tail: str) -> Path:
    """``zoning.bak-20261121-191500.shp``: the ending stays last, so that the backup opens like any other file."""
    length = len(path.stem) if path.suffix.casefold() == ".shp" else len(old.name) - len(ending_of(old))
    return old.with_name(old.name[:length] + tail + old.name[length:])


def _escaped(stem: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in stem)


def _is_project(path: Path) -> bool:
    import sqlite3

    ours = "select 1 from sqlite_master where name like 'lantu\\_%' escape '\\'"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(ours).fetchone() is not None
    except sqlite3.Error:
        return False


def _flush(path: Path) -> None:
    for file in [path] if path.is_file() else [one for one in path.iterdir() if one.is_file()]:
        with file.open("rb+") as written:
            os.fsync(written.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network drives have no such call for folders
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
