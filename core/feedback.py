"""Progress and cancelling, without knowing who watches."""

from __future__ import annotations

from core.errors import Cancelled
from core.messages import Text


class Feedback:
    """Watches a job. This base class ignores progress; a window or a terminal overrides ``report``."""

    def __init__(self) -> None:
        self._cancelled = False

    def report(self, fraction: float, doing: Text | None = None) -> None:
        """Tell how far the job is (0…1) and what it does now."""

    def cancel(self) -> None:
        """Ask the job to stop at its next ``check``. Safe from any thread."""
        self._cancelled = True

    @property
    def cancelled(self) -> bool:
        """Whether someone asked to stop."""
        return self._cancelled

    def check(self) -> None:
        """Raise ``Cancelled`` if someone asked to stop."""
        if self._cancelled:
            raise Cancelled
