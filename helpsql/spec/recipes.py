"""Recipes: what people ask of a helpdesk, or do there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """A question or task, and one SQL statement for it: an example on the helpdesk's page, and a test.

    Names of tables and procedures carry the helpdesk's name as their schema.
    """

    title: str
    sql: str
