"""Many reviews at once: a folder of footprint files, or one file of many footprints; one report each and a summary.

Every worker opens the plan once and keeps what it has measured of it; of a finished report only the bare findings stay.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from checks.finding import CheckRun
from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from core.version import VERSION
from services.ignoring import marked
from services.reporting import ENDINGS, Reporter, with_report_tables

if TYPE_CHECKING:
    from checks.measuring import Snapshot
    from checks.recheck import Recheck
    from layers.plan import Plan

SHARE = 20
"""Projects of one file that a worker does at a time."""
FEW = 6
"""Up to so many reports are not worth a second process."""
MOST_FILES = 100_000
SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """What to review: ``footprints`` is a file (``FILE:layer``) or a folder of them; reports go into ``out``."""

    plan: Path
    footprints: str
    out: Path
    ending: str = ".docx"
    packs: tuple[str, ...] | None = None
    only: tuple[str, ...] = ()
    maker: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be reviewed, and why."""

    file: str
    message: Text


@dataclass(frozen=True, slots=True)
class BatchDone:
    """How many reports there are, what could not be reviewed, the joint run, its exit code."""

    reports: int
    refused: tuple[Refused, ...]
    run: CheckRun | None

    @property
    def exit_code(self) -> int:
        """As of one run about all projects; a file that could not be read makes it no pass."""
        if self.run is None:
            return 2
        code = self.run.exit_code()
        return 3 if code == 0 and self.refused else code


@dataclass(frozen=True, slots=True)
class _Share:
    file: str
    first: int
    count: int


@dataclass(slots=True)
class _Reviewed:
    """What comes back of a share: the run without what only its reports need."""

    reports: int = 0
    run: CheckRun | None = None
    refused: Refused | None = None


def review_batch(order: BatchOrder, feedback: Feedback | None = None) -> BatchDone:
    """Write a report and its findings per project into ``out``, and a summary of all as a report and a workbook.

    A file that cannot be reviewed is named in the answer; the others are. ``AppError`` for an unknown ending, a plan
    that cannot be opened, nothing to review, a folder that cannot be written.
    """
    feedback = feedback or Feedback()
    if order.ending not in ENDINGS:
        raise AppError("report.format", Text("报告不能写成 {e}。", "No report can be {e}.").format(e=order.ending))
    shares = _shares(order)
    _make_folder(order.out)
    worker = _Worker(order)
    worker.reporter()  # a plan that cannot be opened is said at once
    joint = _Joint()
    for done, found in enumerate(_reviewed(order, shares, worker), start=1):
        feedback.check()
        feedback.report(done / len(shares), _DONE.format(done=done, all=len(shares)))
        joint.add(found)
    return _finished(order, joint, worker)


def _reviewed(order: BatchOrder, shares: Sequence[_Share], worker: _Worker) -> Iterator[_Reviewed]:
    processes = min(os.cpu_count() or 1, 4)
    if len(shares) <= FEW or processes < 2:
        yield from map(worker.review, shares)
        return
    # Not forked: Qt and numba have threads by now.
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(order,)) as pool:
        try:
            yield from pool.map(_review, shares, chunksize=1)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _begin(order: BatchOrder) -> None:
    global _mine  # noqa: PLW0603 - what a worker process keeps from one share to the next
    _mine = _Worker(order)


def _review(share: _Share) -> _Reviewed:
    assert _mine is not None
    return _mine.review(share)


_mine: _Worker | None = None


