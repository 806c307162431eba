"""Rule packs: what is refused, where it says so, and that examples are believed only after they ran."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks import examples
from checks.pack import load_pack
from checks.rule import Example, Rule
from core.errors import AppError
from tests.factories import horinger

PACK = """\
schema = 1
id = "tiny"
version = "0.1"
title = { zh = "小", en = "tiny" }
target_year = 2025
[documents]
D = { title = "文件" }
[rules.T-1]
kind = "overlap"
of = ["ecological_redline"]
force = "binding"
status = "in_force"
title = { zh = "红线", en = "red line" }
message = { zh = "{subject} {measured}", en = "{subject} {measured}" }
explanation = { zh = "。", en = "." }
remedy = { zh = "。", en = "." }
citation = { document = "D", section = "1" }
[[rules.T-1.examples.pass]]
name = "apart"
tables.ecological_redline = [{ wkt = "POLYGON ((9 0, 19 0, 19 9, 9 9, 9 0))" }]
tables.project_footprints = [{ wkt = "POLYGON ((0 0, 5 0, 5 5, 0 5, 0 0))" }]
[[rules.T-1.examples.fail]]
name = "inside"
tables.ecological_redline = [{ wkt = "POLYGON ((0 0, 19 0, 19 9, 0 9, 0 0))" }]
tables.project_footprints = [{ wkt = "POLYGON ((0 0, 5 0, 5 5, 0 5, 0 0))" }]
[rules.T-2]
kind = "attribute_threshold"
force = "target"
status = "in_force"
title = { zh = "高度", en = "height" }
message = { zh = "{measured}", en = "{measured}" }
explanation = { zh = "。", en = "." }
remedy = { zh = "。", en = "." }
citation = { document = "D", section = "2" }
parameters = { field = "height_m", op = "<=", limit = 24, unit = "m" }
[[rules.T-2.examples.pass]]
name = "low"
tables.project_footprints = [{ wkt = "POLYGON ((0 0, 5 0, 5 5, 0 5, 0 0))", height_m = 24.0 }]
[[rules.T-2.examples.fail]]
name = "high"
tables.project_footprints = [{ wkt = "POLYGON ((0 0, 5 0, 5 5, 0 5, 0 0))", height_m = 25.0 }]
"""


def load(tmp_path: Path, text: str) -> AppError | None:
    """Load a pack from text; the refusal, or None when it is accepted."""
    (tmp_path / "tiny.toml").write_text(text, encoding="utf-8")
    try:
        load_pack("tiny.toml", tmp_path)
    except AppError as refusal:
        return refusal
    return None


def line_of(text: str) -> int:
    return PACK[: PACK.index(text)].count("\n") + 1


def every_example() -> list[tuple[Rule, Example]]:
    return [(rule, example) for rule in horinger().rules for example in rule.examples]


@pytest.mark.parametrize(
    ("rule", "example"), every_example(), ids=lambda one: one.id if isinstance(one, Rule) else one.name
)
def test_every_rule_judges_its_own_examples(rule: Rule, example: Example) -> None:
    assert examples.outcome(rule, example, origin=(560_000.0, 4_480_000.0), file="pack") == example.expected


OF_THE_PLAN = (
    "NA-UDB-01 NA-UDB-02 NA-UDB-03 NA-UDB-04 NA-GRN-01 NA-GRN-02 NA-GRN-03 NA-ECO-01 NA-ECO-02 NA-ECO-03 NA-ECO-04 "
    "NA-LND-01 NA-LIF-15 NA-LIF-10 NA-LIF-05 NA-SPG-01 NA-MUN-01 NA-MUN-02 NA-CAP-01 NA-FLD-01 NA-DEN-01 NA-HGT-01 "
    "NA-VIW-01 NA-FRT-01 NA-INT-01 NA-DEV-01 NA-PRT-01 NA-CTL-01 NA-CTL-02 NA-CTL-03 NA-POP-01"
)
OF_PROJECTS = (
    "NL-01 NL-02 NL-03 NL-04 NL-05 NL-06 NL-07 NL-08a NL-08b NL-08c NL-08d NL-09 NL-10 NL-12 NL-13 NL-14 NL-15"
)


@pytest.mark.parametrize(("stage", "ids"), [("plan", OF_THE_PLAN), ("project", OF_PROJECTS)])
def test_the_new_area_pack_has_every_rule_of_the_documents(stage: str, ids: str) -> None:
    found = [rule.id for rule in horinger().rules if rule.stage == stage]
    assert [wanted for wanted in ids.split() if not any(rule.startswith(wanted) for rule in found)] == []
    assert [rule for rule in found if not any(rule.startswith(wanted) for wanted in ids.split())] == []


def test_a_sound_pack_is_accepted(tmp_path: Path) -> None:
    assert load(tmp_path, PACK) is None


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("pack.unknown_key", 'force = "target"', 'force = "target"\nforse = "binding"'),
        ("pack.bad_value", 'kind = "attribute_threshold"', 'kind = "magic"'),
        ("pack.unknown_role", 'of = ["ecological_redline"]', 'of = ["ecological_blueline"]'),
        ("pack.bad_type", "limit = 24", 'limit = "24"'),
        ("pack.out_of_range", "limit = 24", "limit = -1"),
        ("pack.schema", "schema = 1", "schema = 2"),
        ("pack.bad_value", 'zh = "{measured}"', 'zh = "{height}"'),
        ("pack.bad_value", 'zh = "{measured}"', 'zh = "{measured"'),
        ("pack.syntax", 'id = "tiny"', "id = tiny"),
        ("pack.bad_value", 'document = "D", section = "2"', 'document = "E", section = "2"'),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(tmp_path: Path, code: str, old: str, new: str) -> None:
    refusal = load(tmp_path, PACK.replace(old, new, 1))
    assert refusal is not None
    assert refusal.code == code
    line = line_of(old) + new.count("\n")
    assert f"tiny.toml, line {line}:" in refusal.message.en
    assert f"tiny.toml 第 {line} 行" in refusal.message.zh


def test_an_example_that_comes_out_otherwise_refuses_the_pack(tmp_path: Path) -> None:
    refusal = load(tmp_path, PACK.replace("height_m = 25.0", "height_m = 23.0"))
    assert refusal is not None
    assert refusal.code == "pack.example"
    assert 'example "high" of the rule T-2 should give conflict and gives clear' in refusal.message.en
    assert f"line {line_of('[[rules.T-2.examples.fail]]')}:" in refusal.message.en


def test_a_changed_parameter_that_an_example_notices_refuses_the_pack(tmp_path: Path) -> None:
    refusal = load(tmp_path, PACK.replace("limit = 24", "limit = 30"))
    assert refusal is not None
    assert refusal.code == "pack.example"


def test_a_rule_without_a_failing_example_is_refused(tmp_path: Path) -> None:
    refusal = load(tmp_path, PACK[: PACK.index("[[rules.T-2.examples.fail]]")])
    assert refusal is not None
    assert refusal.code == "pack.no_examples"


def test_broken_wkt_in_an_example_is_refused(tmp_path: Path) -> None:
    refusal = load(tmp_path, PACK.replace("POLYGON ((9 0", "POLYGON (9 0"))
    assert refusal is not None
    assert refusal.code == "pack.bad_example"


def test_a_plan_file_cannot_name_a_pack_outside_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    folder.mkdir()
    (tmp_path / "tiny.toml").write_text(PACK, encoding="utf-8")
    for reference in ("../tiny.toml", str(tmp_path / "tiny.toml")):
        with pytest.raises(AppError) as refusal:
            load_pack(reference, folder)
        assert refusal.value.code == "pack.outside"
    assert load_pack(str(tmp_path / "tiny.toml")).id == "tiny"


def test_a_missing_pack_is_one_sentence() -> None:
    with pytest.raises(AppError) as refusal:
        load_pack("nowhere")
    assert refusal.value.code == "pack.not_found"
    assert refusal.value.hint is not None
    assert "horinger" in refusal.value.hint.en


def test_examples_run_once_for_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert load(tmp_path, PACK) is None
    monkeypatch.setattr(examples, "outcome", lambda *_, **__: pytest.fail("the examples ran again"))
    assert load(tmp_path, PACK) is None


def test_an_unwritable_cache_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert load(tmp_path, PACK) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("limit_km2 = 53.5", "limit_km2 = 53.6"),
        ("limit_km2 = 28.83", "limit_km2 = 28.82"),
        ("within_km2 = 0.005", "within_km2 = 0.01"),
        ("limit_percent = 67.0", "limit_percent = 66.0"),
        ("limit_percent = 50.0\nalso_of", "limit_percent = 51.0\nalso_of"),
        ("limit_percent = 90.0", "limit_percent = 87.0"),
        ("min_width_m = 100.0", "min_width_m = 98.0"),
        ('codes = ["02", "03", "04", "05", "1401", "1402"]', 'codes = ["02", "03", "04", "05", "14"]'),
        ("limit = 20.0", "limit = 19.0"),
        ("limit = 1000.0", "limit = 1001.0"),
        ("true = 150.0", "true = 149.0"),
        ('values = ["river", "直排"]', 'values = ["直排"]'),
        ('south = ["data_centre", "cloud"]', 'south = ["data_centre"]'),
    ],
)
def test_the_new_area_packs_examples_notice_a_changed_figure(tmp_path: Path, old: str, new: str) -> None:
    text = (Path(__file__).parent.parent / "data" / "rules" / "horinger.toml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    refusal = load(tmp_path, text.replace(old, new))
    assert refusal is not None
    assert refusal.code == "pack.example"
