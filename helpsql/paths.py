"""Request paths with placeholders. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from helpsql.errors import DataError
from helpsql.spec import PLACEHOLDER


def fill_path(path: str, values: Mapping[str, Any], where: str) -> str:
    """The path with its placeholders filled, each escaped as one segment. DataError where one is absent."""
    for name in PLACEHOLDER.findall(path):
        text = "" if values.get(name) is None else str(values[name])
        if text in ("", ".", ".."):
            raise DataError(f"{where} needs {name}, which is {values.get(name)!r}.", code="bad-key")
        path = path.replace(f"{{{name}}}", quote(text, safe=""))
    return path
