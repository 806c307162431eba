"""What the rows of a finding's breakdown are called in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.messages import Language
from gui.field_labels import word_in

if TYPE_CHECKING:
    from checks.finding import Part


class PartLabels(QObject):
    """Names of breakdown rows; names from the data stay as they are."""

    def label(self, part: Part, language: Language) -> str:
        """``Area by zone · 城镇集中建设区``."""
        head = self._heads().get(part.by, "")
        name = self._name(part, language)
        return " · ".join(piece for piece in (head, name) if piece)

    def _name(self, part: Part, language: Language) -> str:
        from layers.roles import ROLES
        from layers.vocabulary import VOCABULARIES

        words = self._names()
        if part.name in words:
            return words[part.name]
        for field, vocabulary in VOCABULARIES.items():
            if field.rsplit(".", 1)[-1] == part.by and part.name in vocabulary:
                return word_in(vocabulary, part.name, language)
        role = ROLES.get(part.name)
        return role.label.to(language) if role is not None else part.name

    def _heads(self) -> dict[str, str]:
        return {
            "zone": self.tr("Zone"),
            "areas": self.tr("Area"),
            "year": self.tr("Year"),
            "growth": self.tr("Growth"),
            "class": self.tr("Land use"),
            "part": self.tr("Part"),
            "share": self.tr("Share"),
            "feature": self.tr("Feature"),
            "preset": self.tr("Rate by counting"),
            "counted": self.tr("Counted"),
            "whole": self.tr("Whole"),
            "uncovered": self.tr("Without data"),
            "share_of": self.tr("Share of"),
            "length": self.tr("Length"),
            "corridor": self.tr("Narrowest"),
            "min_width": self.tr("Asked width"),
            "pieces": self.tr("Pieces"),
            "industry": self.tr("Industry"),
            "facilities": self.tr("Facility"),
            "discharge": self.tr("Discharge"),
        }

    def _names(self) -> dict[str, str]:
        return {
            "–": self.tr("elsewhere"),
            "footprint": self.tr("of the footprint"),
            "belt": self.tr("ecological belt"),
            "core": self.tr("core area"),
            "new_area": self.tr("new area"),
            "planted": self.tr("planted"),
            "planted+water": self.tr("planted and water"),
            "planted+water+cropland": self.tr("planted, water and cropland"),
            "counted": self.tr("counted"),
            "other": self.tr("other"),
            "not_given": self.tr("not given"),
            "whole": self.tr("in all"),
        }
