"""Writing a file completely or not at all."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import AppError
from core.messages import Text


@contextmanager
def write_beside(path: Path) -> Iterator[Path]:
    """Yield a temporary name in the folder of ``path``; move it into place when the block ends well.

    On any failure the temporary file is removed and an existing ``path`` is left as it was. ``AppError``
    (``output.unwritable``) when the folder is missing or not writable, or ``path`` is a folder.
    """
    temporary = path.with_name(f".{uuid.uuid4().hex}{path.suffix}")
    try:
        if path.is_dir():
            raise IsADirectoryError(f"{path} is a folder")
        temporary.touch(exist_ok=False)
        yield temporary
        _flush_to_disk(temporary)
        os.replace(temporary, path)
    except OSError as problem:
        raise unwritable(path, problem) from problem
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def unwritable(path: Path, problem: OSError) -> AppError:
    """The sentence for an output that cannot be written."""
    reason = problem.strerror or str(problem)
    return AppError(
        "output.unwritable",
        Text("无法写入 {path}（{reason}）。", "{path} cannot be written ({reason}).").format(path=path, reason=reason),
        Text("请换一个可写的文件夹或文件名。", "Choose a folder or file name that can be written."),
    )


def _flush_to_disk(path: Path) -> None:
    with path.open("rb+") as written:
        os.fsync(written.fileno())
