"""Detached signatures: who packed the evidence. Plain Ed25519 over the whole archive, as OpenSSL makes and checks it.

Keys are PEM files: ``openssl genpkey -algorithm ed25519 -out key.pem`` makes one, ``openssl pkey -in key.pem -pubout
-out public.pem`` the other half, and ``openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in F.zip -sigfile
F.zip.sig`` checks without this program.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import AppError
from core.files import write_beside
from core.messages import Text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ENDING = ".sig"
LENGTH = 64
"""Bytes of an Ed25519 signature (RFC 8032)."""
MOST_KEY_BYTES = 100_000


def signature_path(package: Path) -> Path:
    """Where the signature of a package lies: beside it."""
    return package.with_name(package.name + ENDING)


def private_key(path: Path) -> Ed25519PrivateKey:
    """The key to sign with. ``AppError`` ``key.…``: no such file, no PEM, with a passphrase, of another kind."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    content = _content(path)
    if b"PUBLIC KEY" in content:
        raise _refused("key.public", path, _PUBLIC, _MAKE)
    if b"ENCRYPTED" in content:
        raise _refused("key.encrypted", path, _ENCRYPTED, _DECRYPT)
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise _refused("key.unreadable", path, _NO_KEY, _MAKE) from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise _refused("key.kind", path, _OTHER_KIND, _MAKE)
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """The key to check with. ``AppError`` ``key.…`` as for ``private_key``."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    content = _content(path)
    if b"PRIVATE KEY" in content:
        raise _refused("key.private", path, _PRIVATE, _OTHER_HALF)
    try:
        key = load_pem_public_key(content)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise _refused("key.unreadable", path, _NO_KEY, _OTHER_HALF) from problem
    if not isinstance(key, Ed25519PublicKey):
        raise _refused("key.kind", path, _OTHER_KIND, _OTHER_HALF)
    return key


def sign(package: Path, key: Path, signature: Path | None = None) -> Path:
    """Write the signature of a package beside it, or where ``signature`` says. ``AppError`` ``key.…``."""
    signature = signature or signature_path(package)
    found = private_key(key)
    with _mapped(package) as content:
        made = found.sign(content)
    with write_beside(signature) as temporary:
        temporary.write_bytes(made)
    return signature


def check_signature(package: Path, key: Path) -> None:
    """Return where the signature beside a package was made by the other half of ``key`` over exactly this package.

    ``AppError`` ``signature.missing``, ``signature.length``, ``signature.wrong``, ``key.…``, ``package.missing``.
    """
    from cryptography.exceptions import InvalidSignature

    found = public_key(key)
    path = signature_path(package)
    if not package.is_file():
        raise AppError("package.missing", _NO_PACKAGE.format(file=package.name))
    try:
        with path.open("rb") as file:
            made = file.read(LENGTH + 1)
    except OSError as problem:
        raise AppError("signature.missing", _NO_SIGNATURE.format(file=package.name), _BESIDE) from problem
    if len(made) != LENGTH:
        raise AppError("signature.length", _NOT_WHOLE.format(file=path.name), _ASK_AGAIN)
    try:
        with _mapped(package) as content:
            found.verify(made, content)
    except InvalidSignature as problem:
        raise AppError("signature.wrong", _WRONG.format(file=package.name, key=key.name), _ASK_AGAIN) from problem


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_KEY_BYTES)
    except OSError as problem:
        raise _refused("key.missing", path, _NO_FILE, _MAKE) from problem


@contextmanager
def _mapped(path: Path) -> Iterator[memoryview | bytes]:
    """The bytes of a file without reading them into memory."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content, memoryview(content) as view:
            yield view


def _refused(code: str, path: Path, reason: Text, hint: Text) -> AppError:
    return AppError(code, reason.format(file=path.name), hint)


_NO_FILE = Text("密钥文件 {file} 无法读取。", "The key file {file} cannot be read.")
_NO_KEY = Text("{file} 不是密钥文件（PEM）。", "{file} is no key file (PEM).")
_ENCRYPTED = Text("密钥文件 {file} 有口令，无法使用。", "The key file {file} has a passphrase and cannot be used.")
_OTHER_KIND = Text("{file} 不是 Ed25519 密钥。", "The key in {file} is not of the kind Ed25519.")
_PUBLIC = Text("{file} 是公钥，签名要用私钥。", "{file} is the public key; signing takes the private one.")
_PRIVATE = Text(
    "{file} 是私钥，核对签名要用公钥。", "{file} is the private key; a signature is checked with the public one."
)
_MAKE = Text(
    "密钥可这样生成：openssl genpkey -algorithm ed25519 -out key.pem。",
    "Make one with: openssl genpkey -algorithm ed25519 -out key.pem.",
)
_DECRYPT = Text(
    "去掉口令：openssl pkey -in 原密钥 -out key.pem，再妥善保管。",
    "Take the passphrase off with: openssl pkey -in KEY -out key.pem, and keep that file safe.",
)
_OTHER_HALF = Text(
    "公钥可这样取出：openssl pkey -in key.pem -pubout -out public.pem。",
    "Take it out of the private one with: openssl pkey -in key.pem -pubout -out public.pem.",
)
_NO_PACKAGE = Text("找不到 {file}。", "{file} is not there.")
_NO_SIGNATURE = Text("{file} 旁边没有签名文件。", "There is no signature beside {file}.")
_BESIDE = Text("签名文件与证据包同名，后缀 .sig。", "It is called like the package, with .sig added.")
_NOT_WHOLE = Text("签名文件 {file} 不完整。", "The signature {file} is not whole.")
_WRONG = Text(
    "签名不符：{file} 在签名后被改动过，或不是用 {key} 对应的私钥签的。",
    "The signature does not hold: {file} was changed after it was signed, or was signed with another key than {key}’s.",
)
_ASK_AGAIN = Text("请向交付方重新索取。", "Ask whoever handed it over for it again.")
