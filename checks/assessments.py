"""Regional assessments (区域评估): the ten kinds, and which of them an area's list names."""

from __future__ import annotations

from core.messages import Text

ASSESSMENTS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("geological_hazard", Text("地质灾害危险性", "geological hazard"), ("地质",)),
    ("minerals", Text("压覆矿产", "mineral deposits"), ("矿",)),
    ("environment", Text("环境影响", "environment"), ("环境",)),
    ("earthquake", Text("地震安全性", "earthquake"), ("地震",)),
    ("relics", Text("文物", "relics"), ("文物", "考古")),
    ("water_resources", Text("水资源论证", "water resources"), ("水资源",)),
    ("soil_and_water", Text("水土保持", "soil and water conservation"), ("水土",)),
    ("flood", Text("洪水影响", "flood"), ("洪水", "防洪")),
    ("climate", Text("气候可行性", "climate"), ("气候", "气象")),
    ("energy", Text("节能", "energy"), ("节能", "能源")),
)
"""The ten regional assessments: id, name, and what their names in files contain."""
COVERED = 0.999
"""Land counts as assessed when at least this share of it lies inside: borders drawn twice differ by a hair."""


def made(stated: object) -> set[str]:
    """Ids of the assessments that an area's list names, in either language."""
    words = list(stated) if isinstance(stated, list | tuple) else [str(stated or "")]
    return {
        name
        for name, label, marks in ASSESSMENTS
        for word in words
        if word == name or label.en in str(word).casefold() or any(mark in str(word) for mark in marks)
    }
