"""What the editing tools are called, and what they do, in one sentence each."""

from __future__ import annotations

from PySide6.QtCore import QObject


class EditWords(QObject):
    """``tools()``: text and tip by name. ``groups()``: what the buttons with menus are called."""

    def tools(self) -> dict[str, tuple[str, str]]:
        """Text and tip of every tool of ``tool_list.TOOLS``."""
        return {
            "vertices": (
                self.tr("Edit vertices"),
                self.tr("Move, insert and delete vertices; neighbours with the same border follow."),
            ),
            **self._draw_words(),
            **self._split_words(),
            **self._join_words(),
            **self._land_words(),
            **self._border_words(),
            **self._line_words(),
            **self._move_words(),
        }

    def groups(self) -> dict[str, str]:
        """What each group of tools is called."""
        return {
            "vertices": self.tr("Vertices"),
            "draw": self.tr("Draw"),
            "move": self.tr("Move"),
            "split": self.tr("Split"),
            "join": self.tr("Join"),
            "land": self.tr("Land"),
            "borders": self.tr("Borders"),
            "lines": self.tr("Lines"),
        }

    def _draw_words(self) -> dict[str, tuple[str, str]]:
        return {
            "draw": (
                self.tr("Draw"),
                self.tr("Draw a new feature place by place; a polygon is cut against its neighbours."),
            ),
            "draw_rectangle": (
                self.tr("Draw a rectangle"),
                self.tr("Draw a rectangle by two corners, or by an edge and the depth."),
            ),
            "draw_circle": (
                self.tr("Draw a circle"),
                self.tr("Draw a circle by centre and radius, or through three places."),
            ),
            "draw_lots": (
                self.tr("Lay out lots"),
                self.tr("Draw a regular grid of lots from a corner along a direction."),
            ),
            "draw_from_layer": (
                self.tr("Copy from another layer"),
                self.tr("Copy what is selected in another layer into the layer in hand."),
            ),
            "draw_coordinates": (
                self.tr("Draw from coordinates"),
                self.tr("Draw from typed or pasted coordinates or a boundary-point file."),
            ),
        }

    def _split_words(self) -> dict[str, tuple[str, str]]:
        return {
            "split_line": (
                self.tr("Split by a line"),
                self.tr("Draw a line across features: they are cut along it."),
            ),
            "equal_areas": (
                self.tr("Split into equal areas"),
                self.tr("Cut a polygon into parts of the same area."),
            ),
            "shares": (
                self.tr("Split by shares"),
                self.tr("Cut a polygon into parts whose areas are as the shares."),
            ),
            "cut_area": (
                self.tr("Cut to an exact area"),
                self.tr("Cut exactly so much land off a polygon, along a direction."),
            ),
            "edge_area": (
                self.tr("Move an edge to an exact area"),
                self.tr("Move an edge of a polygon in parallel until the polygon has an area."),
            ),
            "explode": (
                self.tr("Explode"),
                self.tr("Every part of a multi-part feature becomes a feature of its own."),
            ),
        }

    def _join_words(self) -> dict[str, tuple[str, str]]:
        return {
            "merge": (
                self.tr("Merge"),
                self.tr("Adjacent polygons become one."),
            ),
            "collect": (
                self.tr("Collect"),
                self.tr("Features become the parts of one."),
            ),
            "delete_features": (
                self.tr("Delete features"),
                self.tr("Delete the selected features; in coverages their land can go to a neighbour."),
            ),
        }

    def _land_words(self) -> dict[str, tuple[str, str]]:
        return {
            "reshape": (
                self.tr("Reshape"),
                self.tr("Draw a line that crosses a border twice: the border follows it."),
            ),
            "hole": (
                self.tr("Draw a hole"),
                self.tr("Draw a hole in a polygon; its land can become a new feature."),
            ),
            "fill_hole": (
                self.tr("Fill holes"),
                self.tr("Click a hole of a polygon to close it."),
            ),
            "fill_gap": (
                self.tr("Fill gaps"),
                self.tr("Click a gap between polygons: it goes to a neighbour, or becomes a feature."),
            ),
            "erase_drawn": (
                self.tr("Erase by a drawn polygon"),
                self.tr("Draw a polygon: the selected features lose the land in it."),
            ),
            "clip_drawn": (
                self.tr("Clip to a drawn polygon"),
                self.tr("Draw a polygon: of the selected features only what is in it stays."),
            ),
            "erase_by": (
                self.tr("Erase by another layer"),
                self.tr("Take away the land of features selected in another layer."),
            ),
            "clip_to": (
                self.tr("Clip to another layer"),
                self.tr("Keep only what lies in features selected in another layer."),
            ),
            "buffer": (
                self.tr("Buffer"),
                self.tr("Polygons at a distance around the selected features."),
            ),
            "offset": (
                self.tr("Offset"),
                self.tr("Lines in parallel at a distance; polygons grown or shrunk with sharp corners."),
            ),
        }

    def _border_words(self) -> dict[str, tuple[str, str]]:
        return {
            "simplify": (
                self.tr("Simplify borders"),
                self.tr("Leave out vertices within a tolerance; common borders stay common."),
            ),
            "densify": (
                self.tr("Densify borders"),
                self.tr("New vertices on long edges; common borders stay common."),
            ),
            "smooth": (
                self.tr("Smooth borders"),
                self.tr("Cut corners; common borders stay common."),
            ),
            "square": (
                self.tr("Make corners square"),
                self.tr("Nearly square corners become square."),
            ),
            "align": (
                self.tr("Align to an edge"),
                self.tr("Vertices near an edge come to lie on it."),
            ),
        }

    def _line_words(self) -> dict[str, tuple[str, str]]:
        return {
            "trim": (
                self.tr("Trim a line"),
                self.tr("Click the piece of a line that is to be taken away."),
            ),
            "extend": (
                self.tr("Extend a line"),
                self.tr("Click near an end of a line: it goes on to the next line or border."),
            ),
        }

    def _move_words(self) -> dict[str, tuple[str, str]]:
        return {
            "move": (
                self.tr("Move"),
                self.tr("Drag the selected features, from a vertex to what is snapped to; or type how far."),
            ),
            "copy_move": (
                self.tr("Copy"),
                self.tr("Drag copies of the selected features to another place; or type step and number."),
            ),
            "turn": (
                self.tr("Rotate"),
                self.tr("Drag to rotate the selected features; a click sets the centre."),
            ),
            "scale": (
                self.tr("Scale"),
                self.tr("Drag to scale the selected features; a click sets the centre."),
            ),
            "mirror": (
                self.tr("Mirror"),
                self.tr("Two clicks give the axis at which the selected features are mirrored."),
            ),
        }
