"""Calculated fields, and features to and from the clipboard: what is written, to the bit, and what is refused."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import AppError, Cancelled
from core.feedback import Feedback
from layers.changes import ChangeSet, Column, record, updated
from layers.editing.clipboard import MOST_CHARACTERS, Clip, as_geojson, as_own, as_table, read_own, read_text
from layers.formats.class_search import classes_found
from layers.formats.land_use_classes import land_use_classes
from layers.formats.pinyin_initials import initials
from layers.project import Project
from layers.store.serial import PIECE, packed, unpacked
from services import cells, editing
from services.attributes import Calculation, calculate, previewed
from services.cells import Filling, Source
from services.pasting import Target, copied, paste
from tests import projects
from tests.projects import CRS, SIDE, SOUTH, WEST, boxes


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Ten parcels of one hectare in a row."""
    made = projects.project(tmp_path / "p.gpkg")
    yield made
    made.close()


def column(project: Project, field: str) -> list[object]:
    return [row[field] for row in project.rows("zoning", list(range(60))).values()]


def fids_of(project: Project) -> list[int]:
    return list(project.rows("zoning", list(range(60))))


def ask(source: Source, field: str = "MJ", *, new: bool = False, **rest: object) -> Calculation:
    return Calculation(Filling(field, source, **rest), new=new)  # type: ignore[arg-type]


TERMS = {"crs": CRS, "definition": "planar"}


# Classes


@pytest.mark.parametrize(
    ("typed", "code"),
    [("gyyd", "1001"), ("GYYD", "1001"), ("１００１", "1001"), ("工业用地", "1001"), ("industrial", "1001"),
     ("residential urban", "0701"), ("hpsm", "1702"), ("bzyd", "1506"), ("yqyh", "21"), ("xqyzssjsyd", "060202")],
)  # fmt: skip
def test_a_class_is_found_by_what_a_planner_types(typed: str, code: str) -> None:
    assert code in [one.code for one in classes_found(typed)[:3]]


def test_every_class_has_an_initial_for_every_character_and_is_found_by_them() -> None:
    for one in land_use_classes().values():
        read = initials(one.name)
        assert len(read) == len(one.name)
        assert one.code in [found.code for found in classes_found(read)[:4]]


def test_recent_codes_come_first_and_nonsense_finds_nothing() -> None:
    assert [one.code for one in classes_found("", ["1207", "none", "0701"])[:2]] == ["1207", "0701"]
    assert len(classes_found("")) == len(land_use_classes())
    assert classes_found("07", ["0703"])[0].code == "07"
    assert classes_found("zzzz") == []
    assert classes_found("1001+") == []


# One value into many


def test_a_code_takes_its_name_along_in_one_step(project: Project) -> None:
    fids = fids_of(project)[:3]
    outcome = cells.set_cells(project, "zoning", fids, "YDDM", "1001", name_field="名称")
    assert column(project, "YDDM")[:4] == ["1001", "1001", "1001", "0703"]
    assert column(project, "名称")[:4] == ["工业用地", "工业用地", "工业用地", "地块3"]
    assert "3" in outcome.label.en
    editing.undo(project)
    assert column(project, "名称")[:3] == ["地块0", "地块1", "地块2"]


def test_a_mixed_code_is_named_by_both_and_an_own_class_keeps_its_name(project: Project) -> None:
    fid = fids_of(project)[0]
    cells.set_cell(project, "zoning", fid, "YDDM", "0701+0901", name_field="名称")
    assert column(project, "名称")[0] == "城镇住宅用地+商业用地"
    outcome = cells.set_cell(project, "zoning", fid, "YDDM", "090199", name_field="名称")
    assert column(project, "名称")[0] == "城镇住宅用地+商业用地"
    assert "090199" in outcome.told[-1].zh
    cells.set_cell(project, "zoning", fid, "YDDM", None, name_field="名称")
    assert (column(project, "YDDM")[0], column(project, "名称")[0]) == (None, None)


def test_a_large_step_is_kept_as_a_small_one_is() -> None:
    rows = {fid: ({"a": fid, "名": "前"}, {"a": -fid, "名": "后"}) for fid in range(2 * PIECE + 1)}
    changes = ChangeSet((updated("zoning", rows), record("roles", "zoning", None, {"role": "zoning"})))
    content = packed(changes)
    body = zlib.decompress(content[1:])
    text = body[4 : 4 + int.from_bytes(body[:4], "little")].decode()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    assert unpacked(content).steps == changes.steps


