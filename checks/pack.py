"""Rule packs: TOML files with rules, read strictly and believed only after their own examples have passed."""

from __future__ import annotations

import hashlib
import importlib.resources
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from checks import examples
from checks.finding import Citation
from checks.indicator import Indicator
from checks.indicator_reading import read_indicators
from checks.rule import FeatureSet, RulePack, Year
from checks.rule_reading import Terms, conditions, read_rule, refined_rule, unknown_role
from core.errors import AppError
from core.messages import Text, listed
from core.toml_file import Section
from layers.plan import Plan
from layers.roles import ROLES

SCHEMA = 1
PACK_KEYS = (
    "schema", "id", "version", "title", "author", "dated", "base", "base_year", "target_year", "documents",
    "example_origin", "sets", "rules", "indicators",
)  # fmt: skip
DEEPEST = 8
"""Packs that refine packs: more storeys than this is a mistake."""


def load_pack(reference: str, folder: Path | None = None) -> RulePack:
    """Read a pack by its id (one that Lantu brings) or by the path of a TOML file.

    A reference from a plan file comes with that file's ``folder`` and may not leave it; one from the command line
    is free. Raises ``AppError`` with file, line and reason for anything that is not right, examples included.
    """
    return _load(reference, folder, trail=())


def _load(reference: str, folder: Path | None, *, trail: tuple[str, ...]) -> RulePack:
    content, shown = _content(reference, folder)
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 in _known:
        return _known[sha256]
    section = Section.parse(content, shown)
    base = _base(section, folder, trail=(*trail, sha256))
    pack = _pack(section, sha256, base)
    examples.demand_passed(pack, file=shown)
    if base is None:
        _known[sha256] = pack
    return pack


_known: dict[str, RulePack] = {}
"""Packs that were read and believed before, by the digest of their files; those that refine another one are not kept,
for the other one may change."""


def _base(section: Section, folder: Path | None, *, trail: tuple[str, ...]) -> RulePack | None:
    """The pack that this one refines. ``trail``: digests of the packs that led here, to see a circle."""
    if "base" not in section:
        return None
    reference = section.text("base")
    try:
        content, _ = _content(reference, folder)
    except AppError as refusal:
        section.fail(refusal.code, _without_stop(refusal.message), "base", hint=refusal.hint)
    if hashlib.sha256(content).hexdigest() in trail or len(trail) >= DEEPEST:
        reason = Text("规则包“{name}”绕回到自己", 'the pack "{name}" leads back to itself').format(name=reference)
        section.fail("pack.base_cycle", reason, "base", hint=Text("请改写 base。", "Name another base."))
    return _load(reference, folder, trail=trail)


def _without_stop(sentence: Text) -> Text:
    return Text(sentence.zh.rstrip("。"), sentence.en.rstrip("."))


def _content(reference: str, folder: Path | None) -> tuple[bytes, str]:
    """A pack's bytes and the name by which messages call its file."""
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]*", reference):
        brought = importlib.resources.files("data") / "rules" / f"{reference}.toml"
        if brought.is_file():
            return brought.read_bytes(), f"{reference}.toml"
    path = Path(reference)
    if folder is not None:
        path = folder / reference
        if not path.resolve().is_relative_to(folder.resolve()):
            raise _outside(reference)
    try:
        return path.read_bytes(), reference
    except OSError as problem:
        raise AppError(
            "pack.not_found",
            Text("无法读取规则包 {name}。", "The rule pack {name} cannot be found or read.").format(name=reference),
            Text(
                "请写自带规则包的名称（{known}），或一个 TOML 文件的路径。",
                "Give the name of a pack that Lantu brings ({known}) or the path of a TOML file.",
            ).format(known=listed(brought_packs())),
        ) from problem


def with_years(plan: Plan) -> Plan:
    """The plan with the base and target year of its packs where it states none of its own.

    Rules fall back on their own pack's years; what belongs to no rule, a table say, needs those of the plan. Of several
    packs the first that names a year counts. AppError as ``load_pack``.
    """
    if plan.base_year is not None and plan.target_year is not None:
        return plan
    stated = [rule.years for one in plan.rules for rule in load_pack(one, plan.folder).rules]
    base, target = (next((years[name] for years in stated if name in years), None) for name in ("base", "target"))
    return replace(plan, base_year=plan.base_year or base, target_year=plan.target_year or target)


