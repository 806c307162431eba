"""Rule packs: listing, validating and documenting them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from checks.mutation import Unnoticed, unnoticed
from checks.pack import brought_packs, load_pack
from checks.rule import RulePack
from core.errors import AppError
from core.feedback import Feedback
from core.files import write_beside
from core.messages import LANGUAGES, Language, Text
from reports import rulebook


def load(references: Sequence[str]) -> list[RulePack]:
    """Packs by id or path, their examples run; without references those that Lantu brings. Raises ``AppError``."""
    return [load_pack(reference) for reference in references or brought_packs()]


def missed_by_examples(pack: RulePack, feedback: Feedback | None = None) -> list[Unnoticed]:
    """Parameters that could be wrong without an example of the pack failing."""
    return unnoticed(pack, feedback)


def as_text(pack: RulePack, missed: Sequence[Unnoticed], language: Language) -> str:
    """A pack for a terminal."""
    return rulebook.listing(pack, missed, language)


def as_json(pack: RulePack, missed: Sequence[Unnoticed]) -> dict[str, Any]:
    """A pack for a program."""
    return rulebook.as_json(pack, missed)


def write_pages(packs: Sequence[RulePack], folder: Path) -> list[Path]:
    """Write each pack as one page per language into ``folder``, which is made when it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise AppError(
            "rules.folder",
            Text("无法建立文件夹 {name}。", "The folder {name} cannot be made.").format(name=folder.name),
        ) from problem
    written = []
    for pack in packs:
        for language in LANGUAGES:
            path = folder / (f"{pack.id}.md" if language == "zh" else f"{pack.id}.en.md")
            with write_beside(path) as temporary:
                temporary.write_text(rulebook.page(pack, language), encoding="utf-8")
            written.append(path)
    return written