# Calculated fields


@pytest.mark.parametrize(
    ("source", "unit", "expected"),
    [("area", "m2", 10_000.0), ("area", "ha", 1.0), ("area", "km2", 0.01), ("area", "mu", 15.0),
     ("length", "m", 400.0), ("length", "km", 0.4), ("share", "", 10.0), ("compactness", "", math.pi / 4),
     ("centroid_x", "", WEST + 50), ("vertices", "", 4.0), ("parts", "", 1.0)],
)  # fmt: skip
def test_a_function_has_one_value_in_each_of_its_units(
    project: Project, source: Source, unit: str, expected: float
) -> None:
    calculate(project, "zoning", fids_of(project), ask(source, unit=unit), **TERMS)
    assert column(project, "MJ")[0] == pytest.approx(expected, rel=1e-12)


def test_degrees_are_those_of_the_centroid_and_shares_add_up(project: Project) -> None:
    fids = fids_of(project)
    calculate(project, "zoning", fids, ask("longitude"), **TERMS)
    assert 111.0 < column(project, "MJ")[0] < 112.0  # type: ignore[operator]
    calculate(project, "zoning", fids, ask("latitude"), **TERMS)
    assert 40.0 < column(project, "MJ")[0] < 41.0  # type: ignore[operator]
    calculate(project, "zoning", fids, ask("share"), crs=CRS, definition="ellipsoidal")
    assert sum(column(project, "MJ")) == pytest.approx(100.0, rel=1e-12)  # type: ignore[arg-type]


def test_a_new_field_and_its_values_are_one_step(project: Project) -> None:
    steps = editing.past(project).position
    outcome = calculate(
        project, "zoning", fids_of(project), ask("area", "面积_亩", new=True, unit="mu", decimals=1), **TERMS
    )
    assert column(project, "面积_亩") == [15.0] * 10
    assert "面积_亩" in outcome.label.zh
    assert outcome.tables == {"zoning"}
    assert editing.past(project).position == steps + 1
    editing.undo(project)
    assert project.schema("zoning").column("面积_亩") is None


def test_class_names_go_into_a_new_field_of_text(project: Project) -> None:
    calculate(project, "zoning", fids_of(project)[:2], ask("class_name", "地类", new=True, column="YDDM"), **TERMS)
    assert project.schema("zoning").column("地类").type == "TEXT"  # type: ignore[union-attr]
    assert column(project, "地类")[1:3] == ["城镇住宅用地", None]


@pytest.mark.parametrize(
    ("name", "code"), [("", "cell.no_name"), ("yddm", "cell.field_exists"), ("x" * 61, "cell.no_name")]
)
def test_a_new_field_needs_a_name_of_its_own(project: Project, name: str, code: str) -> None:
    with pytest.raises(AppError) as refused:
        calculate(project, "zoning", fids_of(project), ask("area", name, new=True), **TERMS)
    assert refused.value.code == code


def test_cancelled_not_even_the_new_field_stays(project: Project) -> None:
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        calculate(project, "zoning", fids_of(project), ask("area", "新", new=True), feedback=feedback, **TERMS)
    assert project.schema("zoning").column("新") is None


def test_the_preview_says_what_would_be_written_and_writes_nothing(project: Project) -> None:
    before = column(project, "MJ")
    rows = previewed(project, "zoning", fids_of(project), ask("area", unit="ha"), **TERMS)
    assert [row.before for row in rows] == before[:6]
    assert [row.after for row in rows] == pytest.approx([1.0] * 6)
    assert [row.after for row in previewed(project, "zoning", fids_of(project), ask("area", "", new=True), **TERMS)]
    assert column(project, "MJ") == before
    calculate(project, "zoning", fids_of(project), ask("area", unit="ha"), **TERMS)
    assert column(project, "MJ")[:6] == [row.after for row in rows]


def test_a_measured_number_goes_into_text_and_not_into_a_flawed_integer(project: Project) -> None:
    calculate(project, "zoning", fids_of(project), ask("area", "名称", unit="ha", decimals=4), **TERMS)
    assert column(project, "名称")[0] == "1"
    project.add_field("zoning", Column("n", "INTEGER"))
    with pytest.raises(AppError) as refused:
        calculate(project, "zoning", fids_of(project), ask("compactness", "n"), **TERMS)
    assert refused.value.code == "cell.whole"


# Clipboard: text and back

