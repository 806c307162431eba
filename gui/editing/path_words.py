"""What the tools that collect places say in the bar."""

from __future__ import annotations

from PySide6.QtCore import QObject


class PathWords(QObject):
    """What all tools that collect places say."""

    def hint(self, *, begun: bool, closed: bool, whole: bool) -> str:
        """The next step."""
        if not begun:
            return self.tr("Click the first place; Tab types its coordinates.")
        if not whole:
            return self.tr("Click the next place, or type a length; Backspace takes one back, Esc gives up.")
        if closed:
            return self.tr("Enter, a double click or the right button finishes. A arc, T trace, K construction line.")
        return self.tr("Enter, a double click or the right button finishes; C closes. A arc, T trace.")

    def mode(self, *, arc: bool, tracing: bool, other_way: bool) -> str:
        """The mode that is on; empty for straight edges."""
        if arc:
            return self.tr("Arc: click a place on it, then its end. A goes back to straight edges.")
        if tracing and other_way:
            return self.tr("Tracing the other way round. Shift+T the shorter way, T ends.")
        if tracing:
            return self.tr("Tracing: click where to leave the border. Shift+T the other way round, T ends.")
        return ""
