"""The simulated Desk.com API v2 of its last years, written from recordings and the vendor's pages.

`world` holds the data, `api` the requests' way in; between them a module per kind of thing. Where
the facts leave a choice, a comment beginning with ASSUMED says what was chosen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpsql.sandbox.app import Sandbox
    from helpsql.sandbox.settings import Settings


def create(settings: Settings) -> Sandbox:
    """Open an account."""
    from helpsql.sandbox.desk_com.api import DeskCom

    return DeskCom(settings)