NUMBERS = st.floats(-1e8, 1e8, allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=8), st.text(max_size=30), st.floats(allow_nan=False))
@settings(max_examples=80, deadline=None)
def test_coordinates_and_words_come_back_to_the_bit(
    places: list[tuple[float, float]], word: str, number: float
) -> None:
    kept = [tuple(0.0 if abs(one) < 1e-9 else one for one in place) for place in places]
    shapes = np.array([shapely.Point(place) for place in kept] + [None], dtype=object)[:-1]
    word = word.replace("\r", "")
    clip = Clip(shapes, ("名", "n"), ((word, number),) * len(shapes), CRS.to_wkt())
    back = read_own(as_own(clip))
    assert (shapely.get_coordinates(back.shapes) == shapely.get_coordinates(shapes)).all()
    assert back.fields == clip.fields
    assert [row[0] or "" for row in back.rows] == [word] * len(shapes)
    assert float(back.rows[0][1]) == number  # type: ignore[arg-type]


def test_the_table_of_qgis_is_read_with_quoted_cells() -> None:
    first = 'Polygon ((0 0, 4 0, 4 3, 0 0))\t甲\t"a\tb\n""c"""'
    text = f"wkt_geom\tname\tnote\n{first}\nPolygon ((9 9, 12 9, 9 12, 9 9))\t乙\t\n"
    clip = read_text(text)
    assert clip.fields == ("name", "note")
    assert clip.rows == (("甲", 'a\tb\n"c"'), ("乙", None))
    assert shapely.area(clip.shapes).tolist() == [6.0, 4.5]
    assert clip.crs == ""


def test_ewkt_lines_and_wkt_over_many_lines_are_read() -> None:
    clip = read_text("SRID=4546;POINT (1 2)\nSRID=4546;POINT Z (3 4 5)")
    assert (clip.crs, len(clip)) == ("EPSG:4546", 2)
    assert len(read_text("POLYGON ((0 0,\n 1 0,\n 1 1, 0 0))")) == 1


def test_geojson_is_longitude_and_latitude_unless_it_cannot_be() -> None:
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [111.8, 40.4]}, "properties": {"a": [1]}}
    clip = read_text(json.dumps(feature))
    assert (clip.crs, clip.rows) == ("EPSG:4326", (("[1]",),))
    metres = {"type": "Point", "coordinates": [567000.5, 4480000.25]}
    assert read_text(json.dumps(metres)).crs == ""
    named = {
        "type": "FeatureCollection",
        "features": [feature],
        "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
    }
    assert read_text(json.dumps(named)).crs == "EPSG:4490"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "clip.nothing"), ("hello", "clip.unknown"), ("{", "clip.unknown"), ("[" * 9 + "1", "clip.unknown"),
     ('{"a":' + "[" * 100_000, "clip.unknown"), ("wkt_geom\tname", "clip.nothing"),
     ("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))", "clip.geometry"), ("POINT (1e300 2)", "clip.geometry"),
     ("POLYGON EMPTY", "clip.geometry"), ("POINT (1 2)\nPOINT (nan 2)", "clip.geometry"),
     ("GEOMETRYCOLLECTION(" * 1000, "clip.unknown"), ("SRID=1;POINT (1 2)\nSRID=2;POINT (1 2)", "clip.mixed_crs"),
     ('{"type":"Point","coordinates":["x",1]}', "clip.geometry"),
     ('{"type":"Feature","geometry":null}', "clip.geometry"),
     ("x" * (MOST_CHARACTERS + 1), "clip.too_much")],
)  # fmt: skip
def test_what_is_no_proper_feature_is_refused_in_words(text: str, code: str) -> None:
    with pytest.raises(AppError) as refused:
        read_text(text)
    assert refused.value.code == code
    assert refused.value.message.zh
    assert refused.value.message.en


# Clipboard: into layers

FIELDS = {"class_code": "YDDM", "area_registered_m2": "MJ"}
COVERAGE = Target("zoning", "zoning", "polygon", FIELDS, coverage=True)
ANYWHERE = Target("zoning", "zoning", "polygon", FIELDS)


def shapes_in(project: Project) -> np.ndarray:  # type: ignore[type-arg]
    return project.layer("zoning").frame.geometry.to_numpy()


def a_clip(*shapes: object, **fields: object) -> Clip:
    rows = (tuple(fields.values()),) * len(shapes)
    return Clip(np.array([*shapes, None], dtype=object)[:-1], tuple(fields), rows)


