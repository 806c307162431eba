"""Evidence packages: packing a run with everything it was made of, and running it again."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from checks.finding import CheckRun
from checks.pack import load_pack
from checks.rule import RulePack
from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from layers.plan import Plan
from layers.plan_file import rebind, split_layer
from reports.evidence.manifest import INPUTS
from reports.evidence.reading import Unpacked, unpacked
from reports.evidence.signing import check_signature, private_key, sign, signature_path
from reports.evidence.verifying import Again, Verdict, input_path, verify
from reports.evidence.writing import Evidence, write_package
from services.checking import check, review
from services.opening import open_plan


def pack_evidence(
    run: CheckRun,
    plan: Plan,
    path: Path,
    *,
    plan_path: Path,
    packs: Sequence[str] | None = None,
    only: Sequence[str] = (),
    footprints: str | None = None,
    reports: Sequence[Path] = (),
    inputs: bool = True,
    key: Path | None = None,
    feedback: Feedback | None = None,
) -> None:
    """Write the package of a run as it was asked for, and with ``key`` its signature beside it.

    ``reports`` go in as they are. Raises ``AppError`` when it cannot be written or the key is none.
    """
    if key is not None:
        private_key(key)
    opened, table, file = plan, None, None
    if footprints is not None:
        file, table = split_layer(footprints)
        plan = rebind(plan, "project_footprints", footprints)
    with tempfile.TemporaryDirectory(prefix="lantu-") as folder:
        copy = _whole_copy(plan_path, Path(folder))
        write_package(
            Evidence(
                run=run,
                opened=opened,
                plan=plan,
                plan_path=plan_path,
                packs=tuple(_packs(plan, packs)),
                pack_names=None if packs is None else tuple(packs),
                only=tuple(only),
                footprints=file,
                footprints_table=table,
                reports=tuple(reports),
                project_copy=copy,
            ),
            path,
            inputs=inputs,
            feedback=feedback,
        )
    if key is not None:
        sign(path, key)


def checked_signing(key: Path, package: Path | None) -> None:
    """Refuse, before anything is run, a key that cannot sign and a signature without a package. ``AppError``."""
    if package is None:
        raise AppError("key.no_package", _NOTHING_TO_SIGN, _NAME_PACKAGE)
    private_key(key)


def signature_text(package: Path, key: Path | None) -> Text | None:
    """What the signature beside a package is worth, checked where there is a ``key``; None where there is neither.

    ``AppError`` where it is asked for and does not hold, or is not there.
    """
    if key is not None:
        check_signature(package, key)
        return _SIGNED.format(key=key.name)
    return _NOT_CHECKED if signature_path(package).is_file() else None


def _whole_copy(path: Path, folder: Path) -> Path | None:
    """A copy of a project with what its journal holds; None for what is no project."""
    from layers.store.opening import is_project

    if not path.is_file() or not is_project(path):
        return None
    target = folder / path.name
    address = f"{path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(target)) as into:
        source.backup(into)
    return target


def verify_package(path: Path, plan: Path | None = None, feedback: Feedback | None = None) -> Verdict:
    """Unpack a package safely, compare its digests and run it again. ``plan``: the inputs, where it holds none.

    Raises ``AppError`` for a package that is damaged or not safe to unpack.
    """
    with tempfile.TemporaryDirectory(prefix="lantu-") as folder, unpacked(path, Path(folder)) as package:
        if package.manifest.absent and plan is not None:
            return _verify_elsewhere(package, plan, feedback)
        return verify(package, lambda one: _again(one, input_path(one, one.manifest.request.plan), feedback))


def _verify_elsewhere(package: Unpacked, plan: Path, feedback: Feedback | None) -> Verdict:
    complete = replace(package, manifest=replace(package.manifest, absent={}))
    return verify(complete, lambda one: _again(one, plan, feedback))


def _again(package: Unpacked, plan_path: Path, feedback: Feedback | None) -> Again:
    request = package.manifest.request
    plan = open_plan(plan_path, feedback)
    names = None if request.packs is None else [_pack_name(package, one) for one in request.packs]
    if request.stage == "plan":
        run = check(plan, packs=names, only=request.only, feedback=feedback)
    elif request.stage == "project":
        footprints = None
        if request.footprints is not None:
            footprints = _footprints(package, request.footprints, plan)
            plan = rebind(plan, "project_footprints", footprints)
        run = review(plan, packs=names, only=request.only, feedback=feedback)
    else:
        raise AppError("package.manifest", Text("清单不完整。", "The list is not whole."))
    return Again(plan, tuple(_packs(plan, names)), run)


def _footprints(package: Unpacked, name: str, plan: Plan) -> str:
    """The footprints asked about: in the package, or beside the plan where the package holds no inputs."""
    file, table = split_layer(name)
    found = input_path(package, file.as_posix())
    if not found.exists() and file.parts[0] == INPUTS:
        found = plan.folder.joinpath(*file.parts[1:])
    return f"{found}:{table}" if table else str(found)


def _pack_name(package: Unpacked, name: str) -> str:
    return str(input_path(package, name)) if name.endswith(".toml") else name


def _packs(plan: Plan, names: Sequence[str] | None) -> list[RulePack]:
    if names is None:
        return [load_pack(reference, plan.folder) for reference in plan.rules]
    return [load_pack(reference) for reference in names]


_NOTHING_TO_SIGN = Text("签名要有证据包。", "A signature needs an evidence package.")
_NAME_PACKAGE = Text("请用 --package 给出证据包的文件名。", "Name the package with --package.")
_SIGNED = Text("签名与 {key} 相符。", "The signature holds for {key}.")
_NOT_CHECKED = Text(
    "旁边的签名没有核对；用 --key 给出公钥即可核对。",
    "The signature beside it was not checked; name the public key with --key to check it.",
)
