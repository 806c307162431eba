"""Undo and redo over designs: every design is whole, so that undo is showing the one before."""

from __future__ import annotations

from maps.sheets.sheet_design import SheetDesign

MOST_STEPS = 300


class Past:
    """The designs that were, the present one, and those that were taken back."""

    def __init__(self, design: SheetDesign) -> None:
        self.present = design
        self._before: list[SheetDesign] = []
        self._after: list[SheetDesign] = []
        self._merging = ""

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return bool(self._after)

    def step(self, design: SheetDesign, merging: str = "") -> bool:
        """Go on to ``design``; False where it is the present one.

        Steps in a row with the same ``merging`` are one: typing a word, or holding an arrow key.
        """
        if design == self.present:
            return False
        if not (merging and merging == self._merging and self._before):
            self._before.append(self.present)
            del self._before[:-MOST_STEPS]
        self._merging = merging
        self._after.clear()
        self.present = design
        return True

    def rest(self) -> None:
        """What comes next is a step of its own."""
        self._merging = ""

    def undo(self) -> bool:
        """Take back the last step."""
        return self._turn(self._before, self._after)

    def redo(self) -> bool:
        """Bring back the step taken back last."""
        return self._turn(self._after, self._before)

    def _turn(self, source: list[SheetDesign], target: list[SheetDesign]) -> bool:
        self._merging = ""
        if not source:
            return False
        target.append(self.present)
        self.present = source.pop()
        return True
