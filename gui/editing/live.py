"""While an edit is previewed: what the plan would be found to be with it, said before the mouse is released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gui.budget import budget_of
from gui.editing.affected import AffectedCard

if TYPE_CHECKING:
    from core.feedback import Feedback
    from gui.budget import Budget, BudgetCard
    from gui.editing.context import EditContext
    from gui.jobs import Job
    from layers.editing.edit import Edit
    from services.live import Known, Live, LiveChecker, LiveThread

PAUSE_MS = 30
"""Between two answers while the mouse moves: what draws the map needs the interpreter too."""
REST_MS = 200
"""Once nothing has moved for so long, what takes longer is measured."""


class LiveAnswers(QObject):
    """Asks about the preview, one question at a time; only the last preview counts. ``answered`` carries ``Live``.

    What is measured quickly is answered while the mouse moves, the rest when it rests. All work is done by a thread of
    its own, on a twin of the session's checker.
    """

    answered = Signal(object)

    def __init__(self, context: EditContext, budget: BudgetCard) -> None:
        super().__init__(context)
        self._context = context
        self._session = context.session
        self._budget = budget
        self.card = AffectedCard(context.speaker, context.canvas)
        self.live: Live | None = None
        self._thread: LiveThread | None = None
        self._ready: set[str | None] = set()
        self._wanted: Edit | None = None
        self._asked: Edit | None = None
        self._job: Job | None = None
        self._slow = False
        self._pause = self._timer(PAUSE_MS, self._ask)
        self._rest = self._timer(REST_MS, lambda: self._ask(quick=False))
        context.changed.connect(self._begin)
        context.previewed.connect(self.follow)
        context.canvas.resized.connect(self._place)
        self._session.opened.connect(self.stop)
        self._session.checked.connect(self._take_checked)
        self._session.changed.connect(lambda _outcome: self._forget_asked())

    @property
    def working(self) -> bool:
        """Whether an answer is on its way."""
        return self._job is not None or self._pause.isActive() or self._rest.isActive()

    def stop(self) -> None:
        """Nothing is edited any more, or another plan."""
        self._drop()
        self._wanted = None
        self._hide()
        self._ready.clear()
        if self._thread is not None:
            self._thread.close()
            self._thread = None

    def follow(self, edit: Edit | None) -> None:
        """Another preview, or none."""
        self._wanted = edit
        if edit is None:
            self._drop()
            if self._session.is_checked:
                self._hide()  # else what is said holds until the plan has been checked with the edit
            return
        self._rest.stop()
        if self._slow:
            self._drop()
        if self._job is None and not self._pause.isActive():
            self._ask()

    # Making ready

    def _begin(self) -> None:
        """A layer is in hand: measure what the rules about it need, as far as nothing else is asked."""
        context = self._context
        if context.member is None:
            self.stop()
            return
        if not context.ready or not self._session.is_checked or self._plan_layer_role() in self._ready:
            return
        plan, role = self._session.plan, self._plan_layer_role()
        thread = self._thread_now()
        if thread is None or plan is None or role is None or self._job is not None:
            return
        self._ready.add(role)

        def work(live: LiveChecker, feedback: Feedback) -> None:
            live.make_ready(plan, role, feedback)

        self._slow = True
        self._job = self._session.jobs.submit(
            self.tr("Making the live check ready"), work, self._made_ready, lost=self._end, lane=thread
        )

    def _made_ready(self, _none: None) -> None:
        self._end()
        self._begin()  # another layer may be in hand meanwhile

    def _thread_now(self) -> LiveThread | None:
        checker = self._session.checker
        if self._thread is None and checker is not None:
            from services.live import LiveChecker, LiveThread

            self._thread = LiveThread(lambda: LiveChecker(checker.twin()))
        return self._thread

    def _plan_layer_role(self) -> str | None:
        """The role of the layer in hand in the plan that is checked; None where no rule knows it."""
        plan = self._session.plan
        layers = plan.layers if plan is not None else ()
        return next((layer.role for layer in layers if layer.name == self._context.name), None)

    # Asking

    def _ask(self, *, quick: bool = True) -> None:
        edit, plan, thread = self._wanted, self._session.plan, self._thread_now()
        if edit is None or plan is None or thread is None or self._job is not None or self._plan_layer_role() is None:
            return
        name, known, first = self._context.name, self._known(), self._first()

        def work(live: LiveChecker, feedback: Feedback) -> Live:
            from services.live import QUICK_S, SLOW_S

            within = QUICK_S if quick else SLOW_S
            return live.answer(plan, name, edit, known=known, first=first, within_s=within, feedback=feedback)

        self._asked, self._slow = edit, not quick
        self._job = self._session.jobs.submit(
            self.tr("Checking what the edit affects"), work, self._take, lost=self._end, lane=thread
        )

    def _known(self) -> Known:
        from services.live import Known

        session = self._session
        return Known(session.run, session.review) if session.is_checked else Known()

    def _first(self) -> tuple[str, ...]:
        """The rule that the boundary budget is about: it is answered in any case."""
        budget = self._budget.budget
        return (budget.finding.rule,) if budget is not None else ()

    def _take(self, live: Live) -> None:
        slow = self._slow
        self._end()
        if self._wanted is None:
            return
        if self._wanted is not self._asked:
            self._pause.start()
        elif live.waiting and not slow:
            self._rest.start()
        self._show(live, final=slow)

    def _end(self) -> None:
        self._job, self._slow = None, False
        if self._wanted is not None and self._wanted is not self._asked:
            self._pause.start()

    def _drop(self) -> None:
        self._pause.stop()
        self._rest.stop()
        job, self._job, self._slow = self._job, None, False
        if job is not None and job.running:
            self._session.jobs.cancel(job)

    def _forget_asked(self) -> None:
        """The plan is another one: what is still previewed is asked anew."""
        self._asked = None

    def _take_checked(self) -> None:
        if self._wanted is None and self._session.is_checked:
            self._hide()
        if self._context.member is not None and self._wanted is None:
            self._begin()

    # Showing

    def _show(self, live: Live, *, final: bool) -> None:
        self.live = live
        self._budget.show_live(self._budget_of(live))
        self.card.show_live(live, final=final)
        self._place()
        self.answered.emit(live)

    def _budget_of(self, live: Live) -> Budget | None:
        budget = budget_of(live.plan, live.run)
        return None if budget is None or budget.finding.rule in live.waiting else budget

    def _hide(self) -> None:
        if self.live is not None:
            self.live = None
            self._budget.show_live(None)
            self.card.hide()

    def _place(self) -> None:
        if self.card.isVisibleTo(self._context.canvas):
            self.card.place_over(self._budget)

    def _timer(self, milliseconds: int, act: object) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(act)
        return timer
