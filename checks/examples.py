"""A pack's own examples: small plans that each rule must judge as the pack says, run before the pack is believed."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.rule import Example, Rule, RulePack
from core.errors import AppError
from core.files import write_beside
from core.messages import Text
from core.toml_file import complaint
from core.version import VERSION

if TYPE_CHECKING:
    from layers.layer import Layer

EXAMPLE_EPSG = 4546


def demand_passed(pack: RulePack, *, file: str) -> None:
    """Run the examples unless this pack passed them before with this program.

    Raises ``AppError`` (``pack.example``) naming file, line, rule, example, what was expected and what came.
    """
    record = _record_path(pack)
    if record is not None and record.is_file():
        return
    for rule in (rule for rule in pack.rules if rule.id in pack.own):
        for example in rule.examples:
            got = outcome(rule, example, origin=pack.example_origin, file=file)
            if got != example.expected:
                raise _failed(rule, example, got, file=file)
    _remember(record, pack)


def outcome(rule: Rule, example: Example, *, origin: tuple[float, float], file: str) -> str:
    """The worst state that a rule gives in an example; ``not_applicable`` when it gives none."""
    from checks.engine import ask
    from checks.measuring import Snapshot

    findings, _ = ask(rule, Snapshot(_plan(rule, example, origin=origin, file=file)))
    states = {finding.state for finding in findings}
    for state in ("conflict", "uncertain", "not_testable", "clear"):
        if state in states:
            return state
    return "not_applicable"


def _plan(rule: Rule, example: Example, *, origin: tuple[float, float], file: str) -> Any:
    import pyproj

    from layers.entered import Entered, Evidence
    from layers.plan import Plan

    evidence = tuple(Evidence(rule.id, item, holds, "–", "–") for item, holds in example.entered.items())
    crs = pyproj.CRS.from_epsg(EXAMPLE_EPSG)
    layers = tuple(
        _layer(role, rows, crs=crs, origin=origin, where=(file, example.line)) for role, rows in example.tables.items()
    )
    return Plan(example.name, layers, Path(), crs=crs, area_definition="planar", entered=Entered((), evidence))


def _layer(
    role: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    crs: Any,
    origin: tuple[float, float],
    where: tuple[str, int],
) -> Layer:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    from layers.layer import Layer
    from layers.roles import ROLES

    fields = {name: [_value(row.get(name)) for row in rows] for row in rows for name in row if name != "wkt"}
    try:
        shapes = shapely.from_wkt([row["wkt"] for row in rows])
    except (KeyError, TypeError, shapely.errors.GEOSException) as problem:
        raise complaint(
            "pack.bad_example", where[0], where[1], reason=Text("示例的 WKT 有误", "the example's WKT is not right")
        ) from problem
    moved = shapely.transform(shapes, lambda xy: xy + np.array(origin))
    frame = gpd.GeoDataFrame(pd.DataFrame(fields, index=range(len(rows))).convert_dtypes(), geometry=moved, crs=crs)
    kind = (ROLES[role].kinds or ("polygon",))[0]
    return Layer(role, role, frame, crs, kind, Path(), "", {})


def _value(value: Any) -> Any:
    """A cell: an empty text stands for an empty cell, a list for a list field."""
    if value == "":
        return None
    return tuple(value) if isinstance(value, list) else value


def _failed(rule: Rule, example: Example, got: str, *, file: str) -> AppError:
    return complaint(
        "pack.example",
        file,
        example.line,
        reason=Text(
            "规则 {rule} 的示例“{name}”应为 {expected}，得到 {got}",
            'the example "{name}" of the rule {rule} should give {expected} and gives {got}',
        ).format(rule=rule.id, name=example.name, expected=example.expected, got=got),
        hint=Text("规则或示例有误，规则包不予采用。", "The rule or its example is wrong; the pack is not used."),
    )


def _record_path(pack: RulePack) -> Path | None:
    """Where it is noted that a pack's examples passed; None where there is no cache folder."""
    folder = cache_folder()
    return None if folder is None else folder / "packs" / f"{_digest(pack)[:32]}-{_program()[:16]}.json"


def _digest(pack: RulePack) -> str:
    """Of the pack and everything it refines."""
    return hashlib.sha256("".join(each["sha256"] for each in pack.records()).encode()).hexdigest()


def cache_folder() -> Path | None:
    """The user's cache folder for Lantu, by the platform's custom; None when there is no home."""
    stated = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if stated:
        return Path(stated) / "lantu"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "lantu"


def _remember(record: Path | None, pack: RulePack) -> None:
    """Note the pass; a cache that cannot be written is no error."""
    if record is None:
        return
    note = {"pack": pack.id, "version": pack.version, "sha256": pack.sha256, "lantu": VERSION, "examples": "passed"}
    with suppress(OSError, AppError):
        record.parent.mkdir(parents=True, exist_ok=True)
        with write_beside(record) as temporary:
            temporary.write_text(json.dumps(note, indent=1), encoding="utf-8")


@cache
def _program() -> str:
    """Digest of the version and of the sources that judge: a pass is worth nothing to other code."""
    digest = hashlib.sha256(VERSION.encode())
    for package in ("checks", "checks.kinds", "layers.geometry"):
        sources = [file for file in importlib.resources.files(package).iterdir() if file.name.endswith(".py")]
        for file in sorted(sources, key=lambda one: one.name):
            digest.update(file.read_bytes())
    return digest.hexdigest()
