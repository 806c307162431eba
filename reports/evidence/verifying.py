"""Running a package again: the same, different (and what), or impossible."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from checks.finding import CheckRun
from checks.rule import RulePack
from core.errors import AppError
from core.messages import Text, listed
from layers.plan import Plan
from reports.difference import Difference, as_text, checked, difference
from reports.evidence.manifest import FEATURES, FINDINGS, INPUTS, PACKS, feature_digests, parameters_of
from reports.evidence.reading import Unpacked

Outcome = Literal["same", "different", "could_not_run"]
MOST_NAMED = 10


@dataclass(frozen=True, eq=False)
class Again:
    """What a second run gave."""

    plan: Plan
    packs: tuple[RulePack, ...]
    run: CheckRun


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome and its reasons in words."""

    outcome: Outcome
    reasons: tuple[Text, ...]
    difference: Difference | None = None

    def text(self) -> Text:
        """Everything to be said."""
        head = _HEADS[self.outcome]
        lines = [head, *self.reasons]
        if self.difference is not None and not self.difference.same:
            lines.append(Text(as_text(self.difference, "zh"), as_text(self.difference, "en")))
        return Text("\n".join(one.zh for one in lines), "\n".join(one.en for one in lines))


def verify(package: Unpacked, run_again: Callable[[Unpacked], Again]) -> Verdict:
    """Compare digests first, then run again; changed content is *different* even where no second run is possible."""
    changed = tuple(_member_changed(name) for name in package.changed)
    before = _findings(package)
    if package.manifest.absent:
        outcome: Outcome = "different" if changed else "could_not_run"
        return Verdict(outcome, (*changed, _NO_INPUTS))
    try:
        again = run_again(package)
    except AppError as refusal:
        return Verdict("different" if changed else "could_not_run", (*changed, refusal.message))
    found = difference(before, json.loads(json.dumps(again.run.to_json())))
    reasons = (*changed, *_features_changed(package, again.plan), *_parameters_changed(package, again.packs))
    same = not changed and found.same
    return Verdict("same" if same else "different", reasons, found)


def _findings(package: Unpacked) -> Mapping[str, Any]:
    path = package.folder / FINDINGS
    try:
        return checked(json.loads(path.read_bytes()), FINDINGS)
    except (ValueError, RecursionError) as problem:
        raise AppError("package.findings", _BAD_FINDINGS) from problem


def _member_changed(name: str) -> Text:
    kind = _MEMBER_KINDS.get(name.split("/", maxsplit=1)[0], _OTHER)
    return Text("{kind} {name} 与打包时不同。", "{kind} {name} is not what was packed.").format(kind=kind, name=name)


def _features_changed(package: Unpacked, plan: Plan) -> Iterator[Text]:
    """The features of each layer whose geometry or values are not those of the first run."""
    for layer in plan.layers:
        path = package.folder / FEATURES / f"{layer.name}.json"
        if layer.role is None or not path.is_file() or f"{FEATURES}/{layer.name}.json" in package.changed:
            continue
        before = json.loads(path.read_bytes())
        after = feature_digests(layer)
        moved = sorted((fid for fid in set(before) | set(after) if before.get(fid) != after.get(fid)), key=_number)
        if before and moved:
            named = listed(moved[:MOST_NAMED] + (["…"] if len(moved) > MOST_NAMED else []))
            said = Text("图层 {layer}：要素 {fids} 已改变。", "The layer {layer}: the features {fids} have changed.")
            yield said.format(layer=layer.name, fids=named)


def _number(fid: str) -> tuple[int, str]:
    return (int(fid), fid) if fid.lstrip("-").isdigit() else (0, fid)


def _parameters_changed(package: Unpacked, packs: tuple[RulePack, ...]) -> Iterator[Text]:
    before, after = package.manifest.rules, parameters_of(packs)
    said = Text("规则 {rule} 的参数 {name}：{old} → {new}。", "The parameter {name} of the rule {rule}: {old} → {new}.")
    for pack in sorted(set(before) & set(after)):
        for rule in sorted(set(before[pack]) & set(after[pack])):
            old, new = before[pack][rule], after[pack][rule]
            for name in sorted(set(old) | set(new)):
                if old.get(name) != new.get(name):
                    yield said.format(rule=rule, name=name, old=_short(old.get(name)), new=_short(new.get(name)))


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"


def input_path(package: Unpacked, name: str) -> Path:
    """A path of the request inside the package's folder; ``AppError`` for one that leaves it."""
    path = (package.folder / name).resolve()
    if not path.is_relative_to(package.folder.resolve()):
        raise AppError("package.names", Text("清单中的路径不安全。", "A path in the list is not safe."))
    return path


_HEADS: dict[Outcome, Text] = {
    "same": Text("重新运行，结论相同。", "Run again: the same."),
    "different": Text("与打包时不同。", "Different from what was packed."),
    "could_not_run": Text("无法重新运行。", "It could not be run again."),
}
_MEMBER_KINDS = {
    INPUTS: Text("数据文件", "The input"),
    "footprints": Text("项目范围文件", "The footprints"),
    PACKS: Text("规则包", "The rule pack"),
    FINDINGS: Text("结论文件", "The findings file"),
}
_OTHER = Text("成员", "The member")
_NO_INPUTS = Text(
    "包内只有数据的摘要，没有数据本身；请用 --plan 给出原始规划。",
    "The package holds only digests of its inputs; name the original plan with --plan.",
)
_BAD_FINDINGS = Text("包内的 findings.json 不完整。", "The findings.json of the package is not whole.")
