"""One API call as a handler sees it: the account, the request, the time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson

from helpsql.sandbox.helpscout.errors import Problem, Refusal, invalid, not_found
from helpsql.sandbox.helpscout.params import Params

if TYPE_CHECKING:
    from helpsql.sandbox.app import Request
    from helpsql.sandbox.helpscout.records import Conversation, Customer
    from helpsql.sandbox.helpscout.world import World

# ASSUMED: the body sizes of the v1 page still hold.
KILOBYTE = 1024
SMALL_BODY = 100 * KILOBYTE
CONVERSATION_BODY = 256 * KILOBYTE
ATTACHMENT_BODY = 14 * 1024 * KILOBYTE
"""10 MB of file, written in base64."""


@dataclass
class Call:
    world: World
    request: Request
    now: int

    @property
    def origin(self) -> str:
        return self.request.base

    @cached_property
    def params(self) -> Params:
        return Params(self.request)

    def href(self, path: str) -> str:
        return f"{self.origin}{path}"

    def body(self, limit: int = SMALL_BODY) -> Any:
        """The decoded JSON body. Refuses with 415, 413 or 400."""
        if self.request.mimetype not in ("application/json", "application/hal+json"):
            raise Refusal(415)
        if (self.request.content_length or 0) > limit:
            raise Refusal(413)
        data = self.request.get_data()
        if len(data) > limit:
            raise Refusal(413)
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise invalid(Problem("", "Malformed JSON", "MalformedJson")) from error

    def object(self, limit: int = SMALL_BODY) -> dict[str, Any]:
        """The body, which must be one JSON object."""
        found = self.body(limit)
        if not isinstance(found, dict):
            raise invalid(Problem("", "Expected a JSON object", "InvalidType"))
        return found

    def array(self) -> list[Any]:
        """The body, which must be a JSON array."""
        found = self.body()
        if not isinstance(found, list):
            raise invalid(Problem("", "Expected a JSON array", "InvalidType"))
        return found

    def conversation(self, conversation_id: int) -> Conversation:
        """The conversation of the path, or 404."""
        found = self.world.conversation(conversation_id)
        if found is None:
            raise not_found()
        return found

    def customer(self, customer_id: int) -> Customer:
        found = self.world.customers.get(customer_id)
        if found is None:
            raise not_found()
        return found
