"""Detached signatures of evidence packages: what holds, and every way in which one does not."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from core.errors import AppError
from main import main
from reports.evidence.signing import check_signature, private_key, public_key, sign, signature_path
from tests.gui_plan import write_plan

PEM = form.Encoding.PEM


def written(folder: Path, name: str, key: object = None, password: bytes | None = None) -> tuple[Path, Path]:
    """A pair of keys as PEM files: private, public."""
    made = Ed25519PrivateKey.generate() if key is None else key
    hidden = form.NoEncryption() if password is None else form.BestAvailableEncryption(password)
    private, public = folder / f"{name}.pem", folder / f"{name}.public.pem"
    private.write_bytes(made.private_bytes(PEM, form.PrivateFormat.PKCS8, hidden))  # type: ignore[attr-defined]
    spki = form.PublicFormat.SubjectPublicKeyInfo
    public.write_bytes(made.public_key().public_bytes(PEM, spki))  # type: ignore[attr-defined]
    return private, public


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a signed package, its keys, and the keys of somebody else."""
    folder = tmp_path_factory.mktemp("signed")
    town = folder / "town"
    town.mkdir()
    write_plan(town)
    private, _ = written(folder, "mine")
    written(folder, "other")
    package = folder / "evidence.zip"
    request = ["review", str(town / "project_footprints.gpkg"), "--plan", str(town), "--only", "NL-07", "--quiet"]
    report = ["--report", str(folder / "report.html")]
    assert main([*request, *report, "--package", str(package), "--sign", str(private)]) == 1
    return folder


@pytest.fixture
def mine(handed_over: Path, tmp_path: Path) -> Path:
    """The same package in a folder of the test's own, to be tampered with."""
    for name in ("evidence.zip", "evidence.zip.sig", "mine.public.pem", "other.public.pem", "mine.pem"):
        (tmp_path / name).write_bytes((handed_over / name).read_bytes())
    return tmp_path


def verify(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["verify", str(folder / "evidence.zip"), "--lang", "en", "--quiet", *options])
    spoken = capsys.readouterr()
    return code, spoken.out, spoken.err


def test_a_signed_package_is_verified_with_the_other_half_of_the_key(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (mine / "evidence.zip.sig").stat().st_size == 64
    code, out, _ = verify(mine, capsys, "--key", str(mine / "mine.public.pem"))
    assert (code, out) == (0, "The signature holds for mine.public.pem.\nRun again: the same.\n")
    code, out, _ = verify(mine, capsys)
    assert code == 0
    assert "was not checked" in out


def test_the_report_is_packed_and_listed(handed_over: Path) -> None:
    with zipfile.ZipFile(handed_over / "evidence.zip") as archive:
        assert archive.read("report.html") == (handed_over / "report.html").read_bytes()
        assert b'"report.html"' in archive.read("manifest.json")


def tamper(folder: Path) -> None:
    content = bytearray((folder / "evidence.zip").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "evidence.zip").write_bytes(content)


def pack_again(folder: Path) -> None:
    """The same members, whole and listed: only the signature can tell."""
    with zipfile.ZipFile(folder / "evidence.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(folder / "evidence.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def shorten(folder: Path) -> None:
    path = folder / "evidence.zip.sig"
    path.write_bytes(path.read_bytes()[:40])


def lengthen(folder: Path) -> None:
    path = folder / "evidence.zip.sig"
    path.write_bytes(path.read_bytes() + b"\0")


def take_away(folder: Path) -> None:
    (folder / "evidence.zip.sig").unlink()


def no_package(folder: Path) -> None:
    (folder / "evidence.zip").unlink()


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        (tamper, "mine.public.pem", "does not hold"),
        (pack_again, "mine.public.pem", "does not hold"),
        (lambda _folder: None, "other.public.pem", "does not hold"),
        (shorten, "mine.public.pem", "not whole"),
        (lengthen, "mine.public.pem", "not whole"),
        (take_away, "mine.public.pem", "no signature beside"),
        (no_package, "mine.public.pem", "not there"),
        (lambda _folder: None, "mine.pem", "private key"),
        (lambda _folder: None, "evidence.zip", "no key file"),
        (lambda _folder: None, "nothing.pem", "cannot be read"),
    ],
    ids=[
        "tampered",
        "packed again",
        "wrong key",
        "short",
        "long",
        "missing",
        "no package",
        "private",
        "no key",
        "none",
    ],
)
def test_a_signature_that_does_not_hold_is_refused(
    mine: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], None], key: str, said: str
) -> None:
    change(mine)
    code, out, err = verify(mine, capsys, "--key", str(mine / key))
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_only_a_plain_ed25519_key_signs(mine: Path) -> None:
    locked, _ = written(mine, "locked", password=b"secret")
    _, other_kind = written(mine, "exchange", X25519PrivateKey.generate())
    (mine / "text.pem").write_text("-----BEGIN PRIVATE KEY-----\nno key\n-----END PRIVATE KEY-----\n", encoding="ascii")
    expected = {
        locked: "key.encrypted",
        mine / "exchange.pem": "key.kind",
        mine / "text.pem": "key.unreadable",
        mine / "mine.public.pem": "key.public",
        mine: "key.missing",
    }
    for path, code in expected.items():
        with pytest.raises(AppError) as refused:
            private_key(path)
        assert refused.value.code == code
    with pytest.raises(AppError) as refused:
        public_key(other_kind)
    assert refused.value.code == "key.kind"


def test_a_key_that_is_none_is_refused_before_anything_is_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "F.zip"
    for command in (["check", "nowhere"], ["review", "nothing.shp", "--plan", "nowhere"]):
        options = ["--package", str(package), "--sign", str(tmp_path / "no.pem"), "--lang", "en"]
        assert main([*command, *options]) == 2
        assert "no.pem cannot be read" in capsys.readouterr().err
        assert main([*command, "--sign", str(tmp_path / "no.pem"), "--lang", "en"]) == 2
        assert "needs an evidence package" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_signature_can_be_checked_without_this_program(mine: Path) -> None:
    request = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(mine / "mine.public.pem"), "-rawin"]
    files = ["-in", str(mine / "evidence.zip"), "-sigfile", str(mine / "evidence.zip.sig")]
    try:
        found = subprocess.run([*request, *files], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no openssl here")
    assert "Signature Verified Successfully" in found.stdout + found.stderr


def test_an_empty_file_can_be_signed_too(mine: Path) -> None:
    empty = mine / "empty"
    empty.write_bytes(b"")
    assert sign(empty, mine / "mine.pem") == signature_path(empty)
    check_signature(empty, mine / "mine.public.pem")
