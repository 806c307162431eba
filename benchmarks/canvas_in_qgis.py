"""Run by the Python of QGIS, not by ours: draws a shapefile as ``benchmarks/canvas.py`` asks for it.

Arguments: shapefile, JSON of {"width", "height", "field", "colours": {value: colour}, "outline", "outline_mm", "dpi",
"extents": {name: [west, south, east, north]}, "rounds", "pictures": folder}. Prints one JSON line: wall and CPU
seconds of the first paint (opening the layer included, imports not) and of each warm round of each extent.
"""

import json
import os
import sys
import time

from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRectangle,
    QgsRendererCategory,
    QgsVectorLayer,
    QgsVectorSimplifyMethod,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def clocks():
    """Wall and CPU seconds; the CPU time of all threads."""
    return time.perf_counter(), time.process_time()


def since(before):
    """Seconds since ``before``."""
    return [now - then for now, then in zip(clocks(), before, strict=False)]


def opened(path, wish):
    """The layer with its categories and simplification as QGIS has it by default."""
    layer = QgsVectorLayer(path, "parcels", "ogr")
    categories = []
    for value, colour in wish["colours"].items():
        outline = {"color": colour, "outline_color": wish["outline"], "outline_width": str(wish["outline_mm"])}
        symbol = QgsFillSymbol.createSimple(outline)
        categories.append(QgsRendererCategory(value, symbol, value))
    layer.setRenderer(QgsCategorizedSymbolRenderer(wish["field"], categories))
    simplify = QgsVectorSimplifyMethod()
    simplify.setSimplifyHints(QgsVectorSimplifyMethod.GeometrySimplification)
    simplify.setThreshold(1.0)
    layer.setSimplifyMethod(simplify)
    return layer


def drawn(layer, wish, extent):
    """The picture of an extent."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setOutputSize(QSize(wish["width"], wish["height"]))
    settings.setOutputDpi(wish["dpi"])
    settings.setExtent(QgsRectangle(*extent))
    settings.setBackgroundColor(QColor("#FFFFFF"))
    settings.setFlag(QgsMapSettings.Antialiasing, True)
    settings.setFlag(QgsMapSettings.UseRenderingOptimization, True)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def main():
    """Measure and print."""
    path, wish = sys.argv[1], json.loads(sys.argv[2])
    application = QgsApplication([], False)
    application.initQgis()
    found = {"first": [], "warm": {}}
    names = list(wish["extents"])
    before = clocks()
    layer = opened(path, wish)
    drawn(layer, wish, wish["extents"][names[0]])
    found["first"] = since(before)
    for name in names:
        found["warm"][name] = []
        for _ in range(wish["rounds"]):
            before = clocks()
            image = drawn(layer, wish, wish["extents"][name])
            found["warm"][name].append(since(before))
        if wish["pictures"]:
            image.save(os.path.join(wish["pictures"], f"qgis_{name}.png"))
    with open("/proc/self/status", encoding="ascii") as status:
        found["peak_kb"] = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps(found))
    sys.stdout.flush()
    os._exit(0)


main()
