"""One row of a drilldown, a rating list or a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout.filters import owner_name, waiting_moment
from helpsql.sandbox.helpscout.render import preview
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.records import Thread
    from helpsql.sandbox.helpscout.reports.cases import Case

RATING_IDS = {"great": 1, "okay": 2, "not_good": 3}  # ASSUMED
_WAITS_FOR_CUSTOMER, _WAITS_FOR_USER = 1, 2  # ASSUMED


def person_name(first: str | None, last: str | None) -> str:
    return f"{first or ''} {last or ''}".strip()


def customer_name(call: Call, customer_id: int) -> str:
    found = call.world.customers.get(customer_id)
    return person_name(found.first_name, found.last_name) if found else ""


def user_name(call: Call, user_id: int) -> str:
    if user_id in call.world.teams:
        return call.world.teams[user_id].name
    found = call.world.staff(user_id)
    return person_name(found.first_name, found.last_name) if found else ""


def drilldown_row(call: Call, case: Case, *, waiting: bool = False) -> dict[str, Any]:
    c = case.conversation
    customer = call.world.customers.get(c.customer_id)
    row: dict[str, Any] = {
        "id": c.id,
        "number": c.number,
        "type": c.type,
        "mailboxid": c.mailbox_id,
        "attachments": any(t.attachments for t in c.threads),
        "subject": c.subject,
        "status": c.status,
        "threadCount": len(c.threads),
        "preview": preview(c),
        "customerName": customer_name(call, c.customer_id),
        "customerIds": [c.customer_id],
        "modifiedAt": stamp(c.modified),
        "assignedid": c.assignee.id if c.assignee else 0,
        "tags": [_tag(call, tag) for tag in c.tags],
    }
    if customer and customer.email:
        row["customerEmail"] = customer.email
    if c.assignee:
        row["assignedName"] = owner_name(call.world, c)
    if waiting:
        row |= _waiting(case)
    return row


def _waiting(case: Case) -> dict[str, Any]:
    last = next((t for t in reversed(case.conversation.threads) if t.type not in ("note", "lineitem")), None)
    by_customer = last is None or last.by.kind == "customer"
    return {
        "waitingSince": stamp(waiting_moment(case.conversation)),
        "waitingSinceType": _WAITS_FOR_USER if by_customer else _WAITS_FOR_CUSTOMER,
    }


def _tag(call: Call, tag_id: int) -> dict[str, Any]:
    tag = call.world.tags[tag_id]
    return {"id": tag.id, "name": tag.name, "color": tag.color}


def rating_row(call: Call, case: Case, thread: Thread) -> dict[str, Any]:
    c, rating = case.conversation, thread.rating
    assert rating is not None
    return {
        "number": c.number,
        "threadid": thread.id,
        "threadCreatedAt": stamp(thread.at),
        "id": c.id,
        "type": c.type,
        "ratingId": RATING_IDS[rating.rating],
        "ratingCustomerId": c.customer_id,
        "ratingComments": rating.comments,
        "ratingCreatedAt": stamp(rating.at),
        "ratingCustomerName": customer_name(call, c.customer_id),
        "ratingUserId": thread.by.id,
        "ratingUserName": user_name(call, thread.by.id),
    }
