"""The fields of tickets that filters and orders may name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk.moments import moment
from helpsql.sandbox.teamwork_desk.world import tickets

if TYPE_CHECKING:
    from helpsql.sandbox.teamwork_desk.world.tickets import Ticket
    from helpsql.sandbox.teamwork_desk.world.world import World

Read = Callable[["World", "Ticket"], Any]


def ticket_value(world: World, ticket: Ticket, field: str) -> Any:
    attribute = _ATTRIBUTES.get(field)
    return getattr(ticket, attribute) if attribute else _READ[field](world, ticket)


_ATTRIBUTES = {
    "id": "id",
    "createdAt": "created",
    "updatedAt": "updated",
    "deletedAt": "deleted",
    "state": "state",
    "responseTimeMins": "response_minutes",
    "resolutionTimeMins": "resolution_minutes",
    "spam_score": "spam_score",
    **dict.fromkeys(("inbox", "inboxes.id"), "inbox"),
    **dict.fromkeys(("customer", "customers.id"), "customer"),
    **dict.fromkeys(("company", "companies.id"), "company"),
    **dict.fromkeys(("agent", "users.id"), "agent"),
    **dict.fromkeys(("status", "statuses.id"), "status"),
    **dict.fromkeys(("priority", "priorities.id"), "priority"),
    **dict.fromkeys(("contact", "contacts.id"), "contact"),
    "type": "type",
    "source": "source",
    "tags.id": "tags",
    "tasks.id": "tasks",
}


def _named(table: str, attribute: str, *columns: str) -> Read:
    def read(world: World, ticket: Ticket) -> Any:
        row = world.tables[table].get(getattr(ticket, attribute))
        return None if row is None else " ".join(row[column] for column in columns)

    return read


def _nothing(_world: World, _ticket: Ticket) -> Any:
    """ASSUMED: what the demo account has no data for is null."""
    return None


_READ: dict[str, Read] = {
    "subject": tickets.subject_of,
    "previewText": tickets.preview_of,
    "businesshours": lambda _world, ticket: tickets.business_hours_of(ticket),
    "originalRecipient": lambda _world, ticket: tickets.original_recipient_of(ticket),
    "updatedBy": lambda _world, ticket: ticket.updater[1],
    "deletedBy": lambda _world, ticket: ticket.deleter[1] if ticket.deleter else None,
    "happinessSurveySentAt": lambda _world, ticket: moment(ticket.more.get("happinessSurveySentAt", "")),
    "projects.id": lambda _world, ticket: tuple(tickets.project_of(task) for task in ticket.tasks),
    "shared": lambda _world, _ticket: False,
    "sla_breached": lambda _world, _ticket: False,
    **dict.fromkeys(("spam_rules", "sla", "slaBreachedAt", "slas.id"), _nothing),
}
TICKET_FIELDS = frozenset((*_ATTRIBUTES, *_READ)) - {"contacts.id"}

_READ |= {
    "businesshours.id": _READ["businesshours"],
    "companies.name": _named("companies", "company", "name"),
    "customers.name": _named("customers", "customer", "firstName", "lastName"),
    "users.name": _named("users", "agent", "firstName", "lastName"),
    "messages.id": lambda world, ticket: max(world.messages.ids_of_ticket(ticket), default=None),
    **dict.fromkeys(
        (
            *("businesshours.name", "messages.messageId", "messages.customers.id", "reviewStatus"),
            "tickets_users_deck.createdAt",
        ),
        _nothing,
    ),
}
TICKET_ORDERS = frozenset(_READ) - TICKET_FIELDS
