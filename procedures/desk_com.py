"""Desk.com's actions that are not rows."""

from __future__ import annotations

procedures = ()
