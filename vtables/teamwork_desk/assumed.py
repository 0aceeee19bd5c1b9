"""What no public source attests about Teamwork Desk's API: the best-supported guesses, each in one place.

A guess that proves wrong is mended here. Whatever is left out of this file stands in a vendor page, the
vendor's own client or a recorded answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KEYWORDS = "helpdocarticlekeyword"
"""Name of one keyword of an article: its collection and path are this with an s."""

CATEGORY = "helpdocscategory"
"""Member of a single category's answer, and of its bodies; the collection is helpdocscategories."""

FILES = "files"
"""Path and collection of attachments."""

UPLOADED = "file"
"""Member of the body that says that a file's content is there; it holds the file's id."""

SEND_AT = "scheduledEmail.sendAt"
SEND_IN_TIMEZONE = "scheduledEmail.timezone.id"
SEND_WITH_STATUS = "scheduledEmail.status.id"

ACTIVE: Mapping[str, tuple[Any, ...]] = {"state": ("active", None)}
"""Lists give active rows unless a filter names other states; what a single read shows beside is no row."""

UNSURE_FILTERS = True
"""Lists other than those of tickets, customers, companies and users take filters on id, createdAt and
updatedAt, as those four are documented to. False: such a list is read whole and compared here."""

TRIGGER = "trigger.id"
"""Where the body of triggerapply.json says which trigger is meant."""

FORWARD_TO = "to"
"""Member of a forwarded message with its recipients."""

DROPPED = {"meta.delete": True}
"""Beside the id of a tag, what takes it off a ticket: tag arrays add to what is there."""
