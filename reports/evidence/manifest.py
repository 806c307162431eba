"""What an evidence package holds, and the digests by which a change is named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from checks.rule import RulePack
from core.version import VERSION
from layers.layer import Layer
from reports.rulebook import as_json

SCHEMA = 1
MANIFEST = "manifest.json"
FINDINGS = "findings.json"
INPUTS = "inputs"
FOOTPRINTS = "footprints"
PACKS = "packs"
FEATURES = "features"
MOST_FEATURES = 200_000
"""Of larger layers only the file's digest is kept: a change is then named by layer, not by feature."""
LIBRARIES = ("geopandas", "numpy", "pandas", "pyogrio", "pyproj", "shapely")


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, in names of the package: the plan, footprints that replace its own, packs and rules."""

    stage: str
    plan: str
    footprints: str | None
    packs: tuple[str, ...] | None
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """The package's own description. ``members`` maps names to (sha256, size); ``rules`` packs to parameters."""

    request: Request
    members: Mapping[str, tuple[str, int]]
    absent: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    layers: Sequence[Mapping[str, Any]] = ()
    rules: Mapping[str, Any] = field(default_factory=dict)
    programs: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The content of ``manifest.json``; ``absent`` are inputs of which only the digest was kept."""
        request = self.request
        return {
            "schema": SCHEMA,
            "request": {
                "stage": request.stage,
                "plan": request.plan,
                "footprints": request.footprints,
                "packs": None if request.packs is None else list(request.packs),
                "only": list(request.only),
            },
            "members": _members(self.members),
            "absent": _members(self.absent),
            "layers": list(self.layers),
            "rules": dict(self.rules),
            "programs": dict(self.programs),
        }


def from_json(document: Mapping[str, Any]) -> Manifest:
    """Read what ``to_json`` wrote. ``KeyError``, ``TypeError`` or ``ValueError`` for anything else."""
    if document["schema"] != SCHEMA:
        raise ValueError("schema")
    asked = document["request"]
    packs = asked["packs"]
    return Manifest(
        request=Request(
            stage=str(asked["stage"]),
            plan=str(asked["plan"]),
            footprints=None if asked["footprints"] is None else str(asked["footprints"]),
            packs=None if packs is None else tuple(map(str, packs)),
            only=tuple(map(str, asked["only"])),
        ),
        members=_read_members(document["members"]),
        absent=_read_members(document["absent"]),
        layers=tuple(dict(one) for one in document["layers"]),
        rules={
            str(pack): {str(rule): dict(values) for rule, values in rules.items()}
            for pack, rules in document["rules"].items()
        },
        programs=dict(document["programs"]),
    )


def _members(members: Mapping[str, tuple[str, int]]) -> dict[str, dict[str, Any]]:
    return {name: {"sha256": digest, "size": size} for name, (digest, size) in sorted(members.items())}


def _read_members(given: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    return {str(name): (str(one["sha256"]), int(one["size"])) for name, one in given.items()}


def programs() -> dict[str, str]:
    """Versions of this program and of the libraries that measure."""
    found = {"lantu": VERSION}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def parameters_of(packs: Sequence[RulePack]) -> dict[str, Any]:
    """The parameters of every rule, by pack and id, as JSON carries them."""
    found: dict[str, Any] = {}
    for pack in packs:
        rules = as_json(pack, ())["rules"]
        found[pack.id] = {rule["id"]: rule["parameters"] for rule in rules}
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


def feature_digests(layer: Layer) -> dict[str, str]:
    """Short digests of each feature's geometry and of its values (``…:…``) by fid; empty for layers of very many."""
    if len(layer) > MOST_FEATURES:
        return {}
    shapes = np.asarray(layer.frame.geometry.to_numpy(), dtype=object)
    words = layer.frame.drop(columns=layer.frame.geometry.name).astype("string").fillna("\0")
    texts = words.agg("\x1f".join, axis=1) if len(words.columns) else [""] * len(words)
    found = {}
    for fid, geometry, text in zip(layer.frame.index, shapely.to_wkb(shapes), texts, strict=True):
        found[str(fid)] = f"{_short_digest(geometry or b'')}:{_short_digest(str(text).encode())}"
    return found


def _short_digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def digest_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
