"""Writing an evidence package."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.finding import CheckRun
from checks.pack import pack_files
from checks.rule import RulePack
from core.feedback import Feedback
from core.files import write_beside
from core.messages import Text
from layers.entered import FILE as ENTERED
from layers.formats.shapefile import side_files
from layers.layer import Layer
from layers.plan import Plan
from reports.evidence.manifest import (
    FEATURES,
    FINDINGS,
    FOOTPRINTS,
    INPUTS,
    MANIFEST,
    PACKS,
    Manifest,
    Request,
    digest_of,
    feature_digests,
    parameters_of,
    programs,
)

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The archive's own times say nothing; ``run.at`` is the only clock."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """A run and what it was made of: the plan as ``opened`` from ``plan_path``, and with the footprints asked about.

    ``pack_names`` as asked for, None: the plan's own. ``project_copy`` is a whole copy of an open project, whose own
    file may lack what its journal still holds.
    """

    run: CheckRun
    opened: Plan
    plan: Plan
    plan_path: Path
    packs: tuple[RulePack, ...]
    pack_names: tuple[str, ...] | None
    only: tuple[str, ...] = ()
    footprints: Path | None = None
    footprints_table: str | None = None
    reports: tuple[Path, ...] = ()
    project_copy: Path | None = None


def write_package(evidence: Evidence, path: Path, *, inputs: bool = True, feedback: Feedback | None = None) -> None:
    """Write the package, complete or not at all; without ``inputs`` only their digests. ``AppError``: unwritable."""
    watch = feedback or Feedback()
    files = dict(_input_files(evidence))
    members: dict[str, tuple[str, int]] = {}
    absent: dict[str, tuple[str, int]] = {}
    with write_beside(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, (name, original) in enumerate(sorted(files.items())):
            is_project = evidence.project_copy is not None and original == evidence.plan_path
            source = evidence.project_copy if is_project and evidence.project_copy else original
            watch.check()
            watch.report(done / max(len(files), 1), Text("正在打包 {name}", "Packing {name}").format(name=source.name))
            if inputs:
                _add_file(archive, name, source)
            (members if inputs else absent)[name] = digest_of(source)
        for name, content in _contents(evidence):
            archive.writestr(_info(name), content)
            members[name] = _digest(content)
        manifest = Manifest(
            request=_request(evidence),
            members=members,
            absent=absent,
            layers=[_layer(layer) for layer in evidence.plan.layers if layer.role is not None],
            rules=parameters_of(evidence.packs),
            programs=programs(),
        )
        text = json.dumps(manifest.to_json(), ensure_ascii=False, indent=1)
        archive.writestr(_info(MANIFEST), text.encode())


def _request(evidence: Evidence) -> Request:
    plan = evidence.plan_path
    name = INPUTS if plan.is_dir() else f"{INPUTS}/{plan.name}"
    footprints = _footprints_name(evidence)
    if footprints is not None and evidence.footprints_table:
        footprints += f":{evidence.footprints_table}"
    packs = evidence.pack_names
    if packs is not None:
        named = _named_packs(evidence)
        packs = tuple(named.get(one, one) for one in packs)
    return Request(evidence.run.run.stage, name, footprints, packs, evidence.only)


def _input_files(evidence: Evidence) -> Iterator[tuple[str, Path]]:
    """Every file that was read, by its name in the package."""
    folder = evidence.plan.folder
    if evidence.plan_path.is_file():
        yield f"{INPUTS}/{evidence.plan_path.name}", evidence.plan_path
    for name in ("plan.toml", ENTERED):
        if (folder / name).is_file() and not _is_project(evidence.plan_path):
            yield f"{INPUTS}/{name}", folder / name
    for layer in evidence.opened.layers:
        for file in files_of(layer.path):
            yield f"{INPUTS}/{file.relative_to(folder).as_posix()}", file
    own = _footprints_name(evidence)
    if evidence.footprints is not None and own is not None and own.startswith(FOOTPRINTS):
        for file in files_of(evidence.footprints):
            yield f"{FOOTPRINTS}/{file.relative_to(evidence.footprints.parent).as_posix()}", file
    for reference in pack_files(evidence.plan.rules, folder):
        yield f"{INPUTS}/{Path(reference).as_posix()}", folder / reference


def _footprints_name(evidence: Evidence) -> str | None:
    """Where the footprints lie in the package: among the inputs when they are a file of the plan itself."""
    if evidence.footprints is None:
        return None
    for layer in evidence.opened.layers:
        if layer.path.resolve() == evidence.footprints.resolve():
            return f"{INPUTS}/{layer.path.relative_to(evidence.plan.folder).as_posix()}"
    return f"{FOOTPRINTS}/{evidence.footprints.name}"


def _is_project(path: Path) -> bool:
    return path.suffix.casefold() == ".gpkg"


def files_of(path: Path) -> list[Path]:
    """A file with those that belong to it."""
    if path.is_dir():
        return sorted(one for one in path.rglob("*") if one.is_file())
    return side_files(path).files if path.suffix.casefold() == ".shp" else [path]


def _contents(evidence: Evidence) -> Iterator[tuple[str, bytes]]:
    text = json.dumps(evidence.run.to_json(), ensure_ascii=False, indent=1, allow_nan=False)
    yield FINDINGS, (text + "\n").encode()
    named = _named_packs(evidence)
    for reference, member in named.items():
        yield member, Path(reference).read_bytes()
    for pack in _all_packs(evidence.packs):
        content, member = _pack_bytes(pack, evidence), f"{PACKS}/{pack.id}.toml"
        if content is not None and member not in named.values():
            yield member, content
    for layer in evidence.plan.layers:
        if layer.role is not None:
            yield f"{FEATURES}/{layer.name}.json", json.dumps(feature_digests(layer)).encode()
    for report in evidence.reports:
        yield report.name.replace(":", "_").replace("\\", "_"), report.read_bytes()


def _named_packs(evidence: Evidence) -> dict[str, str]:
    """Where pack files that were named for the run lie in the package, by what they were named."""
    found: dict[str, str] = {}
    for reference in evidence.pack_names or ():
        if reference.endswith(".toml") and reference not in found:
            name, number = f"{PACKS}/{Path(reference).name}", 1
            while name in found.values():
                number += 1
                name = f"{PACKS}/{number}-{Path(reference).name}"
            found[reference] = name
    return found


def _all_packs(packs: Sequence[RulePack]) -> Iterator[RulePack]:
    seen = set()
    for pack in (each for given in packs for each in (given, *given.bases)):
        if pack.id not in seen:
            seen.add(pack.id)
            yield pack


def _pack_bytes(pack: RulePack, evidence: Evidence) -> bytes | None:
    """The file that a pack was read from."""
    brought = importlib.resources.files("data") / "rules" / f"{pack.id}.toml"
    candidates = [Path(one) for one in evidence.pack_names or () if one.endswith(".toml")]
    candidates += [evidence.plan.folder / one for one in pack_files(evidence.plan.rules, evidence.plan.folder)]
    contents = [brought.read_bytes()] if brought.is_file() else []
    contents += [one.read_bytes() for one in candidates if one.is_file()]
    return next((one for one in contents if hashlib.sha256(one).hexdigest() == pack.sha256), None)


def _layer(layer: Layer) -> dict[str, object]:
    return {"role": layer.role, "name": layer.name, "features": len(layer), "sha256": layer.sha256}


def _add_file(archive: zipfile.ZipFile, name: str, source: Path) -> None:
    with source.open("rb") as file, archive.open(_info(name), "w", force_zip64=True) as out:
        while block := file.read(1 << 20):
            out.write(block)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _digest(content: bytes) -> tuple[str, int]:
    return hashlib.sha256(content).hexdigest(), len(content)
