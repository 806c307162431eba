"""From coordinates: typed or pasted lines of X and Y, or the plots of a boundary-point file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton

from core.errors import AppError
from core.messages import Text
from gui.editing.coordinates_dialog import CoordinatesDialog
from gui.editing.draw_options import DrawOptions
from gui.editing.draw_tool import new_feature_intent
from gui.editing.tool import EditTool

if TYPE_CHECKING:
    from core.feedback import Feedback
    from gui.editing.context import EditContext
    from layers.editing.edit import Added
    from services.shaping import Done

LABEL = Text("由坐标绘制 {count} 个要素", "Draw {count} features from coordinates")
FILE_LABEL = Text("由“{file}”绘制 {count} 个要素", "Draw {count} features from “{file}”")
MOST_TRIED = 20
FAR_M = 300_000.0
_FAR = Text("这些坐标离规划范围很远。", "These coordinates lie far from the plan.")
_FAR_HINT = Text("请检查坐标顺序、带号和坐标系。", "Check the order, the zone and the coordinate system.")
_NO_PLOT = Text("“{file}”里没有这种几何类型的地块。", "“{file}” has no plot of this kind of geometry.")


class CoordinatesWords(QObject):
    """What the tool says."""

    def hint(self) -> str:
        """What to do next."""
        return self.tr("Type or paste coordinates, or read a boundary-point file.")

    def open_button(self) -> str:
        """What the button in the bar says."""
        return self.tr("Coordinates…")

    def read(self, count: int, places: int) -> str:
        """What the text is."""
        return self.tr("{count} shapes, {places} places.").format(count=count, places=places)

    def empty(self) -> str:
        """Nothing is typed yet."""
        return self.tr("Nothing is typed yet.")


class CoordinatesTool(EditTool):
    """Opens its window when it is taken in hand; what the text draws is shown on the map at once."""

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self.coordinates_words = CoordinatesWords(context)
        self.options = self.drawing = DrawOptions(context)
        self.button = QPushButton(self.coordinates_words.open_button())
        self.drawing.row.insertWidget(0, self.button)
        self.dialog = CoordinatesDialog(context.speaker, context.window)
        self.drawn: list[Added] = []
        self.button.clicked.connect(self.open)
        self.dialog.typed.connect(self.read)
        self.dialog.wanted.connect(self.draw_typed)
        self.dialog.file_wanted.connect(self.ask_file)
        self.dialog.rejected.connect(self.begin_anew)
        self.drawing.chosen.changed.connect(self.read)
        context.speaker.changed.connect(lambda: self.button.setText(self.coordinates_words.open_button()))

    def hint(self) -> str:
        return self.coordinates_words.hint()

    def take_up(self) -> None:
        super().take_up()
        self.open()

    def put_away(self) -> None:
        self.dialog.hide()
        super().put_away()

    def open(self) -> None:
        """Open the window for the text."""
        plan, member = self.context.session.plan, self.context.member
        if plan is None or plan.measuring_crs is None or member is None or member.layer.crs is None:
            return
        names = dict.fromkeys((str(plan.measuring_crs.name), str(member.layer.crs.name)))
        self.dialog.show_systems(tuple(names))
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.text.setFocus()
        self.read()

    def read(self) -> None:
        """Read the text as it is typed: what is wrong stands beside it, what is right on the map."""
        if not self.dialog.isVisible() or not self.context.ready:
            return
        text = self.dialog.text.toPlainText()
        self.drawn = []
        self.context.drop_work()
        self.context.show(None)
        if not text.strip():
            self.dialog.tell(self.coordinates_words.empty(), ready=False)
            return
        try:
            self.drawn = self.shapes(text)
        except AppError as refusal:
            self.dialog.tell(refusal.sentence(self.context.speaker.language), ready=False)
            return
        import shapely

        places = sum(int(shapely.get_num_coordinates(one.geometry)) for one in self.drawn)
        self.dialog.tell(self.coordinates_words.read(len(self.drawn), places), ready=True)
        self._bring_into_view()
        if len(self.drawn) <= MOST_TRIED:
            self.context.try_out_later(new_feature_intent(self.context, self.drawn))

    def _bring_into_view(self) -> None:
        """Go where the shapes are, where nothing of them is in view."""
        import numpy as np
        import shapely

        xy = self.context.map_xy(shapely.get_coordinates(np.array([one.geometry for one in self.drawn])))
        west, south, east, north = self.canvas.view.extent
        inside = (xy[:, 0] > west) & (xy[:, 0] < east) & (xy[:, 1] > south) & (xy[:, 1] < north)
        if not inside.any():
            low, high = xy.min(axis=0).tolist(), xy.max(axis=0).tolist()
            self.canvas.fly_to((low[0], low[1], high[0], high[1]))

    def shapes(self, text: str) -> list[Added]:
        """What a text draws, in the layer's CRS. Refusal ``draw.line``, ``draw.few``, ``draw.far``."""
        import numpy as np
        import shapely

        from layers.editing.drawing import shapes_in
        from layers.editing.edit import Added, Refusal

        context = self.context
        shapes = shapes_in(text, context.kind, northing_first=self.dialog.order.isChecked())
        listed = np.array([*shapes, None], dtype=object)[:-1]
        if self.dialog.system.currentIndex() <= 0:
            on_map, of_layer = listed, shapely.transform(listed, context.layer_xy)
        else:
            on_map, of_layer = shapely.transform(listed, context.map_xy), listed
        bounds = context.session.map_layers.bounds()
        if bounds is not None:
            west, south, east, north = shapely.total_bounds(on_map).tolist()
            away = max(bounds[0] - east, west - bounds[2], bounds[1] - north, south - bounds[3])
            if not away <= FAR_M:
                raise Refusal("draw.far", _FAR, _FAR_HINT)
        return [Added(shape) for shape in of_layer]

    def draw_typed(self) -> None:
        """Draw what the text says."""
        if not self.drawn or not self.context.may_edit():
            return
        intent, label = new_feature_intent(self.context, self.drawn), LABEL.format(count=len(self.drawn))
        self.context.apply(intent, label, done=self._drawn)

    def ask_file(self) -> None:
        """Ask for a boundary-point file and draw its plots."""
        window = self.context.window
        path = self.context.session.path
        start = path.parent if path is not None else Path.home()
        window.files.boundary_points(start, self.draw_file)

    def draw_file(self, path: Path) -> None:
        """Draw the plots of a boundary-point file."""
        member = self.context.member
        if member is None or not self.context.may_edit():
            return
        layer = member.layer

        def work(_feedback: Feedback) -> list[Added]:
            from layers.editing.drawing import from_boundary_points
            from layers.editing.edit import Refusal

            names = {"DKMC": layer.fields["name"]} if "name" in layer.fields else {}
            found = from_boundary_points(path, layer.crs, kind=layer.kind, names=names)
            if not found:
                raise Refusal("draw.few", _NO_PLOT.format(file=path.name))
            return found

        def done(drawn: list[Added]) -> None:
            if self.context.name == layer.name:
                label = FILE_LABEL.format(file=path.name, count=len(drawn))
                self.context.apply(new_feature_intent(self.context, drawn), label, done=self._drawn)

        def refused(refusal: AppError) -> None:
            self.dialog.tell(refusal.sentence(self.context.speaker.language), ready=False)

        self.context.session.jobs.submit(self.context.tr("Reading the features"), work, done, refused=refused)

    def _drawn(self, done: Done) -> None:
        self.dialog.hide()
        self.dialog.text.clear()
        if done.fids:
            self.context.session.selection.select(self.context.name, list(done.fids))
