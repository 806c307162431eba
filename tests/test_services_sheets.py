"""Keeping sheets of the planner's own, and printing what is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from core.errors import AppError
from core.messages import Text
from maps.sheets.sheet_design import Page, SheetDesign
from services import editing, opening, printing, projects, sheets
from tests.gui_plan import write_plan

pytest_plugins = ["tests.gui_fixtures"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small plan as files."""
    home = tmp_path / "plan"
    home.mkdir()
    return write_plan(home)


@pytest.fixture
def project(folder: Path, tmp_path: Path) -> Path:
    """The small plan as a project."""
    path = tmp_path / "小城.gpkg"
    projects.make_project(opening.open_plan(folder), path).close()
    return path


def mine(plan: object, name: str = "现状评价") -> SheetDesign:
    """Our zoning sheet, called otherwise, on A4."""
    found = sheets.sheet_of(plan, "zoning")
    return replace(found, name=name, title=Text("我的图", "My sheet"), page=Page(paper="A4"))


def test_a_sheet_kept_in_a_project_is_a_step_of_its_history_and_comes_back_alike(project: Path) -> None:
    with projects.open_project(project) as opened:
        present = editing.present(opened)
        wanted = mine(present.plan)
        outcome = sheets.keep_in_project(opened, wanted)
        after = editing.present(opened, present, outcome)
        assert outcome.label.zh == "加入图纸“现状评价”"
        assert after.past.entries[-1].label == outcome.label
        assert sheets.sheet_of(after.plan, "现状评价") == wanted
        assert after.layers == present.layers  # nothing was read again
        assert sheets.keep_in_project(opened, wanted).label == editing.NOTHING
        undone = editing.undo(opened)
        assert "现状评价" not in editing.present(opened, after, undone).plan.sheets


def test_a_sheet_of_a_project_is_printed_under_its_name(project: Path, tmp_path: Path) -> None:
    with projects.open_project(project) as opened:
        sheets.keep_in_project(opened, mine(editing.present(opened).plan))
    plan = opening.open_plan(project)
    out = tmp_path / "图.pdf"
    assert printing.print_sheet(plan, printing.PrintOrder("现状评价"), out).paper == "A4"
    document = pypdfium2.PdfDocument(out)
    words = document[0].get_textpage().get_text_range()
    document.close()
    assert "我的图" in words


def test_a_sheet_that_does_not_hold_is_not_kept(project: Path) -> None:
    with projects.open_project(project) as opened:
        wanted = mine(editing.present(opened).plan)
        broken = wanted.with_element(replace(wanted.element("scale_bar"), of="nowhere"))
        with pytest.raises(AppError, match=r"sheet\.template_value"):
            sheets.keep_in_project(opened, broken)
        assert opened.records("sheets") == {}


def test_a_sheet_beside_a_plan_is_a_file_that_takes_the_place_of_ours(folder: Path) -> None:
    plan = opening.open_plan(folder)
    path = sheets.keep_beside(plan, mine(plan, "zoning"))
    assert path == folder / "sheets" / "zoning.toml"
    assert sheets.sheet_of(plan, "zoning").title.zh == "我的图"
    assert sheets.titles_of(plan)["zoning"].zh == "我的图"


def test_sheets_beside_a_plan_come_along_into_a_project(folder: Path, tmp_path: Path) -> None:
    plan = opening.open_plan(folder)
    sheets.keep_beside(plan, mine(plan))
    (folder / "sheets" / "broken.toml").write_text("title = 1", encoding="utf-8")
    path = tmp_path / "elsewhere"
    path.mkdir()
    projects.make_project(plan, path / "新.gpkg").close()
    found = opening.open_plan(path / "新.gpkg")
    assert sheets.sheet_of(found, "现状评价") == mine(plan)
    assert set(found.sheets) == {"现状评价"}


@pytest.mark.parametrize("name", ["", "  ", "../outside", "a/b", "a\\b", ".hidden", "a" * 61, "a\nb/"])
def test_a_name_that_is_no_file_name_is_refused(folder: Path, name: str) -> None:
    plan = opening.open_plan(folder)
    with pytest.raises(AppError, match=r"sheet\.bad_name"):
        sheets.keep_beside(plan, mine(plan, name))
    assert not (folder / "sheets").exists()
