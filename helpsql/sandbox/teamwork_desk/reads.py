"""Lists and reads by id of every object, and the odd ones: me, search of articles, files as one archive."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from werkzeug.wrappers import Response

from helpsql.sandbox.dice import Dice
from helpsql.sandbox.teamwork_desk import assumed
from helpsql.sandbox.teamwork_desk.errors import bad, json_response, not_found
from helpsql.sandbox.teamwork_desk.listing import list_response, single_response
from helpsql.sandbox.teamwork_desk.router import Endpoint

if TYPE_CHECKING:
    from helpsql.sandbox.teamwork_desk.call import Call

SINGLES = {
    "businesshours": "businesshour",
    "companies": "company",
    "customers": "customer",
    "customfieldoptions": "customfieldoption",
    "customfields": "customfield",
    "files": "file",
    "happinessratingoptions": "happinessratingoption",
    "helpdocssites": "helpdocssite",
    "inboxaliases": "inboxalias",
    "inboxes": "inbox",
    "slas": "sla",
    "spamlists": "spamlist",
    "tags": "tag",
    "ticketpriorities": "ticketpriority",
    "ticketsources": "ticketsource",
    "ticketstatuses": "ticketstatus",
    "tickettypes": "tickettype",
    "timelogs": "timelog",
    "triggers": "trigger",
    "users": "user",
    "webhookendpoints": "webhookendpoint",
    **assumed.SINGLE_KEYS,
}
"""Plural, which is also the path and the key of lists -> key of single replies. Plain objects only."""


def _plain(table: str, single: str) -> list[Endpoint]:
    def listed(call: Call) -> Response:
        return list_response(call, table)

    def shown(call: Call, row_id: int) -> Response:
        return single_response(call, table, single, call.row(table, row_id))

    return [Endpoint("GET", table, listed), Endpoint("GET", f"{table}/*", shown)]


# Tickets and their messages --------------------------------------------------------------------


def ticket(call: Call, ticket_id: int) -> Response:
    return single_response(call, "tickets", "ticket", call.ticket(ticket_id))


def messages(call: Call) -> Response:
    """All messages; those of closed inboxes are left out."""
    if not call.limited:
        return list_response(call, "messages")
    seen = {t.id for t in call.world.tickets if call.sees(t.inbox)}
    return list_response(call, "messages", wanted=lambda m: m["ticket"]["id"] in seen)


def message(call: Call, message_id: int) -> Response:
    found = call.row("messages", message_id)
    call.ticket(found["ticket"]["id"])
    return single_response(call, "messages", "message", found)


def ticket_messages(call: Call, ticket_id: int) -> Response:
    rows = call.world.messages.of_ticket(call.ticket(ticket_id))
    return list_response(call, "messages", rows, key=ticket_id)


def files_archive(call: Call, ticket_id: int) -> Response:
    call.ticket(ticket_id)
    archive = BytesIO()
    with ZipFile(archive, "w") as opened:
        opened.writestr(f"ticket-{ticket_id}.txt", "the files of the demo have no content")
    return Response(archive.getvalue(), content_type="application/zip")


def download(call: Call, ticket_id: int, file_id: int) -> Response:
    """The one path without an ending (seen); ASSUMED: the bytes themselves."""
    call.ticket(ticket_id)
    row = call.row("files", file_id)
    return Response(f"demo content of {row['filename']}", content_type=row["mimeType"])


# Help sites ------------------------------------------------------------------------------------


def articles(call: Call) -> Response:
    return list_response(call, "helpdocarticles")


def site_articles(call: Call, site: int) -> Response:
    call.row("helpdocssites", site)
    wanted = _in_site(site)
    return list_response(call, "helpdocarticles", wanted=wanted, key=site)


def _in_site(site: int) -> Any:
    return lambda article: article["helpdocsite"]["id"] == site


def article_of(call: Call, site: int, article_id: int) -> Any:
    """An article is found below its own site only."""
    call.row("helpdocssites", site)
    found = call.row("helpdocarticles", article_id)
    if not _in_site(site)(found):
        raise not_found()
    return found


def article(call: Call, site: int, article_id: int) -> Response:
    found = article_of(call, site, article_id)
    return single_response(call, "helpdocarticles", "helpdocarticle", found)


def site_categories(call: Call, site: int) -> Response:
    call.row("helpdocssites", site)
    wanted = lambda row: row["helpDocsSites_id"] == site  # noqa: E731
    return list_response(call, "helpdocscategories", wanted=wanted, key=site)


def search_articles(call: Call) -> Response:
    """By text, status (lower case), site and category."""
    text = (call.text("search") or "").casefold()
    status = call.text("status")
    site, category = (_id(call, name) for name in ("siteID", "categoryID"))

    def wanted(row: Any) -> bool:
        words = f"{row['title']} {row['contents']} {row['description']}".casefold()
        return (
            text in words
            and status in (None, row["status"].lower())
            and (site is None or row["helpdocsite"]["id"] == site)
            and (category is None or category in (row["categories"] or ()))
        )

    return list_response(call, "helpdocarticles", wanted=wanted, search=True)


def _id(call: Call, name: str) -> int | None:
    text = call.text(name)
    if text is not None and not (text.isascii() and text.isdigit()):
        raise bad("must be a number", name)
    return None if text is None else int(text)


# Me --------------------------------------------------------------------------------------------


def me(call: Call) -> Response:
    """The caller, with members that no other read of a user shows."""
    user = call.row("users", call.agent)
    token = {
        "hash": f"{Dice(call.world.seed, 'socket', call.agent).bits():016x}",
        "installation_id": 458_885,
        "user_id": call.agent,
        "timestamp": call.stamp.replace("T", " ").replace("Z", " +0000 UTC"),
    }
    shown = {**user, "onboarding": {"dismissedWelcome": True, "addedFirstInbox": True}, "ldKey": "demo"}
    return json_response({"user": shown, "websocketAuthToken": token, "included": {}})


ENDPOINTS = [
    *(endpoint for table, single in SINGLES.items() for endpoint in _plain(table, single)),
    Endpoint("GET", "me", me),
    Endpoint("GET", "tickets", lambda call: list_response(call, "tickets")),
    Endpoint("GET", "tickets/*", ticket),
    Endpoint("GET", "tickets/*/messages", ticket_messages),
    Endpoint("GET", "tickets/*/files", files_archive, ending=".zip"),
    Endpoint("GET", "tickets/*/files/*/download", download, ending=""),
    Endpoint("GET", "messages", messages),
    Endpoint("GET", "messages/*", message),
    Endpoint("GET", "helpdocssites/helpdocarticles", articles),
    Endpoint("GET", "helpdocssites/*/helpdocarticles", site_articles),
    Endpoint("GET", "helpdocssites/*/helpdocarticles/*", article),
    Endpoint("GET", "helpdocssites/*/helpdocscategories", site_categories),
    Endpoint("GET", "search/helpdocs", search_articles),
]
