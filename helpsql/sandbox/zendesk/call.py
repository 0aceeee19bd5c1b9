"""One API call as a handler sees it: the account, the request, who asks, the time."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson

from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk.endpoint import ADMIN
from helpsql.sandbox.zendesk.errors import forbidden, missing, named, not_found, wrong_type
from helpsql.sandbox.zendesk.params import Params

if TYPE_CHECKING:
    from helpsql.sandbox.app import Request
    from helpsql.sandbox.zendesk.access import Access
    from helpsql.sandbox.zendesk.endpoint import Endpoint
    from helpsql.sandbox.zendesk.jobs import Jobs
    from helpsql.sandbox.zendesk.world.records import Ticket
    from helpsql.sandbox.zendesk.world.world import World

Record = dict[str, Any]
MISSING: Any = object()

# ASSUMED: the vendor names no sizes; 64 MB is what it says of incoming mail with attachments.
LARGEST_BODY = 64 * 1024 * 1024


@dataclass
class Call:
    world: World
    jobs: Jobs
    request: Request
    endpoint: Endpoint
    caller: Record
    now: int
    access: Access
    warnings: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return self.request.base

    @property
    def stamp(self) -> str:
        return stamp(self.now)

    @property
    def caller_id(self) -> int:
        number: int = self.caller["id"]
        return number

    @cached_property
    def params(self) -> Params:
        return Params(self.request)

    @cached_property
    def includes(self) -> set[str]:
        return set(self.params.texts("include"))

    def url(self, path: str) -> str:
        """The API URL of `path`, such as `tickets/1`."""
        return f"{self.origin}/api/v2/{path}.json"

    @cached_property
    def own_path(self) -> str:
        """The path asked for, below /api/v2 and without `.json`."""
        return self.request.path.removeprefix("/api/v2/").removesuffix(".json").rstrip("/")

    def need_admin(self) -> None:
        if self.caller["role"] != ADMIN:
            raise forbidden()

    # Bodies ------------------------------------------------------------------------------------

    @cached_property
    def body(self) -> Record:
        """The decoded JSON object; empty when no JSON was announced."""
        if (self.request.content_length or 0) > LARGEST_BODY:
            raise named(413, "RequestEntityTooLarge", "Request entity too large")
        data = self.request.get_data()
        if not data.strip() or self.request.mimetype not in (
            "application/json",
            "application/merge-patch+json",
        ):
            return {}
        try:
            found = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            # ASSUMED: the answer to a body that is no JSON.
            raise named(422, "Unprocessable Entity", "Server could not parse JSON") from error
        return found if isinstance(found, dict) else {}

    def wrapped(self, name: str) -> Record:
        """The object under the wrapper `name`."""
        found = self.body.get(name, MISSING)
        if found is MISSING or found is None:
            raise missing(name)
        if not isinstance(found, dict):
            raise wrong_type(name, "must be an object")
        self.warn(*(key for key in self.body if key != name))
        return found

    def wrapped_list(self, name: str) -> list[Record]:
        """The list of objects under the plural `name`."""
        found = self.body.get(name, MISSING)
        if found is MISSING or found is None:
            raise missing(name)
        if not isinstance(found, list) or any(not isinstance(item, dict) for item in found):
            raise wrong_type(name, "must be an array of objects")
        return found

    def warn(self, *keys: str) -> None:
        """Report keys that were not understood, in the header that nobody reads."""
        self.warnings.extend(key for key in keys if key not in self.warnings)

    # Records -----------------------------------------------------------------------------------

    def ticket(self, ticket_id: int) -> Ticket:
        """The ticket of the path, or 404."""
        found = self.world.ticket(ticket_id)
        if found is None:
            raise not_found()
        return found

    def user(self, user_id: int) -> Record:
        found = self.world.users.get(user_id)
        if found is None:
            raise not_found()
        return found

    def organization(self, organization_id: int) -> Record:
        found = self.world.organizations.get(organization_id)
        if found is None:
            raise not_found()
        return found

    def small(self, collection: str, record_id: Any) -> Record:
        """A record of a small collection, or 404."""
        kept = self.world.small[collection]
        found = kept.get(record_id) if isinstance(record_id, int | str) else None
        if found is None:
            raise not_found()
        return found
