"""All endpoints of the API."""

from __future__ import annotations

from helpsql.sandbox.zendesk import bulk, conversation, exports, organizations, ticket_writes, tickets, users
from helpsql.sandbox.zendesk.search import endpoints as search

ENDPOINTS = [
    *tickets.ENDPOINTS,
    *conversation.ENDPOINTS,
    *exports.ENDPOINTS,
    *users.ENDPOINTS,
    *organizations.ENDPOINTS,
    *search.ENDPOINTS,
    *ticket_writes.ENDPOINTS,
    *bulk.ENDPOINTS,
]
