"""Creating and changing cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com import drafts, render, values
from helpsql.sandbox.desk_com.case_lists import STATUSES
from helpsql.sandbox.desk_com.errors import Refusal, invalid, json_response
from helpsql.sandbox.desk_com.speech import new_reply, new_spoken
from helpsql.sandbox.desk_com.world.account import FIRST_LABEL
from helpsql.sandbox.desk_com.world.rows import Row, Thread
from helpsql.sandbox.desk_com.world.script import MESSAGE_CLASSES, event
from helpsql.sandbox.times import parse_stamp

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Record

LEAST, MOST = 1, 10
MIDDLE = 4
"""ASSUMED: the priority of a case that names none; the commonest one on tape."""


def _priority(name: str, value: Any) -> int:
    found = values.whole(name, value)
    if found is None or not LEAST <= found <= MOST:
        raise invalid(name, "inclusion")
    return found


COLUMNS: drafts.Columns = {
    "external_id": values.text,
    "subject": values.text,
    "priority": _priority,
    "description": values.text,
    "status": values.one_of(*STATUSES),
    "language": values.text,
    "locked_until": values.time,
}
_ON_CREATE: drafts.Columns = {
    "type": values.one_of(*MESSAGE_CLASSES),
    "created_at": values.time,
    "received_at": values.time,
}
LINKS: drafts.Links = {
    "customer": "customers",
    "assigned_user": "users",
    "assigned_group": "groups",
    "locked_by": "users",
}


# Create ------------------------------------------------------------------------------------------


def create(call: Call) -> Response:
    return _created(call, call.body)


def create_for_customer(call: Call, number: int) -> Response:
    who = {"href": call.href(f"customers/{call.customer(number).id}")}
    links = call.body.get("_links") or {}
    return _created(
        call, call.body | {"_links": (links if isinstance(links, dict) else {}) | {"customer": who}}
    )


def _created(call: Call, body: Record) -> Response:
    given = drafts.read(body, COLUMNS) | drafts.read(body, _ON_CREATE)
    drafts.need(given, "type")
    refs = dict.fromkeys(LINKS) | drafts.read_links(call, body, LINKS)
    if refs["customer"] is None:
        raise invalid("_links.customer", "blank")
    _check_external_id(call, None, given.get("external_id"))
    labels = _labels(call, body, [])
    number, at = call.world.new_case_id(), given.get("created_at") or call.stamp
    data = _fresh(call, given, at)
    data["custom_fields"] = drafts.own_fields(call, "ticket", {}, body.get("custom_fields"))
    shell = Row(number, data, refs | {"labels": labels})
    message = new_spoken(call, shell, body.get("message"), number * 100, is_message=True)
    row = shell.changed({"received_at": data["received_at"] or _heard(message), "blurb": _blurb(message)})
    history = (_event(call, number, "case_created", []),)
    call.world.put_case(row, Thread(message, history=history))
    response = json_response(render.case(call, row, Thread(message, history=history)), 201)
    response.headers["Location"] = f"{call.request.base}{call.href(f'cases/{number}')}"
    return response


def _fresh(call: Call, given: Record, at: str) -> Record:
    """All keys of a case, in the order of the seeded ones."""
    status = given.get("status", "new")
    done = call.stamp if status in ("resolved", "closed") else None
    return {
        "external_id": given.get("external_id"),
        "blurb": None,
        "subject": given.get("subject"),
        "priority": given.get("priority", MIDDLE),
        "locked_until": given.get("locked_until"),
        "description": given.get("description"),
        "status": status,
        "type": given["type"],
        "language": given.get("language"),
        "active_at": None,
        "changed_at": call.stamp,
        "created_at": at,
        "updated_at": call.stamp,
        "received_at": given.get("received_at"),
        "first_opened_at": None,
        "opened_at": None,
        "first_resolved_at": done,
        "resolved_at": done,
        "custom_fields": {},
        "active_attachments_count": 0,
        "active_notes_count": 0,
        "has_pending_interactions": False,
        "has_failed_interactions": False,
        "route_status": "available",
    }


def _heard(message: Row) -> str | None:
    return message.data["created_at"] if message.data["direction"] == "in" else None


def _blurb(message: Row) -> str | None:
    return (message.data["body"] or "")[:100] or None if message.data["direction"] == "in" else None


def _check_external_id(call: Call, own: int | None, value: str | None) -> None:
    """ASSUMED: two cases do not share one, since cases are addressed by it."""
    if value and call.world.case_of_external_id(value) not in (None, own):
        raise invalid("external_id", "taken")


# Change ------------------------------------------------------------------------------------------


def update(call: Call, case: str) -> Response:
    row, thread = call.case(case)
    return json_response(render.case(call, *changed(call, row, thread, call.body)))


def changed(call: Call, row: Row, thread: Thread, body: Record) -> tuple[Row, Thread]:
    """The case after a change. An empty body changes nothing, not even the time."""
    given, refs = drafts.read(body, COLUMNS), drafts.read_links(call, body, LINKS)
    if "customer" in refs and refs["customer"] is None:
        raise invalid("_links.customer", "blank")
    if "external_id" in given:
        _check_external_id(call, row.id, given["external_id"])
    if any(name in body for name in ("labels", "label_ids")):
        refs["labels"] = _labels(call, body, row.refs["labels"])
    if "custom_fields" in body:
        given["custom_fields"] = drafts.own_fields(
            call, "ticket", row.data["custom_fields"], body["custom_fields"]
        )
    replying = body.get("reply")
    if not given and not refs and replying is None:
        return row, thread
    check_lock(call, row, given, refs)
    new = row.changed(given | _moments(call, row, given), refs)
    if replying is not None:
        new, thread = new_reply(call, new, thread, replying)
    events = _changes(row, new)
    if events:
        thread = thread.changed(history=(*thread.history, _event(call, row.id, "case_updated", events)))
    call.world.put_case(new, thread)
    return new, thread


def check_lock(call: Call, row: Row, given: Record, refs: Record) -> None:
    """ASSUMED: 409 while another agent holds the case, unless the change itself sets it free."""
    holder, until = row.refs["locked_by"], row.data["locked_until"]
    held = holder not in (None, call.caller.id) and (until is None or (parse_stamp(until) or 0) > call.now)
    freed = ("locked_by" in refs and refs["locked_by"] is None) or (
        "locked_until" in given and given["locked_until"] is None
    )
    if held and not freed:
        raise Refusal(409)


def _moments(call: Call, row: Row, given: Record) -> Record:
    """The times that a change moves along."""
    found: Record = {"updated_at": call.stamp, "changed_at": call.stamp}
    status = given.get("status")
    if status in ("resolved", "closed") and row.data["status"] not in ("resolved", "closed"):
        found |= {"resolved_at": call.stamp}
        found |= {"first_resolved_at": row.data["first_resolved_at"] or call.stamp}
    if status == "open" and row.data["status"] != "open":
        found |= {"opened_at": call.stamp, "first_opened_at": row.data["first_opened_at"] or call.stamp}
    return found


def _labels(call: Call, body: Record, kept: list[int]) -> list[int]:
    """Numbers of the labels after a change. Names that are no label become one (ASSUMED)."""
    how = drafts.action(body, "label_action")
    named = [_label(call, name) for name in values.texts("labels", body.get("labels")) if name.strip()]
    numbers = body.get("label_ids") or []
    if not isinstance(numbers, list) or any(
        n not in call.world.small["labels"] for n in numbers if n is not None
    ):
        raise invalid("label_ids")
    return list(dict.fromkeys([*(kept if how == "append" else []), *named, *numbers]))


def _label(call: Call, name: str) -> int:
    found = call.world.label_named(name)
    if found is not None:
        return found.id
    number: int = max([FIRST_LABEL, *call.world.small["labels"]]) + 1
    data = {
        "name": name, "description": None, "enabled": True, "types": ["case"], "color": "default",
        "position": len(call.world.small["labels"]) + 1,
    }  # fmt: skip
    call.world.small["labels"][number] = Row(number, data)
    return number


def _changes(old: Row, new: Row) -> list[Record]:
    """What the history says of a change."""
    passing = ("updated_at", "changed_at")
    fields = [(k, old.data[k], v) for k, v in new.data.items() if old.data.get(k) != v and k not in passing]
    links = [(f"{k}_id", old.refs.get(k), v) for k, v in new.refs.items() if old.refs.get(k) != v]
    return [{"field": field, "from": before, "to": after} for field, before, after in fields + links]


def _event(call: Call, number: int, kind: str, changes: list[Record]) -> Row:
    return event(call.world.new_id(), number, kind, call.now, changes, call.caller.id)
