"""The interactive shell, on prompt_toolkit."""

from __future__ import annotations

from helpsql.cli.shell.shell import Shell

__all__ = ["Shell"]
