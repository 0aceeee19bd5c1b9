"""Writing requests: what end users may, and visitors without credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import values
from helpsql.sandbox.zendesk.assigning import requester_of
from helpsql.sandbox.zendesk.endpoint import ANYBODY, PUBLIC, Endpoint
from helpsql.sandbox.zendesk.errors import invalid, json_response, named
from helpsql.sandbox.zendesk.requests import can_solve, shown, visible
from helpsql.sandbox.zendesk.ticket_writes import context_of
from helpsql.sandbox.zendesk.writing import create_ticket, update_ticket

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

_COLUMNS: values.Columns = {
    **dict.fromkeys(("subject", "priority", "type", "recipient"), values.text),
    **dict.fromkeys(("comment", "requester"), values.mapping_or_null),
    **dict.fromkeys(("ticket_form_id", "via_followup_source_id", "organization_id"), values.whole),
    **dict.fromkeys(("collaborators", "email_ccs", "additional_collaborators"), values.array),
    "custom_fields": values.anything,
    "due_at": values.moment,
    "solved": values.truth,
}
_ON_CREATE = _COLUMNS.keys() - {"additional_collaborators", "solved"}
_ON_UPDATE = {"comment", "solved", "additional_collaborators", "email_ccs"}


def _given(call: Call, allowed: Iterable[str]) -> Record:
    columns = {name: _COLUMNS[name] for name in allowed}
    found, unknown = values.read(call.wrapped("request"), columns, "request")
    call.warn(*unknown)
    return found


def create(call: Call) -> Response:
    """The caller asks; without credentials the `requester` does, who is made if unknown."""
    given = _given(call, _ON_CREATE)
    if call.caller["id"] is not None:
        given.pop("requester", None)
    elif not (given.get("requester") or {}).get("name"):
        raise invalid("requester", "Requester: Name: is too short (minimum one character)", "ValueTooShort")
    made, _ = create_ticket(context_of(call), _by_requester(call, given))
    answer = shown(call, made)
    response = json_response({"request": answer}, 201)
    response.headers["Location"] = answer["url"]
    return response


def _by_requester(call: Call, given: Record) -> Record:
    """Whoever asks also submits: an unknown requester is made before the ticket is."""
    asked = given.pop("requester", None)
    if asked is None:
        return given
    number = requester_of(context_of(call), asked)
    return given | {"requester_id": number, "submitter_id": number}


def update(call: Call, ticket_id: int) -> Response:
    """A comment, and what the requester may decide."""
    ticket, given = visible(call, ticket_id), _given(call, _ON_UPDATE)
    solved = given.pop("solved", False)
    if not given and not solved:
        raise named(406, "CommentRequired", "A comment is required to update your request.")
    if solved:
        if not can_solve(call, ticket):
            # ASSUMED: the refusal of a solution that is not the caller's to give.
            raise invalid("solved", "Solved: cannot be set by you")
        given["status"] = "solved"
    changed, _ = update_ticket(context_of(call), ticket, given)
    return json_response({"request": shown(call, changed)})


ENDPOINTS = [
    Endpoint("POST", "/requests", create, role=PUBLIC, limits="ticket-request-create-by-user-and-ip"),
    Endpoint("PUT", "/requests/<int:ticket_id>", update, role=ANYBODY, limits="tickets-update"),
]
