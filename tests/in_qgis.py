"""Run by the Python of QGIS, not by ours: opens a project as a planner with QGIS would, looks at it and edits it.

``look PROJECT OUT west,south,east,north LAYER…`` says what QGIS makes of the layers and paints them into OUT (a PNG);
``edit PROJECT LAYER`` changes a value of feature 1, the geometry of feature 2, adds a feature and deletes feature 3;
``restyle PROJECT LAYER`` saves another style as the default.
"""

import json
import os
import sys

from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRectangle,
    QgsRenderContext,
    QgsSimpleMarkerSymbolLayerBase,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QColor

SIZE = 600


def opened(path, name):
    """A layer, styled as QGIS does on its own."""
    return QgsVectorLayer(f"{path}|layername={name}", name, "ogr")


def hexadecimal(colour):
    """``#RRGGBBAA``."""
    return "#{:02X}{:02X}{:02X}{:02X}".format(*colour.getRgb())


def described(part):
    """What one layer of a symbol draws."""
    kind = part.layerType()
    if kind == "SimpleFill":
        return ["fill", None if part.brushStyle() == Qt.NoBrush else hexadecimal(part.fillColor())]
    if kind == "LinePatternFill":
        return ["hatch", hexadecimal(part.color()), part.lineAngle(), part.distance(), part.lineWidth()]
    if kind == "SimpleLine":
        dashes = part.customDashVector() if part.useCustomDashPattern() else []
        return ["stroke", hexadecimal(part.color()), part.width(), list(dashes)]
    shape = QgsSimpleMarkerSymbolLayerBase.encodeShape(part.shape())
    rim = [] if part.strokeStyle() == Qt.NoPen else [hexadecimal(part.strokeColor()), part.strokeWidth()]
    return ["marker", shape, part.size(), hexadecimal(part.fillColor()), rim]


def look(path, out, extent, *names):
    """Every layer's classes and symbols; the picture of all of them."""
    layers = [opened(path, name) for name in names]
    found = {}
    for layer in layers:
        own = QgsVectorLayer(layer.source(), layer.name(), "ogr", QgsVectorLayer.LayerOptions(loadDefaultStyle=False))
        _, loaded = own.loadDefaultStyle()
        renderer, context, symbols = layer.renderer(), QgsRenderContext(), {}
        renderer.startRender(context, layer.fields())
        for feature in layer.getFeatures():
            parts = [part for symbol in renderer.symbolsForFeature(feature, context) for part in symbol.symbolLayers()]
            symbols[feature.id()] = [described(part) for part in parts]
        renderer.stopRender(context)
        found[layer.name()] = {
            "valid": layer.isValid(),
            "styled": [loaded, own.renderer().type() == renderer.type()],
            "renderer": renderer.type(),
            "legend": [item.label() for item in renderer.legendSymbolItems()],
            "scales": [layer.maximumScale(), layer.minimumScale()] if layer.hasScaleBasedVisibility() else None,
            "symbols": symbols,
        }
        layer.setScaleBasedVisibility(False)
    settings = QgsMapSettings()
    settings.setLayers(layers[::-1])
    settings.setDestinationCrs(layers[0].crs())
    settings.setExtent(QgsRectangle(*map(float, extent.split(","))))
    settings.setOutputSize(QSize(SIZE, SIZE))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(out)
    return found


def edit(path, name):
    """One edit of every sort, committed; what QGIS then has."""
    layer = opened(path, name)
    done = [layer.startEditing()]
    done.append(layer.changeAttributeValue(1, layer.fields().indexOf("YDDM"), "1401"))
    moved = QgsGeometry(layer.getFeature(2).geometry())
    moved.translate(0, 1000)
    done.append(layer.changeGeometry(2, moved))
    added = QgsFeature(layer.fields())
    added.setAttribute("YDDM", "0901")
    geometry = QgsGeometry(layer.getFeature(3).geometry())
    geometry.translate(0, -1000)
    added.setGeometry(geometry)
    done.append(layer.addFeature(added))
    done.append(layer.deleteFeature(3))
    done.append(layer.commitChanges())
    return {"done": done, "errors": layer.commitErrors(), "fids": sorted(one.id() for one in layer.getFeatures())}


def restyle(path, name):
    """Another colour, saved as the layer's default under a name of the planner's."""
    layer = opened(path, name)
    layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple({"color": "#123456"})))
    return {"error": layer.saveStyleToDatabase("我的", "", True, "")}


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    print(json.dumps({"look": look, "edit": edit, "restyle": restyle}[sys.argv[1]](*sys.argv[2:])))
    sys.stdout.flush()
    os._exit(0)  # taking QGIS down while Python holds its objects may crash
