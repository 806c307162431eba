"""The rules command: what it lists, that it reads packs as strictly as a check does, and that its pages are current."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from main import main
from services import rulebook
from tests.test_checks_pack import PACK

ROOT = Path(__file__).parent.parent


def run(*words: str) -> int:
    try:
        return main(list(words))
    except SystemExit as left:
        return int(left.code or 0)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.toml"
    path.write_text(PACK, encoding="utf-8")
    return path


def test_it_lists_rules_and_what_their_examples_would_not_notice(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("rules", str(tiny), "--lang", "en") == 0
    shown = capsys.readouterr().out
    assert "T-1          red line  [project · block · binding]" in shown
    assert "4 examples, all passed" in shown
    assert "T-2 zero_is_empty" in shown
    assert "T-2 limit," not in shown


def test_json_says_all_that_the_pack_says(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rules", str(tiny), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    (pack,) = found["packs"]
    assert (found["schema"], pack["id"], pack["version"]) == (1, "tiny", "0.1")
    height = pack["rules"][1]
    assert height["parameters"]["limit"] == 24.0
    assert height["citation"] == {"document": "文件", "section": "2", "valid_from": None, "valid_to": None}
    assert [example["expected"] for example in height["examples"]] == ["clear", "conflict"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("height_m = 25.0", "height_m = 23.0", "tiny.toml, line 39"),
        ("limit = 24", "limt = 24", "tiny.toml, line 35"),
        ("schema = 1", "schema = 9", "tiny.toml, line 1"),
    ],
)
def test_a_pack_that_is_not_right_is_refused_with_file_and_line(
    tiny: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    tiny.write_text(PACK.replace(old, new), encoding="utf-8")
    assert run("rules", str(tiny), "--lang", "en") == 2
    refusal = capsys.readouterr().err
    assert said in refusal
    assert refusal.count("\n") == 1


def test_the_pages_in_the_repository_are_those_of_the_packs(tmp_path: Path) -> None:
    for path in rulebook.write_pages(rulebook.load(()), tmp_path):
        kept = ROOT / "docs" / "rules" / path.name
        assert kept.read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), (
            "run: lantu rules --docs docs/rules"
        )
