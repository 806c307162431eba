"""What the import dialog knows of each layer: as found, and as the planner wants it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layers.doctor.diagnosis import Diagnosis
    from services.importing import Found, Refused, Wish


@dataclass(eq=False)
class Draft:
    """One layer in the list. ``crs`` is what was typed in place of the file's own; ``repairs`` are ids."""

    told: Found | Refused
    wanted: bool = True
    role: str | None = None
    crs: str | None = None
    repairs: set[str] = field(default_factory=set)

    @property
    def found(self) -> Found | None:
        """The layer; None when it cannot be read."""
        from services.importing import Found

        return self.told if isinstance(self.told, Found) else None

    def choose(self, diagnosis: Diagnosis, repair: str, *, chosen: bool) -> None:
        """Take a repair or leave it; those of one diagnosis exclude each other."""
        self.repairs -= {one.id for one in diagnosis.repairs}
        if chosen:
            self.repairs.add(repair)

    def wish(self) -> Wish | None:
        """What to import; None for nothing."""
        from services.importing import Wish

        found = self.found
        if found is None or not self.wanted:
            return None
        return Wish(found, self.role, tuple(sorted(self.repairs)), self.crs)


def draft_of(told: Found | Refused) -> Draft:
    """A layer as it was found: with the role its name stands for, or the likeliest one; no repair but a text's."""
    from services.importing import Found

    if not isinstance(told, Found):
        return Draft(told, wanted=False)
    role = told.certain_role or next((one.role for one in told.roles), None)
    return Draft(told, role=role, repairs=already_done(told))


def already_done(found: Found) -> set[str]:
    """Repairs that reading has made already (a wrong encoding put right): they are shown, not chosen."""
    repairs = (one.id for told in found.diagnoses for one in told.repairs)
    return {repair for repair in repairs if repair.startswith("read_as:")}
