"""All endpoints."""

from __future__ import annotations

from helpsql.sandbox.teamwork_desk import reads, search

ENDPOINTS = [*reads.ENDPOINTS, *search.ENDPOINTS]
