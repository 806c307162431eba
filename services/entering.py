"""Entered values and evidence of a plan: what is still owed, and entering it into a project with source and date."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import AppError
from core.messages import Text
from layers.changes import ChangeSet, record
from layers.entered import Entered, EnteredValue, Evidence, as_record
from layers.plan import Plan
from layers.project import Project
from layers.store import records
from layers.store.loading import ENTERED
from services.editing import NOTHING, Outcome, last_outcome

MOST_LETTERS = 400
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Owed:
    """Evidence that a rule of the plan asks for; ``entered`` is the latest entry about it, None where there is none."""

    rule: str
    title: Text
    item: str
    subject: str | None
    entered: Evidence | None


def owed(plan: Plan) -> list[Owed]:
    """Everything that the rules of a plan want entered as evidence. AppError as loading its packs."""
    from checks.answer import NotTestable
    from checks.kinds import entered_evidence
    from checks.measuring import Snapshot
    from services.rule_packs import packs_of

    snapshot = Snapshot(plan)
    found = []
    for rule in (rule for pack in packs_of(plan) for rule in pack.rules):
        if rule.kind.name != entered_evidence.KIND.name or not rule.enabled:
            continue
        try:
            wanted = entered_evidence.items(rule, snapshot)
        except NotTestable:
            continue
        known = entered_evidence.entries(rule, snapshot)
        found += [Owed(rule.id, rule.card.title, item, subject, known.get((subject, item))) for subject, item in wanted]
    return found


def with_value(entered: Entered, value: EnteredValue) -> Entered:
    """With one more figure; it takes the place of one of the same id, year and area. AppError ``entered.…``."""
    _demand(value.id, Text("指标", "indicator"))
    _demand(value.unit, Text("单位", "unit"))
    _demand(value.source, Text("来源", "source"))
    _demand_date(value.dated)
    if not math.isfinite(value.value):
        raise AppError("entered.bad_value", Text("数值不是数。", "The value is no number."))
    key = (value.id, value.year, value.area)
    kept = [one for one in entered.values if (one.id, one.year, one.area) != key]
    return Entered((*kept, value), entered.evidence)


def with_evidence(entered: Entered, evidence: Evidence) -> Entered:
    """With one more piece of evidence; it takes the place of one about the same thing. AppError ``entered.…``."""
    _demand(evidence.rule, Text("规则", "rule"))
    _demand(evidence.item, Text("事项", "item"))
    _demand(evidence.document, Text("文件", "document"))
    _demand_date(evidence.dated)
    key = (evidence.rule, evidence.item, evidence.subject)
    kept = [one for one in entered.evidence if (one.rule, one.item, one.subject) != key]
    return Entered(entered.values, (*kept, evidence))


def without(entered: Entered, gone: Sequence[EnteredValue | Evidence]) -> Entered:
    """Without some entries."""
    return Entered(
        tuple(one for one in entered.values if one not in gone),
        tuple(one for one in entered.evidence if one not in gone),
    )


def put(project: Project, entered: Entered, what: Text) -> Outcome:
    """Keep these entries in a project, as one step named after ``what`` that undo takes back."""
    before = project.record("settings", ENTERED)
    after = records.plain(as_record(entered)) if entered != Entered() else None
    step = record("settings", ENTERED, before, after)
    if not step.changes:
        return Outcome(NOTHING)
    label = Text("填报：{what}", "Enter: {what}").format(what=what)
    project.commit(ChangeSet((step,), label))
    return last_outcome(project)


def _demand(text: str, what: Text) -> None:
    if not text.strip():
        message = Text("“{what}”不能为空。", "The {what} cannot be empty.").format(what=what)
        raise AppError("entered.empty", message)
    if len(text) > MOST_LETTERS:
        raise AppError("entered.too_long", Text("“{what}”太长。", "The {what} is too long.").format(what=what))


def _demand_date(dated: str) -> None:
    if not _DATE.fullmatch(dated):
        message = Text("日期应写作 2025、2025-03 或 2025-03-01。", "Write the date as 2025, 2025-03 or 2025-03-01.")
        raise AppError("entered.date", message)
