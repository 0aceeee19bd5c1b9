"""One API call as a handler sees it: the account, the request, who asks, the time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson

from helpsql.sandbox.teamwork_desk.errors import bad, forbidden, not_found, unset
from helpsql.sandbox.teamwork_desk.world.setup import INBOX_IDS, LIMITED_AGENT
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from helpsql.sandbox.app import Request
    from helpsql.sandbox.teamwork_desk.world.tickets import Ticket
    from helpsql.sandbox.teamwork_desk.world.world import World

Row = dict[str, Any]


@dataclass
class Call:
    """`lists` keeps the ids of finished list queries while the data stands still."""

    world: World
    request: Request
    agent: int
    now: int
    lists: dict[Any, list[int]]
    via_import_key: bool = False
    """Signed with a v1 key, which alone may import."""

    @property
    def stamp(self) -> str:
        return stamp(self.now)

    @property
    def limited(self) -> bool:
        return self.agent == LIMITED_AGENT

    def text(self, name: str) -> str | None:
        """A query parameter; an empty one counts as not given."""
        return self.request.args.get(name) or None

    def names(self, name: str) -> list[str]:
        """A comma list, or the parameter repeated."""
        given = self.request.args.getlist(name)
        return [part.strip() for text in given for part in text.split(",") if part.strip()]

    def flag(self, name: str) -> bool:
        return (self.text(name) or "").lower() in ("true", "1")

    # Bodies ------------------------------------------------------------------------------------

    @cached_property
    def body(self) -> Row:
        """The JSON object; {} for no body. 400 for what is no JSON object."""
        data = self.request.get_data()
        if not data.strip():
            return {}
        try:
            found = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise bad("the body is not valid JSON") from error
        if not isinstance(found, dict):
            raise bad("the body must be a JSON object")
        return found

    def wrapped(self, *singles: str) -> Row:
        """The object under its single key, or the bare body."""
        for single in singles:
            found = self.body.get(single)
            if isinstance(found, dict):
                return found
        if not self.body:
            raise unset(singles[0])
        return self.body

    @property
    def beside(self) -> Row:
        """What a body carries beside its object."""
        found = self.body.get("included")
        return found if isinstance(found, dict) else {}

    # Records -----------------------------------------------------------------------------------

    def row(self, table: str, row_id: int) -> Row:
        found: Row | None = self.world.tables[table].get(row_id)
        if found is None:
            raise not_found()
        if table == "inboxes":
            self.enter(row_id)
        return found

    def ticket(self, ticket_id: int) -> Ticket:
        """The ticket, if it is there and its inbox is open to the caller."""
        found = self.world.tickets.get(ticket_id)
        if found is None:
            raise not_found()
        self.enter(found.inbox)
        return found

    def enter(self, inbox: int) -> None:
        if not self.sees(inbox):
            raise forbidden()

    def sees(self, inbox: int) -> bool:
        return not self.limited or inbox in INBOX_IDS[:2]
