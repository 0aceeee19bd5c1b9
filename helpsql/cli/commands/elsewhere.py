"""What hands type that know psql, sqlite3, mysql and their kin: as a command of ours, or where to find it.

A word is taken only where it is a line of its own and no SQL.
"""

from __future__ import annotations

import re

from helpsql.cli.commands.registry import COMMANDS, is_command

_NAME = r"([\w.\"`*%-]+)"
_RULES: tuple[tuple[str, str], ...] = (
    (r"exit|quit|bye|:q!?|:quit|\\quit", ".quit"),
    (r"(?:help|\?|\\h)(?: (.+))?", r".help \1"),
    (rf"show (?:full )?tables(?: (?:from|in) {_NAME})?", r".tables \1"),
    (r"show (?:full )?tables like '([^']*)'", r".tables \1"),
    (r"show (?:databases|schemas|connections)|\.databases|\\l\+?|\\dn\+?|\\conninfo", ".connections"),
    (rf"(?:describe|desc|show (?:full )?(?:columns|fields) (?:from|in)) {_NAME}", r".describe \1"),
    (
        rf"explain (?!(?:query|select|with|values|insert|update|delete|replace|call)\b){_NAME}",
        r".describe \1",
    ),
    (rf"(?:show create table|\.fullschema|\\sf) {_NAME}", r".schema \1"),
    (r"show (?:procedures|functions|(?:procedure|function) status)(?: like '([^']*)')?", r".procedures \1"),
    (r"show (?:status|processlist)|status|\.stats", ".limits"),
    (rf"(?:use|\\c|\\connect|\\u) {_NAME}", r".use \1"),
    (r"use|\\c|\\connect|\\u", ".use"),
    (r"source (.+)|\\\. (.+)|\\ir (.+)", r".read \1\2\3"),
    (r"(?:tee|\\tee) (.+)", r".output \1"),
    (r"notee|\\notee", ".output"),
    (r"rehash|\\#", ".refresh"),
    (r"history|\\s", ".history"),
    (r"\\set (\w+) (.+)", r".params \1=\2"),
    (r"\\set", ".params"),
    (r"\.param(?:eter)? set [:@$]?(\w+) (.+)", r".params \1=\2"),
    (r"\.param(?:eter)? list", ".params"),
    (r"\.param(?:eter)? clear", ".params clear"),
    (r"(?:\\pset format|\\T) (\w+)", r".mode \1"),
    (r"\\H", ".mode html"),
    (r"\\(d|dt|df|dv|dm|di|ds|de)\+?(?:S\+?)?(?: (.+))?", r"\\\1 \2"),
)
_OURS = [(re.compile(pattern, re.IGNORECASE), ours) for pattern, ours in _RULES]
_SAME = {"\\dv": ".tables", "\\dm": ".tables", "\\de": ".tables"}
_SQL = frozenset({"commit", "rollback", "explain", "begin", "select"})
_POINTED: dict[str, str] = {
    "clear": "Ctrl-L clears the screen.",
    "cls": "Ctrl-L clears the screen.",
    "delimiter": "A statement ends with ; and cannot end otherwise.",
    "pager": "$HELPSQL_PAGER or $PAGER is the pager; .set pager off goes without.",
    "nopager": ".set pager off goes without a pager.",
    ".separator": ".mode csv or .mode tsv sets how columns are separated.",
    ".nullvalue": "NULL is shown as NULL in tables, as \\N in tsv, as nothing in csv.",
    ".width": "Columns are as wide as the terminal allows; .mode table cuts nothing.",
    ".open": "helpsql --database FILE opens a file of your own; a helpdesk is connected by helpsql login.",
    ".attach": "helpsql --database FILE opens a file of your own; a helpdesk is connected by helpsql login.",
    ".dump": ".schema TABLE shows a table, .export FILE TABLE writes its rows.",
    ".backup": ".export FILE TABLE writes the rows of a table.",
    ".eqp": ".explain SQL shows the requests of a statement.",
    ".trace": ".requests shows what was sent; helpsql -v tells it while it is sent.",
    ".changes": "The line below an answer tells the rows that were changed; .timer switches it.",
    ".indexes": "A helpdesk has no indexes; .describe TABLE shows which filters reach it.",
    ".indices": "A helpdesk has no indexes; .describe TABLE shows which filters reach it.",
    "\\di": "A helpdesk has no indexes; .describe TABLE shows which filters reach it.",
    "\\ds": "A helpdesk has no sequences.",
    "\\du": "Connections are accounts: .connections lists them.",
    "\\copy": ".import FILE TABLE and .export FILE SQL copy rows.",
    "\\password": "helpsql login NAME signs in anew.",
    "\\a": ".mode tsv shows rows without a frame.",
    "\\p": ".edit opens the last statement.",
    "\\r": "Ctrl-C drops what is typed.",
    "\\echo": "SELECT 'text' shows a text.",
    ".print": "SELECT 'text' shows a text.",
    ".echo": "SELECT 'text' shows a text.",
    ".bail": "A script always stops at its first failure.",
    ".show": ".set shows what there is to set.",
    ".version": "helpsql --version tells it.",
    "version": "helpsql --version tells it.",
    ".log": ".requests shows what was sent; helpsql -v tells it while it is sent.",
    "\\!": "The shell runs no programs; Ctrl-Z suspends it.",
    ".shell": "The shell runs no programs; Ctrl-Z suspends it.",
    ".system": "The shell runs no programs; Ctrl-Z suspends it.",
    "system": "The shell runs no programs; Ctrl-Z suspends it.",
    ".cd": "The shell stays in its folder; file names may have their folders.",
}
_EXPANDED = re.compile(r"\s*\\(?:G|gx);?\s*\Z")


def as_command(text: str) -> str | None:
    """The command that the text is, in our words; None where it is SQL.

    >>> as_command("show tables in zendesk;")
    '.tables zendesk'
    """
    line = text.strip().rstrip(";").rstrip()
    if not line or "\n" in line:
        return text.strip() if is_command(text) else None
    for pattern, ours in _OURS:
        if found := pattern.fullmatch(line):
            name, _, argument = found.expand(ours).partition(" ")
            return f"{_SAME.get(name, name)} {argument.replace('`', '').strip()}".strip()
    word = line.split()[0].lower()
    if f".{word}" in COMMANDS and word not in _SQL:
        return f".{line}"
    return text.strip() if is_command(text) or word in _POINTED else None


def pointed_to(name: str) -> str:
    """Where to find what another shell calls so; "" where that is not known."""
    return _POINTED.get(name.lower(), "")


def expanded(text: str) -> str | None:
    r"""The statement before a closing `\G` (mysql) or `\gx` (psql), which ask for one line a column."""
    return _EXPANDED.sub("", text) if _EXPANDED.search(text) and not is_command(text) else None
