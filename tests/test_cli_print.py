"""``lantu print``: what it writes, what it says, what it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest

import main
from tests.gui_plan import write_plan

# Qt allows one application per process, and other tests need one with widgets.
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small plan on the disk."""
    return write_plan(tmp_path_factory.mktemp("plan"))


def printed(plan: Path, out: Path, *words: str) -> int:
    return main.main(["print", str(plan), "--sheet", "zoning", "--out", str(out), *words])


def test_a_pdf_has_the_paper_and_scale_asked_for(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.pdf"
    words = ("--paper", "A3x3", "--orientation", "portrait", "--scale", "25000", "--lang", "en", "--maker", "规划院")
    assert printed(plan, out, *words) == 0
    assert "a.pdf (A3x3, 1:25 000)" in capsys.readouterr().out
    document = pdfium.PdfDocument(out)
    millimetres = [each / 72 * 25.4 for each in document[0].get_size()]
    assert millimetres == pytest.approx([420, 891], abs=1e-3)
    text = document[0].get_textpage().get_text_range()
    assert "1:25 000" in text
    assert "规划院" in text
    assert document.get_metadata_value("Author") == "规划院"


@pytest.mark.parametrize("name", ["a.png", "a.TIF", "a.svg"])
def test_the_ending_decides_the_format(name: str, plan: Path, tmp_path: Path) -> None:
    assert printed(plan, tmp_path / name, "--paper", "A4", "--dpi", "72", "--quiet") == 0
    beginning = (tmp_path / name).read_bytes()[:5]
    assert beginning.startswith({"png": b"\x89PNG", "tif": b"II*\x00", "svg": b"<?xml"}[name[-3:].lower()])


def test_an_atlas_goes_into_one_file_or_many(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(plan, tmp_path / "a.pdf", "--atlas", "zoning", "--paper", "A4", "--lang", "en") == 0
    pages = len(pdfium.PdfDocument(tmp_path / "a.pdf"))
    assert f"({pages} pages, A4)" in capsys.readouterr().out
    assert printed(plan, tmp_path / "many", "--atlas", "zoning", "--paper", "A4") == 0
    assert len(list((tmp_path / "many").glob("*.pdf"))) == pages - 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sheet", "nothing"), {"zh": "没有名为“nothing”的图纸", "en": "There is no sheet called “nothing”"}),
        (("--paper", "B7"), {"zh": "没有名为“B7”的纸张", "en": "There is no paper size “B7”"}),
        (("--scale", "5"), {"zh": "比例尺分母 5 不可用", "en": "cannot be drawn at scale 1:5"}),
        (("--dpi", "9999"), {"zh": "分辨率 9999 dpi 不可用", "en": "cannot have 9999 dpi"}),
        (("--atlas", "wetland"), {"zh": "没有可逐页出图的“wetland”要素", "en": "has no “wetland” features"}),
        (("--out", "map.docx"), {"zh": "图纸不能写成 map.docx", "en": "cannot be written as map.docx"}),
    ],
)
def test_what_cannot_be_printed_is_refused_in_one_line(
    words: tuple[str, ...], said: dict[str, str], plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, sentence in said.items():
        assert printed(plan, tmp_path / "a.pdf", *words, "--lang", language, "--quiet") == 2
        complaint = capsys.readouterr().err
        assert sentence in complaint
        assert len(complaint.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_help_names_every_option_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("zh", "en"):
        with pytest.raises(SystemExit):
            main.main(["print", "--help", "--lang", language])
        said = capsys.readouterr().out
        options = ("--sheet", "--out", "--paper", "--orientation", "--scale", "--dpi", "--atlas", "--maker")
        assert all(option in said for option in options)
        assert "{page}" in said
        assert bool(re.search(r"[\u4e00-\u9fff]", said)) == (language == "zh")
