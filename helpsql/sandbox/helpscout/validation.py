"""JSON bodies, read as strictly as the vendor reads them.

Like `Params`: getters note what is wrong and go on, so that one answer names every problem.
Members that nobody asks for are ignored.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout.errors import NOTHING, Problem, invalid
from helpsql.sandbox.helpscout.params import BIGGEST, expected_one_of
from helpsql.sandbox.times import parse_stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
FORMAT = "must be a date in the format yyyy-MM-dd'T'HH:mm:ss'Z'"


class Body:
    """One object of a body; inner objects share the list of problems."""

    def __init__(
        self, members: dict[str, Any], path: str = "", problems: list[Problem] | None = None
    ) -> None:
        self.members = members
        self.path = path
        self.problems: list[Problem] = [] if problems is None else problems

    def note(self, name: str, message: str, kind: str, rejected: Any = NOTHING) -> None:
        path = f"{self.path}.{name}" if self.path and name else self.path or name
        self.problems.append(Problem(path, message, kind, rejected))

    def check(self) -> None:
        if self.problems:
            raise invalid(*self.problems)

    def has(self, name: str) -> bool:
        return self.members.get(name) is not None

    def _typed(self, name: str, kind: type, *, required: bool, expected: str) -> Any:
        """The member if it is of the kind; None, with a problem where due, if not."""
        value = self.members.get(name)
        if value is None:
            if required:
                self.note(name, "may not be empty", "NotEmpty")
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.note(name, f"must be {expected}", "InvalidType", value)
            return None
        return value

    def text(
        self, name: str, *, required: bool = False, longest: int | None = None, shortest: int = 0
    ) -> str | None:
        value: str | None = self._typed(name, str, required=required, expected="a string")
        if value is None:
            return None
        if required and not value.strip():
            self.note(name, "may not be empty", "NotEmpty")
        elif not shortest <= len(value) <= (longest or len(value)):
            self.note(name, f"size must be between {shortest} and {longest}", "Size", value)
        return value

    def email(self, name: str, *, required: bool = False) -> str | None:
        value = self.text(name, required=required)
        if value and not _EMAIL.fullmatch(value):
            self.note(name, "not a well-formed email address", "Email", value)
        return value

    def choice(self, name: str, allowed: Sequence[str], *, required: bool = False) -> str | None:
        value = self.text(name, required=required)
        if value and value not in allowed:
            self.note(name, expected_one_of(allowed), "EnumValue", value)
        return value

    def integer(self, name: str, *, required: bool = False) -> int | None:
        value: int | None = self._typed(name, int, required=required, expected="a valid number")
        if value is not None and not -BIGGEST <= value <= BIGGEST:
            self.note(name, "must be a valid number", "InvalidNumber", value)
            return None
        return value

    def flag(self, name: str, *, required: bool = False) -> bool:
        return bool(self._typed(name, bool, required=required, expected="true or false"))

    def moment(self, name: str, *, required: bool = False) -> int | None:
        text = self.text(name, required=required)
        if not text:
            return None
        moment = parse_stamp(text)
        if moment is None:
            self.note(name, FORMAT, "MalformedDate", text)
        return moment

    def array(self, name: str, *, required: bool = False) -> list[Any]:
        value: list[Any] | None = self._typed(name, list, required=required, expected="an array")
        return value or []

    def texts(self, name: str, *, required: bool = False) -> list[str]:
        values = self.array(name, required=required)
        for n, value in enumerate(values):
            if not isinstance(value, str):
                self.note(f"{name}[{n}]", "must be a string", "InvalidType", value)
        return [value for value in values if isinstance(value, str)]

    def integers(self, name: str, *, required: bool = False) -> list[int]:
        values = self.array(name, required=required)
        for n, value in enumerate(values):
            if not isinstance(value, int) or isinstance(value, bool):
                self.note(f"{name}[{n}]", "must be a valid number", "InvalidNumber", value)
        return [value for value in values if isinstance(value, int)]

    def emails(self, name: str) -> tuple[str, ...]:
        values = self.texts(name)
        for n, value in enumerate(values):
            if not _EMAIL.fullmatch(value):
                self.note(f"{name}[{n}]", "not a well-formed email address", "Email", value)
        return tuple(values)

    def object(self, name: str, *, required: bool = False) -> Body | None:
        value = self._typed(name, dict, required=required, expected="an object")
        return None if value is None else Body(value, self._inner(name), self.problems)

    def objects(self, name: str, *, required: bool = False) -> list[Body]:
        found = []
        for n, value in enumerate(self.array(name, required=required)):
            if isinstance(value, dict):
                found.append(Body(value, self._inner(f"{name}[{n}]"), self.problems))
            else:
                self.note(f"{name}[{n}]", "must be an object", "InvalidType", value)
        return found

    def base64(self, name: str) -> bytes:
        text = self.text(name, required=True) or ""
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            self.note(name, "must be base64", "InvalidValue")
            return b""

    def _inner(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name
