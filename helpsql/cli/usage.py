"""What a wrong command line may have meant: an option, a value, a command, or SQL without its -e."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence

from helpsql.likeness import like, offered
from helpsql.statements import kind

VERBS = frozenset(
    {
        "select",
        "with",
        "insert",
        "update",
        "delete",
        "replace",
        "call",
        "begin",
        "create",
        "values",
        "explain",
    }
)
_ELSEWHERE = {
    **dict.fromkeys(("-c", "--command", "--execute", "--sql", "-q", "--query", "-cmd"), '-e "SQL"'),
    **dict.fromkeys(("--file", "-i", "--init", "-init"), "-f FILE"),
    **{
        f"{dashes}{name}": f"--format {name}"
        for dashes in ("-", "--")
        for name in ("csv", "json", "html", "box")
    },
    **dict.fromkeys(("-t", "--table", "-table", "-column"), "--format table"),
    **dict.fromkeys(("-x", "--expanded", "-E", "--vertical", "-line"), "--format line"),
    **dict.fromkeys(("--jsonl", "--ndjson"), "--format jsonl"),
    **dict.fromkeys(("--tsv", "-A", "-B", "--batch", "-list"), "--format tsv"),
    **dict.fromkeys(("-d", "-D", "--dbname", "--schema", "--connection"), "--use NAME"),
    **dict.fromkeys(("-V", "-version"), "--version"),
    **dict.fromkeys(("-help", "-?"), "--help"),
    **dict.fromkeys(("-l", "--list", "--list-dsn"), "helpsql connections list"),
    **dict.fromkeys(("-U", "-u", "--user", "--username", "-W", "--password", "--token"), "helpsql login"),
    **dict.fromkeys(("-o", "--output"), "> FILE"),
    **dict.fromkeys(("-n", "--dryrun"), "--dry-run"),
    **dict.fromkeys(("--readonly", "-readonly"), "--read-only"),
    **dict.fromkeys(("-N", "--skip-column-names", "-noheader", "--no-headers"), "--no-header"),
    **dict.fromkeys(("-y", "--force"), "--yes"),
    **dict.fromkeys(("--param", "--parameter", "-v", "--set"), "-p NAME=VALUE"),
}
"""Options of psql, sqlite3, mysql and their kin."""
_CHOICE = re.compile(r"invalid choice: '(.*)' \(choose from (.*)\)")


def usage_hint(message: str, options: Iterable[str]) -> str:
    """`Did you mean --format?` for what argparse says is wrong; "" where nothing is near."""
    if message.startswith("unrecognized arguments: "):
        unknown = message.split(": ", 1)[1].split()[0].split("=")[0]
        return offered(_near(unknown, options))
    if found := _CHOICE.search(message):
        return offered(like(found[1], re.findall(r"'([^']*)'", found[2])))
    return ""


def _near(unknown: str, options: Iterable[str]) -> list[str]:
    elsewhere = _ELSEWHERE.get(unknown, "")
    if elsewhere.split(" ")[0] in options:
        return [elsewhere]
    return like(unknown, options, most=1) if len(unknown) > 2 else []


def file_hint(names: Sequence[str], commands: Iterable[str], services: Iterable[str]) -> str:
    """What was meant by a name of a file that there is not."""
    name = names[0]
    if kind(name) in VERBS:
        sql = name if len(name.split()) > 1 else f"{name} …"
        return f"SQL stands behind -e, in quotes: helpsql -e {shlex.quote(sql)}"
    if near := like(name, commands, most=1, least=0.7):
        return offered([f"helpsql {near[0]}"])
    if near := like(name, services, most=1, least=0.7):
        return f"{near[0]} is a helpdesk: helpsql login {near[0]} connects it, helpsql help {near[0]} tells."
    is_path = "." in name or "/" in name
    return (
        "" if is_path else "A word that is no command is a file with SQL: helpsql --help lists the commands."
    )
