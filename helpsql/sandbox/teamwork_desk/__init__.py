"""The simulated Teamwork Desk API v2, with the paths of v1 that are in use.

Written from the vendor's documentation, SDK, and recorded replies. `world` holds the data, `api` is
the requests' way in. What no source says stands in `assumed`, each fact once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpsql.sandbox.app import Sandbox
    from helpsql.sandbox.settings import Settings


def create(settings: Settings) -> Sandbox:
    """Open an account."""
    from helpsql.sandbox.teamwork_desk.api import TeamworkDesk

    return TeamworkDesk(settings)
