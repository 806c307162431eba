"""The thread that the topology lists of a window belong to."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.topology_desk import TopologyDesk


class TopologyLane:
    """Hands work the ``TopologyDesk`` of the window, one piece after the other; see ``gui.jobs.Lane``."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="topology")
        self._desk: TopologyDesk | None = None

    def run(self, work: Callable[[Any], Any], /) -> Future[Any]:
        """Do something with the desk, on its thread."""
        return self._executor.submit(lambda: work(self._owned()))

    def stop(self) -> None:
        """End the thread, after ``Jobs.stop``: what is still waiting then gives up when its turn comes."""
        self._executor.shutdown(wait=True)

    def _owned(self) -> TopologyDesk:
        from services.topology_desk import TopologyDesk

        if self._desk is None:
            self._desk = TopologyDesk()
        return self._desk
