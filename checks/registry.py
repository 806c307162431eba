"""The kinds of rule there are. A new kind is one file in ``checks/kinds`` and one line here."""

from __future__ import annotations

from checks.kinds import (
    allowed_use,
    area_limit,
    attribute_forbidden,
    attribute_threshold,
    containment,
    corridor,
    exclusion,
    outside,
    overlap,
    per_mu,
    share_of_area,
    share_of_classes,
    share_of_length,
)
from checks.rule import Kind

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        allowed_use,
        area_limit,
        attribute_forbidden,
        attribute_threshold,
        containment,
        corridor,
        exclusion,
        outside,
        overlap,
        per_mu,
        share_of_area,
        share_of_classes,
        share_of_length,
    )
}
"""Every kind by the name that packs use."""
