"""Query parameters, read as strictly as the vendor reads them.

Getters note a problem and give the default; `check` refuses the request if there was any.
Parameters that nobody asks for are ignored.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from helpsql.sandbox.helpscout.errors import NOTHING, Problem, invalid
from helpsql.sandbox.times import parse_stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from helpsql.sandbox.app import Request

BIGGEST = 2**63 - 1


def expected_one_of(allowed: Sequence[str]) -> str:
    return "Expected one of these: " + ", ".join(f"'{value}'" for value in allowed)


class Params:
    """The query of one request. Raises at once when a parameter stands twice."""

    def __init__(self, request: Request) -> None:
        self._values = request.args
        self._problems: list[Problem] = []
        for name, count in Counter(name for name, _ in request.args.items(multi=True)).items():
            if count > 1:
                self.note(name, "must be given once only", "InvalidValue")
        self.check()

    def note(self, name: str, message: str, kind: str) -> None:
        # ASSUMED: problems of the query name QUERY as their source; only JSON was seen.
        given = self._values.get(name, NOTHING)
        self._problems.append(Problem(name, message, kind, given, "QUERY"))

    def check(self) -> None:
        if self._problems:
            raise invalid(*self._problems)

    def text(self, name: str) -> str | None:
        """The value; an empty one counts as not given."""
        return self._values.get(name) or None

    def integer(self, name: str, low: int = -BIGGEST, high: int = BIGGEST) -> int | None:
        text = self.text(name)
        if text is None:
            return None
        number = _whole(text)
        if number is None or not low <= number <= high:
            self.note(name, "must be a valid number", "InvalidNumber")
            return None
        return number

    def ids(self, name: str) -> list[int] | None:
        """A comma list of numbers."""
        text = self.text(name)
        if text is None:
            return None
        numbers = [_whole(part.strip()) for part in text.split(",")]
        if any(number is None for number in numbers):
            self.note(name, "must be a list of valid identifiers", "InvalidIdentifier")
            return None
        return [number for number in numbers if number is not None]

    def texts(self, name: str) -> list[str] | None:
        """A comma list of words."""
        text = self.text(name)
        return None if text is None else [part.strip() for part in text.split(",") if part.strip()]

    def choice(self, name: str, allowed: Sequence[str], default: str) -> str:
        text = self.text(name)
        if text is None:
            return default
        if text not in allowed:
            self.note(name, expected_one_of(allowed), "EnumValue")
            return default
        return text

    def flag(self, name: str) -> bool:
        return self.choice(name, ("true", "false"), "false") == "true"

    def moment(self, name: str, *, required: bool = False) -> int | None:
        """Epoch seconds of `yyyy-MM-ddTHH:mm:ssZ`; milliseconds and other zones are refused."""
        text = self.text(name)
        if text is None:
            if required:
                self.note(name, "may not be empty", "NotEmpty")
            return None
        moment = parse_stamp(text)
        if moment is None:
            self.note(name, "must be a date in the format yyyy-MM-dd'T'HH:mm:ss'Z'", "MalformedDate")
        return moment

    def page(self) -> int:
        return self.integer("page", low=1, high=2**31 - 1) or 1


def _whole(text: str) -> int | None:
    digits = text[1:] if text[:1] == "-" else text
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None
