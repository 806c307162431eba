"""The roles that a layer may have, as they are offered: by the groups of the layer tree."""

from __future__ import annotations

from core.messages import Text
from layers.layer import GeometryKind
from layers.roles import ROLES


def roles_for(kind: GeometryKind | None) -> list[tuple[Text, list[tuple[str, Text]]]]:
    """Groups with their roles (id, words) for a kind of geometry, as the layer tree orders them."""
    from maps.symbology import style

    found: dict[str, tuple[Text, list[tuple[str, Text]]]] = {}
    fitting = [role for role in ROLES.values() if not role.kinds or kind is None or kind in role.kinds]
    for role in sorted(fitting, key=lambda role: -style.drawing_order(role.id)):
        group = style.group_of(role.id)
        found.setdefault(group.id, (group.label, []))[1].append((role.id, role.label))
    return [found[group.id] for group in style.groups() if group.id in found]
