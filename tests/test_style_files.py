"""Styles of QGIS and of OGC: written and read back the same; what is not understood is named; nothing hostile runs."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from core.errors import AppError
from core.messages import Text
from layers.formats.export import export_layer
from layers.layer import Layer
from layers.reading import read_layer
from maps.style_files.filters import FilterError, conditions_of, filter_of
from maps.style_files.qml import parse_qml, read_qml, write_qml
from maps.style_files.sld import parse_sld, read_sld, write_sld
from maps.symbology.conditions import Condition
from maps.symbology.landuse import UNKNOWN
from maps.symbology.layer_style import LayerStyle, StyleClass, applied, style_of
from maps.symbology.marks import MARKER_SHAPES, Hatch, Marker, Stroke, Symbol
from maps.symbology.symbols import symbology
from tests.office import square, write

FILL = Symbol("#FF000080", (Hatch("#006E37", 45.0, 2.0, 0.15),), (Stroke("#3A3F4A", 0.35, (4.0, 1.4)),))
PLAIN = Symbol("#F5F8DC", (), (Stroke("#FFFFFF", 1.2), Stroke("#DC0000", 0.8, (8.0, 1.6, 0.9, 1.6))))
LINE = Symbol(strokes=(Stroke("#6D727C", 0.85), Stroke("#F4E3B2", 0.55)))


def of(*values: str, field: str = "YDDM") -> tuple[Condition, ...]:
    return (Condition(field, "in", values),)


def between(low: str, high: str) -> tuple[Condition, ...]:
    return Condition("RJL", ">=", (low,)), Condition("RJL", "<=", (high,))


def one(key: str, symbol: Symbol = PLAIN, *conditions: Condition, otherwise: bool = False) -> StyleClass:
    return StyleClass(key, Text(f"类 <{key}> & 'x'", f"类 <{key}> & 'x'"), symbol, conditions, otherwise)


STYLES = {
    "single": LayerStyle("polygon", (one("all", FILL),)),
    "labels": LayerStyle("polygon", (one("all", FILL),), "地块编号", 500, 25000),
    "categories": LayerStyle(
        "polygon", (one("0701", FILL, *of("0701")), one("x", PLAIN, *of("08", "09", "")), one("", otherwise=True))
    ),
    "graduated": LayerStyle("line", (one("0-1", LINE, *between("0", "1")), one("1-2.5", LINE, *between("1", "2.5")))),
    "rules": LayerStyle(
        "polygon",
        (
            one("a", FILL, *of("07'\"01\\"), Condition("RJL", ">", ("1.5",))),
            one("b", PLAIN, Condition("名 称", "not in", ("甲", ""))),
            one("c", PLAIN, otherwise=True),
        ),
    ),
    "outline only": LayerStyle("polygon", (one("all", Symbol(strokes=PLAIN.strokes)),)),
    "markers": LayerStyle(
        "point",
        tuple(
            one(shape, Symbol(marker=Marker(shape, 3.0, "#8A5A0080", Stroke("#FFFFFF", 0.25))), *of(shape))
            for shape in MARKER_SHAPES
        ),
    ),
}


def essence(style: LayerStyle) -> object:
    classes = [(each.symbol, each.conditions, each.otherwise) for each in style.classes]
    return style.kind, classes, style.label_field, style.min_denominator, style.max_denominator


def land_use(path: Path) -> Layer:
    codes = ["0701", "0803", "1401", "0701", "ZZ", None]
    shapes = [square(100 * number, 0, 100) for number in range(len(codes))]
    write(path, shapes, encoding="GBK", YDDM=codes, RJL=[0.5, 1.0, 2.0, None, 3.0, 4.0])
    return read_layer(path, role="zoning")


@pytest.mark.parametrize("name", STYLES)
def test_qml_written_by_us_reads_back_equal(name: str) -> None:
    style = STYLES[name]
    again = parse_qml(write_qml(style).encode(), "a.qml")
    assert essence(again) == essence(style)
    assert again.notices == ()
    assert [each.label.zh for each in again.classes][:1] == [
        style.classes[0].label.zh if len(style.classes) > 1 else ""
    ]


@pytest.mark.parametrize("name", STYLES)
def test_sld_written_by_us_reads_back_equal(name: str) -> None:
    again = parse_sld(write_sld(STYLES[name], "用地").encode(), "a.sld")
    assert essence(again) == essence(STYLES[name])
    assert again.notices == ()


def test_a_style_gives_every_row_its_symbol_again(tmp_path: Path) -> None:
    layer = land_use(tmp_path / "a.shp")
    shown = symbology(layer)
    expected = [shown.classes[number].symbol for number in shown.class_of_row]
    for names in (None, layer.fields):
        style = style_of(layer, shown, names=names)
        for read in (parse_qml(write_qml(style).encode(), "a"), parse_sld(write_sld(style, "a").encode(), "a")):
            again = applied(read, layer)
            assert [again.classes[number].symbol for number in again.class_of_row] == expected


def test_ranges_and_absent_fields(tmp_path: Path) -> None:
    layer = land_use(tmp_path / "a.shp")
    style = LayerStyle("polygon", (one("low", FILL, *between("0", "1")), one("high", PLAIN, *between("1", "3"))))
    shown = applied(style, layer)
    keys = [shown.classes[number].key for number in shown.class_of_row]
    assert keys == ["low", "low", "high", UNKNOWN, "high", UNKNOWN]
    absent = applied(LayerStyle("polygon", (one("a", FILL, *of("1", field="none")),)), layer)
    assert [each.label.zh for each in absent.classes] == ["未分类"]


QGIS_OLD = """<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.4" hasScaleBasedVisibilityFlag="1" minScale="50000" maxScale="500">
 <renderer-v2 type="categorizedSymbol" attr="YDDM"><categories>
  <category value="0701" symbol="0" label="住宅" render="true"/>
  <category value="09" symbol="1" label="商业" render="false"/>
  <category value="" symbol="1" label="其他" render="true"/></categories>
 <symbols>
  <symbol type="fill" name="0" alpha="0.5"><layer class="SimpleFill" enabled="1">
   <prop k="color" v="255,255,45,255"/><prop k="style" v="solid"/><prop k="outline_style" v="dash"/>
   <prop k="outline_color" v="0,0,0,255"/><prop k="outline_width" v="1"/><prop k="outline_width_unit" v="Point"/>
  </layer><layer class="GradientFill" enabled="1"/></symbol>
  <symbol type="fill" name="1" alpha="1"><layer class="SimpleFill" enabled="1">
   <prop k="color" v="9,8,7,255"/><prop k="style" v="b_diagonal"/><prop k="outline_style" v="no"/></layer>
   <layer class="SimpleFill" enabled="0"><prop k="color" v="1,1,1,255"/></layer></symbol>
 </symbols></renderer-v2>
 <labeling type="simple"><settings><text-style fieldName="concat(&quot;a&quot;)" isExpression="1"/></settings>
 </labeling>
 <blendMode>6</blendMode></qgis>"""


def test_an_older_qml_is_read_and_what_is_not_is_listed() -> None:
    style = parse_qml(QGIS_OLD.encode(), "a.qml")
    first, hidden, rest = style.classes
    assert first.symbol == Symbol("#FFFF2D80", (), (Stroke("#00000080", 0.3528, (1.4112, 0.7056)),))
    assert hidden.symbol.linear
    assert rest.otherwise
    assert [hatch.angle_deg for hatch in rest.symbol.hatches] == [45]
    assert (style.min_denominator, style.max_denominator, style.label_field) == (500, 50000, None)
    told = " ".join(notice.message.zh for notice in style.notices)
    assert style.blend == "multiply"
    for word in ("GradientFill", "屏幕图案", "标注表达式"):
        assert word in told


def test_rules_of_qgis_become_conditions() -> None:
    rules = """<qgis><renderer-v2 type="RuleRenderer"><rules key="r">
      <rule key="1" filter="&quot;DLBM&quot; IN ('01','02') AND &quot;MJ&quot; &gt;= 1e3" label="大" symbol="0">
        <rule key="2" filter="status IS NOT NULL" label="有" symbol="0"/></rule>
      <rule key="3" filter="DLBM = '03' OR DLBM='04'" symbol="0"/>
      <rule key="4" filter="area($geometry) &gt; 5" label="函数" symbol="0"/>
      <rule key="5" filter="ELSE" label="其他" symbol="0" scalemaxdenom="1000"/></rules>
      <symbols><symbol type="line" name="0"><layer class="SimpleLine"><Option type="Map">
      <Option name="line_color" value="1,2,3,255,rgb:0.1,0.1,0.1,1"/><Option name="line_width" value="2"/>
      <Option name="line_width_unit" value="Pixel"/></Option></layer></symbol></symbols></renderer-v2></qgis>"""
    style = parse_qml(rules.encode(), "a.qml")
    large = (Condition("DLBM", "in", ("01", "02")), Condition("MJ", ">=", ("1000",)))
    assert [each.conditions for each in style.classes] == [
        large,
        (*large, Condition("status", "not in", ("",))),
        (Condition("DLBM", "in", ("03", "04")),),
        (),  # what the rule that was not understood may take, in place of ELSE
    ]
    assert style.classes[-1].otherwise
    assert style.every
    assert style.classes[0].symbol.strokes == (Stroke("#010203", 0.5292),)
    told = " ".join(notice.message.zh for notice in style.notices)
    assert "函数" in told or "area($geometry)" in told
    assert [each.key for each in style.classes if each.key == "undecided"] == ["undecided"]


SLD_11 = """<?xml version="1.0" encoding="{encoding}"?>
<StyledLayerDescriptor xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se"
 xmlns:ogc="http://www.opengis.net/ogc" version="1.1.0"><NamedLayer><se:Name>x</se:Name><UserStyle>
 <se:FeatureTypeStyle><se:Rule><se:Name>a</se:Name><se:Description><se:Title>住宅</se:Title></se:Description>
 <ogc:Filter><ogc:And><ogc:PropertyIsEqualTo><ogc:PropertyName>YDDM</ogc:PropertyName><ogc:Literal>0701</ogc:Literal>
 </ogc:PropertyIsEqualTo><ogc:PropertyIsBetween><ogc:PropertyName>RJL</ogc:PropertyName><ogc:LowerBoundary>
 <ogc:Literal>1</ogc:Literal></ogc:LowerBoundary><ogc:UpperBoundary><ogc:Literal>2</ogc:Literal></ogc:UpperBoundary>
 </ogc:PropertyIsBetween></ogc:And></ogc:Filter>
 <se:PolygonSymbolizer><se:Fill><se:SvgParameter name="fill">#ffff2d</se:SvgParameter></se:Fill>
 <se:Stroke><se:SvgParameter name="stroke-width">2</se:SvgParameter></se:Stroke></se:PolygonSymbolizer>
 <se:RasterSymbolizer/></se:Rule>
 <se:Rule><se:Title>像</se:Title><ogc:Filter><ogc:PropertyIsLike><ogc:PropertyName>a</ogc:PropertyName>
 <ogc:Literal>x*</ogc:Literal></ogc:PropertyIsLike></ogc:Filter><se:PolygonSymbolizer/></se:Rule>
 <se:Rule><se:TextSymbolizer><se:Label><ogc:PropertyName>DKBH</ogc:PropertyName></se:Label></se:TextSymbolizer>
 </se:Rule></se:FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"""


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
def test_an_sld_of_another_program(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.sld").write_bytes(SLD_11.format(encoding=encoding).encode(encoding))
    style = read_sld(tmp_path / "a.sld")
    only, alike = style.classes
    assert alike.conditions == (Condition("a", "like", ("x%",)),)
    assert (only.label.zh, style.label_field) == ("住宅", "DKBH")
    assert only.conditions == (*of("0701"), *between("1", "2"))
    assert only.symbol == Symbol("#FFFF2D", (), (Stroke("#000000", 0.56),))
    assert len(style.notices) == 1


BILLION = '<!DOCTYPE qgis [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
HOSTILE = {
    "entities": BILLION + "<qgis>&b;</qgis>",
    "external entity": '<!DOCTYPE qgis [<!ENTITY a SYSTEM "file:///etc/passwd">]><qgis>&a;</qgis>',
    "parameter entity": '<!DOCTYPE qgis [<!ENTITY % a SYSTEM "http://192.0.2.1/x">%a;]><qgis/>',
    "another doctype": '<!DOCTYPE html SYSTEM "http://192.0.2.1/x"><qgis/>',
    "depth": "<qgis>" * 5000 + "</qgis>" * 5000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_xml_is_refused(kind: str) -> None:
    for parse in (parse_qml, parse_sld):
        with pytest.raises(AppError) as caught:
            parse(HOSTILE[kind].encode(), "a")
        assert caught.value.code == "xml.hostile"


@pytest.mark.parametrize(
    "text", ["", "<qgis", "no xml", "<qgis/>", "<html/>", "<qgis><renderer-v2 type='25dRenderer'/></qgis>"]
)
def test_what_is_no_style_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.qml").write_text(text)
    for read in (read_qml, read_sld):
        with pytest.raises(AppError) as caught:
            read(tmp_path / "a.qml")
        assert caught.value.code.startswith(("xml.", "style."))
    with pytest.raises(AppError):
        read_qml(tmp_path / "none.qml")


def test_a_file_too_large_is_not_parsed(tmp_path: Path) -> None:
    with (tmp_path / "a.qml").open("wb") as file:
        file.truncate(33 * 1024**2)
    with pytest.raises(AppError) as caught:
        read_qml(tmp_path / "a.qml")
    assert caught.value.code == "xml.too_large"


@pytest.mark.parametrize(
    "text", ["1 = 1; drop", "eval('x')", "a = b", "((((a", "a ~ 'x'", "NOT a", "$area > 5", "a > 'x'", "'" * 99]
)
def test_filters_are_compared_and_never_evaluated(text: str) -> None:
    with pytest.raises(FilterError):
        conditions_of(text)


def test_filters_read_back() -> None:
    conditions = (
        Condition('a"b', "in", ("x'y", "")),
        Condition("n", "<", ("-1.5",)),
        Condition("c", "not in", ("1", "")),
    )
    assert conditions_of(filter_of(conditions)) == conditions


LOOK = """
import json, os, sys
from qgis.core import QgsApplication, QgsRenderContext, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1], "a", "ogr")
layer.loadDefaultStyle() if len(sys.argv) == 2 else layer.loadSldStyle(sys.argv[2])
renderer, context, found = layer.renderer(), QgsRenderContext(), []
renderer.startRender(context, layer.fields())
for feature in layer.getFeatures():
    symbols = renderer.symbolsForFeature(feature, context)
    fills = [one for one in symbols[0].symbolLayers() if one.layerType() == "SimpleFill"] if symbols else []
    colour = fills[0].fillColor() if fills else None
    found.append(None if colour is None else [colour.red(), colour.green(), colour.blue(), colour.alpha()])
