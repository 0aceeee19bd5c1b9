"""Writing what hangs on a conversation: tags, custom fields, snooze."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.account import OWNER, slug_of
from helpsql.sandbox.helpscout.holdings import FieldDefinition, Tag
from helpsql.sandbox.helpscout.records import Conversation, Schedule
from helpsql.sandbox.helpscout.typed_values import fits
from helpsql.sandbox.helpscout.validation import Body
from helpsql.sandbox.words import COLORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call


def put_tags(call: Call, conversation_id: int) -> Response:
    """The whole set; an empty one clears."""
    body = Body(call.object())
    record = call.conversation(conversation_id)
    names = body.texts("tags", required=True)
    body.check()
    put_touched(call, replace(record, tags=tag_ids(call, names)))
    return hal.empty()


def tag_ids(call: Call, names: list[str]) -> tuple[int, ...]:
    """Ids of the tags, unknown ones made. ASSUMED: names are equal without regard to case."""
    tags, found = call.world.tags, []
    for name in (name.strip() for name in names):
        known = next((t for t in tags.values() if t.name.lower() == name.lower()), None)
        if known is None and name:
            new = max(tags) + 1
            known = tags[new] = Tag(new, name, slug_of(name), COLORS[new % len(COLORS)], call.now, call.now)
        if known and known.id not in found:
            found.append(known.id)
    return tuple(found)


def put_fields(call: Call, conversation_id: int) -> Response:
    """The whole set: a field that is left out loses its value."""
    body = Body(call.object())
    record = call.conversation(conversation_id)
    if not isinstance(body.members.get("fields"), list):
        body.note("fields", "may not be empty", "NotEmpty")
    fields = read_fields(call, body, record.mailbox_id)
    body.check()
    put_touched(call, replace(record, fields=fields))
    return hal.empty()


def read_fields(call: Call, body: Body, mailbox_id: int | None) -> tuple[tuple[int, str], ...]:
    known = {f.id: f for f in call.world.fields if f.mailbox_id == mailbox_id}
    found: dict[int, str] = {}
    for item in body.objects("fields"):
        given = item.members.get("id")
        number = int(given) if isinstance(given, str) and given.isdecimal() else given
        if not isinstance(number, int) or number not in known:
            item.note("id", "must be a valid identifier", "InvalidIdentifier", given)
            continue
        value = _field_value(item, known[number])
        if value:
            found[number] = value
    return tuple(sorted(found.items()))


def _field_value(item: Body, field: FieldDefinition) -> str:
    """The value as text; numbers may come as numbers."""
    given = item.members.get("value")
    value = "" if given is None else given if isinstance(given, str) else str(given)
    if value and not fits(field.type, value, [str(option) for option, _ in field.options]):
        item.note("value", f"is not a valid value of a {field.type} field", "InvalidValue", given)
    return value


def put_touched(call: Call, record: Conversation) -> None:
    """Store a conversation that a user changed just now."""
    call.world.conversations.put(replace(record, modified=call.now, touched_by_user=call.now))
    call.world.changed()


def put_snooze(call: Call, conversation_id: int) -> Response:
    body = Body(call.object())
    record = call.conversation(conversation_id)
    until = body.moment("snoozedUntil", required=True)
    cancel = body.flag("unsnoozeOnCustomerReply")
    if until is not None and until <= call.now:
        body.note("snoozedUntil", "must be in the future", "Future", body.members["snoozedUntil"])
    body.check()
    assert until is not None
    put_touched(call, replace(record, snooze=Schedule(OWNER, call.now, until, cancel)))
    return hal.empty()


def delete_snooze(call: Call, conversation_id: int) -> Response:
    """ASSUMED: waking what does not sleep is no error."""
    put_touched(call, replace(call.conversation(conversation_id), snooze=None))
    return hal.empty()


_ONE = "/v2/conversations/<int:conversation_id>"

ROUTES: list[tuple[str, str, Callable[..., Any]]] = [
    ("PUT", f"{_ONE}/tags", put_tags),
    ("PUT", f"{_ONE}/fields", put_fields),
    ("PUT", f"{_ONE}/snooze", put_snooze),
    ("DELETE", f"{_ONE}/snooze", delete_snooze),
]
