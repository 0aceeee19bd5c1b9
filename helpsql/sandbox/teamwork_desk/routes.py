"""All endpoints."""

from __future__ import annotations

from helpsql.sandbox.teamwork_desk import (
    actions,
    article_writes,
    automation,
    customer_writes,
    customfield_writes,
    kinds,
    message_writes,
    reads,
    search,
    ticket_writes,
    v1,
    v1_writes,
)

ENDPOINTS = [
    *reads.ENDPOINTS,
    *search.ENDPOINTS,
    *kinds.ENDPOINTS,
    *customer_writes.ENDPOINTS,
    *customfield_writes.ENDPOINTS,
    *article_writes.ENDPOINTS,
    *ticket_writes.ENDPOINTS,
    *message_writes.ENDPOINTS,
    *actions.ENDPOINTS,
    *automation.ENDPOINTS,
    *v1.ENDPOINTS,
    *v1_writes.ENDPOINTS,
]
