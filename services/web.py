"""The offline web map of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checks.finding import CheckRun
from core.errors import AppError
from core.feedback import Feedback
from core.files import write_beside
from core.messages import Text
from layers.plan import Plan
from services.checking import check, review


def write_web_map(
    plan: Plan, out: Path, *, runs: Sequence[CheckRun] | None = None, feedback: Feedback | None = None
) -> None:
    """Check the plan, review its projects (or take ``runs`` of it), and write both with the map as one HTML file.

    Raises ``AppError`` for another ending than .html, a plan that cannot be placed, an output that cannot be written.
    """
    if out.suffix.casefold() not in (".html", ".htm"):
        raise AppError(
            "web.format",
            Text("网页地图只能写成 HTML，不能写成 {name}。", "A web map is written as HTML, not as {name}.").format(
                name=out.name
            ),
            Text("请用 .html 结尾的文件名。", "Name a file that ends in .html."),
        )
    from reports.web.page import web_page

    if runs is None:
        runs = [check(plan, feedback=feedback)]
        if plan.bound("project_footprints"):
            runs = [*runs, review(plan, feedback=feedback)]
    page = web_page(plan, runs)
    with write_beside(out) as temporary:
        temporary.write_text(page, encoding="utf-8")
