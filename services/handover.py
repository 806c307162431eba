"""Handing over: reports, tables, evidence, web map and findings of one check, whole or not at all.

Also findings as text, and what differs between two runs.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from checks.finding import CheckRun
from core.errors import AppError
from core.feedback import Feedback
from core.files import unwritable
from core.messages import Language, Text
from reports import difference, findings_file, wording

if TYPE_CHECKING:
    from layers.plan import Plan
    from services.reporting import Reporter

Kind = Literal["assessment", "review", "tables", "evidence", "web", "findings"]
KINDS: tuple[Kind, ...] = ("assessment", "review", "tables", "evidence", "web", "findings")
TITLES: dict[Kind, Text] = {
    "assessment": Text("规划评估报告", "Assessment report"),
    "review": Text("项目审查报告", "Review report"),
    "tables": Text("规划表格", "Tables"),
    "evidence": Text("证据包", "Evidence package"),
    "web": Text("离线网页地图", "Offline web map"),
    "findings": Text("结论数据", "Findings file"),
}
"""The deliverables, in the order in which they are offered and written."""
FORMATS = (".docx", ".pdf", ".html")
OPENED, CHECKED, MEASURED = 0.1, 0.15, 0.25
"""How far a job is when the plan is open, when it is checked, when its tables are measured."""


@dataclass(frozen=True, slots=True)
class HandoverOrder:
    """What to hand over of the plan at ``plan_path``, and into which folder.

    ``home`` is the plan's own folder where ``plan_path`` is a copy; ``digests`` (by layer) are those that it was
    opened with, where another content is to be refused. ``key`` is the private key file that signs the packages.
    ``language`` defaults to the plan's.
    """

    plan_path: Path
    folder: Path
    kinds: tuple[Kind, ...] = KINDS
    formats: tuple[str, ...] = (".docx",)
    language: Language | None = None
    unit: str = "ha"
    inputs: bool = True
    key: Path | None = None
    maker: str = ""
    home: Path | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    day: date = field(default_factory=date.today)


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was handed over."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one deliverable: its files, or why there is none."""

    kind: Kind
    files: tuple[Written, ...] = ()
    refusal: AppError | None = None


Made = dict[Kind, "list[str] | AppError"]
"""The names of the files of each deliverable in the staging folder, or why there are none."""


def file_names(order: HandoverOrder, plan: Plan) -> dict[Kind, tuple[str, ...]]:
    """The names of the files of an order: plan, what it is, date. Harmless on every file system."""
    from maps.output.file_names import safe_words

    language = order.language or plan.language
    stages = ("plan", "project") if plan.bound("project_footprints") else ("plan",)

    def named(title: Text, ending: str) -> str:
        return f"{safe_words(plan.name)[:40]} {title.to(language)} {order.day.isoformat()}{ending}".strip()

    reports: tuple[Kind, ...] = ("assessment", "review")
    formats = [ending for ending in FORMATS if ending in order.formats]
    return {
        **{kind: tuple(named(TITLES[kind], ending) for ending in formats) for kind in reports},
        "tables": (named(TITLES["tables"], ".xlsx"),),
        "evidence": tuple(named(_EVIDENCE[stage], ".zip") for stage in stages),
        "web": (named(TITLES["web"], ".html"),),
        "findings": tuple(named(_FINDINGS[stage], ".json") for stage in stages),
    }


def hand_over(order: HandoverOrder, feedback: Feedback | None = None) -> tuple[Delivered, ...]:
    """Open the plan, check it once, write everything that is asked for from that, move it into the folder at the end.

    What cannot be made is refused by itself, with its sentence; the rest is written. ``Cancelled`` leaves the folder
    as it was. ``AppError`` where the folder cannot be written or the plan cannot be opened or checked.
    """
    feedback = feedback or Feedback()
    with staging(order.folder) as folder:
        made = make(order, folder, feedback)
        feedback.check()
        return move(order, made, folder)


def make(order: HandoverOrder, folder: Path, feedback: Feedback) -> Made:
    """Write the files of an order into a staging folder."""
    work = _Work(order, folder, feedback)
    found: Made = {}
    for kind in KINDS:
        if kind in order.kinds:
            made = work.made(kind)
            found[kind] = made if isinstance(made, AppError) else [path.name for path in made]
    feedback.check()
    feedback.report(1.0, _MOVING)
    return found


def move(order: HandoverOrder, made: Made, folder: Path) -> tuple[Delivered, ...]:
    """Move what was made into the folder of the order."""
    return tuple(_moved(kind, names, folder, order.folder) for kind, names in made.items())