def pack_files(references: Sequence[str], folder: Path) -> list[str]:
    """The references to files in ``folder`` among ``references``, and to the files that these refine."""
    found: list[str] = []
    waiting = list(references)
    while waiting:
        reference = waiting.pop()
        path = folder / reference
        if reference in found or not reference.casefold().endswith(".toml") or not path.is_file():
            continue
        found.append(reference)
        section = Section.parse(path.read_bytes(), reference)
        waiting.append(section.text("base", default=""))
    return found


def brought_packs() -> list[str]:
    """Ids of the packs that Lantu brings."""
    files = (importlib.resources.files("data") / "rules").iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


def _outside(reference: str) -> AppError:
    return AppError(
        "pack.outside",
        Text("规则包 {name} 不在规划文件夹内。", "The rule pack {name} is outside the plan's folder.").format(
            name=reference
        ),
        Text("请把规则包放进规划文件夹。", "Put the pack into the plan's folder."),
    )


def _pack(section: Section, sha256: str, base: RulePack | None) -> RulePack:
    schema = section.integer("schema")
    if schema != SCHEMA:
        section.fail(
            "pack.schema",
            Text("格式版本是 {found}，本程序认识 {known}", "its schema is {found}, this program knows {known}").format(
                found=schema, known=SCHEMA
            ),
            "schema",
            hint=Text("请更新 Lantu，或使用较早版本的规则包。", "Update Lantu, or use an older version of the pack."),
        )
    section.only(PACK_KEYS)
    terms = Terms(_documents(section), _sets(section), _years(section))
    found = {rule.id: rule for rule in base.rules} if base is not None else {}
    given = section.section("rules") if "rules" in section or base is None else None
    for name in given.names() if given is not None else ():
        known, one = found.get(name), given.section(name)  # type: ignore[union-attr]
        found[name] = read_rule(name, one, terms) if known is None else refined_rule(known, one, terms)
    if base is not None and terms.years:
        found = {name: replace(rule, years={**rule.years, **terms.years}) for name, rule in found.items()}
    return RulePack(
        id=section.text("id"),
        version=section.text("version"),
        sha256=sha256,
        title=section.words("title"),
        rules=tuple(found.values()),
        author=section.text("author", default="") or None,
        dated=section.date("dated"),
        bases=() if base is None else (base, *base.bases),
        own=frozenset(given.names()) if given is not None else frozenset(),
        example_origin=_origin(section),
        indicators=_indicators(section, terms, base),
    )


def _indicators(section: Section, terms: Terms, base: RulePack | None) -> tuple[Indicator, ...]:
    """Those of the base pack, with what this one says otherwise or besides."""
    found = {one.id: one for one in base.indicators} if base is not None else {}
    found |= {one.id: one for one in read_indicators(section, terms.documents, terms.years)}
    return tuple(found.values())


def _origin(section: Section) -> tuple[float, float]:
    if "example_origin" not in section:
        return 0.0, 0.0
    origin = section.raw("example_origin")
    if not (isinstance(origin, list) and len(origin) == 2 and all(isinstance(one, int | float) for one in origin)):
        reason = Text("example_origin 应为两个数", "example_origin must be two numbers")
        section.fail("pack.bad_type", reason, "example_origin")
    return float(origin[0]), float(origin[1])


def _years(section: Section) -> dict[Year, int]:
    stated = {"base": section.integer("base_year"), "target": section.integer("target_year")}
    return {name: year for name, year in stated.items() if year is not None}  # type: ignore[misc]


def _documents(section: Section) -> dict[str, Citation]:
    """Each document by its short key; rules cite them with a section."""
    found = {}
    if "documents" in section:
        for key in section.section("documents").names():
            document = section.section("documents").section(key)
            document.only(("title", "valid_from", "valid_to"))
            found[key] = Citation(document.text("title"), "", document.date("valid_from"), document.date("valid_to"))
    return found


def _sets(section: Section) -> dict[str, FeatureSet]:
    """Named choices of features; every role's name stands for all of its features."""
    found = {role: FeatureSet(role, role) for role in ROLES}
    if "sets" in section:
        for name in section.section("sets").names():
            one = section.section("sets").section(name)
            one.only(("role", "where"))
            role = one.text("role")
            if role not in ROLES:
                unknown_role(one, role, "role")
            found[name] = FeatureSet(name, role, conditions(one, "where"))
    return found
