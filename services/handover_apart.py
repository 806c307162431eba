"""Handing over in a process of its own: a window beside it never waits for it, and stopping it leaves nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from services.handover import Delivered, HandoverOrder, Kind, make, move, staging

LOOK_EVERY_S = 0.05
"""How long a wish to stop may go unnoticed."""
NICE = 5
"""The window comes first."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """An ``AppError`` as it goes from process to process."""

    code: str
    message: Text
    hint: Text | None

    @classmethod
    def of(cls, error: AppError) -> _Refusal:
        return cls(error.code, error.message, error.hint)

    def error(self) -> AppError:
        return AppError(self.code, self.message, self.hint)


@dataclass(frozen=True, slots=True)
class _Told:
    fraction: float
    doing: Text | None


@dataclass(frozen=True, slots=True)
class _Answer:
    made: dict[Kind, list[str] | _Refusal]


def hand_over_apart(order: HandoverOrder, feedback: Feedback | None = None) -> tuple[Delivered, ...]:
    """``hand_over`` in another process. ``Cancelled`` ends that at once and leaves the folder as it was.

    Raises ``AppError`` as ``hand_over`` does, ``handover.broke`` where the other process ended without an answer.
    """
    feedback = feedback or Feedback()
    # Not forked: Qt and numba have threads by now.
    context = get_context("spawn")
    with staging(order.folder) as folder:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_serve, args=(order, folder, theirs), daemon=True)
        process.start()
        theirs.close()
        try:
            answer = _answer(ours, feedback)
        finally:
            process.kill()
            process.join()
            process.close()
            ours.close()
        made = {kind: one.error() if isinstance(one, _Refusal) else one for kind, one in answer.made.items()}
        return move(order, made, folder)


def _answer(ours: Connection, feedback: Feedback) -> _Answer:
    while True:
        feedback.check()
        if not ours.poll(LOOK_EVERY_S):
            continue
        try:
            said = ours.recv()
        except EOFError as problem:
            raise AppError("handover.broke", _BROKE, _AGAIN) from problem
        if isinstance(said, _Told):
            feedback.report(said.fraction, said.doing)
        elif isinstance(said, _Refusal):
            raise said.error()
        else:
            assert isinstance(said, _Answer)
            return said


def _serve(order: HandoverOrder, folder: Path, theirs: Connection) -> None:
    """In the other process."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    try:
        made = make(order, folder, _Teller(theirs))
    except AppError as refusal:
        theirs.send(_Refusal.of(refusal))
        return
    answer = {kind: _Refusal.of(one) if isinstance(one, AppError) else one for kind, one in made.items()}
    theirs.send(_Answer(answer))


class _Teller(Feedback):
    """Says in the first process how far it is."""

    def __init__(self, theirs: Connection) -> None:
        super().__init__()
        self._theirs = theirs

    def report(self, fraction: float, doing: Text | None = None) -> None:
        self._theirs.send(_Told(fraction, doing))


_BROKE = Text(
    "写文件的程序中途结束了，文件夹没有改动。",
    "The program that was writing ended midway; the folder is as it was.",
)
_AGAIN = Text(
    "请再试一次；若又发生，请少选几项，内存可能不够。",
    "Try again; if it happens again, tick less: memory may be short.",
)
