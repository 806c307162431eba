"""Writing a file completely or not at all."""

from __future__ import annotations

import errno
import os
import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import AppError
from core.messages import Text

_REASONS = {
    errno.ENOENT: Text("文件夹不存在", "the folder does not exist"),
    errno.ENOTDIR: Text("文件夹不存在", "the folder does not exist"),
    errno.EISDIR: Text("那是一个文件夹", "that is a folder"),
    errno.EACCES: Text("没有写入权限", "there is no right to write"),
    errno.EPERM: Text("没有写入权限", "there is no right to write"),
    errno.EROFS: Text("磁盘是只读的", "the disk is read-only"),
    errno.ENOSPC: Text("磁盘已满", "the disk is full"),
    errno.EDQUOT: Text("磁盘已满", "the disk is full"),
    errno.EINVAL: Text("那不是普通文件", "that is no ordinary file"),
    errno.ENAMETOOLONG: Text("文件名太长", "the name is too long"),
}


@contextmanager
def write_beside(path: Path) -> Iterator[Path]:
    """Yield a temporary name in the folder of ``path``; move it into place when the block ends well.

    On any failure the temporary file is removed and an existing ``path`` is left as it was; a link keeps pointing to
    what it points to. ``AppError`` (``output.unwritable``) when the folder is missing or not writable, the disk is
    full, or ``path`` is a folder or a device.
    """
    target = path.resolve()
    temporary = target.with_name(f".{uuid.uuid4().hex}{target.suffix}")
    try:
        _refuse_what_is_no_file(target)
        temporary.touch(exist_ok=False)
        yield temporary
        _flush_to_disk(temporary)
        os.replace(temporary, target)
    except OSError as problem:
        raise unwritable(path, problem) from problem
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def unwritable(path: Path, problem: OSError) -> AppError:
    """The sentence for an output that cannot be written."""
    said = problem.strerror or str(problem)
    reason = _REASONS.get(problem.errno or 0, Text(said, said))
    return AppError(
        "output.unwritable",
        Text("无法写入 {path}：{reason}。", "{path} cannot be written: {reason}.").format(path=path, reason=reason),
        Text("请换一个可写的文件夹或文件名。", "Choose a folder or file name that can be written."),
    )


def _refuse_what_is_no_file(target: Path) -> None:
    """Moving a file onto a device would replace the device."""
    if target.is_dir():
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))


def _flush_to_disk(path: Path) -> None:
    with path.open("rb+") as written:
        os.fsync(written.fileno())
