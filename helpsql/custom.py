"""Columns of an account's own making."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpsql.account import Account
    from helpsql.spec import Column, Table


def find_custom(account: Account, table: Table) -> tuple[Column, ...]:
    return ()


def forget(account: Account) -> None:
    """TODO"""
