"""What the editing tools call a layer: the same words as the layer tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.messages import Text, same

if TYPE_CHECKING:
    from gui.map_layers import MapLayer
    from gui.session import Session


def layer_title(session: Session, name: str) -> Text:
    """The title of the layer with this table; the name itself where there is none such."""
    members = list(session.map_layers)
    member = next((item for item in members if item.layer.name == name), None)
    return same(name) if member is None else member_title(member, members)


def member_title(member: MapLayer, members: list[MapLayer]) -> Text:
    """The title of a layer among ``members``: what it is, and its own part of the name where several are that."""
    from gui.docks.layer_tree import told_apart_by

    if member.layer.role is None:
        return same(member.layer.name)
    label, apart = member.style.label, told_apart_by(member, members)
    return Text(f"{label.zh} {apart}".strip(), f"{label.en} {apart}".strip())
