"""Run by the Python of QGIS: styles a polygon layer in many ways, saves each style and how QGIS draws it.

``styled_in_qgis.py LAYER FOLDER west,south,east,north`` writes FOLDER/<name>.qml and FOLDER/<name>.png for each.
"""

import json
import os
import sys

from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsLinePatternFillSymbolLayer,
    QgsLineSymbol,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsMarkerLineSymbolLayer,
    QgsMarkerSymbol,
    QgsPointPatternFillSymbolLayer,
    QgsProperty,
    QgsRectangle,
    QgsRendererCategory,
    QgsRendererRange,
    QgsRuleBasedRenderer,
    QgsSimpleFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsSymbolLayer,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QPainter

SIZE = 400


def filled(colour, **more):
    """A simple fill, without outline unless one is asked for."""
    return QgsFillSymbol.createSimple({"color": colour, "outline_style": "no", **more})


def of(*layers, alpha=1.0):
    """A fill symbol of these layers."""
    symbol = QgsFillSymbol()
    symbol.deleteSymbolLayer(0)
    for layer in layers:
        symbol.appendSymbolLayer(layer)
    symbol.setOpacity(alpha)
    return symbol


def fill(**options):
    return QgsSimpleFillSymbolLayer.create({"outline_style": "no", **options})


def line(**options):
    return QgsSimpleLineSymbolLayer.create(options)


def hatch(angle, distance, colour, width, unit=None):
    layer = QgsLinePatternFillSymbolLayer()
    layer.setLineAngle(angle)
    layer.setDistance(distance)
    if unit is not None:
        layer.setDistanceUnit(unit)
    layer.setSubSymbol(QgsLineSymbol.createSimple({"line_color": colour, "line_width": str(width)}))
    return layer


def dots():
    layer = QgsPointPatternFillSymbolLayer()
    layer.setDistanceX(4)
    layer.setDistanceY(4)
    layer.setDisplacementX(2)
    layer.setSubSymbol(QgsMarkerSymbol.createSimple({"color": "#0000ff", "size": "2", "outline_style": "no"}))
    return layer


def marker_line():
    layer = QgsMarkerLineSymbolLayer(True, 5)
    layer.setSubSymbol(
        QgsMarkerSymbol.createSimple({"name": "square", "color": "#ff0000", "size": "2.4", "outline_style": "no"})
    )
    layer.setOffset(3)
    return layer


def single(symbol):
    return QgsSingleSymbolRenderer(symbol)


def categories(attribute, *pairs):
    found = [QgsRendererCategory(value, filled(colour), str(value)) for value, colour in pairs]
    return QgsCategorizedSymbolRenderer(attribute, found)


def rules(*found):
    """Rules (filter, colour, least, most, rules below)."""
    root = QgsRuleBasedRenderer.Rule(None)
    for one in found:
        add(root, *one)
    return QgsRuleBasedRenderer(root)


def add(parent, text, symbol, least=0, most=0, below=(), active=True):  # noqa: PLR0917
    rule = QgsRuleBasedRenderer.Rule(symbol, least, most, text)
    rule.setActive(active)
    parent.appendChild(rule)
    for one in below:
        add(rule, *one)


def data_defined():
    layer = fill(color="#ff0000")
    layer.setDataDefinedProperty(QgsSymbolLayer.PropertyFillColor, QgsProperty.fromExpression("'#00ff00'"))
    return of(layer)


