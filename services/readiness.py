"""What can be handed over of a plan as it stands: of each deliverable what is ready, what is missing, what to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core.errors import AppError
from core.messages import Text, listed
from services.handover import KINDS, HandoverOrder, Kind, file_names

if TYPE_CHECKING:
    from checks.finding import CheckRun
    from layers.plan import Plan

Weight = Literal["ready", "note", "missing"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know: *ready*, a *note* that does not stand in the way, or *missing*: it cannot be made."""

    weight: Weight
    text: Text


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is to be known of every deliverable; ``general`` is about all of them."""

    remarks: dict[Kind, tuple[Remark, ...]]
    general: tuple[Remark, ...]

    def possible(self, kind: Kind) -> bool:
        """Whether it can be made as things stand."""
        return not any(remark.weight == "missing" for remark in self.remarks[kind])


@dataclass(frozen=True, eq=False)
class State:
    """What is known of the plan: its runs (None: not of the present state), how many rules have not answered yet.

    ``is_looked_at``: it is a file that was opened without a plan.
    """

    plan: Plan
    run: CheckRun | None = None
    review: CheckRun | None = None
    waiting: int = 0
    is_looked_at: bool = False


def readiness(order: HandoverOrder, state: State) -> Readiness:
    """What is ready and what is missing of every deliverable of an order, ticked or not. Reads files: for a worker."""
    plan = state.plan
    remarks = {
        "assessment": [*_report(order, plan, "assessment"), *_counted(state.run)],
        "review": [*_footprints(plan), *_report(order, plan, "review"), *_counted(state.review)],
        "tables": _tables(plan),
        "evidence": list(_evidence(order, state)),
        "web": list(_web(plan)),
        "findings": _findings(plan),
    }
    names = file_names(order, plan)
    for kind in KINDS:
        remarks[kind] += _replaced(order.folder, names[kind])
        if not any(remark.weight == "missing" for remark in remarks[kind]):
            remarks[kind].insert(0, Remark("ready", _READY))
    general = tuple(_general(order, state))
    return Readiness({kind: tuple(remarks[kind]) for kind in KINDS}, general)


def _general(order: HandoverOrder, state: State) -> Iterator[Remark]:
    if state.run is None:
        yield Remark("note", _WAITING.format(n=state.waiting) if state.waiting else _STALE)
    yield from _illustrative(state.plan)
    yield from _ignored(state.plan)
    yield from _left([run for run in (state.run, state.review) if run is not None])
    if not order.folder.is_dir():
        yield Remark("missing", _NO_FOLDER)


def _illustrative(plan: Plan) -> Iterator[Remark]:
    from layers.roles import ROLES

    layers = [layer for layer in plan.layers if layer.role in ROLES and layer.illustrative]
    labels = [ROLES[layer.role].label for layer in layers if layer.role is not None]
    if labels:
        zh, en = (list(dict.fromkeys(one)) for one in ([x.zh for x in labels], [x.en for x in labels]))
        yield Remark("note", _ILLUSTRATIVE.format(names=Text(listed(zh[:4]).zh, listed(en[:4]).en), n=len(zh)))


def _ignored(plan: Plan) -> Iterator[Remark]:
    """Topology errors that planners of a project decided to leave."""
    kept = [record.get("ignored") for record in plan.topology.values()]
    count = sum(len(entries) for entries in kept if isinstance(entries, list))
    if count:
        yield Remark("note", _IGNORED.format(n=count))


def _left(runs: list[CheckRun]) -> Iterator[Remark]:
    """Findings that planners of a project decided to leave."""
    count = sum(finding.ignored is not None for run in runs for finding in run.findings)
    if count:
        yield Remark("note", _LEFT.format(n=count))


def _counted(run: CheckRun | None) -> list[Remark]:
    if run is None:
        return []
    summary = run.summary()
    open_ones = {state: n for state, n in summary.items() if state in _STATES and n}
    if not open_ones:
        return []
    said = [_STATES[state].format(n=n) for state, n in open_ones.items()]
    counts = Text("、".join(one.zh for one in said), ", ".join(one.en for one in said))
    return [Remark("note", _NO_PASS.format(counts=counts))]


def _report(order: HandoverOrder, plan: Plan, kind: Kind) -> Iterator[Remark]:
    """Formats, and whose template it is."""
    if not order.formats:
        yield Remark("missing", _NO_FORMAT)
        return
    names = ["assessment.docx"] if kind == "assessment" else ["review.docx", "summary.docx"]
    wanted = names if ".docx" in order.formats else []
    wanted += ["report.html"] if {".pdf", ".html"} & set(order.formats) else []
    own = [name for name in wanted if (plan.folder / "reports" / name).is_file()]
    if own:
        yield Remark("note", _OWN_TEMPLATE.format(names=listed(own)))


def _footprints(plan: Plan) -> Iterator[Remark]:
    projects = sum(len(layer) for layer in plan.bound("project_footprints"))
    if not projects:
        yield Remark("missing", _NO_FOOTPRINTS)
    elif projects > 1:
        yield Remark("note", _JOINT.format(n=projects))


def _tables(plan: Plan) -> list[Remark]:
    lacking = [label for role, label in _FOR_TABLES.items() if not plan.bound(role)]
    if not lacking:
        return []
    names = Text("、".join(one.zh for one in lacking), ", ".join(one.en for one in lacking))
    return [Remark("note", _LACKING.format(names=names))]


def _evidence(order: HandoverOrder, state: State) -> Iterator[Remark]:
    if state.is_looked_at:
        yield Remark("missing", _LOOKED_AT)
        return
    if order.inputs:
        size = _input_size(state.plan)
        yield Remark("note", _WITH_INPUTS.format(size=size_text(size)))
    else:
        yield Remark("note", _WITHOUT_INPUTS)
    if order.key is None:
        yield Remark("note", _NOT_SIGNED)
        return
    try:
        from reports.evidence.signing import private_key

        private_key(order.key)
    except AppError as refusal:
        yield Remark("missing", Text(refusal.sentence("zh"), refusal.sentence("en")))
    else:
        yield Remark("note", _SIGNED.format(key=order.key.name))


def _input_size(plan: Plan) -> int:
    """Bytes of the files that a package would hold."""
    from reports.evidence.writing import files_of

    files = {file for layer in plan.layers for file in files_of(layer.path)}
    return sum(file.stat().st_size for file in files if file.is_file())


def _web(plan: Plan) -> Iterator[Remark]:
    if plan.measuring_crs is None:
        yield Remark("missing", _NO_CRS)


def _findings(plan: Plan) -> list[Remark]:
    return [] if plan.bound("project_footprints") else [Remark("note", _ONLY_CHECK)]


def _replaced(folder: Path, names: Sequence[str]) -> list[Remark]:
    there = sum((folder / name).exists() for name in names)
    return [Remark("note", _REPLACED.format(n=there))] if there else []


def size_text(size: int) -> str:
    """Bytes as a planner reads them."""
    if size < 1_000_000:
        return f"{max(size / 1000, 0.1):.1f} kB"
    return f"{size / 1_000_000:.1f} MB"


_FOR_TABLES = {
    "zoning": Text("规划用地", "zoning"),
    "landuse_current": Text("现状用地", "current land use"),
    "development_boundary": Text("城镇开发边界", "the development boundary"),
    "ecological_redline": Text("生态保护红线", "the ecological red line"),
    "permanent_farmland": Text("永久基本农田", "permanent farmland"),
}
_STATES = {
    "conflict": Text("冲突 {n} 项", "{n} in conflict"),
    "uncertain": Text("不确定 {n} 项", "{n} uncertain"),
    "not_testable": Text("无法检查 {n} 项", "{n} not testable"),
}
_READY = Text("可以交付。", "Ready.")
_STALE = Text("检查结论不是当前状态的：交付前会先检查一遍。", "The check is not of the present state: it is run first.")
_WAITING = Text(
    "还有 {n} 条规则在检查：交付前会先检查完。", "{n} rules are still being checked: that is finished first."
)
_ILLUSTRATIVE = Text(
    "有示意数据（{names}等 {n} 类）：报告和图上会注明。",
    "Illustrative data ({names}; {n} kinds in all): reports and maps say so.",
)
_IGNORED = Text(
    "有 {n} 个拓扑问题被忽略，理由记录在项目里。", "{n} topology errors are ignored; the project keeps the reasons."
)
_LEFT = Text(
    "有 {n} 条检查结论被忽略：报告写明理由，结论照常计数。",
    "{n} findings are ignored: reports give the reasons, and they count all the same.",
)
_NO_FOLDER = Text("请选一个已有的文件夹。", "Choose a folder that exists.")
_NO_PASS = Text("{counts}：报告不会写成“符合”。", "{counts}: the report will not read as a pass.")
_NO_FORMAT = Text("请选报告的格式。", "Choose a format for the report.")
_OWN_TEMPLATE = Text("用本规划自带的模板 {names}。", "Made with the plan’s own template {names}.")
_NO_FOOTPRINTS = Text(
    "规划里没有项目范围：请先给一个图层定为项目范围。",
    "The plan has no project footprints: give a layer that role first.",
)
_JOINT = Text("{n} 个项目合为一份汇总报告。", "One joint report of {n} projects.")
_LACKING = Text("没有{names}：相应的表注明未能量算。", "Without {names}: those tables say that they were not measured.")
_LOOKED_AT = Text(
    "现在打开的是单个文件，不是规划：请先新建项目。", "What is open is a file, not a plan: make a project of it first."
)
_WITH_INPUTS = Text("含原始数据（约 {size}），可以重新运行。", "With the inputs (about {size}): it can be run again.")
_WITHOUT_INPUTS = Text(
    "只含数据摘要：重新运行要有原始规划。", "Digests only: running it again takes the original plan."
)
_NOT_SIGNED = Text("没有选密钥文件：不签名。", "No key file is chosen: it is not signed.")
_SIGNED = Text("用 {key} 签名，签名在旁边（.sig）。", "Signed with {key}; the signature lies beside it (.sig).")
_NO_CRS = Text("坐标系未知，无法放到地图上。", "No coordinate system is known; there is no map to make.")
_ONLY_CHECK = Text("没有项目范围，只有规划检查的结论。", "Without project footprints: the findings of the check only.")
_REPLACED = Text("会替换文件夹里同名的 {n} 个文件。", "Replaces {n} of the same name in the folder.")