def test_what_is_copied_comes_back_to_the_bit_with_its_attributes(project: Project) -> None:
    layer = project.layer("zoning")
    found = copied(layer, layer.fids[[2, 5]])
    assert found.count == 2
    head = found.table.splitlines()[0].split("\t")
    assert (head[0], sorted(head[1:])) == ("wkt_geom", ["MJ", "YDDM", "名称"])
    corner = json.loads(found.geojson)["features"][0]["geometry"]["coordinates"][0][0]
    assert corner == pytest.approx([111.7, 40.45], abs=0.2)
    outcome, fids = paste(project, ANYWHERE, read_own(found.own))
    rows = project.rows("zoning", fids)
    assert [row["YDDM"] for row in rows.values()] == ["0702", "0705"]
    assert [row["MJ"] for row in rows.values()] == [3.0, 7.5]
    assert [row["名称"] for row in rows.values()] == ["地块2", "地块5"]
    old = project.rows("zoning", layer.fids[[2, 5]].tolist())
    assert [row["geom"] for row in rows.values()] == [row["geom"] for row in old.values()]
    assert "2" in outcome.label.en
    editing.undo(project)
    assert len(project.layer("zoning")) == 10


def test_geojson_of_a_copy_comes_back_within_a_millimetre(project: Project) -> None:
    layer = project.layer("zoning")
    outcome, fids = paste(project, ANYWHERE, read_text(copied(layer, layer.fids[:1]).geojson))
    made = project.layer("zoning").frame.geometry.loc[fids[0]]
    assert shapely.hausdorff_distance(made, layer.frame.geometry.iloc[0]) < 1e-3
    assert outcome.told == ()


def test_in_a_coverage_only_free_land_is_taken_and_nothing_overlaps(project: Project) -> None:
    drawn = shapely.box(WEST + 50, SOUTH + 50, WEST + 150, SOUTH + 250)
    _, fids = paste(project, COVERAGE, a_clip(drawn, YDDM="1401"))
    shapes = shapes_in(project)
    assert shapely.area(shapes[-1]) == pytest.approx(100 * 150)
    assert shapely.coverage_is_valid(shapes)
    assert project.rows("zoning", fids)[fids[0]]["YDDM"] == "1401"
    editing.undo(project)
    assert shapely.equals_exact(shapes_in(project), boxes(range(10))).all()


def test_in_a_coverage_land_can_be_taken_from_neighbours(project: Project) -> None:
    drawn = shapely.box(WEST + 50, SOUTH + 20, WEST + 150, SOUTH + 60)
    two = shapely.box(WEST + 120, SOUTH + 40, WEST + 260, SOUTH + 80)
    steps = editing.past(project).position
    _, fids = paste(project, COVERAGE, a_clip(drawn, two), against="take")
    shapes = shapes_in(project)
    assert len(fids) == 2
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(10 * SIDE * SIDE)
    assert editing.past(project).position == steps + 1


def test_covered_land_is_refused_by_number_and_nothing_stays(project: Project) -> None:
    free = shapely.box(WEST, SOUTH + 200, WEST + 50, SOUTH + 250)
    taken = shapely.box(WEST + 10, SOUTH + 10, WEST + 20, SOUTH + 20)
    with pytest.raises(AppError) as refused:
        paste(project, COVERAGE, a_clip(free, taken))
    assert refused.value.code == "edit.covered"
    assert "2" in refused.value.message.zh
    assert len(project.layer("zoning")) == 10


def test_other_kinds_are_refused_and_values_that_do_not_fit_are_told(project: Project) -> None:
    with pytest.raises(AppError) as refused:
        paste(project, ANYWHERE, a_clip(shapely.box(0, 0, 1, 1), shapely.Point(0, 0)))
    assert refused.value.code == "paste.kind"
    outcome, fids = paste(project, ANYWHERE, a_clip(shapely.box(0, 0, 1, 1), class_code="9999", mj="many", 名称="甲"))
    row = project.rows("zoning", fids)[fids[0]]
    assert (row["YDDM"], row["MJ"], row["名称"]) == ("9999", None, "甲")
    assert "1" in outcome.told[-1].en


def test_texts_of_both_forms_agree() -> None:
    clip = a_clip(shapely.box(0, 0, 1, 1), a="1")
    assert shapely.equals_exact(read_text(as_table(clip)).shapes, read_text(as_geojson(clip)).shapes).all()
