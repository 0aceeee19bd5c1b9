"""Which fields of which table may be filtered and ordered by, and how to read them off a row."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.teamwork_desk.moments import moment
from helpsql.sandbox.teamwork_desk.ticket_fields import TICKET_FIELDS, TICKET_ORDERS, ticket_value
from helpsql.sandbox.teamwork_desk.world.threads import KINDS

if TYPE_CHECKING:
    from helpsql.sandbox.teamwork_desk.filters import Get
    from helpsql.sandbox.teamwork_desk.world.world import World

_STATED = {
    "customers": (
        "addMethod address avatarURL createdAt createdBy deletedAt externalId facebookURL firstName id "
        "jobTitle lastName linkedinURL mobile organization password permission phone state trusted "
        "twitterHandle updatedAt updatedBy verifiedEmail welcomeEmailSent "
        "companies.id companies.name contacts.value"
    ),
    "companies": (
        "id name email details industry website avatarPath permission kind customersCount createdAt "
        "updatedAt deletedAt createdBy updatedBy deletedBy state domains"
    ),
    "users": (
        "autoFollowOnCC avatarURL createdAt createdBy editMethod email firstName id inboxes.id isPartTime "
        "lastName reviewer role sendPushNotifications sendWebNotifications state ticketReplyRedirect "
        "trainingWheelsEnrollment triggers.id updatedAt updatedBy users.ontraining"
    ),
}
"""The documented fields and those seen to work. Other tables: ASSUMED, their own scalar columns."""
_MORE = {
    "tags": "inboxes.id",
    "tickettypes": "inboxes.id",
    "customfields": "inboxes.id",
    "helpdocscategories": "sites.id",
    "timelogs": "companies.id",
}
_ORDERS = {
    "customers": "email companies.name contacts.value",
    "companies": "domains.id domains.name inboxes.id address address.country phones",
    "timelogs": "tickets_id",
}
_NOT_SCALAR = frozenset(
    (
        *("user", "users", "projects", "tickettypes", "triggers", "mailboxes", "restrictedDomains", "cc"),
        *("inboxaliases", "inboxcnames", "inboxemailrefs", "bcc", "status", "assigningUser", "contact"),
        *("files", "inboxes", "apps", "options", "categories", "relatedArticles", "contributors", "tags"),
    )
)
_NOT_KEPT = frozenset(("htmlBody", "textBody", "contents", "password"))
"""Text that lists cannot look into."""
_EMPTY = dict.fromkeys(("id", "createdAt", "updatedAt", "state"))
"""The columns that a table has even without a row."""


def filterable(world: World, table: str) -> frozenset[str]:
    if table == "tickets":
        return TICKET_FIELDS
    stated = _STATED.get(table)
    return frozenset(stated.split()) if stated else _own_scalars(world, table)


def orderable(world: World, table: str) -> frozenset[str]:
    """All that may be filtered by, and more."""
    if table == "tickets":
        return TICKET_FIELDS | TICKET_ORDERS
    return filterable(world, table) | set(_ORDERS.get(table, "").split())


def _own_scalars(world: World, table: str) -> frozenset[str]:
    row: dict[str, Any] = next(iter(world.tables[table]), _EMPTY)
    keys = {key for key, value in row.items() if not isinstance(value, dict | list)}
    return frozenset((keys - _NOT_SCALAR - _NOT_KEPT) | {"deletedAt"} | set(_MORE.get(table, "").split()))


# Reading ---------------------------------------------------------------------------------------


def getter(world: World, table: str, record: Any) -> Get:
    """Reads fields off one row; dates as epoch seconds, references as ids."""
    if table == "tickets":
        return lambda field: ticket_value(world, record, field)
    special = _SPECIAL.get(table, {})
    return lambda field: special[field](world, record) if field in special else plain(record, field)


def plain(row: dict[str, Any], field: str) -> Any:
    value = row.get(field)
    if isinstance(value, dict):
        return value.get("id")
    if isinstance(value, list):
        return tuple(item["id"] if isinstance(item, dict) else item for item in value)
    return moment(value) if isinstance(value, str) and _dated(field) else value


@cache
def _dated(field: str) -> bool:
    return field.endswith("At") or field == "date"


def _related(key: str, table: str, column: str) -> Any:
    """The column of the rows that `key` refers to."""

    def read(world: World, row: dict[str, Any]) -> Any:
        found = row.get(key)
        items = found if isinstance(found, list) else [found] if found else []
        rows = (world.tables[table].get(item["id"]) for item in items)
        return tuple(other[column] for other in rows if other is not None)

    return read


def _company_of_log(world: World, row: dict[str, Any]) -> Any:
    ticket = world.tickets.get(row["ticket"]["id"])
    return None if ticket is None else ticket.company


def _inboxes_of_user(world: World, row: dict[str, Any]) -> Any:
    boxes = world.tables["inboxes"]
    return tuple(b["id"] for b in boxes if any(u["id"] == row["id"] for u in b["users"] or ()))


_SPECIAL: dict[str, dict[str, Any]] = {
    "customers": {
        "companies.id": lambda _world, row: plain(row, "company"),
        "companies.name": _related("company", "companies", "name"),
        "contacts.value": _related("contacts", "contacts", "value"),
    },
    "companies": {
        "domains": _related("domains", "domains", "name"),
        "domains.name": _related("domains", "domains", "name"),
        "domains.id": lambda _world, row: plain(row, "domains"),
        "customersCount": lambda world, row: world.customer_counts().get(row["id"], 0),
    },
    "users": {"inboxes.id": _inboxes_of_user},
    "messages": {"threadType": lambda _world, row: (row["threadType"], KINDS[row["threadType"]])},
    "timelogs": {
        "companies.id": _company_of_log,
        "tickets_id": lambda _world, row: plain(row, "ticket"),
    },
    "helpdocscategories": {"sites.id": lambda _world, row: row["helpDocsSites_id"]},
    **{
        table: {"inboxes.id": lambda _world, row: plain(row, "inboxes")}
        for table in ("tags", "tickettypes", "customfields")
    },
}
