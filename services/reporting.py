"""Reports and tables of a run: measured once, drawn by the painter of the canvas, written as the file's ending says."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from checks.finding import CheckRun, Finding
from core.errors import AppError
from core.feedback import Feedback
from core.messages import Language, Text, listed
from layers.plan import Plan
from reports.content.facts import Content, Facts, Figure, Figures, LegendLine

if TYPE_CHECKING:
    from checks.measuring import Snapshot
    from layers.layer import Layer
    from maps.sheets.place_maps import Drawn, Numbered, Swatched
    from maps.sheets.sheet import SheetSource, Subject

ENDINGS = (".docx", ".pdf", ".html")
AREA_UNITS = ("m2", "mu", "ha", "km2")
MOST_PLACE_MAPS = 60
"""Maps of single places in one report; the others are numbered on the map of the whole."""


def checked_ending(path: Path) -> str:
    """The ending in lower case; ``AppError`` for one that no report can be written as."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise AppError(
            "report.format",
            Text("报告不能写成 {name}。", "A report cannot be written as {name}.").format(name=path.name),
            Text("请用以 {endings} 结尾的文件名。", "Name a file that ends in one of {endings}.").format(
                endings=listed(ENDINGS)
            ),
        )
    return ending


def make_ready_soon(ending: str) -> None:
    """Load beside the reading of the plan what a report will need: Qt, and what writes Word documents."""
    threading.Thread(target=_load, args=(ending,), daemon=True).start()


def _load(ending: str) -> None:
    # The imports themselves are what takes long.
    import maps.application  # noqa: F401

    if ending == ".docx":
        import docxtpl  # noqa: F401


def _make_ready(plan: Plan) -> None:
    """What drawing needs; the compiled kernels only for a plan so large that they save more time than they take."""
    from maps import raster
    from maps.application import ensure_application
    from maps.drawing.display import LARGE

    ensure_application()
    if any(len(layer.coordinates.xy) >= LARGE for layer in plan.layers):
        raster.warm_up()
    else:
        raster.forgo()


def with_report_tables(run: CheckRun, plan: Plan | Snapshot, feedback: Feedback | None = None) -> CheckRun:
    """The run with the tables that its report shows, measured on the plan that was checked."""
    from checks.tables.gathering import PLAN_TABLES, PROJECT_TABLES, with_tables

    wanted = PLAN_TABLES if run.run.stage == "plan" else PROJECT_TABLES
    return with_tables(run, plan, [name for name in wanted if name not in run.tables], feedback=feedback)


def write_report(run: CheckRun, plan: Plan, path: Path, *, maker: str = "", feedback: Feedback | None = None) -> None:
    """Write the report of a run with its tables (``with_report_tables``) in the plan's language.

    The assessment of a plan, the review of one project, or the joint review of several. ``AppError`` for an unknown
    ending, a template that cannot be used, a file that cannot be written; then nothing is left of it.
    """
    checked_ending(path)
    Reporter(plan, maker=maker).write(run, path, feedback)


