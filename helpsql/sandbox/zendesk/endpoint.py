"""One endpoint: where it is, who may call it, which limits it has beside the account's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

ADMIN = "admin"
AGENT = "agent"
ANYBODY = "anybody"
PUBLIC = "public"
"""Even callers without credentials."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`handler` is called as `handler(call, **values of the path)`.

    path    below /api/v2, values as `<int:name>` or `<string:name>`
    params  the query parameters beside those of paging, space-separated; others get a warning
    limits  names in `buckets.BUCKETS`
    """

    method: str
    path: str
    handler: Callable[..., Response]
    params: str = ""
    role: str = AGENT
    limits: str = ""

    @property
    def controller(self) -> str:
        """As the vendor's warnings name it."""
        words = [part for part in self.path.split("/") if part and not part.startswith("<")]
        return (
            words[-1]
            if len(words) > 1 and self.path.endswith(words[-1]) and words[-1] in _LISTS
            else words[0]
        )

    @property
    def action(self) -> str:
        last = self.path.rsplit("/", 1)[-1]
        single = last.startswith("<")
        if not single and self.path.count("/") > 1 and last not in _LISTS:
            return last
        return {"GET": "show" if single else "index", "POST": "create", "DELETE": "destroy"}.get(
            self.method, "update"
        )


_LISTS = {"comments", "audits", "identities", "memberships", "tags", "records", "fields", "options"}
