"""What the fields of a layer are called in the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from core.messages import Language


class FieldLabels(QObject):
    """Names of the canonical fields; a field of the file's own keeps its name."""

    def label(self, field: str) -> str:
        """The name of a field."""
        return self._labels().get(field, field)

    def unit(self, field: str) -> str:
        """The unit of a field's number, or nothing."""
        if field.endswith("_m2"):
            return "m²"
        if field.endswith("_m") or field == "height_max":
            return "m"
        return "%" if field in {"density_max", "green_min", "runoff_control"} else ""

    def _labels(self) -> dict[str, str]:
        return {
            "name": self.tr("Name"),
            "status": self.tr("Status of the data"),
            "area_registered_m2": self.tr("Registered area"),
            "attribution": self.tr("Source"),
            "kind": self.tr("Kind"),
            "year": self.tr("Year"),
            "zone": self.tr("Zone"),
            "parcel_no": self.tr("Parcel number"),
            "class_code": self.tr("Land-use code"),
            "class_name": self.tr("Land use"),
            "far_max": self.tr("Floor area ratio, at most"),
            "density_max": self.tr("Building density, at most"),
            "green_min": self.tr("Green ratio, at least"),
            "height_max": self.tr("Building height, at most"),
            "phase": self.tr("Phase"),
            "part": self.tr("Part"),
            "settlement": self.tr("Settlement attribute"),
            "min_width_m": self.tr("Least width"),
            "bank": self.tr("Bank"),
            "level": self.tr("Level"),
            "class": self.tr("Class"),
            "width_m": self.tr("Width"),
            "walkable": self.tr("Walkable"),
            "height_m": self.tr("Height"),
            "base_m": self.tr("Height of the base"),
            "eye_m": self.tr("Eye height"),
            "target": self.tr("Looks at"),
            "elevation_m": self.tr("Elevation"),
            "code": self.tr("Code"),
            "wecpn": self.tr("Noise level (WECPNL)"),
            "assessments": self.tr("Assessments made"),
            "voltage_kv": self.tr("Voltage (kV)"),
            "project": self.tr("Project"),
            "industry": self.tr("Industry"),
            "build_type": self.tr("Type of building work"),
            "national_zone": self.tr("In a national zone"),
            "investment_wan": self.tr("Investment (10 000 yuan)"),
            "boiler_tph": self.tr("Coal boilers (t/h)"),
            "facilities": self.tr("Facilities"),
            "discharge": self.tr("Discharge"),
            "runoff_control": self.tr("Runoff control"),
            "energy_tce": self.tr("Energy use (tce)"),
        }


def word_shown(role: str | None, field: str, value: str, language: Language) -> str:
    """A word of a closed vocabulary in the window's language; other text as it is."""
    from layers.roles import ROLES
    from layers.vocabulary import VOCABULARIES

    known = ROLES.get(role or "")
    spec = known.fields.get(field) if known else None
    words = VOCABULARIES.get(spec.vocabulary or "", {}) if spec else {}
    return word_in(words, value, language) if value in words else value


def word_in(vocabulary: Mapping[str, tuple[str, ...]], word: str, language: Language) -> str:
    """A canonical word of a vocabulary in the window's language."""
    if language == "zh" and word.isascii():
        return vocabulary[word][0]
    return word.replace("_", " ")
