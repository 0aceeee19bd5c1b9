"""The simulated Zendesk Support API v2, written from the vendor's documentation and recordings.

`world` holds the data, `api` the requests' way in; between them a module per kind of thing. Where
the facts leave a choice, a comment beginning with ASSUMED says what was chosen.

Not simulated: triggers, automations and SLA policies are kept and shown but change nothing, so a
write has no consequences but its own; webhooks and targets send nothing; seats, plans and help
center do not exist. Times are the account's: see `Sandbox.clock`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpsql.sandbox.app import Sandbox
    from helpsql.sandbox.settings import Settings


def create(settings: Settings) -> Sandbox:
    """Open an account."""
    from helpsql.sandbox.zendesk.api import Zendesk

    return Zendesk(settings)
