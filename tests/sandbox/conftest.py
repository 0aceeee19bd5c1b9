"""Accounts to talk to."""

from __future__ import annotations

from typing import Any

import pytest

from .client import Api


@pytest.fixture
def api() -> Api:
    """A fresh account that a test may write to."""
    return Api()


@pytest.fixture(scope="session")
def shared() -> Api:
    """One account for all tests that only read."""
    return Api()


@pytest.fixture(scope="session")
def everything(shared: Api) -> list[dict[str, Any]]:
    """Every conversation, newest first."""
    return shared.conversations()
