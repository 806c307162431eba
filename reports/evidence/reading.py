"""Taking an evidence package apart: hostile until shown otherwise."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from core.errors import AppError
from core.messages import Text, listed
from layers.formats import archive as archives
from reports.evidence.manifest import FINDINGS, MANIFEST, Manifest, from_json

MOST_BYTES = 8 * 1024**3
MOST_RATIO = 1_000
SMALL = 50_000_000
MANIFEST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A package on disk; ``changed`` are members whose content is not what the manifest says."""

    folder: Path
    manifest: Manifest
    changed: tuple[str, ...]


@contextmanager
def unpacked(path: Path, into: Path) -> Iterator[Unpacked]:
    """The package's members under ``into``. ``AppError`` ``package.…`` for an archive that is damaged, lacks a member,
    has one that it does not list, leaves its folder, or would become too large."""
    if not path.is_file():
        raise AppError("package.missing", Text("找不到 {file}。", "{file} is not there.").format(file=path.name))
    with archives.opened(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _refuse_bad_names(path, infos)
        _refuse_bombs(path, infos)
        manifest = _manifest(path, archive)
        _refuse_unlisted(path, infos, manifest)
        changed = []
        allowed = MOST_BYTES
        for info in sorted(infos, key=lambda one: one.filename):
            digest, size = _extract(path, archive, info, into / info.filename, allowed=allowed)
            allowed -= size
            if info.filename != MANIFEST and (digest, size) != manifest.members[info.filename]:
                changed.append(info.filename)
        yield Unpacked(into, manifest, tuple(changed))


def _refuse_bad_names(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        parts = PurePosixPath(name).parts
        outside = name.startswith(("/", "\\")) or ".." in parts or "\\" in name or ":" in name or "\0" in name
        is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
        if outside or is_link or name.casefold() in seen:
            raise _refused("package.names", path, _BAD_NAME.format(name=name))
        seen.add(name.casefold())


def _refuse_bombs(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if total > MOST_BYTES or (total > SMALL and total > MOST_RATIO * packed):
        raise _refused("package.too_large", path, _TOO_LARGE)


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    names = archive.namelist()
    for needed in (MANIFEST, FINDINGS):
        if needed not in names:
            raise _refused("package.no_member", path, _MISSING.format(names=needed))
    content = b"".join(archives.blocks(path, archive, archive.getinfo(MANIFEST), MANIFEST_BYTES))
    try:
        return from_json(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise _refused("package.manifest", path, _NO_MANIFEST) from problem


def _refuse_unlisted(path: Path, infos: list[zipfile.ZipInfo], manifest: Manifest) -> None:
    there = {info.filename for info in infos} - {MANIFEST}
    listed_names = set(manifest.members)
    if there - listed_names:
        raise _refused("package.unlisted", path, _UNLISTED.format(names=listed(sorted(there - listed_names)[:5])))
    if listed_names - there:
        raise _refused("package.no_member", path, _MISSING.format(names=listed(sorted(listed_names - there)[:5])))


def _extract(
    path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, *, allowed: int
) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        for block in archives.blocks(path, archive, info, allowed):
            digest.update(block)
            size += len(block)
            out.write(block)
    return digest.hexdigest(), size


def _refused(code: str, path: Path, reason: Text) -> AppError:
    return AppError(code, Text("{file}：{reason}", "{file}: {reason}").format(file=path.name, reason=reason))


_BAD_NAME = Text("成员名不安全（{name}）。", "a member has a name that is not safe ({name}).")
_TOO_LARGE = Text("解压后过大，不予解压。", "it would become too large and is not unpacked.")
_MISSING = Text("缺少成员：{names}。", "members are missing: {names}.")
_UNLISTED = Text("有清单之外的成员：{names}。", "it has members that its list does not name: {names}.")
_NO_MANIFEST = Text("清单（manifest.json）不完整。", "its list (manifest.json) is not whole.")
