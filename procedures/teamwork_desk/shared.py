"""What Teamwork Desk's procedures have in common."""

from __future__ import annotations

from helpsql.spec import INTEGER, Parameter

API = "/desk/api/v2"
DOCS = "https://apidocs.teamwork.com/docs/desk/desk-api-v2"
TICKET = Parameter("ticketId", INTEGER, "Ticket (Tickets.Id).")
ONE_TICKET = f"{API}/tickets/{{ticketId}}.json"
