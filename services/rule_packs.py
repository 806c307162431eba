"""The rule packs of a plan: which are in use, choosing others, and refining one by a local pack of one's own.

A pack is never written in place: what a planner changes goes into a new file that refines the pack in use, with a
version, an author and a date, and is used only when it has been read back and its examples have passed.
"""

from __future__ import annotations

import importlib.resources
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks.engine import rules_asked
from checks.finding import Severity
from checks.pack import SCHEMA, brought_packs, load_pack
from checks.rule import RulePack
from core.errors import AppError
from core.files import write_beside
from core.messages import Text
from core.toml_file import Section
from core.toml_writing import toml_text
from layers.changes import ChangeSet, RecordsStep, record
from layers.plan import Plan
from layers.project import Project
from services.editing import NOTHING, Outcome, last_outcome

LOCAL = "local"
MAX_BYTES = 4_000_000
MOST_VERSIONS = 1000


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """What a planner says otherwise of one rule; only what is given changes."""

    parameters: Mapping[str, Any] = field(default_factory=dict)
    enabled: bool | None = None
    severity: Severity | None = None


@dataclass(frozen=True, eq=False)
class PackInUse:
    """A pack and the reference by which the plan names it."""

    reference: str
    pack: RulePack


@dataclass(frozen=True, slots=True)
class OfferedPack:
    """A pack that could be used as well."""

    id: str
    version: str
    title: Text


def packs_of(plan: Plan) -> list[RulePack]:
    """The packs that a plan names, read from Lantu or the plan's folder. AppError ``pack.…``."""
    return [load_pack(reference, plan.folder) for reference in plan.rules]


def packs_in_use(plan: Plan) -> list[PackInUse]:
    """The plan's packs with their references. AppError ``pack.…``."""
    return [PackInUse(reference, load_pack(reference, plan.folder)) for reference in plan.rules]


def packs_to_offer(references: Sequence[str]) -> list[OfferedPack]:
    """Packs that Lantu brings and the plan does not use; their rules are not read yet."""
    found = []
    for name in brought_packs():
        if name not in references:
            content = (importlib.resources.files("data") / "rules" / f"{name}.toml").read_bytes()
            section = Section.parse(content, f"{name}.toml")
            found.append(OfferedPack(name, section.text("version"), section.words("title")))
    return found


def with_pack(references: Sequence[str], reference: str, instead_of: str | None = None) -> tuple[str, ...]:
    """The references with one more, or with one in the place of another."""
    if instead_of is None:
        return (*references, *(() if reference in references else (reference,)))
    return tuple(reference if one == instead_of else one for one in references)


def refine(folder: Path, reference: str, edits: Mapping[str, RuleEdit], *, author: str, today: str = "") -> str:
    """Write a local pack that says otherwise what ``edits`` say (by rule id); returns its reference in ``folder``.

    A local pack in use is carried on: the new file has its contents, the next version, and the edits. AppError
    ``pack.…`` with line and reason when the result would not be believed (ranges, examples); then nothing is written.
    """
    if not author.strip():
        message = Text("规则修订没有署名。", "The refined rules have no author.")
        raise AppError("pack.no_author", message, Text("请填写修订人。", "Give the name of who changes them."))
    pack = load_pack(reference, folder)
    document = _document(pack, reference, folder)
    target, number = _free_name(folder, str(document["id"]))
    root = pack.bases[-1] if pack.bases and "base" in document else pack
    document |= {"version": f"{root.version}-{LOCAL}.{number}", "author": author.strip()}
    document["dated"] = today or datetime.now(UTC).astimezone().date().isoformat()
    rules = document.setdefault("rules", {})
    for rule_id, edit in edits.items():
        _edit(rules.setdefault(rule_id, {}), edit, pack, rule_id)
    _written(document, target)
    return target.name


