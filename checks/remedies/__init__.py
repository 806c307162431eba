"""What must change to pass: suggestions that were tried before they are made."""

from checks.remedies.offering import remedies
from checks.remedies.remedy import Change, Remedy

__all__ = ["Change", "Remedy", "remedies"]
