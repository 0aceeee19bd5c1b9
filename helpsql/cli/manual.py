"""What the manual says beside the options: exit codes, environment variables, files."""

from __future__ import annotations

EXIT_CODES = {
    0: "all done",
    1: "a statement failed or was declined",
    2: "wrong usage",
    130: "interrupted",
    141: "nobody reads the output any more",
}
ENVIRONMENT = {
    "HELPSQL_CONFIG": "file with the connections; --config goes before it",
    "HELPSQL_NAME_SERVICE": "the service of a connection NAME, without a file",
    "HELPSQL_NAME_SETTING": "its settings, such as HELPSQL_ZD_SUBDOMAIN (helpsql help connecting)",
    "HELPSQL_PAGER": "pager of long tables and pages (default: PAGER, else less); empty or cat for none",
    "HELPSQL_KEYS": "vi for vi's keys in the shell; anything else, emacs' keys",
    "HELPSQL_DEBUG": "1 shows the stack trace of an error, as --debug does",
    "PAGER": "the pager where HELPSQL_PAGER is not set",
    "VISUAL": "editor of .edit and Ctrl-X Ctrl-E (default: EDITOR, else vi)",
    "EDITOR": "the editor where VISUAL is not set",
    "NO_COLOR": "not empty: no colours, unless --color says so",
    "TERM": "dumb: no colours and no screen control",
}
FILES = {
    "~/.config/helpsql/config.toml": "the connections",
    "~/.local/state/helpsql/history": "what was typed at the prompt, without secrets",
    "~/.local/state/helpsql/tokens": "OAuth refresh tokens that helpdesks have replaced",
    "~/.cache/helpsql/columns": "the accounts' own fields, for twelve hours",
}
"""On Linux, where XDG_CONFIG_HOME, XDG_STATE_HOME and XDG_CACHE_HOME are not set."""
ELSEWHERE = "macOS and Windows have them at the usual places of theirs; helpsql doctor names the first."


def listed(entries: dict[int, str]) -> str:
    return ", ".join(f"{key} {what}" for key, what in entries.items())
