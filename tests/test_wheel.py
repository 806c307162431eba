"""What users install: the wheel carries everything the program needs, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = ("core", "layers", "checks", "maps", "reports", "services", "cli", "gui")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy (a build writes into its source folder)."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in (*CODE, "data", "styles"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("main.py", "setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_carries_code_and_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        "main.py",
        "data/rules/horinger.toml",
        "data/shapefiles/plan.toml",
        "data/shapefiles/README.md",
        "data/shapefiles/development_boundary.shp",
        "styles/landuse_2023.csv",
        "styles/theme.toml",
        "styles/map.toml",
        "styles/sheets/zoning.toml",
        "styles/fonts/LantuSansSC-Regular.otf",
        "styles/fonts/OFL.txt",
        "gui/translations/lantu_zh.qm",
    }
    assert wanted - names == set()
    modules = {
        str(path.relative_to(ROOT))
        for room in ("core", "layers", "checks", "gui")
        for path in (ROOT / room).rglob("*.py")
    }
    assert modules - names == set()


def test_the_wheel_carries_no_tests_and_no_tools(wheel: Path) -> None:
    rooms = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert rooms & {"tests", "benchmarks", "docs", "packaging"} == set()


def test_the_installed_program_checks_its_own_sample(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        "import main, services.opening, sys\n"
        f"assert services.opening.__file__.startswith({str(tmp_path / 'site')!r})\n"
        "sys.exit(main.main(['check', str(services.opening.sample_plan()), '--quiet']))"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
