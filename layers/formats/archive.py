"""Archives from outside: only the members of one data set are taken out, under names of ours, and never too much."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from core.errors import AppError
from core.messages import Text, listed
from layers.formats import encoding as encodings
from layers.formats.shapefile import SIDE_SUFFIXES

MOST_MEMBERS = 20_000
LARGEST = 8 * 1024**3
"""Bytes taken out of one archive, at most; small archives may give less, see ``_allowed``."""
_UNICODE_NAME = 0x800
_ENCRYPTED = 0x1
_BLOCK = 1 << 20
_DATA_SETS = (".shp", ".gpkg", ".geojson", ".json", ".fgb", ".kml", ".gml", ".parquet", ".dxf", ".txt", ".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class DataSet:
    """One data set in an archive: its file name, and each member with the name that it is given outside."""

    name: str
    members: tuple[tuple[zipfile.ZipInfo, str], ...]

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return PurePosixPath(self.name).stem


@contextmanager
def unpacked(path: Path, wanted: str | None = None) -> Iterator[Path]:
    """The one data set of an archive (or the one whose stem is ``wanted``) in a temporary folder.

    Raises AppError ``archive.…`` for what is damaged, encrypted, too large, or holds none or several.
    """
    with opened(path) as archive:
        chosen = _chosen(path, data_sets(path, archive), wanted)
        with tempfile.TemporaryDirectory(prefix="lantu-") as folder:
            allowed = _allowed(path)
            for member, name in chosen.members:
                target = Path(folder) / name
                target.parent.mkdir(exist_ok=True)
                with target.open("wb") as out:
                    for block in blocks(path, archive, member, allowed):
                        out.write(block)
                        allowed -= len(block)
            yield Path(folder) / chosen.name


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, with its damages said in words."""
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > MOST_MEMBERS:
                raise _too_much(path)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        # RuntimeError: zipfile on a wrong password; NotImplementedError: a compression it does not know
        message = Text("{file} 已损坏或已加密，无法解压。", "{file} is damaged or encrypted and cannot be unpacked.")
        hint = Text("请解压后再打开里面的文件。", "Unpack it and open what is inside.")
        raise AppError("archive.unreadable", message.format(file=path.name), hint) from error


def blocks(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowed: int) -> Iterator[bytes]:
    """The content of a member, refused as soon as it is more than ``allowed`` bytes."""
    if member.file_size > allowed:
        raise _too_much(path)
    if member.flag_bits & _ENCRYPTED:
        raise zipfile.BadZipFile("encrypted")
    with archive.open(member) as source:
        while block := source.read(_BLOCK):
            allowed -= len(block)
            if allowed < 0:
                raise _too_much(path)
            yield block


def data_sets(path: Path, archive: zipfile.ZipFile) -> list[DataSet]:
    """What can be read in an archive, by name."""
    files = [(info, member_name(info)) for info in archive.infolist() if not info.is_dir()]
    files = [(info, name) for info, name in files if "__MACOSX" not in PurePosixPath(name).parts]
    found = _geodatabases(files)
    inside = {info.filename for one in found for info, _ in one.members}
    for info, name in files:
        pure = PurePosixPath(name)
        if pure.suffix.casefold() in _DATA_SETS and info.filename not in inside:
            found.append(_with_sides(files, info, pure))
    return sorted(found, key=lambda one: one.name)


def member_name(info: zipfile.ZipInfo) -> str:
    """The name as its maker wrote it: GBK unless marked as Unicode, whatever separator was used."""
    name = info.filename
    if not info.flag_bits & _UNICODE_NAME and not name.isascii():
        raw = name.encode("cp437", errors="replace")
        name = encodings.decode(raw, encodings.choose_encoding([raw]).name)
    return name.replace("\\", "/")


def _geodatabases(files: list[tuple[zipfile.ZipInfo, str]]) -> list[DataSet]:
    """Folders that end in .gdb; only the plain files right inside them count."""
    members: dict[str, list[tuple[zipfile.ZipInfo, str]]] = {}
    for info, name in files:
        folder = PurePosixPath(name).parent
        if folder.suffix.casefold() == ".gdb":
            inner = f"{_safe(folder.name)}/{_safe(PurePosixPath(name).name)}"
            members.setdefault(str(folder), []).append((info, inner))
    return [DataSet(_safe(PurePosixPath(folder).name), tuple(inside)) for folder, inside in members.items()]


def _with_sides(files: list[tuple[zipfile.ZipInfo, str]], info: zipfile.ZipInfo, pure: PurePosixPath) -> DataSet:
    name = _safe(pure.name)
    if pure.suffix.casefold() != ".shp":
        return DataSet(name, ((info, name),))
    members = [(info, name)]
    for other, other_name in files:
        side = PurePosixPath(other_name)
        same_stem = side.parent == pure.parent and side.stem.casefold() == pure.stem.casefold()
        if same_stem and side.suffix.casefold() in SIDE_SUFFIXES:
            members.append((other, _safe(pure.stem + side.suffix)))
    return DataSet(name, tuple(members))


def _safe(name: str) -> str:
    """A name that is one plain file in the folder it is put into."""
    plain = "".join(
        "_" if character in '/\\:*?"<>|' or not character.isprintable() else character for character in name
    )
    return plain.strip(". ")[-100:] or "layer"


def _chosen(path: Path, found: list[DataSet], wanted: str | None) -> DataSet:
    if not found:
        message = Text("{file} 里没有可读取的数据。", "{file} holds nothing that is read.").format(file=path.name)
        raise AppError("archive.nothing", message, Text("请解压后查看。", "Unpack it and look."))
    if wanted is not None:
        alike = [one for one in found if wanted.casefold() in (one.stem.casefold(), one.name.casefold())]
        if len(alike) == 1:
            return alike[0]
    elif len(found) == 1:
        return found[0]
    message = Text("{file} 里不止一份数据，或没有所要的那份。", "{file} holds several data sets, or not the one asked.")
    hint = Text("请写成 文件:名称，可选：{names}。", "Write FILE:NAME with one of: {names}.")
    names = listed(one.stem for one in found[:20])
    raise AppError("file.table", message.format(file=path.name), hint.format(names=names))


def _allowed(path: Path) -> int:
    """How much may come out: a hundredfold of what went in, and half a gigabyte for the small ones."""
    return min(LARGEST, 512 * 1024**2 + 100 * path.stat().st_size)


def _too_much(path: Path) -> AppError:
    message = Text(
        "{file} 解压后大得不合情理，出于安全不读取。",
        "{file} would unpack to an unreasonable size; for safety it is not read.",
    )
    hint = Text("请自行解压后再打开里面的文件。", "Unpack it yourself and open what is inside.")
    return AppError("archive.too_large", message.format(file=path.name), hint)
