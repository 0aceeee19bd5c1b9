"""The filters of the conversation list: parameters and search fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import meanings
from helpsql.sandbox.helpscout.folders import lies_in
from helpsql.sandbox.helpscout.lists import Conditions
from helpsql.sandbox.helpscout.query import (
    Node,
    QueryError,
    Range,
    Term,
    Value,
    compile_node,
    conjuncts,
    fields_of,
    parse,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from helpsql.sandbox.helpscout.params import Params
    from helpsql.sandbox.helpscout.records import Conversation
    from helpsql.sandbox.helpscout.world import World

STATUSES = ("active", "all", "closed", "open", "pending", "spam")
SORT_FIELDS = (
    "createdAt", "customerEmail", "customerName", "mailboxid", "modifiedAt",
    "number", "score", "status", "subject", "waitingSince",
)  # fmt: skip
UNASSIGNED = -1
"""ASSUMED: `assigned_to=-1` lists what nobody owns; one public client sends it."""

# Fields that a sketch can answer.
_QUICK = {"tag", "mailbox", "mailboxid", "customerIds", "number", "id", "assigned", "status", "createdAt"}


def conversation_conditions(world: World, params: Params, now: float) -> Conditions:
    """What the list's parameters ask for; problems are noted in `params`."""
    found = Conditions()
    # ASSUMED: `all` includes spam and drafts; `open` is active and pending.
    status = params.choice("status", STATUSES, "active")
    if status != "all":
        wanted = ("active", "pending") if status == "open" else (status,)
        found.add(lambda c: c.status in wanted, quick=True)
    _places(world, params, found)
    _people(params, found)
    _tags(world, params, found)
    if (since := params.moment("modifiedSince")) is not None:
        found.add(lambda c: c.modified >= since)
    if (number := params.integer("number")) is not None:
        found.add(lambda c: c.number == number, quick=True)
    _custom_fields(world, params, found)
    if params.text("query"):
        add_query(params, found, conversation_fields(world, now), _QUICK, now)
    return found


def _places(world: World, params: Params, found: Conditions) -> None:
    if (mailboxes := params.ids("mailbox")) is not None:
        found.add(lambda c: c.mailbox_id in mailboxes, quick=True)
    if (wanted := params.integer("folder")) is not None:
        folder = world.folders.get(wanted)
        found.add(lambda c: folder is not None and lies_in(c, folder), quick=True)


def _people(params: Params, found: Conditions) -> None:
    owner = params.integer("assigned_to")
    if owner == UNASSIGNED:
        found.add(lambda c: c.assignee is None, quick=True)
    elif owner is not None:
        found.add(lambda c: c.assignee is not None and c.assignee.id == owner, quick=True)


def _tags(world: World, params: Params, found: Conditions) -> None:
    names = params.texts("tag")
    if names is not None:  # ASSUMED: any of them, without regard to case
        lowered = {name.lower() for name in names}
        wanted = {tag.id for tag in world.tags.values() if tag.name.lower() in lowered}
        found.add(lambda c: not wanted.isdisjoint(c.tags), quick=True)


def _custom_fields(world: World, params: Params, found: Conditions) -> None:
    text = params.text("customFieldsByIds")
    if text is None:
        return
    if params.text("mailbox") is None:
        params.note("customFieldsByIds", "needs the parameter mailbox", "InvalidValue")
    for pair in text.split(","):
        number, colon, value = pair.partition(":")
        field = next((f for f in world.fields if number.strip() == str(f.id)), None)
        if not colon or field is None or field.type == "multi-line":
            params.note(
                "customFieldsByIds", "must be a list of id:value of known fields", "InvalidIdentifier"
            )
            return
        found.add(_field_test(field.id, value, words=field.type == "single-line"))


def _field_test(field_id: int, wanted: str, *, words: bool) -> Callable[[Any], bool]:
    if words:
        return meanings.words(lambda c: [v for i, v in c.fields if i == field_id])(Value(wanted))
    return lambda c: (field_id, wanted) in c.fields


def add_query(
    params: Params,
    found: Conditions,
    fields: dict[str, meanings.Meaning],
    quick: set[str],
    now: float,
) -> None:
    """Add the `query` parameter, each part that must hold on its own."""
    text = params.text("query")
    if text is None:
        return
    try:
        for part in conjuncts(parse(text)):
            _add_part(part, found, fields, quick, now)
    except QueryError as error:
        params.note("query", str(error), "InvalidQuery")


