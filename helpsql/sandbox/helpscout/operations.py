"""PATCH operations: {op, path, value}."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout.errors import NOTHING, Problem, invalid
from helpsql.sandbox.helpscout.params import expected_one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

OPS = ("add", "copy", "move", "remove", "replace", "test")


@dataclass(frozen=True, slots=True)
class Operation:
    op: str
    path: str
    value: Any = None

    def need(self, *ops: str) -> None:
        """Refuse any other op on this path."""
        if self.op not in ops:
            raise invalid(Problem("op", expected_one_of(ops), "EnumValue", self.op))

    def reject(self, message: str, kind: str = "InvalidValue") -> Exception:
        return invalid(Problem(self.path.lstrip("/") or "path", message, kind, self.value))

    def text(self, *, longest: int | None = None, filled: bool = False) -> str:
        if not isinstance(self.value, str):
            raise self.reject("must be a string", "InvalidType")
        if filled and not self.value.strip():
            raise self.reject("may not be empty", "NotEmpty")
        if longest is not None and len(self.value) > longest:
            raise self.reject(f"size must be between 0 and {longest}", "Size")
        return self.value

    def integer(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.reject("must be a valid number", "InvalidNumber")
        return self.value

    def choice(self, allowed: Sequence[str]) -> str:
        text = self.text()
        if text not in allowed:
            raise self.reject(expected_one_of(allowed), "EnumValue")
        return text

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.reject("must be true or false", "InvalidType")
        return self.value

    def unknown(self) -> Exception:
        return invalid(Problem("path", "unknown path", "InvalidValue", self.path))


def operation(found: Any) -> Operation:
    """One operation of a body. Raises the refusal if it is none."""
    if not isinstance(found, dict):
        raise invalid(Problem("", "Expected a patch operation", "InvalidType"))
    problems = [
        Problem(name, "may not be empty", "NotEmpty")
        for name in ("op", "path")
        if not isinstance(found.get(name), str) or not found[name]
    ]
    if not problems and found["op"] not in OPS:
        problems.append(Problem("op", expected_one_of(OPS), "EnumValue", found["op"]))
    if not problems and found["op"] in ("add", "replace") and found.get("value", NOTHING) is NOTHING:
        problems.append(Problem("value", "may not be null", "NotNull"))
    if problems:
        raise invalid(*problems)
    return Operation(found["op"], found["path"], found.get("value"))
