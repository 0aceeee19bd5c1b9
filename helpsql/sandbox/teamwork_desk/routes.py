"""All endpoints."""

from __future__ import annotations

from helpsql.sandbox.teamwork_desk import (
    actions,
    automation,
    customer_writes,
    customfield_writes,
    help_writes,
    kinds,
    message_writes,
    reads,
    search,
    ticket_changes,
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
    *help_writes.ENDPOINTS,
    *ticket_writes.ENDPOINTS,
    *ticket_changes.ENDPOINTS,
    *message_writes.ENDPOINTS,
    *actions.ENDPOINTS,
    *automation.ENDPOINTS,
    *v1.ENDPOINTS,
    *v1_writes.ENDPOINTS,
]