class Reporter:
    """A plan made ready for one report after another."""

    def __init__(self, plan: Plan, *, maker: str = "", after: Reporter | None = None) -> None:
        from services.sheet_sources import sheet_source

        _make_ready(plan)
        self.plan = plan
        self.maker = maker
        self.source: SheetSource = sheet_source(plan) if after is None else after.source.following(plan)
        known = {} if after is None else after._told
        self._told: dict[Layer, _Told] = {layer: _told_by(layer, known) for layer in plan.layers}
        self.facts = _facts(plan, self._told, maker)

    def following(self, plan: Plan) -> Reporter:
        """The same for a plan that shares layers with this one: those are not made ready again."""
        return Reporter(plan, maker=self.maker, after=self)

    def write(self, run: CheckRun, path: Path, feedback: Feedback | None = None, *, maps: bool = True) -> None:
        """Write one report; ``maps`` False leaves the maps out."""
        ending = checked_ending(path)
        content = self.content(run, feedback, maps=maps)
        if ending == ".docx":
            from reports.word_document import write_word

            write_word(content, path, self.plan.folder)
        elif ending == ".pdf":
            self._write_pdf(content, path)
        else:
            from reports.page import write_page

            write_page(content, path, self.plan.folder)

    def content(self, run: CheckRun, feedback: Feedback | None = None, *, maps: bool = True) -> Content:
        """What the report says."""
        from reports.content.chapters import numbered
        from reports.content.report import content_of

        numbers = numbered(run.findings)
        figures = self._figures(run, numbers, feedback or Feedback()) if maps else Figures()
        return content_of(run, self.facts, figures, numbers=numbers)

    def _write_pdf(self, content: Content, path: Path) -> None:
        from maps.output.text_pdf import write_text_pdf
        from reports.page import page

        title = f"{content['subject']} {content['title']}"
        write_text_pdf(page(content, self.plan.folder), path, title=title, author=self.maker, foot=title[:80])

    def _figures(self, run: CheckRun, numbers: Sequence[tuple[int, Finding]], feedback: Feedback) -> Figures:
        """The maps; none where the plan has nothing to draw or no known coordinate system."""
        from maps.sheets.place_maps import overview, place_map

        places = _places(numbers)
        try:
            whole = overview(self.source, places, _only_subject(run))
        except AppError:
            return Figures()
        alone: dict[int, Figure] = {}
        for place in places[:MOST_PLACE_MAPS]:
            feedback.check()
            alone[place.number] = _figure(place_map(self.source, place))
        language = self.facts.language
        return Figures(_figure(whole.map), _lines(whole.here, language), _lines(whole.elsewhere, language), alone)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the data of a layer say of themselves."""

    date: str
    attributions: frozenset[str]
    illustrative: bool


def _told_by(layer: Layer, known: Mapping[Layer, _Told]) -> _Told:
    if layer in known:
        return known[layer]
    attributions = frozenset(str(word) for word in layer.words("attribution") if word)
    return _Told(_date_of(layer.path), attributions, layer.illustrative)


def facts_of(plan: Plan, maker: str = "") -> Facts:
    """What a report says of the plan's files: dates, whose they are, what of them is illustrative."""
    return _facts(plan, {layer: _told_by(layer, {}) for layer in plan.layers}, maker)


def _facts(plan: Plan, told: Mapping[Layer, _Told], maker: str) -> Facts:
    from layers.roles import ROLES

    shown = {layer: told[layer] for layer in plan.layers if layer.role is not None}
    illustrative = dict.fromkeys(
        ROLES[layer.role].label.to(plan.language)
        for layer, one in shown.items()
        if one.illustrative and layer.role in ROLES
    )
    return Facts(
        language=plan.language,
        dates={layer.name: one.date for layer, one in shown.items()},
        attributions=tuple(sorted(frozenset().union(*(one.attributions for one in shown.values())))),
        illustrative=tuple(illustrative),
        maker=maker,
        left=_left(plan),
    )


def _left(plan: Plan) -> tuple[tuple[str, str, str, str, str], ...]:
    """Topology errors that the planners of a project have decided to leave."""
    if not plan.topology:
        return ()
    from layers.roles import ROLES
    from services.topology_reading import still_ignored

    return tuple(
        (ROLES[layer.role].label.to(plan.language) if layer.role in ROLES else layer.name, one.key, one.reason, one.by,
         one.at)
        for layer, one in still_ignored(plan)
    )  # fmt: skip


