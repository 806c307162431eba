"""Roles: what a layer means to planning, the fields it may have, and how a file is recognised as one.

Rules name roles, never files. Nothing here reads a file or needs a heavy import.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from core.messages import Text
from layers.layer import GeometryKind

FieldKind = Literal["text", "number", "year", "bool", "list", "word", "code"]
Certainty = Literal["certain", "uncertain"]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A canonical field: its kind, the usual names it has in files, and its closed vocabulary if it has one."""

    kind: FieldKind = "text"
    names: tuple[str, ...] = ()
    vocabulary: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What a layer means. ``kinds`` are the geometries it may have (empty: as its rule needs).

    ``decisive`` are fields of which at least one must be there before a file is taken for this role by its name
    alone: a parcel layer without class codes says nothing.
    """

    id: str
    label: Text
    kinds: tuple[GeometryKind, ...]
    standard_names: tuple[str, ...]
    fields: Mapping[str, FieldSpec]
    decisive: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detection:
    """What a stem says about a role; ``reason`` tells why it is uncertain."""

    role: str
    certainty: Certainty
    reason: Text | None = None


DBF_NAME_LENGTH = 10

TEXT = FieldSpec()
NUMBER = FieldSpec("number")

SHARED_FIELDS: dict[str, FieldSpec] = {
    "name": FieldSpec("text", ("MC", "XMMC")),
    "status": FieldSpec("text", ("ZT",)),
    "area_registered_m2": FieldSpec("number", ("MJ", "TBMJ", "YJJBNTMJ")),
    "attribution": FieldSpec("text", ("ATTRIB", "SJLY")),
}
"""Every role knows these; ``attribution`` is shown with the data wherever they are shown."""

CLASS_CODE = FieldSpec("code", ("YDDM", "DLBM"))
CLASS_NAME = FieldSpec("text", ("YDMC", "DLMC"))

POLYGON: tuple[GeometryKind, ...] = ("polygon",)
LINE: tuple[GeometryKind, ...] = ("line",)
POINT: tuple[GeometryKind, ...] = ("point",)
LINE_OR_POLYGON: tuple[GeometryKind, ...] = ("line", "polygon")


def _word(vocabulary: str) -> FieldSpec:
    return FieldSpec("word", (), vocabulary)


_FIELDS: dict[str, dict[str, FieldSpec]] = {
    "planning_area": {"kind": _word("planning_area.kind")},
    "development_boundary": {
        "year": FieldSpec("year", ("NF", "YEAR")),
        "zone": FieldSpec("word", ("GHFQMC",), "development_boundary.zone"),
    },
    "zoning": {
        "parcel_no": FieldSpec("text", ("DKBH",)),
        "class_code": CLASS_CODE,
        "class_name": CLASS_NAME,
        "far_max": FieldSpec("number", ("RJL",)),
        "density_max": FieldSpec("number", ("JZMD",)),
        "green_min": FieldSpec("number", ("LDL",)),
        "height_max": FieldSpec("number", ("JZXG",)),
        "phase": FieldSpec("year"),
        "part": _word("zoning.part"),
    },
    "landuse_current": {
        "class_code": FieldSpec("code", ("DLBM",)),
        "class_name": FieldSpec("text", ("DLMC",)),
        "settlement": FieldSpec("text", ("CZCSXM",)),
    },
    "ecological_corridor": {"kind": _word("ecological_corridor.kind"), "min_width_m": NUMBER},
    "ecological_redline": {"kind": TEXT},
    "green_line": {"kind": FieldSpec("text", ("LX",))},
    "yellow_line": {"kind": FieldSpec("text", ("SSLX",)), "level": FieldSpec("text", ("SSDJ",))},
    "shoreline": {"bank": _word("shoreline.bank")},
    "water_body": {"kind": _word("water_body.kind")},
    "wetland": {"level": TEXT},
    "green_space": {"kind": _word("green_space.kind")},
    "road": {"class": TEXT, "width_m": NUMBER, "walkable": FieldSpec("bool")},
    "facility": {"kind": _word("facility.kind")},
    "building": {"height_m": NUMBER, "base_m": NUMBER},
    "viewpoint": {"eye_m": NUMBER, "target": TEXT},
    "landmark": {"height_m": NUMBER},
    "landscape_zone": {"height_max": NUMBER},
    "runway": {"width_m": NUMBER, "elevation_m": NUMBER, "code": TEXT},
    "noise_zone": {"zone": _word("noise_zone.zone"), "wecpn": NUMBER},
    "water_source": {"level": _word("water_source.level")},
    "heritage": {"zone": _word("heritage.zone")},
    "assessed_area": {"assessments": FieldSpec("list")},
    "nature_reserve": {"zone": _word("nature_reserve.zone")},
    "forest": {"level": TEXT},
    "grassland": {"level": TEXT},
    "desert": {"level": TEXT},
    "slope": {"level": TEXT},
    "flood_detention": {"class": TEXT},
    "river_shoreline": {"class": TEXT},
    "railway": {"class": TEXT, "voltage_kv": NUMBER},
    "power_line": {"class": TEXT, "voltage_kv": NUMBER},
    "power_cable": {"class": TEXT, "voltage_kv": NUMBER},
    "pipeline": {"class": TEXT, "voltage_kv": NUMBER},
    "road_row": {"class": TEXT},
    "railway_toe": {"class": TEXT, "zone": TEXT},
    "pipeline_crossing": {"class": TEXT},
    "pipeline_tunnel": {"class": TEXT},
    "airport_point": {"elevation_m": NUMBER},
    "met_station": {"class": TEXT},
    "scenic_area": {"zone": TEXT},
    "eec_unit": {
        "code": TEXT,
        "space_list": FieldSpec("list", ("空间布局约束",), "industry"),
        "emit_list": FieldSpec("list", ("污染物排放管控",), "industry"),
        "risk_list": FieldSpec("list", ("环境风险防控",), "industry"),
        "use_list": FieldSpec("list", ("资源利用效率",), "industry"),
    },
    "project_footprints": {
        # The project's name is XMMC in office files, where ``name`` finds it too.
        "project": FieldSpec("text", ("XMMC",)),
        "industry": _word("industry"),
        "class_code": CLASS_CODE,
        "build_type": _word("build_type"),
        "national_zone": FieldSpec("bool"),
        "investment_wan": NUMBER,
        "boiler_tph": NUMBER,
        "facilities": FieldSpec("list", (), "facilities"),
        "discharge": _word("discharge"),
        "height_m": NUMBER,
        "base_m": NUMBER,
        "voltage_kv": NUMBER,
        "catalogue": FieldSpec("text", ("ZDML",)),
        "conditions_met": FieldSpec("bool"),
        "runoff_control": NUMBER,
        "green_min": FieldSpec("number", ("LDL",)),
        "energy_tce": NUMBER,
    },
}

_DECISIVE = {"zoning": ("class_code",), "landuse_current": ("class_code",)}

_ROLES: tuple[tuple[str, str, str, tuple[GeometryKind, ...], tuple[str, ...]], ...] = (
    ("planning_area", "规划范围", "Planning area", POLYGON, ("GHFW",)),
    ("development_boundary", "城镇开发边界", "Urban development boundary", POLYGON, ("CZKFBJ",)),
    ("zoning", "规划用地", "Planned land use", POLYGON, ("GHYD", "YDGH")),
    ("landuse_current", "现状用地", "Present land use", POLYGON, ("DLTB",)),
    ("ecological_corridor", "生态廊道", "Ecological corridor", POLYGON, ("STLD",)),
    ("ecological_control", "生态控制区", "Ecological control area", POLYGON, ("STKZQ",)),
    ("ecological_redline", "生态保护红线", "Ecological red line", POLYGON, ("STBHHX",)),
    ("permanent_farmland", "永久基本农田", "Permanent basic farmland", POLYGON, ("YJJBNT", "YJJBNTTB")),
    ("green_line", "绿线", "Green line", LINE_OR_POLYGON, ("绿线",)),
    ("blue_line", "蓝线", "Blue line", LINE_OR_POLYGON, ("蓝线",)),
    ("purple_line", "紫线", "Purple line", LINE_OR_POLYGON, ("紫线",)),
    ("yellow_line", "黄线", "Yellow line", LINE_OR_POLYGON, ("黄线",)),
    ("road_red_line", "道路红线", "Road red line", LINE_OR_POLYGON, ("道路红线",)),
    ("river", "河流", "River", LINE, ("HL",)),
    ("shoreline", "岸线", "Shoreline", LINE, ("AX",)),
    ("river_management", "河道管理范围", "River management range", POLYGON, ("HDGLFW",)),
    ("water_body", "水域", "Water body", POLYGON, ("SY",)),
    ("wetland", "湿地", "Wetland", POLYGON, ("SD",)),
    ("green_space", "绿地", "Green space", POLYGON, ("LD",)),
    ("road", "道路", "Road", LINE, ("DL",)),
    ("facility", "公共设施", "Facility", POINT, ("SS",)),
    ("building", "建筑物", "Building", POLYGON, ("JZW",)),
    ("viewpoint", "景观点", "Viewpoint", POINT, ("JGD",)),
    ("landmark", "地标", "Landmark", ("polygon", "point"), ()),
    ("landscape_zone", "风貌区", "Landscape zone", POLYGON, ("FMQ",)),
    ("runway", "跑道", "Runway", LINE_OR_POLYGON, ("PD",)),
    ("noise_zone", "机场噪声区", "Airport noise zone", POLYGON, ("ZSQ",)),
    ("water_source", "饮用水水源保护区", "Drinking-water source zone", POLYGON, ("YYSSY",)),
    ("heritage", "文物保护", "Heritage", POLYGON, ("WW",)),
    ("assessed_area", "区域评估范围", "Regionally assessed area", POLYGON, ("QYPG",)),
    ("nature_reserve", "自然保护地", "Nature reserve", POLYGON, ("ZRBHD",)),
    ("forest", "林地", "Forest", POLYGON, ()),
    ("grassland", "草地", "Grassland", POLYGON, ()),
    ("desert", "沙地", "Desert", POLYGON, ()),
    ("slope", "陡坡地", "Steep slope", POLYGON, ()),
    ("flood_detention", "蓄滞洪区", "Flood detention area", POLYGON, ()),
    ("river_shoreline", "河湖岸线功能区", "River and lake shoreline zone", POLYGON, ()),
    ("railway", "铁路", "Railway", LINE_OR_POLYGON, ()),
    ("power_line", "架空电力线", "Overhead power line", LINE_OR_POLYGON, ()),
    ("power_cable", "电力电缆", "Power cable", LINE_OR_POLYGON, ()),
    ("pipeline", "管道", "Pipeline", LINE_OR_POLYGON, ()),
    ("road_row", "公路用地", "Road right of way", LINE_OR_POLYGON, ()),
    ("railway_toe", "铁路线路外缘", "Edge of a railway's works", LINE_OR_POLYGON, ()),
    ("pipeline_crossing", "管道穿越河流处", "Pipeline crossing of a river", (), ()),
    ("pipeline_tunnel", "管道专用隧道", "Pipeline tunnel", (), ()),
    ("airport_fence", "机场围界", "Airport fence", LINE_OR_POLYGON, ()),
    ("airport_point", "机场基准点", "Airport reference point", POINT, ()),
    ("river_basin", "流域范围", "River basin", POLYGON, ()),
    ("basic_grassland", "基本草原", "Basic grassland", POLYGON, ()),
    ("desert_closure", "沙化土地封禁保护区", "Closed desertified land", POLYGON, ()),
    ("clearance_zone", "净空保护区", "Airport clearance zone", (), ()),
    ("met_station", "气象台站", "Meteorological station", (), ()),
    ("military_zone", "军事管理区", "Military zone", (), ()),
    ("scenic_area", "风景名胜区", "Scenic area", (), ()),
    ("historic_core", "历史文化核心保护范围", "Historic core", (), ()),
    ("reserve_corridor", "预留通道", "Reserved corridor", (), ()),
    ("utility_network", "市政管网", "Utility network", (), ()),
    ("eec_unit", "生态环境管控单元", "Ecological-environment control unit", (), ()),
    ("project_footprints", "项目用地", "Project footprints", POLYGON, ("XMYD", "JSYD")),
)

ROLES: dict[str, Role] = {
    role: Role(role, Text(zh, en), kinds, names, SHARED_FIELDS | _FIELDS.get(role, {}), _DECISIVE.get(role, ()))
    for role, zh, en, kinds, names in _ROLES
}
"""Every role, by id."""

KIND_LABELS: dict[GeometryKind, Text] = {
    "point": Text("点", "points"),
    "line": Text("线", "lines"),
    "polygon": Text("面", "polygons"),
}

_BY_STEM: dict[str, str] = {
    name.casefold(): role.id for role in ROLES.values() for name in (role.id, *role.standard_names)
}


def role_named(stem: str) -> str | None:
    """The role that a file or layer stem names exactly (case ignored); ``zoning_*`` counts for zoning."""
    folded = stem.casefold()
    if folded.startswith("zoning_"):
        return "zoning"
    return _BY_STEM.get(folded)


def detect(stem: str, kind: GeometryKind | None, columns: Collection[str]) -> Detection | None:
    """Judge a file by its stem, geometry and column names; None when the stem names no role."""
    named = role_named(stem)
    if named is None:
        return None
    role = ROLES[named]
    if kind is not None and role.kinds and kind not in role.kinds:
        expected = " / ".join(KIND_LABELS[one].zh for one in role.kinds)
        expected_en = " or ".join(KIND_LABELS[one].en for one in role.kinds)
        reason = Text("几何类型是{found}，应为{expected}", "it holds {found} where {expected} are expected")
        reason = reason.format(found=KIND_LABELS[kind], expected=Text(expected, expected_en))
        return Detection(named, "uncertain", reason)
    if role.decisive and not any(source_of(role.fields[field], field, columns) for field in role.decisive):
        field = role.decisive[0]
        names = "/".join((field, *role.fields[field].names))
        reason = Text("没有字段 {names}", "it has no field {names}")
        return Detection(named, "uncertain", reason.format(names=names))
    return Detection(named, "certain")


def source_of(spec: FieldSpec, canonical: str, columns: Collection[str]) -> str | None:
    """The column that carries a canonical field: its own name first, then the usual names in their order.

    A shapefile keeps 10 characters of a name, so ``investment`` is ``investment_wan`` cut off.
    """
    by_folded = {column.casefold(): column for column in reversed(list(columns))}
    for name in (canonical, canonical[:DBF_NAME_LENGTH], *spec.names):
        if name in columns:
            return name
        if name.casefold() in by_folded:
            return by_folded[name.casefold()]
    return None
