"""Packing the requests of many rows of a kind into as few as the API takes. Pure; nothing is sent here.

The rows' requests go in stages: what a row sends second is packed with what the others send second. A
request that serves one row alone is a Parcel too, whose `many` is None.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

import orjson

from helpsql.bodies import Step, carries_once, key_member, steps
from helpsql.composing import put
from helpsql.paging import look_up
from helpsql.paths import fill_path
from helpsql.spec import PLACEHOLDER, Many, Request
from helpsql.values import SqlValue

if TYPE_CHECKING:
    from helpsql.pending import RowWrite


@dataclass(frozen=True, slots=True)
class Member:
    """A row's part in a request: `row` is its place in the group, `place` that of the step in the row."""

    row: int
    place: int
    write: RowWrite
    step: Step

    @property
    def key(self) -> SqlValue:
        """What names the row to the bulk form: the key that does not stand in its path."""
        return self.write.key[-1]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A request and the rows it serves; `many` is the bulk form in which it does.

    also   further parts of the same rows, one after another in the order of `members`
    """

    request: Request
    members: tuple[Member, ...]
    many: Many | None = None
    also: tuple[Member, ...] = ()


Stage = list[Parcel]


def stages(writes: Sequence[RowWrite]) -> list[Stage]:
    """The requests of a group, in order; those of one stage do not depend on each other."""
    found: dict[Hashable, list[Member]] = {}
    for row, write in enumerate(writes):
        seen: dict[Hashable, count[int]] = {}
        for place, step in enumerate(steps(write)):
            nth = next(seen.setdefault(id(step.how), count()))
            found.setdefault((id(step.how), nth), []).append(Member(row, place, write, step))
    in_order = sorted(found, key=lambda at: min(member.place for member in found[at]))
    return _shared([list(_packed(found[at])) for at in in_order])


def _shared(planned: list[Stage]) -> list[Stage]:
    """The stages, where equal changes of the same rows by two writes go in one request."""
    first: dict[Hashable, tuple[Stage, int]] = {}
    for stage in planned:
        for number, parcel in enumerate(list(stage)):
            request, many = parcel.request, parcel.many
            if many is None or not many.same or many.keys or many.ids not in request.params:
                continue
            at = (request.method, request.path, many.same, many.ids, many.job, request.params[many.ids])
            earlier, place = first.setdefault(at, (stage, number))
            if earlier is not stage:
                earlier[place] = _joined(earlier[place], parcel, many.same)
                stage.remove(parcel)
    return [stage for stage in planned if stage]


def _joined(one: Parcel, other: Parcel, at: str) -> Parcel:
    body: dict[str, Any] = {**other.request.body, **one.request.body}
    put(body, at, {**look_up(one.request.body, at), **look_up(other.request.body, at)})
    again = False if other.request.repeatable is False else one.request.repeatable
    request = replace(one.request, body=body, repeatable=again)
    return replace(one, request=request, also=(*one.also, *other.members, *other.also))


def is_bulk(planned: Iterable[Stage]) -> bool:
    """Some request serves many rows, or is of the form that does."""
    return any(parcel.many is not None for stage in planned for parcel in stage)


def _packed(members: Sequence[Member]) -> Iterator[Parcel]:
    """The members of a stage, in bulk where they may be and there are several."""
    alike: dict[Hashable, list[Member]] = {}
    for number, member in enumerate(members):
        alike.setdefault(_address(member) or number, []).append(member)
    for together in alike.values():
        many = together[0].step.how.many
        if many is None or _address(together[0]) is None or (len(together) == 1 and not many.only):
            yield from (Parcel(member.step.request, (member,)) for member in together)
        else:
            yield from _bulk(together, many)


def _address(member: Member) -> str | None:
    """Where the row's bulk request goes, None where its columns or the row cannot go there."""
    many, write = member.step.how.many, member.write
    if many is None or (many.columns and not set(member.step.columns) <= set(many.columns)):
        return None
    if not many.rows and many.same and member.step.locked:
        return None
    values = write.values if write.kind == "insert" else write.base()
    if any(values.get(column) != value for column, value in many.reaches.items()):
        return None
    return fill_path(many.path, values, f"{write.account.name}: {many.method} {many.path}")


def _bulk(members: Sequence[Member], many: Many) -> Iterator[Parcel]:
    """The bulk requests: one body for all rows with equal changes, or a body a row, whichever are fewer."""
    if members[0].write.kind != "update":
        yield from _cut(members, many, _one_each if many.rows else _ids_alone)
        return
    equal: dict[bytes, list[Member]] = {}
    for member in members:
        equal.setdefault(orjson.dumps(member.step.body, option=orjson.OPT_SORT_KEYS), []).append(member)
    by_change = sum(-(-len(group) // many.size) for group in equal.values())
    locked = any(member.step.locked for member in members)
    if many.rows and (not many.same or locked or by_change > -(-len(members) // many.size)):
        yield from _cut(members, many, _one_each)
        return
    for group in equal.values():
        yield from _cut(group, many, _same_for_all)


Fill = Callable[[Sequence[Member], Many, dict[str, Any]], dict[str, str]]
"""Fills the body of a bulk request, and gives its parameters."""


def _cut(members: Sequence[Member], many: Many, fill: Fill) -> Iterator[Parcel]:
    for start in range(0, len(members), many.size):
        part = tuple(members[start : start + many.size])
        body: dict[str, Any] = {}
        for path, value in many.fixed.items():
            put(body, path, value)
        params = fill(part, many, body)
        request = Request(
            many.method,
            _address(part[0]) or many.path,
            params=params,
            body=body or None,
            repeatable=_repeatable(part),
        )
        yield Parcel(request, part, many)


def _repeatable(members: Sequence[Member]) -> bool | None:
    """A second deletion would tell that the rows are not found, and nobody would know whose work that was."""
    first = members[0]
    if first.write.kind == "delete" or any(carries_once(m.write.table, m.step.columns) for m in members):
        return False
    return first.step.how.repeatable


def _one_each(members: Sequence[Member], many: Many, body: dict[str, Any]) -> dict[str, str]:
    put(body, many.rows, [_element(member, many) for member in members])
    return {}


def _element(member: Member, many: Many) -> Any:
    """One row's body: of an update with its key, of a delete the key alone."""
    write = member.write
    if write.kind == "delete":
        return member.key
    if write.kind == "insert":
        return member.step.body
    keys = {
        key_member(write.account, column): value
        for column, value in zip((c for c in write.table.columns if c.key), write.key, strict=True)
        if column.name not in PLACEHOLDER.findall(many.path)
    }
    return {**keys, **member.step.body}


def _same_for_all(members: Sequence[Member], many: Many, body: dict[str, Any]) -> dict[str, str]:
    change = members[0].step.body
    if many.same == ".":
        body.update(change)
    else:
        put(body, many.same, change)
    return _ids_alone(members, many, body)


def _ids_alone(members: Sequence[Member], many: Many, body: dict[str, Any]) -> dict[str, str]:
    if many.keys:
        put(body, many.keys, [member.key for member in members])
        return {}
    return {many.ids: ",".join(str(member.key) for member in members)}
