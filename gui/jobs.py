"""Work off the GUI thread: one pool of threads, answers come back through a queued signal."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import AppError, Cancelled
from core.feedback import Feedback
from core.messages import Text

LOG = logging.getLogger("lantu.gui")
SHOWN_AFTER_MS = 400
"""A job that takes longer shows in the status bar and can be cancelled."""
REPORTS_EVERY_S = 0.05


class Lane(Protocol):
    """A thread of its own that owns something: work is handed what it owns, one after the other."""

    def run(self, work: Callable[[Any], Any], /) -> Future[Any]:
        """Do something with what the thread owns."""


class JobFeedback(Feedback):
    """Carries progress to the window, at most twenty times a second."""

    def __init__(self, tell: Callable[[float, Text | None], None]) -> None:
        super().__init__()
        self._tell = tell
        self._told = 0.0

    def report(self, fraction: float, doing: Text | None = None) -> None:
        now = time.monotonic()
        if now - self._told >= REPORTS_EVERY_S or fraction >= 1:
            self._told = now
            self._tell(fraction, doing)


@dataclass(eq=False)
class Job:
    """One piece of work. ``done(answer)`` runs on the GUI thread, or ``lost()`` when there is no answer: cancelled,
    refused or broken. What went wrong is told by the signals of ``Jobs``, or to ``refused`` where one is given.
    A job that must be ``kept`` is finished even when the window closes.
    """

    title: str
    work: Callable[..., Any]
    done: Callable[[Any], None]
    lost: Callable[[], None] | None = None
    refused: Callable[[AppError], None] | None = None
    feedback: Feedback = field(default_factory=Feedback)
    fraction: float = 0.0
    doing: Text | None = None
    shown: bool = False
    running: bool = True
    kept: bool = False


class Jobs(QObject):
    """Runs jobs in worker threads.

    Signals: ``shown``, ``progressed``, ``ended`` carry the ``Job``; ``refused`` an ``AppError`` nobody else took;
    ``broke`` an exception that is our bug.
    """

    shown = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)
    refused = Signal(object)
    broke = Signal(object)
    _answered = Signal(object, object, object)
    _told = Signal(object, float, object)

    def __init__(self, parent: QObject | None = None, workers: int = 2) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="lantu")
        self._jobs: set[Job] = set()
        self._stopped = False
        self._answered.connect(self._receive)
        self._told.connect(self._progress)

    @property
    def running(self) -> bool:
        """Whether any job is under way."""
        return bool(self._jobs)

    def submit(
        self,
        title: str,
        work: Callable[..., Any],
        done: Callable[[Any], None],
        *,
        lost: Callable[[], None] | None = None,
        refused: Callable[[AppError], None] | None = None,
        lane: Lane | None = None,
        kept: bool = False,
    ) -> Job:
        """Start ``work(feedback)`` in a worker, or ``work(owned, feedback)`` on the thread of a ``lane``."""
        job = Job(title, work, done, lost, refused, kept=kept)
        job.feedback = JobFeedback(lambda fraction, doing: self._told.emit(job, fraction, doing))
        if self._stopped:
            return job
        self._jobs.add(job)
        if lane is None:
            self._pool.submit(self._run, job)
        else:
            lane.run(lambda owned: self._run(job, owned)).add_done_callback(lambda ran: self._never_ran(job, ran))
        QTimer.singleShot(SHOWN_AFTER_MS, self, lambda: self._show(job))
        return job

    def cancel(self, job: Job) -> None:
        """Ask a job to stop; its answer, should one still come, is dropped."""
        if job.running:
            job.feedback.cancel()
            self._end(job)
            self._lose(job)

    def stop(self) -> None:
        """Cancel everything that need not be kept and wait for the threads to end. Nothing is delivered afterwards.

        Lanes are ended by those who made them.
        """
        self._stopped = True
        for job in list(self._jobs):
            if not job.kept:
                job.feedback.cancel()
            job.running = False
        self._jobs.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job, *owned: Any) -> None:
        """In a worker: the one place where any exception is caught, to be shown or reported as ours."""
        try:
            job.feedback.check()
            answer, error = job.work(*owned, job.feedback), None
        except Exception as raised:
            answer, error = None, raised
        if not self._stopped:
            self._answered.emit(job, answer, error)

    def _never_ran(self, job: Job, ran: Future[Any]) -> None:
        """The lane had nothing to hand over: what it owns could not be opened."""
        error = ran.exception()
        if error is not None and not self._stopped:
            self._answered.emit(job, None, error)

    def _receive(self, job: Job, answer: object, error: Exception | None) -> None:
        if self._stopped or not job.running:
            return
        self._end(job)
        if error is None:
            job.done(answer)
            return
        self._lose(job)
        if isinstance(error, AppError):
            (job.refused or self.refused.emit)(error)
        elif not isinstance(error, Cancelled):
            LOG.error("job %s failed", job.title, exc_info=error)
            self.broke.emit(error)

    def _lose(self, job: Job) -> None:
        if job.lost is not None:
            job.lost()

    def _progress(self, job: Job, fraction: float, doing: Text | None) -> None:
        if job.running:
            job.fraction, job.doing = fraction, doing
            self.progressed.emit(job)

    def _show(self, job: Job) -> None:
        if job.running and not self._stopped:
            job.shown = True
            self.shown.emit(job)

    def _end(self, job: Job) -> None:
        job.running = False
        self._jobs.discard(job)
        self.ended.emit(job)
