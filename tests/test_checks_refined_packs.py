"""Local packs that refine a pack, rules that are off by default, and rules that speak of some footprints only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checks.engine import ask, rules_asked, run
from checks.measuring import Snapshot
from checks.pack import load_pack
from checks.rule import Rule, RulePack
from core.errors import AppError
from layers.plan import Plan
from tests.factories import box, layer, plan
from tests.test_checks_pack import PACK

LOCAL = """\
schema = 1
id = "local"
version = "2"
title = { zh = "本地", en = "local" }
author = "王工"
dated = 2026-11-21
base = "tiny.toml"
[rules.T-2]
severity = "review"
parameters = { limit = 30 }
"""


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def projects(**fields: list[Any]) -> Plan:
    """As many footprints side by side as the fields have values."""
    count = max((len(values) for values in fields.values()), default=1)
    shapes = [box(10.0 * number, 0, 5, 5) for number in range(count)]
    return plan(layer("project_footprints", shapes, **fields))


def load(folder: Path, name: str) -> RulePack:
    return load_pack(f"{name}.toml", folder)


def test_a_local_pack_changes_what_it_names_and_keeps_the_rest(tmp_path: Path) -> None:
    pack = load(write(tmp_path, tiny=PACK, local=LOCAL), "local")
    first, second = pack.rules
    assert (first.id, second.id) == ("T-1", "T-2")
    assert second.parameters["limit"] == 30.0
    assert second.parameters["field"] == "height_m"
    assert second.card.severity == "review"
    assert first.card.severity == "block"
    assert (pack.author, pack.dated) == ("王工", "2026-11-21")


def test_a_run_names_the_base_too(tmp_path: Path) -> None:
    pack = load(write(tmp_path, tiny=PACK, local=LOCAL), "local")
    found = run(projects(height_m=[25.0]), [pack], stage="project", at="2026", version="0")
    assert [record["id"] for record in found.run.packs] == ["local", "tiny"]


def test_the_refined_limit_decides(tmp_path: Path) -> None:
    write(tmp_path, tiny=PACK, local=LOCAL)
    snapshot = Snapshot(projects(height_m=[25.0]))
    assert ask(load(tmp_path, "tiny").rules[1], snapshot)[0][0].state == "conflict"
    assert ask(load(tmp_path, "local").rules[1], snapshot)[0][0].state == "clear"


def test_an_example_of_the_local_pack_runs_with_its_own_limit(tmp_path: Path) -> None:
    example = """
[[rules.T-2.examples.fail]]
name = "26 m"
tables.project_footprints = [{ wkt = "POLYGON ((0 0, 5 0, 5 5, 0 5, 0 0))", height_m = 26.0 }]
"""
    with pytest.raises(AppError, match="26 m") as refusal:
        load(write(tmp_path, tiny=PACK, local=LOCAL + example), "local")
    assert refusal.value.code == "pack.example"


def test_a_circle_of_bases_is_refused_with_file_and_line(tmp_path: Path) -> None:
    there = LOCAL.replace('"tiny.toml"', '"back.toml"')
    back = LOCAL.replace('"tiny.toml"', '"local.toml"').replace('id = "local"', 'id = "back"')
    with pytest.raises(AppError, match=r"back\.toml, line 7") as refusal:
        load(write(tmp_path, local=there, back=back), "local")
    assert refusal.value.code == "pack.base_cycle"


def test_a_base_that_is_not_there_is_refused_with_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"local\.toml, line 7"):
        load(write(tmp_path, local=LOCAL), "local")


@pytest.mark.parametrize("line", ['kind = "overlap"', "parameters = { limt = 30 }", "parameters = { limit = -5 }"])
def test_a_refinement_is_read_strictly(tmp_path: Path, line: str) -> None:
    text = LOCAL.replace("parameters = { limit = 30 }", line)
    with pytest.raises(AppError, match=r"local\.toml, line 10"):
        load(write(tmp_path, tiny=PACK, local=text), "local")


def test_a_rule_that_is_off_is_asked_by_its_id_only(tmp_path: Path) -> None:
    text = PACK.replace('kind = "overlap"', 'kind = "overlap"\nenabled = false')
    pack = load(write(tmp_path, tiny=text), "tiny")
    assert [rule.id for rule in rules_asked([pack], "project", ())] == ["T-2"]
    assert [rule.id for rule in rules_asked([pack], "project", ("T-1",))] == ["T-1"]


def chemical(tmp_path: Path) -> Rule:
    """The rule about heights, for chemical works only."""
    where = 'applies_when = [{ field = "industry", operator = "is", values = ["chemical"] }]'
    text = PACK.replace('unit = "m" }', 'unit = "m" }\n' + where)
    text = text.replace("height_m = 24.0", 'height_m = 24.0, industry = "chemical"')
    text = text.replace("height_m = 25.0", 'height_m = 25.0, industry = "chemical"')
    return load(write(tmp_path, tiny=text), "tiny").rules[1]


def test_a_rule_speaks_only_of_the_footprints_it_names(tmp_path: Path) -> None:
    rule = chemical(tmp_path)
    snapshot = Snapshot(projects(height_m=[30.0] * 3, industry=["chemical", "food", None]))
    findings, skipped = ask(rule, snapshot)
    assert [(one.subject.fid, one.state) for one in findings] == [(0, "conflict"), (2, "not_testable")]
    assert findings[1].reason is not None
    assert findings[1].reason.code == "value_missing"
    assert skipped == 1


def test_without_the_field_nobody_knows_whether_a_rule_speaks_of_a_footprint(tmp_path: Path) -> None:
    rule = chemical(tmp_path)
    findings, _ = ask(rule, Snapshot(projects(height_m=[30.0])))
    assert [one.reason.code for one in findings if one.reason] == ["field_missing"]


def test_what_must_be_checked_again_says_so_with_its_source(tmp_path: Path) -> None:
    text = PACK.replace('kind = "overlap"', 'kind = "overlap"\nneeds_recheck = true\nprovenance = "S24"')
    pack = load(write(tmp_path, tiny=text), "tiny")
    findings, _ = ask(pack.rules[0], Snapshot(projects()))
    assert [hint.text.en for hint in findings[0].hints if hint.code == "needs_recheck"] == [
        "The clause has still to be compared with the text in force (source: S24)."
    ]