BRUSHES = ("horizontal", "vertical", "cross", "b_diagonal", "f_diagonal", "diagonal_x", "dense2", "dense4", "dense6")
MAP_UNITS = QgsUnitTypes.RenderMapUnits
RENDERERS = {
    "categories": lambda: categories(
        "code", ("01", "#f5f8dc"), ("0701", "#ffff2d"), ("1401", "#00ff00"), (None, "#123456")
    ),
    "first characters": lambda: categories('left("code", 2)', ("07", "#ffff2d"), ("14", "#00ff00")),
    "expression": lambda: categories("\"code\" || 'x'", ("01x", "#ff0000"), ("", "#00ff00")),
    "numbers": lambda: categories("far", (1, "#ff0000"), (2.5, "#00ff00"), (4, "#0000ff")),
    "graduated": lambda: QgsGraduatedSymbolRenderer(
        "far",
        [
            QgsRendererRange(0, 1, filled("#ff0000"), "a"),
            QgsRendererRange(1, 2.5, filled("#00ff00"), "b"),
            QgsRendererRange(2.5, 3.9, filled("#0000ff"), "c"),
        ],
    ),
    "rules": lambda: rules(
        ('"code" LIKE \'07%\' AND "far" >= 1', filled("#ffff2d")),
        ('("far" >= 2 AND "far" <= 3) OR ("code" = \'01\' AND NOT "far" > 1)', filled("#00ffff")),
        ("ELSE", filled("#888888")),
    ),
    "rules on rules": lambda: rules(
        ('"far" > 0', filled("#ffff00"), 0, 0, [('"far" > 2', of(hatch(45, 3, "#000000", 0.5)))]),
        ('"code" IS NULL', filled("#0000ff80")),
    ),
    "nested else": lambda: rules(
        ('"far" > 0', None, 0, 0, [('"far" > 2', filled("#ff0000")), ("ELSE", filled("#00ff00"))]),
        ("ELSE", filled("#0000ff")),
    ),
    "unchecked rule": lambda: rules(
        ('"far" > 2', filled("#ff0000"), 0, 0, [], False), ('"far" > 0', filled("#00ff00")), ("ELSE", filled("#0000ff"))
    ),
    "rules by scale": lambda: rules(
        ('"far" > 2', filled("#ff0000"), 0, 1000), ('"far" > 0', filled("#00ff00"), 1000, 1000000)
    ),
    "unknown function": lambda: rules(
        ("buffer($geometry, 1) IS NULL", filled("#ff0000")), ('"far" > 2', filled("#00ff00"))
    ),
    "data defined": lambda: single(data_defined()),
    "fills on fills": lambda: single(
        of(
            fill(color="#ff0000"),
            hatch(0, 4, "#000000", 1),
            fill(color="#0000ff80"),
            hatch(90, 6, "#00ff00", 1),
            alpha=0.5,
        )
    ),
    "hatches": lambda: single(of(hatch(30, 4, "#ff0000", 1), hatch(120, 6, "#0000ff", 0.6))),
    "hatch in metres": lambda: single(of(hatch(0, 20, "#ff0000", 1, MAP_UNITS))),
    "dots": lambda: single(of(fill(color="#ffffff"), dots())),
    "line inside": lambda: single(of(line(line_color="#ff0000", line_width="2", offset="2"))),
    "line outside": lambda: single(of(line(line_color="#ff0000", line_width="2", offset="-2"))),
    "clipped line": lambda: single(of(line(line_color="#ff0000", line_width="4", draw_inside_polygon="1"))),
    "dashes": lambda: single(
        of(line(line_color="#ff0000", line_width="2", capstyle="flat", customdash="6;4", use_custom_dash="1"))
    ),
    "dashes in points": lambda: single(
        of(line(line_color="#0000ff", line_width="5", line_width_unit="Point", line_style="dash", capstyle="flat"))
    ),
    "no line": lambda: single(of(fill(color="#00ff00"), line(line_color="#ff0000", line_width="4", line_style="no"))),
    "markers along": lambda: single(of(fill(color="#eeeeee"), marker_line())),
    **{brush: (lambda brush=brush: single(filled("#000000", style=brush))) for brush in BRUSHES},
}


def main(source, folder, extent):
    found = {}
    for name, renderer in RENDERERS.items():
        layer = QgsVectorLayer(source, "a", "ogr")
        layer.setRenderer(renderer())
        if name == "hatches":
            layer.setOpacity(0.5)
        if name == "dots":
            layer.setBlendMode(QPainter.CompositionMode_Multiply)
        layer.saveNamedStyle(os.path.join(folder, f"{name}.qml"))
        settings = QgsMapSettings()
        settings.setLayers([layer])
        settings.setDestinationCrs(layer.crs())
        settings.setExtent(QgsRectangle(*map(float, extent.split(","))))
        settings.setOutputSize(QSize(SIZE, SIZE))
        settings.setOutputDpi(96)
        settings.setBackgroundColor(QColor("white"))
        job = QgsMapRendererSequentialJob(settings)
        job.start()
        job.waitForFinished()
        job.renderedImage().save(os.path.join(folder, f"{name}.png"))
        found[name] = settings.scale()
    return found


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    print(json.dumps(main(*sys.argv[1:])))
    sys.stdout.flush()
    os._exit(0)  # taking QGIS down while Python holds its objects may crash
