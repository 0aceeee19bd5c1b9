"""Records as the API shows them: with their URLs, which begin with the client's own origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk.field_values import with_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]


def ticket(call: Call, found: Ticket) -> Record:
    record = found.record
    fields = record["custom_fields"]
    if not found.scrubbed and [f["id"] for f in fields] != list(call.world.active_fields()):
        fields = with_values(call.world, fields, [])  # fields came or went since it was written
        record = record | {"custom_fields": fields, "fields": fields}
    return {"url": call.url(f"tickets/{found.id}"), **record}


def export_ticket(call: Call, found: Ticket) -> Record:
    """The ticket with what only exports show."""
    return ticket(call, found) | {"generated_timestamp": found.generated}


def user(call: Call, found: Record) -> Record:
    shown = {"id": found["id"], "url": call.url(f"users/{found['id']}"), **found}
    keys = call.world.active_keys("user_fields")
    if keys.keys() != found["user_fields"].keys():
        shown["user_fields"] = {key: found["user_fields"].get(key, empty) for key, empty in keys.items()}
    if found["photo"]:
        shown["photo"] = attachment(call, found["photo"])
    return shown


def with_url(call: Call, path: str) -> Callable[[Record], Record]:
    """Renders records that are found at `path`/{id}."""
    return lambda record: {"url": call.url(f"{path}/{record['id']}"), **record}


def attachment(call: Call, found: Record) -> Record:
    urls = {name: f"{call.origin}{found[name]}" for name in ("content_url", "mapped_content_url")}
    thumbnails = [attachment(call, thumb) for thumb in found.get("thumbnails", ())]
    return {"url": call.url(f"attachments/{found['id']}"), **found, **urls, "thumbnails": thumbnails}


def comment(call: Call, found: Record) -> Record:
    return found | {"attachments": [attachment(call, a) for a in found["attachments"]]}


def audit(call: Call, found: Record) -> Record:
    if not any(event.get("attachments") for event in found["events"]):
        return found
    events = [comment(call, e) if e["type"] == "Comment" else e for e in found["events"]]
    return found | {"events": events}


def activity(call: Call, found: Record) -> Record:
    """An activity with its user, actor and ticket spelled out."""
    world = call.world
    about = world.tickets.at(found["ticket_index"])
    subject = about.record["subject"]
    target = {"ticket": {"id": about.id, "subject": subject}}
    thing: Record = target
    if found["verb"] == "tickets.comment":
        thing = {"comment": {"value": about.record["description"], "public": True}}
    people = {name: user(call, world.users.get(found[f"{name}_id"]) or {}) for name in ("user", "actor")}
    return {
        "url": call.url(f"activities/{found['id']}"),
        "id": found["id"],
        "title": f"{people['actor']['name']}: #{about.id} {subject}",
        "verb": found["verb"],
        "user_id": found["user_id"],
        "actor_id": found["actor_id"],
        "updated_at": found["updated_at"],
        "created_at": found["created_at"],
        "object": thing,
        "target": target,
        **people,
    }
