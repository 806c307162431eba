"""Writing cells: what may be typed, what a filling writes, and that each is one step of the history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import AppError, Cancelled
from core.feedback import Feedback
from layers.project import Project
from services import cells, editing
from services.cell_values import parsed
from tests import projects


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Ten parcels of one hectare with codes, a registered area and an empty name."""
    made = projects.project(tmp_path / "p.gpkg")
    yield made
    made.close()


def column(project: Project, field: str) -> list[object]:
    return [row[field] for row in project.rows("zoning", list(range(11))).values()]


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("far_max", "2.5", 2.5),
        ("far_max", "０", 0.0),
        ("density_max", "35 %", 35.0),
        ("height_max", "24米", 24.0),
        ("height_max", "0.1 km", 100.0),
        ("area_registered_m2", "1.5 ha", 15000.0),
        ("area_registered_m2", "15亩", 10000.0),
        ("area_registered_m2", "12 345.6", 12345.6),
        ("class_code", "0701", "0701"),
        ("class_code", "0701+0901", "0701+0901"),
        ("class_code", "０８０２", "0802"),
        ("phase", "2030年", 2030),
        ("parcel_no", " A-1 ", "A-1"),
        ("far_max", "  ", None),
    ],
)
def test_what_is_typed_is_kept_as_its_field_needs_it(field: str, text: str, kept: object) -> None:
    assert parsed("zoning", field, "text", text) == kept


@pytest.mark.parametrize(
    ("role", "field", "text", "code"),
    [
        ("zoning", "far_max", "high", "cell.number"),
        ("zoning", "far_max", "-1", "cell.range"),
        ("zoning", "green_min", "130", "cell.range"),
        ("zoning", "height_max", "24 kg", "cell.unit"),
        ("zoning", "far_max", "1e999", "cell.range"),
        ("zoning", "class_code", "9999", "cell.code"),
        ("zoning", "phase", "30", "cell.year"),
        ("water_body", "kind", "海", "cell.word"),
        ("road", "walkable", "perhaps", "cell.truth"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(role: str, field: str, text: str, code: str) -> None:
    with pytest.raises(AppError) as refused:
        parsed(role, field, "text", text)
    assert refused.value.code == code
    assert refused.value.message.zh
    assert refused.value.message.en


def test_words_and_truths_are_kept_as_the_plan_reads_them() -> None:
    assert parsed("water_body", "kind", "text", "Lake") == "湖泊"
    assert parsed("project_footprints", "facilities", "list", "coal boiler；地下室") == "燃煤锅炉、地下室"
    assert parsed("road", "walkable", "bool", "是") is True
    assert parsed(None, "remark", "text", "=1+1") == "=1+1"
    assert parsed(None, "built", "date", "2024/05/01") == "2024-05-01"


def test_a_cell_is_one_step_that_undo_takes_back(project: Project) -> None:
    outcome = cells.set_cell(project, "zoning", 3, "YDDM", "1401")
    assert column(project, "YDDM").count("1401") == 1
    assert outcome.tables == {"zoning"}
    assert "1401" in outcome.label.zh
    editing.undo(project)
    assert "1401" not in column(project, "YDDM")


def test_writing_what_is_there_already_makes_no_step(project: Project) -> None:
    before = editing.past(project).position
    outcome = cells.set_cell(project, "zoning", 3, "YDDM", project.rows("zoning", [3])[3]["YDDM"])
    assert outcome.label == editing.NOTHING
    assert editing.past(project).position == before


def test_a_column_is_filled_in_one_step(project: Project) -> None:
    fids = list(project.rows("zoning", list(range(11))))
    outcome = cells.fill(project, "zoning", fids[:4], cells.Filling("名称", "value"), value="甲")
    assert column(project, "名称").count("甲") == 4
    assert "4" in outcome.label.en
    editing.undo(project)
    assert "甲" not in column(project, "名称")


def test_areas_are_filled_by_the_plans_definition(project: Project) -> None:
    fids = list(project.rows("zoning", list(range(11))))
    crs = project.crs("zoning")
    cells.fill(project, "zoning", fids, cells.Filling("MJ", "area"), crs=crs, definition="planar")
    assert column(project, "MJ") == pytest.approx([10_000.0] * len(fids))
    cells.fill(project, "zoning", fids, cells.Filling("MJ", "area"), crs=crs, definition="ellipsoidal")
    assert all(area < 9_999.9 for area in column(project, "MJ"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [("length", 400.0), ("centroid_x", 560_050.0), ("centroid_y", 4_480_050.0), ("vertices", 4.0), ("parts", 1.0)],
)
def test_fields_are_calculated_from_the_geometry(project: Project, source: cells.Source, expected: float) -> None:
    fid = min(project.rows("zoning", list(range(3))))
    cells.fill(project, "zoning", [fid], cells.Filling("MJ", source), crs=project.crs("zoning"), definition="planar")
    assert project.rows("zoning", [fid])[fid]["MJ"] == pytest.approx(expected)


def test_lengths_are_those_of_the_ellipsoid_where_areas_are(project: Project) -> None:
    fid = min(project.rows("zoning", list(range(3))))
    crs = project.crs("zoning")
    cells.fill(project, "zoning", [fid], cells.Filling("MJ", "length"), crs=crs, definition="ellipsoidal")
    assert project.rows("zoning", [fid])[fid]["MJ"] == pytest.approx(400, rel=2e-4, abs=0)
    assert project.rows("zoning", [fid])[fid]["MJ"] < 399.99


def test_areas_are_not_filled_where_registered_ones_decide(project: Project) -> None:
    with pytest.raises(AppError) as refused:
        cells.fill(project, "zoning", [1], cells.Filling("MJ", "area"), crs=None)
    assert refused.value.code == "cell.no_crs"


def test_class_names_follow_codes_and_unknown_codes_are_told(project: Project) -> None:
    fids = list(project.rows("zoning", list(range(11))))
    outcome = cells.fill(project, "zoning", fids, cells.Filling("名称", "class_name", "YDDM"))
    named = dict(zip(column(project, "YDDM"), column(project, "名称"), strict=True))
    assert named["0701"] == "城镇住宅用地"
    assert named["0709"].startswith("地块")
    assert outcome.told
    assert "未填写" in outcome.told[-1].zh


def test_another_field_is_copied_as_far_as_it_fits(project: Project) -> None:
    fids = list(project.rows("zoning", list(range(11))))
    cells.fill(project, "zoning", fids, cells.Filling("名称", "column", "MJ"))
    assert column(project, "名称")[1] == "1.5"
    outcome = cells.fill(project, "zoning", fids, cells.Filling("MJ", "column", "YDDM"))
    assert column(project, "MJ")[1] == 701.0
    assert outcome.told == ()


def test_filling_that_is_cancelled_writes_nothing(project: Project) -> None:
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        cells.fill(project, "zoning", [1, 2], cells.Filling("名称", "value"), value="甲", feedback=feedback)
    assert "甲" not in column(project, "名称")


def test_numbers_stay_numbers_and_unknown_fields_are_refused(project: Project) -> None:
    with pytest.raises(AppError) as words:
        cells.set_cell(project, "zoning", 3, "MJ", "many")
    with pytest.raises(AppError) as field:
        cells.set_cell(project, "zoning", 3, "none", 1)
    assert (words.value.code, field.value.code) == ("cell.number", "cell.no_field")