class _Worker:
    """Opens the plan once and reviews share after share."""

    def __init__(self, order: BatchOrder) -> None:
        self._order = order
        self._plan: Plan | None = None
        self._reporter: Reporter | None = None
        self._recheck: Recheck | None = None
        self._snapshot: Snapshot | None = None
        self._years: tuple[int | None, int | None] = None, None
        self._last: tuple[str, Reporter, dict[tuple[str | None, int | None], CheckRun]] | None = None

    def reporter(self) -> Reporter:
        """Of the plan, opened the first time."""
        if self._reporter is None:
            from checks.pack import load_pack, with_years
            from checks.recheck import Recheck
            from services.opening import open_plan

            plan = open_plan(self._order.plan)
            dated = with_years(plan)
            self._years = dated.base_year, dated.target_year
            packs = [load_pack(one) for one in self._order.packs or ()]
            packs = packs or [load_pack(one, plan.folder) for one in plan.rules]
            self._recheck = Recheck(packs, stage="project", only=self._order.only)
            self._reporter = Reporter(plan, maker=self._order.maker)
        return self._reporter

    def review(self, share: _Share) -> _Reviewed:
        """Review the projects of a share and write their reports."""
        try:
            reporter, runs = self._runs(share.file)
            chosen = list(runs.items())[share.first : share.first + share.count]
            many = len(runs) > 1
            for place, ((_, fid), run) in enumerate(chosen, start=share.first):
                self._write(reporter, run, share, fid if many else None, place=place)
        except AppError as problem:
            if problem.code == "output.unwritable":
                raise
            return _Reviewed(refused=Refused(Path(share.file).name, problem.message))
        return _Reviewed(len(chosen), _joined([_bare(run) for _, run in chosen]))

    def _runs(self, file: str) -> tuple[Reporter, dict[tuple[str | None, int | None], CheckRun]]:
        from checks.measuring import Snapshot
        from layers.plan_file import rebind
        from reports.content.report import by_subject

        if self._last is None or self._last[0] != file:
            reporter = self.reporter()
            assert self._recheck is not None
            plan = rebind(reporter.plan, "project_footprints", file)
            now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
            run = marked(self._recheck.run(plan, at=now, version=VERSION), plan)
            dated = replace(plan, base_year=self._years[0], target_year=self._years[1])
            if self._snapshot is None:
                self._snapshot = Snapshot(dated)
            else:
                self._snapshot.follow(dated)
            run = with_report_tables(run, self._snapshot)
            before = reporter if self._last is None else self._last[1]
            self._last = file, before.following(plan), by_subject(run)
        return self._last[1], self._last[2]

    def _write(self, reporter: Reporter, run: CheckRun, share: _Share, fid: int | None, *, place: int) -> None:
        from reports.findings_file import write_findings

        path = self._order.out / f"{_name(share, run, fid, place)}{self._order.ending}"
        reporter.write(run, path)
        write_findings(run, path.with_suffix(".json"))


def _name(share: _Share, run: CheckRun, fid: int | None, place: int) -> str:
    """A file's own name; of several projects in it, with number and name. Never the summary's."""
    from maps.output.file_names import safe_words
    from reports.wording import subject_text

    stem = safe_words(
        Path(share.file.rpartition(":")[0] or share.file).stem if fid is not None else Path(share.file).stem
    )
    if fid is None:
        return f"{stem} (1)" if stem.casefold() == SUMMARY else stem or "_"
    name = safe_words(subject_text(run.findings[0])) if run.findings else ""
    return f"{stem} {place + 1:04d} {name}".strip()


@dataclass(slots=True)
class _Joint:
    reports: int = 0
    runs: list[CheckRun] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def add(self, found: _Reviewed) -> None:
        self.reports += found.reports
        if found.run is not None:
            self.runs.append(found.run)
        if found.refused is not None and found.refused not in self.refused:
            self.refused.append(found.refused)


def _finished(order: BatchOrder, joint: _Joint, worker: _Worker) -> BatchDone:
    """Write the summary of all."""
    from services.reporting import write_workbook_of

    run = _joined(joint.runs)
    if run is not None:
        reporter = worker.reporter()
        reporter.write(run, order.out / f"{SUMMARY}{order.ending}", maps=False)
        write_workbook_of(run, reporter.plan, order.out / f"{SUMMARY}.xlsx")
    return BatchDone(joint.reports, tuple(joint.refused), run)


