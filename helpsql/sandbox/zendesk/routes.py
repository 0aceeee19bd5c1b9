"""All endpoints of the API."""

from __future__ import annotations

from helpsql.sandbox.zendesk import conversation, exports, tickets

ENDPOINTS = [
    *tickets.ENDPOINTS,
    *conversation.ENDPOINTS,
    *exports.ENDPOINTS,
]
