"""What a report is asked for: periods, filters, and how to view them."""

from __future__ import annotations

from calendar import monthrange, timegm
from dataclasses import dataclass
from time import gmtime
from typing import TYPE_CHECKING

from helpsql.sandbox.helpscout.folders import lies_in
from helpsql.sandbox.times import DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.helpscout.call import Call
    from helpsql.sandbox.helpscout.params import Params
    from helpsql.sandbox.helpscout.records import Conversation

TYPES = ("email", "chat", "phone")
UNTAGGED = 1
"""The tag id that stands for conversations without tags."""

# ASSUMED: the v1 page's limits; a view outside them is refused.
_LONGEST_BY_DAY = 120
_LONGEST_BY_WEEK = 366
_SHORTEST_BY_MONTH = 61


@dataclass(frozen=True, slots=True)
class Period:
    start: int
    end: int

    def holds(self, moment: int | None) -> bool:
        return moment is not None and self.start <= moment <= self.end

    @property
    def days(self) -> int:
        """Full days, at least one."""
        return max(1, (self.end - self.start) // DAY)

    def buckets(self, view_by: str) -> list[Period]:
        """The period in days, weeks or months, counted from its start as in recorded answers."""
        edges = [self.start]
        while edges[-1] <= self.end:
            edges.append(_next_edge(self.start, len(edges), view_by))
        ends = [*(edge - 1 for edge in edges[1:-1]), self.end]
        return [Period(start, end) for start, end in zip(edges, ends, strict=False)]


def _next_edge(start: int, count: int, view_by: str) -> int:
    if view_by != "month":
        return start + count * DAY * (7 if view_by == "week" else 1)
    t = gmtime(start)
    months = t.tm_year * 12 + t.tm_mon - 1 + count
    year, month = months // 12, months % 12 + 1
    day = min(t.tm_mday, monthrange(year, month)[1])
    return timegm((year, month, day, t.tm_hour, t.tm_min, t.tm_sec))


@dataclass(frozen=True, slots=True)
class Ask:
    """A report's parameters. `user_ids` is the user asked for, or the members of the team."""

    current: Period
    previous: Period | None
    wanted: Callable[[Conversation], bool]
    office_hours: bool = False
    view_by: str = "day"
    owner_id: int = 0
    user_ids: frozenset[int] = frozenset()
    page: int = 1
    rows: int = 25


def read_ask(
    call: Call,
    *,
    types: bool = True,
    previous: bool = True,
    user: bool = False,
    view_by: bool = False,
) -> Ask:
    """Read and check the parameters; those that the report does not know are ignored."""
    params = call.params
    current = _period(params, "start", "end", required=True)
    before = _previous(params) if previous else None
    view = params.choice("viewBy", ("day", "week", "month"), "day") if view_by else "day"
    wanted = _filters(call, types=types)
    office = params.flag("officeHours")
    owner = _owner(call) if user else 0
    page, rows = params.page(), params.integer("rows", 1, 50) or 25
    if view_by and current:
        _check_view(params, view, current)
    params.check()
    assert current is not None
    members = call.world.members.get(owner, (owner,))
    return Ask(current, before, wanted, office, view, owner, frozenset(members), page, rows)


def _period(params: Params, first: str, last: str, *, required: bool) -> Period | None:
    start, end = params.moment(first, required=required), params.moment(last, required=required)
    if start is None or end is None:
        return None
    if end < start:
        params.note(last, f"must not be before {first}", "InvalidValue")
        return None
    return Period(start, end)


def _previous(params: Params) -> Period | None:
    """The previous range; both ends or neither."""
    given = bool(params.text("previousStart")), bool(params.text("previousEnd"))
    if given == (False, False):
        return None
    return _period(params, "previousStart", "previousEnd", required=True)


def _check_view(params: Params, view: str, period: Period) -> None:
    days = -(-(period.end - period.start) // DAY)
    too_long = {"day": _LONGEST_BY_DAY, "week": _LONGEST_BY_WEEK}.get(view)
    if too_long is not None and days > too_long:
        params.note("viewBy", f"the range must not be longer than {too_long} days", "InvalidValue")
    if view == "month" and days < _SHORTEST_BY_MONTH:
        params.note("viewBy", f"the range must be at least {_SHORTEST_BY_MONTH} days", "InvalidValue")


def _owner(call: Call) -> int:
    if not call.params.text("user"):
        call.params.note("user", "may not be empty", "NotEmpty")
    owner = call.params.integer("user")
    if owner is not None and not call.world.is_assignable(owner):  # ASSUMED: 400, not 404
        call.params.note("user", "must be a valid identifier", "InvalidIdentifier")
    return owner or 0


def _filters(call: Call, *, types: bool) -> Callable[[Conversation], bool]:
    params, world = call.params, call.world
    mailboxes, tags, folder_ids = params.ids("mailboxes"), params.ids("tags"), params.ids("folders")
    kinds = params.texts("types") if types else None
    if kinds and not set(kinds) <= set(TYPES):
        params.note("types", "Expected one of these: 'email', 'chat', 'phone'", "EnumValue")
    folders = None if folder_ids is None else [world.folders[i] for i in folder_ids if i in world.folders]

    def wanted(c: Conversation) -> bool:
        return (
            (mailboxes is None or c.mailbox_id in mailboxes)
            and (kinds is None or c.type in kinds)
            and (tags is None or not {*(c.tags or (UNTAGGED,))}.isdisjoint(tags))
            and (folders is None or any(lies_in(c, folder) for folder in folders))
        )

    return wanted