def write_tables(
    run: CheckRun,
    plan: Plan,
    path: Path,
    *,
    unit: str = "ha",
    before: Plan | None = None,
    feedback: Feedback | None = None,
) -> CheckRun:
    """Write every table of a plan to an Excel workbook and return the run with what was measured for it.

    ``unit`` is that of areas; ``before`` an earlier version of the plan, for what its planned land became.
    ``AppError`` for another ending or unit, and where the file cannot be written.
    """
    from checks.tables.gathering import ALL_TABLES, PLAN_TABLES, PROJECT_TABLES, with_tables

    if path.suffix.lower() != ".xlsx":
        message = Text("表格不能写成 {name}。", "Tables cannot be written as {name}.").format(name=path.name)
        raise AppError("tables.format", message, Text("请用以 .xlsx 结尾的文件名。", "Name a file that ends in .xlsx."))
    _checked_unit(unit)
    wanted = [name for name in ALL_TABLES if name in (*PLAN_TABLES, "parcels") or plan.bound("project_footprints")]
    if run.run.stage == "project":
        wanted = list(PROJECT_TABLES)
    measured = with_tables(run, plan, wanted, before=before, feedback=feedback)
    write_workbook_of(measured, plan, path, unit=unit)
    return measured


def write_workbook_of(run: CheckRun, plan: Plan, path: Path, *, unit: str = "ha") -> None:
    """Write the tables that a run has. ``AppError`` where the file cannot be written."""
    from reports.content.report import terms
    from reports.tables.printing import lacking, shown_tables
    from reports.workbook import write_workbook

    facts = replace(facts_of(plan), unit=unit)
    rows = [(str(line["label"]), str(line["value"])) for line in terms(run, facts)]
    rows += [(_NO_TABLE.format(name=name).to(facts.language), reason) for name, reason in lacking(run, facts.language)]
    rows += [(f"{layer['name']}", f"SHA-256 {layer['sha256']}") for layer in run.run.layers]
    if facts.illustrative:
        rows.append((_ILLUSTRATIVE.to(facts.language), "、".join(facts.illustrative)))
    if facts.attributions:
        rows.append((_ATTRIBUTION.to(facts.language), "；".join(facts.attributions)))
    tables = shown_tables(run, facts.language, unit=unit)
    write_workbook(tables, [(_PLAN.to(facts.language), run.run.plan), *rows], path, facts.language)


def _checked_unit(unit: str) -> None:
    if unit not in AREA_UNITS:
        message = Text("没有面积单位 {unit}。", "There is no unit of area {unit}.").format(unit=unit)
        hint = Text("可用：{units}。", "Use one of {units}.").format(units=listed(AREA_UNITS))
        raise AppError("tables.unit", message, hint)


def _places(numbers: Sequence[tuple[int, Finding]]) -> list[Numbered]:
    import shapely
    from shapely.geometry import shape

    from maps.sheets.place_maps import Numbered

    found = []
    for number, finding in numbers:
        if finding.place is not None:
            geometry = shape(finding.place)
            if not shapely.is_empty(geometry):
                found.append(Numbered(number, geometry))
    return found


def _only_subject(run: CheckRun) -> Subject | None:
    """The project that a run is about, where it is about one."""
    from maps.sheets.sheet import Subject

    subjects = {(one.subject.layer, one.subject.fid) for one in run.findings if one.subject.fid is not None}
    if len(subjects) != 1:
        return None
    ((layer, fid),) = subjects
    return None if layer is None or fid is None else Subject(layer, (fid,))


def _figure(drawn: Drawn) -> Figure:
    return Figure(drawn.png, drawn.width_mm, drawn.scale)


def _lines(swatches: Sequence[Swatched], language: Language) -> tuple[LegendLine, ...]:
    return tuple(LegendLine(one.caption.to(language), one.png) for one in swatches)


def _date_of(path: Path) -> str:
    """The day on which a file was last changed, empty where there is none to ask."""
    try:
        return date.fromtimestamp(path.stat().st_mtime).isoformat() if str(path) not in ("", ".") else "–"
    except OSError:
        return "–"


_PLAN = Text("规划", "Plan")
_NO_TABLE = Text("未能量算：{name}", "Not measured: {name}")
_ILLUSTRATIVE = Text("示意数据", "Illustrative data")
_ATTRIBUTION = Text("数据署名", "Attribution")
