"""The shell's dot commands. What they tell comes from the schema `helpsql`, so SQL can ask for it too."""

from __future__ import annotations

from helpsql.cli.commands import files, helping, looking, repeating, saving, settings, writing
from helpsql.cli.commands.registry import COMMANDS, TWINS, Command, LeaveShell, find_command, read_command

__all__ = [
    "COMMANDS",
    "TWINS",
    "Command",
    "LeaveShell",
    "files",
    "find_command",
    "helping",
    "looking",
    "read_command",
    "repeating",
    "saving",
    "settings",
    "writing",
]
