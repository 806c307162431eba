"""What a kind answers about one subject, before the engine puts rule, subject and key to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checks.finding import Limit, Part, Remark, State
from core.messages import Text
from core.quantities import Quantity

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Answer:
    """State, numbers and the bad part; ``place`` is a geometry in the run's CRS."""

    state: State
    measured: Quantity | None = None
    limit: Limit | None = None
    margin: Quantity | None = None
    alternatives: Mapping[str, float | None] | None = None
    flips: bool = False
    reason: Remark | None = None
    hints: tuple[Remark, ...] = ()
    parts: tuple[Part, ...] = ()
    place: BaseGeometry | None = None


class NotTestable(Exception):  # noqa: N818 - an answer, not an error
    """Raised while measuring when something that the rule needs is not there."""

    def __init__(self, reason: Remark) -> None:
        super().__init__(f"{reason.code}: {reason.text.en}")
        self.reason = reason


def not_testable(reason: Remark, **rest: Any) -> Answer:
    """The answer when nothing can be said."""
    return Answer("not_testable", reason=reason, **rest)


def remark(code: str, zh: str, en: str, **values: object) -> Remark:
    """A reason or hint with its placeholders filled."""
    return Remark(code, Text(zh, en).format(**values))
