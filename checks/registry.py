"""The kinds of rule there are. A new kind is one file in ``checks/kinds`` and one line here."""

from __future__ import annotations

from checks.kinds import (
    allowed_use,
    area_limit,
    attribute_forbidden,
    attribute_threshold,
    connected,
    containment,
    corridor,
    count,
    demand,
    density_gradient,
    entered_evidence,
    exclusion,
    frontage,
    occupation,
    outside,
    overlap,
    per_head,
    per_mu,
    presence,
    share_of_area,
    share_of_classes,
    share_of_length,
    trend,
    use_by_part,
    walk_access,
    weighted_mean,
    zone_limit,
    zone_value,
)
from checks.rule import Kind

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        allowed_use,
        area_limit,
        attribute_forbidden,
        attribute_threshold,
        connected,
        containment,
        corridor,
        count,
        demand,
        density_gradient,
        entered_evidence,
        exclusion,
        frontage,
        occupation,
        outside,
        overlap,
        per_head,
        per_mu,
        presence,
        share_of_area,
        share_of_classes,
        share_of_length,
        trend,
        use_by_part,
        walk_access,
        weighted_mean,
        zone_limit,
        zone_value,
    )
}
"""Every kind by the name that packs use."""
