"""Closed vocabularies: the words that files use, in Chinese and English, and the one English id we keep.

A word that is in no vocabulary stays as it is written: packs may add words, and nothing is lost.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

Words = Mapping[str, tuple[str, ...]]
"""Canonical word -> the other words that mean the same."""

VOCABULARIES: dict[str, Words] = {
    "planning_area.kind": {
        "new_area": ("新区",),
        "core": ("核心区",),
        "area": ("片区",),
        "unit": ("单元",),
    },
    # Chinese is canonical here: the databases' own words (GHFQMC) have no agreed English ones.
    "development_boundary.zone": {
        "城镇集中建设区": ("集中建设区", "concentrated"),
        "城镇弹性发展区": ("弹性发展区", "flexible"),
        "特别用途区": ("特别用途", "special_use", "special"),
    },
    "zoning.part": {
        "south": ("南", "南部", "南区"),
        "east": ("东", "东部", "东区"),
        "centre": ("中", "中部", "中区", "center"),
        "north": ("北", "北部", "北区"),
        "airport": ("空港", "空港片区"),
    },
    "ecological_corridor.kind": {
        "belt": ("生态带", "带"),
        "corridor": ("廊道", "生态廊道"),
        "migration": ("迁徙", "迁徙廊道", "迁徙通道"),
    },
    "shoreline.bank": {
        "ecological": ("生态", "生态岸线", "生态护岸"),
        "hard": ("硬质", "硬质岸线", "硬质护岸"),
    },
    "water_body.kind": {
        "lake": ("湖泊", "湖"),
        "reservoir": ("水库",),
        "pond": ("坑塘", "池塘", "塘"),
    },
    "green_space.kind": {
        "park": ("公园", "公园绿地"),
        "protective": ("防护", "防护绿地"),
        "square": ("广场", "广场用地"),
        "grassland": ("草地", "草原"),
    },
    "facility.kind": {
        "hospital": ("医院",),
        "clinic": ("卫生服务站",),
        "culture_centre": ("文化活动中心",),
        "culture_point": ("文化活动站",),
        "community_centre": ("社区服务中心",),
        "service_point": ("社区服务站",),
        "sports_ground": ("运动场地",),
        "fitness_ground": ("健身场所",),
        "primary_school": ("小学",),
        "middle_school": ("中学",),
        "kindergarten": ("幼儿园",),
        "activity_centre": ("社区活动中心",),
        "shopping_centre": ("综合商场",),
        "market": ("便民市场",),
        "shop_24h": ("24小时便利店",),
        "street_green": ("街头绿地",),
        "parcel_point": ("快递集散站",),
        "elderly_care": ("养老设施",),
        "fire_station": ("消防站",),
        "gas_regulator": ("燃气调压站",),
        "bus_stop": ("公交站",),
    },
    "noise_zone.zone": {
        "prohibited": ("禁止", "禁止建设区"),
        "restricted": ("限制", "限制建设区"),
    },
    "water_source.level": {
        "first": ("一级", "一级保护区"),
        "second": ("二级", "二级保护区"),
        "quasi": ("准", "准保护区"),
    },
    "heritage.zone": {
        "protection": ("保护范围",),
        "control": ("建设控制地带",),
    },
    "nature_reserve.zone": {
        "core": ("核心保护区",),
        "general": ("一般控制区",),
    },
    "discharge": {
        "sewer": ("管网",),
        "reuse": ("回用",),
        "river": ("直排",),
    },
    "facilities": {
        "drying_pond": ("晾晒池",),
        "evaporation_pond": ("蒸发塘",),
        "coal_boiler": ("燃煤锅炉",),
        "basement": ("地下室",),
        "tall_structure": ("高耸构筑物",),
    },
    "build_type": {
        "new": ("新建",),
        "rebuild": ("改建",),
        "extend": ("扩建",),
        "existing": ("既有",),
    },
    "industry": {
        "data_centre": ("大数据", "data_center"),
        "cloud": ("云计算",),
        "biotech": ("生物科技",),
        "new_materials": ("新材料",),
        "logistics": ("物流",),
        "finance": ("金融",),
        "business": ("商务",),
        "education": ("教育",),
        "health": ("健康",),
        "culture_tourism": ("文旅",),
        "equipment": ("装备制造",),
        "new_energy": ("新能源",),
        "aviation": ("航空",),
        "air_logistics": ("航空物流",),
        "exhibition": ("会展",),
        "food": ("食品",),
        "chemical": ("化工",),
        "other": ("其他",),
    },
}


def canonical_word(vocabulary: str, word: str) -> str:
    """The canonical id of ``word``, or the word as written where the vocabulary does not have it.

    Case, width (全角), spaces, hyphens and underscores make no difference.
    """
    return _index(vocabulary).get(_folded(word), word)


def is_known(vocabulary: str, word: str) -> bool:
    """Whether the vocabulary has ``word`` in either language."""
    return _folded(word) in _index(vocabulary)


@cache
def _index(vocabulary: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for canonical, others in VOCABULARIES[vocabulary].items():
        for word in (canonical, *others):
            found[_folded(word)] = canonical
    return found


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold()
    return "".join(character for character in plain if character not in " \t\u3000_-")