def take_beside(path: Path, folder: Path) -> str:
    """Copy a pack's file beside the plan when it is not there yet; returns its reference. AppError ``pack.…``."""
    load_pack(str(path))
    if path.resolve().is_relative_to(folder.resolve()):
        return path.resolve().relative_to(folder.resolve()).as_posix()
    content, target = path.read_bytes(), folder / path.name
    if target.exists() and target.read_bytes() != content:
        message = Text("规划旁已有另一个 {file}。", "There is another {file} beside the plan.").format(file=path.name)
        raise AppError("pack.exists", message, Text("请先改名。", "Give one of them another name."))
    with write_beside(target) as temporary:
        temporary.write_bytes(content)
    return target.name


def demand_usable(references: Sequence[str], folder: Path) -> None:
    """AppError when these packs cannot be used together: none at all, not readable, or one rule in two of them."""
    if not references:
        message = Text("至少要有一个规则包。", "At least one rule pack is needed.")
        raise AppError("packs.none", message, Text("请先加入另一个。", "Add another one first."))
    packs = [load_pack(reference, folder) for reference in references]
    for stage in ("plan", "project"):
        rules_asked(packs, stage, ())


def use(project: Project, references: Sequence[str]) -> Outcome:
    """Let a project use these packs, as one step that undo takes back. AppError as ``demand_usable``."""
    demand_usable(references, project.path.parent)
    present = project.records("packs")
    gone = [record("packs", key, values, None) for key, values in present.items() if key not in references]
    come = [record("packs", key, None, {}) for key in references if key not in present]
    changes = {key: delta for step in (*gone, *come) for key, delta in step.changes.items()}
    if not changes:
        return Outcome(NOTHING)
    label = Text("改用规则包：{names}", "Use the rule packs: {names}").format(names=", ".join(references))
    project.commit(ChangeSet((RecordsStep("packs", changes),), label))
    return last_outcome(project)


def plan_line(references: Sequence[str]) -> str:
    """The line for ``plan.toml`` that makes a plan folder use these packs."""
    return "rules = [" + ", ".join(json.dumps(one, ensure_ascii=False) for one in references) + "]"


def _document(pack: RulePack, reference: str, folder: Path) -> dict[str, Any]:
    """The contents to begin with: those of a local pack that refines another, else a new one that refines ``pack``."""
    path = folder / reference
    if pack.bases and path.is_file() and path.stat().st_size <= MAX_BYTES:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    title = {"zh": f"{pack.title.zh}（本地修订）", "en": f"{pack.title.en} (refined)"}
    name = pack.id if pack.id.endswith(f"-{LOCAL}") else f"{pack.id}-{LOCAL}"
    return {"schema": SCHEMA, "id": name, "version": "", "title": title, "author": "", "dated": "", "base": reference}


def _free_name(folder: Path, name: str) -> tuple[Path, int]:
    """The first file of that name with a number which is not there yet."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "-", name)
    for number in range(1, MOST_VERSIONS):
        target = folder / f"{plain}-{number}.toml"
        if not target.exists():
            return target, number
    message = Text("“{name}”的版本太多。", "There are too many versions of {name}.").format(name=name)
    raise AppError("pack.versions", message, Text("请删去不用的。", "Remove those that are not used."))


def _edit(section: dict[str, Any], edit: RuleEdit, pack: RulePack, rule_id: str) -> None:
    if not any(rule.id == rule_id for rule in pack.rules):
        message = Text("规则包里没有规则 {id}。", "The pack has no rule {id}.").format(id=rule_id)
        raise AppError("pack.no_rule", message)
    if edit.parameters:
        section["parameters"] = {**section.get("parameters", {}), **edit.parameters}
    if edit.enabled is not None:
        section["enabled"] = edit.enabled
    if edit.severity is not None:
        section["severity"] = edit.severity


def _written(document: Mapping[str, Any], target: Path) -> None:
    """Write a pack, read it back under a passing name, and only then let it be there."""
    with write_beside(target) as temporary:
        temporary.write_text(toml_text(document), encoding="utf-8")
        try:
            load_pack(temporary.name, target.parent)
        except AppError as problem:
            said = (one.replace(temporary.name, target.name) for one in (problem.message.zh, problem.message.en))
            raise AppError(problem.code, Text(*said), problem.hint) from problem
