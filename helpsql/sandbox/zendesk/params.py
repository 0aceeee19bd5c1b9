"""Query parameters: reading them, and refusing what the vendor refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpsql.sandbox.zendesk.errors import missing, titled, too_many

if TYPE_CHECKING:
    from helpsql.sandbox.app import Request

PAGING = frozenset(
    (
        *("page", "per_page", "page[size]", "page[after]", "page[before]", "cursor", "limit"),
        *("include", "sort", "sort_by", "sort_order", "locale"),
    )
)


class Params:
    def __init__(self, request: Request) -> None:
        self._args = request.args

    def __contains__(self, name: str) -> bool:
        return name in self._args

    def text(self, name: str) -> str | None:
        """The value; an empty one counts as not given."""
        return self._args.get(name) or None

    def required(self, name: str) -> str:
        found = self.text(name)
        if found is None:
            raise missing(name)
        return found

    def texts(self, name: str) -> list[str]:
        """`name=a,b` and `name[]=a&name[]=b`."""
        single = self._args.get(name, "")
        found = [part.strip() for part in single.split(",") if part.strip()]
        return found + [value for value in self._args.getlist(f"{name}[]") if value]

    def all(self, name: str) -> list[str]:
        """Every value of a parameter that is given more than once, with `[]` or without."""
        return [*self._args.getlist(name), *self._args.getlist(f"{name}[]")]

    def flag(self, name: str) -> bool | None:
        text = self.text(name)
        return None if text is None else text.lower() in ("true", "1")

    def whole(self, name: str) -> int | None:
        text = self.text(name)
        if text is None:
            return None
        if not text.lstrip("-").isascii() or not text.lstrip("-").isdigit():
            raise titled(400, "Invalid attribute", f"{name} must be an integer")
        return int(text)

    def ids(self, name: str = "ids") -> list[int]:
        """At most 100 numbers; what is no number matches nothing."""
        texts = self.texts(name)
        if len(texts) > 100:
            raise too_many()
        return [int(t) for t in texts if t.isascii() and t.isdigit()]

    def others(self) -> list[tuple[str, str]]:
        """What links repeat: all but the place in the list."""
        moving = {"page", "page[after]", "page[before]", "page[size]", "per_page"}
        return sorted((k, v) for k, v in self._args.items(multi=True) if k not in moving)

    def unknown(self, known: str) -> list[str]:
        names = PAGING | set(known.split())
        return [name for name in self._args if name not in names and name.removesuffix("[]") not in names]