class _Part(Feedback):
    """Watches one part of a job: what it reports is a share of the whole."""

    def __init__(self, whole: Feedback, start: float, end: float) -> None:
        super().__init__()
        self._whole = whole
        self._start = start
        self._end = end

    def report(self, fraction: float, doing: Text | None = None) -> None:
        self._whole.report(self._start + (self._end - self._start) * min(fraction, 1.0), doing)

    @property
    def cancelled(self) -> bool:
        return self._whole.cancelled

    def check(self) -> None:
        self._whole.check()


class _Work:
    """Makes the files of an order in a staging folder, one deliverable after the other."""

    def __init__(self, order: HandoverOrder, folder: Path, feedback: Feedback) -> None:
        self.order = order
        self._folder = folder
        self._whole = feedback
        self._feedback: Feedback = feedback
        self._tell(_OPENING, 0.0, OPENED)
        self._opened = _opened(order, self._feedback)
        language = order.language or self._opened.language
        self._plan = replace(self._opened, folder=order.home or self._opened.folder, language=language)
        self._names = file_names(order, self._plan)
        self._reporter: Reporter | None = None
        self._reports: dict[Kind, list[Path]] = {"assessment": [], "review": []}
        self._done = 0
        self._check()

    def _check(self) -> None:
        """The one check that everything is made of, with the tables of the reports."""
        from services import checking
        from services.reporting import with_report_tables

        plan = self._opened
        self._tell(_CHECKING, OPENED, CHECKED)
        run = checking.check(plan, feedback=self._feedback)
        has_projects = bool(plan.bound("project_footprints"))
        review = checking.review(plan, feedback=self._feedback) if has_projects else None
        self._tell(_MEASURING, CHECKED, MEASURED)
        self._run = with_report_tables(run, plan, self._feedback)
        self._review = None if review is None else with_report_tables(review, plan, self._feedback)

    def made(self, kind: Kind) -> list[Path] | AppError:
        """The files of one deliverable, or why there are none."""
        share = (1.0 - MEASURED) / len(self.order.kinds)
        start = MEASURED + share * self._done
        self._tell(_MAKING.format(what=TITLES[kind]), start, start + share)
        makers: dict[Kind, Callable[[], list[Path]]] = {
            "assessment": lambda: self._write_reports("assessment", self._run),
            "review": lambda: self._write_reports("review", self._reviewed()),
            "tables": self._write_tables,
            "evidence": self._write_evidence,
            "web": self._write_web,
            "findings": self._write_findings,
        }
        try:
            return makers[kind]()
        except AppError as refusal:
            return refusal
        finally:
            self._done += 1

    def _tell(self, doing: Text, start: float, end: float) -> None:
        """What comes next takes the job from ``start`` to ``end``."""
        self._whole.check()
        self._whole.report(start, doing)
        self._feedback = _Part(self._whole, start, end)

    def _reviewed(self) -> CheckRun:
        if self._review is None:
            raise AppError("review.no_footprints", _NO_FOOTPRINTS, _BIND_FOOTPRINTS)
        return self._review

    def _write_reports(self, kind: Kind, run: CheckRun) -> list[Path]:
        if not self._names[kind]:
            raise AppError("handover.no_format", _NO_FORMAT)
        for name in self._names[kind]:
            self._feedback.check()
            path = self._folder / name
            self._ready_reporter().write(run, path, self._feedback)
            self._reports[kind].append(path)
        return self._reports[kind]

    def _ready_reporter(self) -> Reporter:
        if self._reporter is None:
            from services.reporting import Reporter

            self._reporter = Reporter(self._plan, maker=self.order.maker)
            self._reporter.facts = replace(self._reporter.facts, unit=self.order.unit)
        return self._reporter

    def _write_tables(self) -> list[Path]:
        """The workbook; what is measured for it is part of the run from then on."""
        from services.reporting import write_tables

        path = self._folder / self._names["tables"][0]
        self._run = write_tables(self._run, self._plan, path, unit=self.order.unit, feedback=self._feedback)
        return [path]

    def _write_evidence(self) -> list[Path]:
        from services.evidence import pack_evidence

        order, made = self.order, []
        runs: tuple[tuple[Kind, CheckRun | None], ...] = (("assessment", self._run), ("review", self._review))
        for name, (kind, run) in zip(self._names["evidence"], runs, strict=False):
            if run is None:
                continue
            path = self._folder / name
            pack_evidence(
                run,
                self._opened,
                path,
                plan_path=order.plan_path,
                reports=self._packed_reports(kind, run),
                inputs=order.inputs,
                key=order.key,
                feedback=self._feedback,
            )
            made += [path] if order.key is None else [path, path.with_name(f"{path.name}.sig")]
        return made

    def _packed_reports(self, kind: Kind, run: CheckRun) -> list[Path]:
        """The reports that were written; a package never goes without one."""
        if self._reports[kind]:
            return self._reports[kind]
        inside = self._folder / "inside"
        inside.mkdir(exist_ok=True)
        name = file_names(replace(self.order, formats=FORMATS[:1]), self._plan)[kind][0]
        self._ready_reporter().write(run, inside / name, self._feedback)
        return [inside / name]

    def _write_web(self) -> list[Path]:
        from services.web import write_web_map

        path = self._folder / self._names["web"][0]
        runs = [self._run] if self._review is None else [self._run, self._review]
        write_web_map(self._plan, path, runs=runs, feedback=self._feedback)
        return [path]

    def _write_findings(self) -> list[Path]:
        made = []
        for name, run in zip(self._names["findings"], (self._run, self._review), strict=False):
            if run is not None:
                write_findings(run, self._folder / name)
                made.append(self._folder / name)
        return made


