"""Sheet designs as data: read strictly, written back alike, edited without harm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import AppError
from core.messages import Text
from maps.sheets.paper import paper_named
from maps.sheets.sheet_design import Circle, Label, MapFrame, Page, Picture, Place, SheetDesign, WindRose
from maps.sheets.sheet_toml import design_as_toml, read_design
from maps.sheets.template import load_design, template_named, template_names
from maps.symbology.fields import filled, plain, unknown_fields

NAMES = ("zoning", "status", "control_lines", "ecology", "green", "life_circles", "site", "parcel")

SMALL = """title = { zh = "示意图", en = "Sketch" }

[page]
paper = "A4"

[[elements]]
kind = "map"
id = "map"
place = { area = "maps" }
main = ["zoning"]
roles = ["zoning"]

[[elements]]
kind = "text"
id = "title"
place = { area = "title" }
text = { zh = "{plan} {sheet}", en = "{plan} {sheet}" }
"""


def design() -> SheetDesign:
    return read_design(SMALL.encode(), name="sketch", file="sketch.toml")


def test_there_are_eight_sheets() -> None:
    assert template_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_template_has_what_a_sheet_must_have(name: str) -> None:
    kinds = {each.kind for each in template_named(name).elements}
    assert kinds >= {"map", "legend", "north", "scale_bar", "notes", "slot", "text", "illustrative"}


@pytest.mark.parametrize("name", NAMES)
def test_a_design_written_and_read_again_is_the_same(name: str) -> None:
    before = template_named(name)
    assert read_design(design_as_toml(before).encode(), name=name, file="x.toml") == before


def test_odd_words_and_numbers_survive_being_written() -> None:
    odd = 'a "quoted" \\ back\n\t{plan} 蓝图 \x7f \u2028 🙂'
    circle = Circle(minutes=7.5, distance_m=1e-3, kinds=("a", "b"), label=Text(odd, "x"))
    before = SheetDesign(
        name="x",
        title=Text(odd, ""),
        page=Page(paper="600x400", orientation="portrait", margin=1 / 3),
        elements=(
            MapFrame(id="map", place=Place(area="maps"), main=("zoning",), roles=(), circles=(circle,)),
            Picture(id="logo", place=Place(x=-5.25, y=1e7, width=3, height=4), file=odd),
            WindRose(id="rose", place=Place(area="side", row="r"), frequencies=(1.5,) * 8),
        ),
    )
    assert read_design(design_as_toml(before).encode(), name="x", file="x.toml") == before


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('paper = "A4"', 'papier = "A4"', "sheet.template_unknown_key", 4),
        ('kind = "text"', 'kind = "poem"', "sheet.template_value", 14),
        ('main = ["zoning"]', 'main = "zoning"', "sheet.template_type", 10),
        ('main = ["zoning"]', "", "sheet.template_missing", 7),
        ('id = "title"', 'id = "map"', "sheet.template_value", 15),
        ('id = "title"', 'id = "Title!"', "sheet.template_value", 15),
        ("{plan} {sheet}", "{plan} {__class__}", "sheet.template_value", 17),
        ('area = "maps"', 'area = "mapps"', "sheet.template_value", 9),
        ('main = ["zoning"]', 'main = ["zoning"]\nlink = "other"', "sheet.template_value", 11),
        ('main = ["zoning"]', 'main = ["zoning"]\nscale = true', "sheet.template_type", 11),
        ('main = ["zoning"]', 'main = ["zoning"]\nscale = nan', "sheet.template_type", 11),
        ("[page]", "[page", "sheet.template_syntax", 3),
        ('main = ["zoning"]', 'main = ["zoning"]\nlabels = "{a"', "sheet.template_value", 11),
        ('place = { area = "title" }', "place = { x = 1, y = 2 }", "sheet.template_value", 16),
    ],
)
def test_a_template_with_a_mistake_is_refused_with_its_line(old: str, new: str, code: str, line: int) -> None:
    with pytest.raises(AppError) as refused:
        read_design(SMALL.replace(old, new, 1).encode(), name="own", file="own.toml")
    assert refused.value.code == code
    assert f"own.toml, line {line}:" in refused.value.message.en


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(AppError, match=r"sheet\.template_syntax"):
        read_design(b"\xff\xfe\x00", name="own", file="own.toml")


def test_a_template_of_the_plan_takes_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets" / "zoning.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "sheets" / "sketch.toml").write_text(SMALL, encoding="utf-8")
    assert template_names(tmp_path) == (*NAMES, "sketch")
    assert template_named("zoning", tmp_path).title.zh == "示意图"
    assert template_named("zoning").title.zh == "土地使用规划图"
    assert load_design(tmp_path / "sheets" / "sketch.toml").name == "sketch"


@pytest.mark.parametrize("name", ["../sheets/zoning", "nosuch", "", "zoning.toml"])
def test_other_names_are_no_sheets(name: str, tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"sheet\.unknown"):
        template_named(name, tmp_path)


def test_edits_give_new_designs_and_keep_the_ids() -> None:
    before = design()
    moved = before.placed("title", Place(x=1, y=2, width=3, height=4))
    title = before.element("title")
    assert isinstance(title, Label)
    said = before.with_element(replace(title, text=Text("甲", "A")))
    assert before == design()
    assert [each.id for each in moved.elements] == [each.id for each in before.elements]
    assert moved.element("title") != title
    assert said.without("title").element("title") is None
    assert said.with_element(title) == before


def test_fields_are_a_closed_list() -> None:
    assert unknown_fields("{plan} {feature:name} {page}/{pages} {} {x:y}") == ["{x:y}"]
    assert unknown_fields("{feature} {plan:name} {Plan}") == ["{feature}", "{plan:name}", "{Plan}"]
    assert filled("{plan}·{feature:name}·{feature:no}", {"plan": "甲"}, {"name": "乙"}) == "甲·乙·—"
    assert filled("{plan}", {"plan": "{date}", "date": "x"}, {}) == "{date}"


def test_words_from_data_are_one_short_line() -> None:
    assert plain("a\x00b\n\r c\u202e") == "a b c"
    assert len(plain("长" * 5000)) == 300


@pytest.mark.parametrize(
    ("name", "size", "margin"),
    [
        ("A3", (420, 297), 5),
        ("a0", (1189, 841), 10),
        ("A3x3", (891, 420), 10),
        ("A4x4", (841, 297), 5),
        ("A0×2", (1682, 1189), 10),
        ("A0x1.5", (1783, 841), 10),
        ("A2x1.25", (743, 420), 10),
        ("600x400", (600, 400), 10),
    ],
)
def test_papers_of_the_standards(name: str, size: tuple[float, float], margin: float) -> None:
    paper = paper_named(name)
    assert (paper.width, paper.height, paper.margin, paper.binding) == (*size, margin, 25)


def test_paper_stands_upright_with_its_binding_on_the_left() -> None:
    paper = paper_named("A3", "portrait")
    assert (paper.width, paper.height, paper.border.x) == (297, 420, 25)
    assert paper.factor == paper_named("A3").factor


@pytest.mark.parametrize("name", ["B5", "A3x2", "A3x8", "A1x1.1", "50x400", "600x9999", "x", "A5x3"])
def test_other_papers_are_refused(name: str) -> None:
    with pytest.raises(AppError, match=r"sheet\.(unknown|bad)_paper"):
        paper_named(name)
