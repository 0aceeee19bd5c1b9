"""Which columns an API complains of: it names them by their places in a body, SQL by their names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpsql.bodies import body_path
from helpsql.errors import Error

if TYPE_CHECKING:
    from helpsql.pending import RowWrite

_INDEX = re.compile(r"\[\d*\]")


def tell_columns(error: Error, write: RowWrite) -> None:
    """Put the columns that were complained of into the error, and into its hint those of another name."""
    if not error.api_message:
        return
    found = dict(_complained(error.api_message, write))
    if not found:
        return
    error.table, error.column = write.table.name, next(iter(found.values()))
    told = [f"{path} is {name}" for path, name in found.items() if not _alike(path, name)]
    if told:
        error.hint = f"{error.hint} In SQL {', '.join(told)}.".strip()


def _complained(words: str, write: RowWrite) -> Iterator[tuple[str, str]]:
    """Place as the API wrote it -> column that was given for it."""
    for piece in words.split("; "):
        path = _INDEX.sub("", piece.partition(":")[0]).strip()
        for name in write.values:
            place = re.split(r"[|#]", body_path(write.account, write.table.by_name[name.lower()]))[0]
            if path and (_alike(path, name) or place == path or place.startswith(f"{path}.")):
                yield path, name
                break


def _alike(path: str, name: str) -> bool:
    """Nobody needs to be told that `Assignee` is `assignee_id`."""
    plain = path.lower().replace(" ", "_")
    return name.lower() in (plain, f"{plain}_id")