def _opened(order: HandoverOrder, feedback: Feedback) -> Plan:
    """The plan as it is on disk, if that is what was looked at."""
    from services.opening import is_file_to_look_at, open_plan, open_to_look

    looked_at = is_file_to_look_at(order.plan_path)
    plan = open_to_look(order.plan_path, feedback) if looked_at else open_plan(order.plan_path, feedback)
    for layer in plan.layers:
        if order.digests.get(layer.name, layer.sha256) != layer.sha256:
            raise AppError("handover.changed", _CHANGED.format(file=layer.path.name), _OPEN_AGAIN)
    return plan


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder inside ``folder`` that is gone afterwards. ``AppError`` where nothing can be written there."""
    try:
        made = Path(tempfile.mkdtemp(prefix=".lantu-", dir=folder))
    except OSError as problem:
        raise unwritable(folder, problem) from problem
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _moved(kind: Kind, made: list[str] | AppError, source: Path, folder: Path) -> Delivered:
    if isinstance(made, AppError):
        return Delivered(kind, refusal=made)
    written: list[Written] = []
    for name in made:
        target = folder / name
        try:
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            size = (source / name).stat().st_size
            os.replace(source / name, target)
        except OSError as problem:
            return Delivered(kind, tuple(written), unwritable(target, problem))
        written.append(Written(target, size))
    return Delivered(kind, tuple(written))


def write_findings(run: CheckRun, path: Path) -> None:
    """Write ``findings.json``. Raises ``AppError`` when ``path`` cannot be written."""
    findings_file.write_findings(run, path)


def run_as_text(run: CheckRun, language: Language) -> str:
    """The run for a terminal."""
    return wording.run_as_text(run, language)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two runs say the same, and in words what does not."""

    same: bool
    text: Text


def compare(before: Path, after: Path) -> Comparison:
    """Two findings files. Raises ``AppError`` for files that are none, or that are about different things."""
    found = difference.difference(difference.read_findings(before), difference.read_findings(after))
    return Comparison(found.same, Text(difference.as_text(found, "zh"), difference.as_text(found, "en")))


_EVIDENCE = {
    "plan": Text("规划证据包", "Evidence of the check"),
    "project": Text("审查证据包", "Evidence of the review"),
}
_FINDINGS = {
    "plan": Text("规划结论", "Findings of the check"),
    "project": Text("审查结论", "Findings of the review"),
}
_OPENING = Text("正在读取规划", "Reading the plan")
_CHECKING = Text("正在检查规划", "Checking the plan")
_MEASURING = Text("正在量算各表", "Measuring the tables")
_MAKING = Text("正在生成{what}", "Making: {what}")
_MOVING = Text("正在写入文件夹", "Writing into the folder")
_NO_FORMAT = Text("没有选报告的格式。", "No format is chosen for the report.")
_NO_FOOTPRINTS = Text(
    "规划里没有项目范围图层，没有可审查的。", "The plan has no project footprints; there is nothing to review."
)
_BIND_FOOTPRINTS = Text("请给一个图层定为项目范围。", "Give a layer the role of project footprints.")
_CHANGED = Text("{file} 在打开规划之后被改动过。", "{file} has been changed since the plan was opened.")
_OPEN_AGAIN = Text("请重新打开规划，再交付。", "Open the plan again, then hand it over.")
