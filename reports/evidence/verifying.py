"""Running a package again: the same, different (and what), or impossible."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from checks.finding import CheckRun
from checks.pack import load_pack
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
        elif self.difference is not None and self.outcome == "different":
            lines += [_SAME_FINDINGS, *(cause.text for cause in self.difference.causes)]
        return Text("\n".join(one.zh for one in lines), "\n".join(one.en for one in lines))


def verify(package: Unpacked, run_again: Callable[[Unpacked], Again]) -> Verdict:
    """Compare digests first, then run again; changed content is *different* even where no second run is possible."""
    changed = tuple(_member_changed(name) for name in package.changed)
    if package.manifest.absent:
        outcome: Outcome = "different" if changed else "could_not_run"
        return Verdict(outcome, (*changed, _NO_INPUTS))
    try:
        before = _findings(package)
    except AppError as refusal:
        if FINDINGS not in package.changed:
            raise
        return Verdict("different", (*changed, refusal.message))
    try:
        again = run_again(package)
        found = difference(before, json.loads(json.dumps(again.run.to_json())))
    except AppError as refusal:
        return Verdict("different" if changed else "could_not_run", (*changed, refusal.message))
    reasons = (*changed, *_features_changed(package, again.plan), *_parameters_changed(package, again.packs))
    # Another version of the program that says the same is the same; other data or rules are not.
    same = not reasons and found.same and all(cause.kind == "program" for cause in found.causes)
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
        before = _feature_digests(path)
        if not before:
            continue
        for what, fids in _told_apart(before, feature_digests(layer)).items():
            if fids:
                named = listed([*sorted(fids, key=_number)[:MOST_NAMED], *(["…"] if len(fids) > MOST_NAMED else [])])
                yield _FEATURES[what].format(layer=layer.name, fids=named)


def _feature_digests(path: Path) -> dict[str, str]:
    """What was noted of each feature; empty where that is not to be read."""
    try:
        noted = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return {}
    return {str(fid): str(digest) for fid, digest in noted.items()} if isinstance(noted, dict) else {}


def _told_apart(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """Fids of features whose shape changed, whose values changed, that are new, that have gone."""
    found: dict[str, list[str]] = {what: [] for what in _FEATURES}
    for fid in set(before) | set(after):
        if fid not in before or fid not in after:
            found["new" if fid in after else "gone"].append(fid)
            continue
        (shape, values), (new_shape, new_values) = (one[fid].partition(":")[::2] for one in (before, after))
        if shape != new_shape:
            found["shape"].append(fid)
        if values != new_values:
            found["values"].append(fid)
    return found


def _number(fid: str) -> tuple[int, str]:
    return (int(fid), fid) if fid.lstrip("-").isdigit() else (0, fid)


def _parameters_changed(package: Unpacked, packs: tuple[RulePack, ...]) -> Iterator[Text]:
    """The parameters that are others in the packs of this run, and in packs that were changed in the package."""
    said = dict.fromkeys(_parameters_differing(package.manifest.rules, parameters_of(packs)))
    for name in package.changed:
        if name.startswith(f"{PACKS}/"):
            try:
                pack = load_pack(str(package.folder / name))
            except AppError as refusal:
                said[refusal.message] = None
                continue
            said |= dict.fromkeys(_parameters_differing(package.manifest.rules, parameters_of([pack])))
    return iter(said)


def _parameters_differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Text]:
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
_SAME_FINDINGS = Text("结论本身相同。", "The findings themselves are the same.")
_FEATURES = {
    "shape": Text(
        "图层 {layer}：要素 {fids} 的图形已改变。", "The layer {layer}: the shape of the features {fids} has changed."
    ),
    "values": Text(
        "图层 {layer}：要素 {fids} 的属性已改变。", "The layer {layer}: values of the features {fids} have changed."
    ),
    "new": Text("图层 {layer}：新增要素 {fids}。", "The layer {layer}: the features {fids} are new."),
    "gone": Text("图层 {layer}：要素 {fids} 已不在。", "The layer {layer}: the features {fids} have gone."),
}
_NO_INPUTS = Text(
    "包内只有数据的摘要，没有数据本身；请用 --plan 给出原始规划。",
    "The package holds only digests of its inputs; name the original plan with --plan.",
)
_BAD_FINDINGS = Text("包内的 findings.json 不完整。", "The findings.json of the package is not whole.")