def _bare(run: CheckRun) -> CheckRun:
    """A run without what only the project's own report shows: places, parts, hints, points."""
    findings = tuple(replace(one, place=None, parts=(), hints=()) for one in run.findings)
    tables = {name: entry for name, entry in run.tables.items() if name in ("project_occupation", "four_limits")}
    return replace(run, findings=findings, tables=tables)


def _joined(runs: Sequence[CheckRun]) -> CheckRun | None:
    """One run about all projects; layers of the footprints each once."""
    if not runs:
        return None
    tables: dict[str, dict[str, object]] = {}
    layers = {(layer["role"], layer["name"]): layer for run in runs for layer in run.run.layers}
    for run in runs:
        for name, entry in run.tables.items():
            whole = tables.setdefault(name, {"columns": entry["columns"], "rows": []})
            whole["rows"] += list(entry["rows"])  # type: ignore[operator]
    first = runs[0]
    return replace(
        first,
        run=replace(first.run, layers=tuple(layers.values())),
        findings=tuple(one for run in runs for one in run.findings),
        not_applicable=sum(run.not_applicable for run in runs),
        tables=tables,
    )


def _shares(order: BatchOrder) -> list[_Share]:
    """What the workers do, file by file; a file of many projects in several shares."""
    from layers.formats.endings import is_geodatabase, is_read
    from layers.plan_file import split_layer

    folder = Path(order.footprints)
    if folder.is_dir() and not is_geodatabase(folder):
        files = sorted(path for path in folder.iterdir() if is_read(path) and (path.is_file() or is_geodatabase(path)))
        files = _without_side_files(files)
        if not files:
            message = Text("文件夹 {name} 里没有项目范围文件。", "There are no footprint files in {name}.")
            raise AppError("review.no_footprints", message.format(name=folder.name))
        return [_Share(str(path), 0, 10**9) for path in files[:MOST_FILES]]
    file, _ = split_layer(order.footprints)
    if not file.exists():
        message = Text("没有文件“{path}”。", "There is no file “{path}”.").format(path=order.footprints)
        raise AppError("file.missing", message)
    return [_Share(order.footprints, first, SHARE) for first in range(0, _features(order), SHARE)]


def _without_side_files(files: Sequence[Path]) -> list[Path]:
    """A JSON, TXT or table beside a shapefile of the same name belongs to it."""
    geometry = {path.stem.casefold() for path in files if path.suffix.casefold() in (".shp", ".gpkg", ".geojson")}
    beside = (".json", ".txt", ".csv", ".xlsx", ".zip")
    return [path for path in files if path.suffix.casefold() not in beside or path.stem.casefold() not in geometry]


def _features(order: BatchOrder) -> int:
    from layers.formats.endings import is_read
    from layers.plan_file import split_layer
    from layers.reading import read_layer

    file, table = split_layer(order.footprints)
    if not is_read(file):
        raise AppError("file.format", Text("无法读取 {name}。", "{name} cannot be read.").format(name=file.name))
    return max(len(read_layer(file, role="project_footprints", table=table)), 1)


def _make_folder(path: Path) -> None:
    from core.files import unwritable

    try:
        path.mkdir(parents=False, exist_ok=True)
    except OSError as problem:
        raise unwritable(path, problem) from problem


def batch_text(done: BatchDone) -> Text:
    """The outcome in a few lines."""
    if done.run is None:
        return _NONE.format(refused=len(done.refused))
    conflicts = done.run.summary()["conflict"]
    return _TOLD.format(reports=done.reports, refused=len(done.refused), conflict=conflicts)


_DONE = Text("已审查 {done} / {all}", "{done} of {all} reviewed")
_TOLD = Text(
    "已写出 {reports} 份报告和一份汇总；冲突 {conflict} 项，无法读取的文件 {refused} 个。",
    "{reports} reports and a summary are written; conflicts {conflict}, files that could not be read {refused}.",
)
_NONE = Text(
    "没有写出报告；无法读取的文件 {refused} 个。", "No report was written; files that could not be read: {refused}."
)
