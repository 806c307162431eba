"""Intents tried out while the mouse moves: one at a time, and only the latest of those that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.editing.context import EditContext, Intent


class Trials:
    """Were each movement to end what is being worked out, none would ever be shown."""

    def __init__(self, context: EditContext) -> None:
        self._context = context
        self._trying = False
        self._next: Intent | None = None

    def want(self, intent: Intent | None) -> None:
        """Show what an intent would do; None: nothing."""
        if intent is None:
            self.drop()
            self._context.show(None)
            return
        self._next = intent
        if not self._trying:
            self._begin()

    def drop(self) -> None:
        """Nothing is wanted any more. What is shown stays."""
        self._trying, self._next = False, None
        self._context.drop_work()

    def _begin(self) -> None:
        intent, self._next = self._next, None
        if intent is not None:
            self._trying = True
            self._context.try_out_later(intent, then=lambda _edit: self._tried())

    def _tried(self) -> None:
        self._trying = False
        self._begin()
