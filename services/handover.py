"""Handing over: findings as a file or as text, and printed sheets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checks.finding import CheckRun
from core.errors import AppError
from core.messages import Language, Text
from layers.plan import Plan
from reports import findings_file, wording


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """What was printed; ``scale_text`` as written on the sheet (``1:25 000``)."""

    path: Path
    paper: str
    scale_text: str


def write_findings(run: CheckRun, path: Path) -> None:
    """Write ``findings.json``. Raises ``AppError`` when ``path`` cannot be written."""
    findings_file.write_findings(run, path)


def run_as_text(run: CheckRun, language: Language) -> str:
    """The run for a terminal."""
    return wording.run_as_text(run, language)


def print_sheet(
    plan: Plan, sheet: str, out: Path, *, paper: str | None = None, scale: float | None = None
) -> PrintedSheet:
    """Print a sheet of the plan as a vector PDF, in the plan's language.

    ``scale`` is a denominator; without it the largest standard scale that fits. Raises ``AppError`` for an unknown
    sheet or paper, a scale out of range, a plan with nothing to draw, or an output that cannot be written.
    """
    from maps.application import ensure_application
    from maps.pdf import write_pdf
    from maps.scale import ratio
    from maps.sheet import Imprint, compose

    if out.suffix.lower() != ".pdf":
        raise AppError(
            "sheet.format",
            Text("图纸只能写成 PDF，不能写成 {name}。", "A sheet is written as PDF, not as {name}.").format(
                name=out.name
            ),
            Text("请用 .pdf 结尾的文件名。", "Name a file that ends in .pdf."),
        )
    ensure_application()
    layout = compose(
        plan, template=sheet, paper=paper or "A3", scale=scale, imprint=Imprint(date=_today(plan.language))
    )
    write_pdf(layout, out)
    return PrintedSheet(out, layout.paper.name, ratio(layout.denominator))


def _today(language: Language) -> str:
    today = date.today()
    return f"{today.year}年{today.month}月{today.day}日" if language == "zh" else today.isoformat()