renderer.stopRender(context)
print(json.dumps({"valid": layer.isValid(), "type": renderer.type(), "colours": found}))
sys.stdout.flush()
os._exit(0)  # taking QGIS down while Python holds its objects may crash
"""
PYTHON_OF_QGIS = shutil.which("python3", path="/usr/bin:/bin")


def looked_at_by_qgis(*paths: Path) -> dict[str, object]:
    """What a real QGIS makes of a layer and its style; skips where there is none."""
    probe = [str(PYTHON_OF_QGIS), "-c", "import qgis.core"]
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "QT_QPA_PLATFORM": "offscreen"}
    if PYTHON_OF_QGIS is None or subprocess.run(probe, env=environment, capture_output=True, check=False).returncode:
        pytest.skip("there is no QGIS here")
    command = [PYTHON_OF_QGIS, "-c", LOOK, *map(str, paths)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.qgis
def test_qgis_shows_the_same_classes_in_the_same_colours(tmp_path: Path) -> None:
    layer = land_use(tmp_path / "a.shp")
    shown = symbology(layer)
    report = export_layer(layer.frame, tmp_path / "a.gpkg", crs=layer.crs)
    style = style_of(layer, shown, names=report.fields)
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database:
        columns = "f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, useAsDefault"
        database.execute(f"create table layer_styles (id integer primary key, {columns}, description, update_time)")
        row = ("", "", "a", "geom", "a", write_qml(style), True)
        database.execute(f"insert into layer_styles ({columns}) values (?, ?, ?, ?, ?, ?, ?)", row)
        database.commit()
    (tmp_path / "a.sld").write_text(write_sld(style, "a"), encoding="utf-8")
    expected = []
    for number in shown.class_of_row:
        fill = shown.classes[number].symbol.fill
        digits = None if fill is None else f"{fill.lstrip('#')}FF"[:8]
        expected.append(None if digits is None else [int(digits[i : i + 2], 16) for i in range(0, 8, 2)])
    assert looked_at_by_qgis(tmp_path / "a.gpkg") == {
        "valid": True,
        "type": "categorizedSymbol",
        "colours": expected,
    }
    assert looked_at_by_qgis(tmp_path / "a.gpkg", tmp_path / "a.sld")["colours"] == expected


def test_applied_style_counts_text_and_numbers_alike(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"NF": pd.array([2020, 2035], dtype="Int64")}, geometry=[square(0, 0, 1)] * 2, crs=4546)
    frame.to_file(tmp_path / "a.gpkg")
    layer = read_layer(tmp_path / "a.gpkg", role=None)
    style = LayerStyle("polygon", (one("new", FILL, *of("2035", field="nf")), one("old", PLAIN, otherwise=True)))
    shown = applied(style, layer)
    assert [shown.classes[number].key for number in shown.class_of_row] == ["old", "new"]
