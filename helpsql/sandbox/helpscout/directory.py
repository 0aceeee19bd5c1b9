"""Reading tags, workflows and webhooks, and how any small collection is paged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.errors import not_found
from helpsql.sandbox.times import stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.holdings import (
        Tag,
        Webhook,
        Workflow,
    )


def paged(
    call: Call, key: str, records: Sequence[Any], show: Callable[[Call, Any], dict[str, Any]]
) -> Response:
    """A numbered page of a small collection, in the order of the ids."""
    page = call.params.page()
    call.params.check()
    start = (page - 1) * hal.PAGE
    pieces = [orjson.dumps(show(call, record)) for record in records[start : start + hal.PAGE]]
    return hal.collection(call.request, key, pieces, page, len(records))


def self_link(call: Call, path: str) -> dict[str, Any]:
    return {"_links": {"self": hal.link(call.href(path))}}


def _tag(call: Call, t: Tag) -> dict[str, Any]:
    return {
        "id": t.id,
        "name": t.name,
        "slug": t.slug,
        "color": t.color,
        "createdAt": stamp(t.created),
        "updatedAt": stamp(t.updated),
        "ticketCount": call.world.tag_counts().get(t.id, 0),
    }


def list_tags(call: Call) -> Response:
    return paged(call, "tags", list(call.world.tags.values()), _tag)


def get_tag(call: Call, tag_id: int) -> Response:
    found = call.world.tags.get(tag_id)
    if found is None:
        raise not_found()
    return hal.resource(_tag(call, found) | self_link(call, f"/v2/tags/{tag_id}"))


def _workflow(_call: Call, w: Workflow) -> dict[str, Any]:
    return {
        "id": w.id,
        "mailboxId": w.mailbox_id,
        "type": w.type,
        "status": w.status,
        "order": w.order,
        "name": w.name,
        "createdAt": stamp(w.created),
        "modifiedAt": stamp(w.modified),
    }


def list_workflows(call: Call) -> Response:
    mailbox_id, kind = (
        call.params.integer("mailboxId"),
        call.params.choice("type", ("manual", "automatic"), ""),
    )
    found = [
        w
        for w in call.world.workflows.values()
        if mailbox_id in (None, w.mailbox_id) and kind in ("", w.type)
    ]
    return paged(call, "workflows", found, _workflow)


def _webhook(call: Call, w: Webhook) -> dict[str, Any]:
    """The secret is never shown."""
    shown: dict[str, Any] = {"id": w.id, "url": w.url, "state": w.state, "events": list(w.events)}
    shown |= {"notification": w.notification, "payloadVersion": w.payload_version}
    if w.label is not None:
        shown["label"] = w.label
    return shown | {"mailboxIds": list(w.mailbox_ids)} | self_link(call, f"/v2/webhooks/{w.id}")


def list_webhooks(call: Call) -> Response:
    return paged(call, "webhooks", list(call.world.webhooks.values()), _webhook)


def webhook(call: Call, webhook_id: int) -> Webhook:
    found = call.world.webhooks.get(webhook_id)
    if found is None:
        raise not_found()
    return found


def get_webhook(call: Call, webhook_id: int) -> Response:
    return hal.resource(_webhook(call, webhook(call, webhook_id)))


ROUTES: list[tuple[str, str, Callable[..., Response]]] = [
    ("GET", "/v2/tags", list_tags),
    ("GET", "/v2/tags/<int:tag_id>", get_tag),
    ("GET", "/v2/workflows", list_workflows),
    ("GET", "/v2/webhooks", list_webhooks),
    ("GET", "/v2/webhooks/<int:webhook_id>", get_webhook),
]