def _add_part(
    part: Node, found: Conditions, fields: dict[str, meanings.Meaning], quick: set[str], now: float
) -> None:
    found.add(compile_node(part, fields), quick=fields_of(part) <= quick)
    if isinstance(part, Term) and part.field == "createdAt":
        low, high = meanings.moment_bounds(part.value, now)
        found.since, found.until = max(found.since, low), min(found.until, high)


def conversation_fields(world: World, now: float) -> dict[str, meanings.Meaning]:
    """Search field -> what its values mean."""

    def emails(c: Conversation) -> Iterable[str]:
        customer = world.customers.get(c.customer_id)
        own = [e.value for e in customer.entries.get("emails", ())] if customer else []
        return [*own, *c.cc, *c.bcc, *(address for t in c.threads for address in (*t.to, *t.cc, *t.bcc))]

    return {
        "subject": meanings.words(lambda c: [c.subject]),
        "body": meanings.words(lambda c: [t.body for t in c.threads]),
        "": meanings.words(lambda c: [c.subject, *(t.body for t in c.threads)]),
        "tag": meanings.named(lambda c: [world.tags[tag].name for tag in c.tags]),
        "mailbox": meanings.named(lambda c: [world.mailboxes[c.mailbox_id].name]),
        "mailboxid": meanings.numbers(lambda c: [c.mailbox_id]),
        "email": meanings.contained(emails),
        "customerIds": meanings.numbers(lambda c: [c.customer_id]),
        "number": meanings.numbers(lambda c: [c.number]),
        "id": meanings.numbers(lambda c: [c.id]),
        "assigned": meanings.named(lambda c: [owner_name(world, c)]),
        "status": meanings.named(
            lambda c: [c.status, "open"] if c.status in ("active", "pending") else [c.status]
        ),
        "attachments": _attachments,
        "replyUserIds": meanings.numbers(lambda c: [t.by.id for t in c.threads if t.is_reply]),
        "createdAt": meanings.moments(lambda c: c.created, now),
        "modifiedAt": meanings.moments(lambda c: c.modified, now),
    }


def _attachments(value: Value | Range) -> Callable[[Any], bool]:
    if not isinstance(value, Value) or value.text not in ("true", "false"):
        raise QueryError("attachments is true or false")
    wanted = value.text == "true"
    return lambda c: any(t.attachments for t in c.threads) == wanted


def owner_name(world: World, c: Conversation) -> str:
    """Name of the assignee as a search names it."""
    if c.assignee is None:
        return "Unassigned"
    if c.assignee.kind == "team":
        return world.teams[c.assignee.id].name
    user = world.users[c.assignee.id]
    return f"{user.first_name} {user.last_name}".strip()


def sort_key(world: World, name: str) -> Callable[[Any], Any] | None:
    """The value that a list is sorted by; None where the ids are in that order already."""

    def customer_email(c: Conversation) -> str | None:
        customer = world.customers.get(c.customer_id)
        return customer.email if customer else None

    def customer_name(c: Conversation) -> str:
        customer = world.customers.get(c.customer_id)
        return f"{customer.first_name or ''} {customer.last_name or ''}".strip() if customer else ""

    keys: dict[str, Callable[[Any], Any]] = {
        "customerEmail": customer_email,
        "customerName": customer_name,
        "mailboxid": lambda c: c.mailbox_id,
        "modifiedAt": lambda c: c.modified,
        "number": lambda c: c.number,
        "status": lambda c: c.status,
        "subject": lambda c: c.subject,
        "waitingSince": waiting_moment,
    }
    return keys.get(name)  # ASSUMED: score, without a search engine, is the time of creation


def waiting_moment(c: Conversation) -> int:
    """Since when the customer waits: what `customerWaitingSince` shows."""
    if c.closed is not None:
        return c.closed
    return next((t.at for t in reversed(c.threads) if t.type not in ("note", "lineitem")), c.created)


NEEDS_WHOLE = {"modifiedAt", "subject", "waitingSince"}
"""Sort fields that a sketch cannot answer."""
