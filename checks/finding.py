"""What a check answers: findings, and the run that holds them all.

``CheckRun`` is the only source of every report, map, table and console output; ``to_json`` is ``findings.json``
(schema 1, see docs/architecture.md). Numbers stay unrounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from core.messages import Text
from core.quantities import Quantity

State = Literal["conflict", "uncertain", "clear", "not_testable"]
STATES: tuple[State, ...] = ("conflict", "uncertain", "clear", "not_testable")
Severity = Literal["block", "approval", "review", "advice"]
Force = Literal["binding", "target", "advisory"]
Stage = Literal["plan", "project"]
Operator = Literal["<=", "<", ">=", ">", "=="]


@dataclass(frozen=True, slots=True)
class Remark:
    """A reason or a hint: a stable code and a sentence."""

    code: str
    text: Text

    def to_json(self) -> dict[str, str]:
        """``{code, zh, en}``."""
        return {"code": self.code, "zh": self.text.zh, "en": self.text.en}


@dataclass(frozen=True, slots=True)
class Limit:
    """What is asked: ``measured op value``; ``within`` is the half width for ``==``."""

    op: Operator
    value: float
    unit: str
    within: float | None = None

    def to_json(self) -> dict[str, Any]:
        """``{op, value, unit}`` and ``within`` for ``==``."""
        found: dict[str, Any] = {"op": self.op, "value": self.value, "unit": self.unit}
        if self.within is not None:
            found["within"] = self.within
        return found


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about: a layer by its file's stem, a feature of it by fid, its name."""

    layer: str | None
    fid: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One row of a breakdown: by class, area, year, counting preset."""

    by: str
    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """That someone chose to leave a finding as it is: why, who, and when (ISO 8601). It still counts as what it is."""

    reason: str
    by: str
    at: str

    def to_json(self) -> dict[str, str]:
        """``{reason, by, at}``."""
        return {"reason": self.reason, "by": self.by, "at": self.at}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer about one subject.

    ``place`` is a GeoJSON geometry in ``run.crs`` (the bad part, not the whole feature). ``flips`` says whether
    another area definition would change the verdict.
    """

    rule: str
    state: State
    subject: Subject
    key: str
    measured: Quantity | None = None
    limit: Limit | None = None
    margin: Quantity | None = None
    alternatives: Mapping[str, float | None] | None = None
    flips: bool = False
    reason: Remark | None = None
    hints: tuple[Remark, ...] = ()
    parts: tuple[Part, ...] = ()
    place: Mapping[str, Any] | None = None
    ignored: Ignored | None = None

    def to_json(self) -> dict[str, Any]:
        """The finding with every key of schema 1, null where it does not apply."""
        subject = {"layer": self.subject.layer, "fid": self.subject.fid, "name": self.subject.name}
        return {
            "rule": self.rule,
            "state": self.state,
            "subject": subject,
            "measured": _quantity(self.measured),
            "limit": self.limit.to_json() if self.limit else None,
            "margin": _quantity(self.margin),
            "alternatives": dict(self.alternatives) if self.alternatives is not None else None,
            "flips": self.flips,
            "reason": self.reason.to_json() if self.reason else None,
            "hints": [hint.to_json() for hint in self.hints],
            "parts": [{"by": p.by, "name": p.name, "value": p.value, "unit": p.unit} for p in self.parts],
            "place": dict(self.place) if self.place is not None else None,
            "ignored": self.ignored.to_json() if self.ignored else None,
            "key": self.key,
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands: document, section, and the time it holds (ISO dates)."""

    document: str
    section: str
    valid_from: str | None = None
    valid_to: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """All four keys."""
        return {
            "document": self.document,
            "section": self.section,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
        }


@dataclass(frozen=True, slots=True)
class RuleCard:
    """What a reader of findings must know of a rule; the pack holds the rest."""

    severity: Severity
    force: Force
    status: str
    title: Text
    message: Text
    citation: Citation

    def to_json(self) -> dict[str, Any]:
        """The rule's entry under ``rules``."""
        return {
            "severity": self.severity,
            "force": self.force,
            "status": self.status,
            "title": {"zh": self.title.zh, "en": self.title.en},
            "message": {"zh": self.message.zh, "en": self.message.en},
            "citation": self.citation.to_json(),
        }


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Under which terms a run was made. ``at`` is the only place of the clock (ISO 8601)."""

    at: str
    lantu: str
    stage: Stage
    plan: str
    area_definition: str
    crs: str | None
    tolerance_xy_m: float
    tolerance_area_m2: float
    packs: tuple[Mapping[str, str], ...] = ()
    layers: tuple[Mapping[str, Any], ...] = ()
    step: int | None = None
    """Of a project: the last step of its history in force."""

    def to_json(self) -> dict[str, Any]:
        """The ``run`` object of schema 1."""
        return {
            "at": self.at,
            "lantu": self.lantu,
            "stage": self.stage,
            "plan": self.plan,
            "area_definition": self.area_definition,
            "crs": self.crs,
            "tolerance": {"xy_m": self.tolerance_xy_m, "area_m2": self.tolerance_area_m2},
            "packs": [dict(pack) for pack in self.packs],
            "layers": [dict(layer) for layer in self.layers],
            "step": self.step,
        }


@dataclass(frozen=True, slots=True)
class CheckRun:
    """All findings of one run, sorted by rule, layer and fid."""

    run: RunRecord
    rules: Mapping[str, RuleCard]
    findings: tuple[Finding, ...]
    not_applicable: int = 0
    tables: Mapping[str, Any] = field(default_factory=dict)

    def is_advice(self, finding: Finding) -> bool:
        """Whether a finding is a conflict that only advises: shown and counted apart, never failing a plan."""
        return finding.state == "conflict" and self.rules[finding.rule].severity == "advice"

    def summary(self) -> dict[str, int]:
        """Counts by state; conflicts that only advise are counted as ``advice`` instead."""
        counts = Counter("advice" if self.is_advice(finding) else finding.state for finding in self.findings)
        return {state: counts[state] for state in (*STATES, "advice")} | {"not_applicable": self.not_applicable}

    def exit_code(self) -> int:
        """0 all clear (advice aside), 1 a conflict, 3 no conflict but something uncertain or not testable."""
        summary = self.summary()
        if summary["conflict"]:
            return 1
        return 3 if summary["uncertain"] or summary["not_testable"] else 0

    def to_json(self) -> dict[str, Any]:
        """The whole of ``findings.json``."""
        return {
            "schema": 1,
            "run": self.run.to_json(),
            "summary": self.summary(),
            "rules": {rule_id: self.rules[rule_id].to_json() for rule_id in sorted(self.rules)},
            "findings": [finding.to_json() for finding in self.findings],
            "tables": dict(self.tables),
        }


def _quantity(quantity: Quantity | None) -> dict[str, Any] | None:
    return None if quantity is None else {"value": quantity.value, "unit": quantity.unit}
