"""Rules as records: what a pack says, before anything is measured.

A rule is data. Its *kind* (one file in ``checks/kinds``) is the algorithm; conditions on features are a small
closed table of operators, never an expression that is evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from checks.finding import RuleCard, Stage, State
from core.messages import Text

if TYPE_CHECKING:
    from checks.answer import Answer
    from checks.indicator import Indicator
    from checks.measuring import Snapshot, Subjects

ConditionOperator = Literal[
    "is", "is_not", "given_not", "starts_with", "given_not_starting", "contains", "of_year", "at_least", "above"
]
Year = Literal["base", "target"]
ParameterType = Literal[
    "number", "text", "texts", "flag", "operator", "set", "sets", "numbers_by_word", "words_by_word", "presets"
]


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the closed table: ``field operator values``.

    What an empty value answers: ``is_not`` yes; ``of_year`` yes for the target year only (a feature without a year
    belongs to it); every other operator no. ``at_least`` and ``above`` compare numbers. A condition holds, too, where
    one of ``otherwise`` does.
    """

    field: str
    operator: ConditionOperator
    values: tuple[str, ...]
    otherwise: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class FeatureSet:
    """A named choice of features of one role: those for which every condition holds."""

    name: str
    role: str
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A hint that is added when a feature that was hit meets ``where``."""

    code: str
    text: Text
    where: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Preset:
    """One way of counting classes: codes that start with one of ``codes`` are added to those of earlier presets."""

    name: str
    label: Text
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a kind asks of a pack: name, type, unit, range; ``default`` is ``REQUIRED`` when it must be given."""

    name: str
    type: ParameterType
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    default: Any = "REQUIRED"


REQUIRED = "REQUIRED"


def at_hand(_: Rule) -> float:
    """The reach of kinds for which only what a footprint touches matters."""
    return 0.0


@dataclass(frozen=True, slots=True)
class Assumption:
    """A parameter that no document gives ([ours]); every finding of the rule prints it."""

    parameter: str
    text: Text


@dataclass(frozen=True, slots=True)
class Example:
    """A small plan and the state that its rule must give it.

    ``tables`` maps roles to rows ``{"wkt": …, field: value}`` in metres about the pack's example origin; ``entered``
    are items of evidence, each with whether it holds.
    """

    expected: State | Literal["not_applicable"]
    name: str
    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    line: int
    entered: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack, ready to be asked.

    ``provenance`` says where its text was read; ``needs_recheck`` that it must be compared with the text in force.
    A rule that is not ``enabled`` is asked only by its id. ``applies_when``: it speaks only of footprints that meet
    every condition; where a field of one is empty nobody knows.
    """

    id: str
    kind: Kind
    card: RuleCard
    explanation: Text
    remedy: Text
    sets: tuple[FeatureSet, ...]
    parameters: Mapping[str, Any]
    checked_on: str | None = None
    provenance: str | None = None
    needs_recheck: bool = False
    enabled: bool = True
    applies_when: tuple[Condition, ...] = ()
    not_applicable_when: tuple[Condition, ...] = ()
    notes: tuple[Note, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    years: Mapping[Year, int] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    line: int = 1

    @property
    def stage(self) -> Stage:
        """``plan`` or ``project``: its kind's."""
        return self.kind.stage

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that the rule reads, in its own order; a project rule reads the footprints besides."""
        return tuple(dict.fromkeys(chosen.role for chosen in self.sets))


@dataclass(frozen=True, slots=True)
class Kind:
    """An algorithm that packs can use: its name, what it asks of a pack, and how it answers.

    ``answer_plan`` answers once about the whole plan; ``answer_projects`` once for each of the given footprints,
    ``None`` where the rule does not apply. ``sets`` bounds how many feature sets a rule names under ``of``;
    ``fields`` are parameters naming footprint fields without which nothing can be said; ``spatial`` says that
    footprints without a valid geometry cannot be judged. A kind that does not judge shows a figure: always ``clear``.
    ``reach``: how far from a footprint, in metres between boxes, a feature of a rule's sets can matter to its answer;
    None: there is no saying. ``together``: footprints are judged by what others are as well.
    """

    name: str
    parameters: tuple[Parameter, ...]
    sets: tuple[int, int]
    answer_plan: Callable[[Rule, Snapshot], Answer] | None = None
    answer_projects: Callable[[Rule, Snapshot, Subjects], Sequence[Answer | None]] | None = None
    fields: tuple[str, ...] = ()
    spatial: bool = True
    judges: bool = True
    reach: Callable[[Rule], float] | None = None
    together: bool = False

    @property
    def stage(self) -> Stage:
        """``plan`` or ``project``: a kind serves one stage."""
        return "plan" if self.answer_plan is not None else "project"


@dataclass(frozen=True, slots=True)
class RulePack:
    """A versioned set of rules from one TOML file. ``sha256`` is the digest of the file's bytes.

    ``bases``: the packs it refines, the nearest first; ``own``: ids of the rules that its own file speaks of;
    ``example_origin``: where in EPSG:4546 the examples' metres begin.
    """

    id: str
    version: str
    sha256: str
    title: Text
    rules: tuple[Rule, ...]
    author: str | None = None
    dated: str | None = None
    bases: tuple[RulePack, ...] = ()
    own: frozenset[str] = frozenset()
    example_origin: tuple[float, float] = (0.0, 0.0)
    indicators: tuple[Indicator, ...] = ()

    def record(self) -> dict[str, str]:
        """How a run names the pack."""
        return {"id": self.id, "version": self.version, "sha256": self.sha256}

    def records(self) -> tuple[dict[str, str], ...]:
        """The pack and, after it, those it refines: all of them made the rules what they are."""
        return (self.record(), *(base.record() for base in self.bases))
