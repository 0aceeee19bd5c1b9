"""Which filters of a query a read hands to the API, and what its rows lack all the same. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from helpsql.plan import UNKNOWN, Bound, Constraint, Wanted, goes_as_it_is
from helpsql.spec import Read, Table, Take


def bounds_of(table: Table, read: Read, usable: Sequence[Constraint], wanted: Wanted) -> Iterator[Bound]:
    """Each constraint the read can hand on; a placeholder or single-valued parameter takes one only."""
    taken: set[tuple[str, str]] = set()
    for column in read.placeholders:
        for constraint in usable:
            if constraint.column == column and constraint.op == "=" and (column, "=") not in taken:
                taken.add((column, "="))
                yield _bound(table, read, constraint, None, wanted)
    for take in read.takes:
        for constraint in usable:
            slot = (take.param + take.term, take.column)
            if constraint.column == take.column and _takes(take, constraint) and slot not in taken:
                taken.add(slot)
                yield _bound(table, read, constraint, take, wanted)


def passed_on(table: Table, read: Read, usable: Sequence[Constraint]) -> Iterator[Bound]:
    """Lower bounds on columns that are never above the parent's: fewer parents are walked by them."""
    for c in usable:
        parent = read.within.get(c.column)
        if parent and c.op in (">", ">=") and c.same_rule and not c.is_set and c.value is not None:
            column, known = table.by_name[c.column.lower()], c.value is not UNKNOWN
            yield Bound(c.position, column, c.op, None, False, known, value=c.value, parent=parent)


def _bound(table: Table, read: Read, constraint: Constraint, take: Take | None, wanted: Wanted) -> Bound:
    column = table.by_name[constraint.column.lower()]
    known = constraint.value is not UNKNOWN
    equals = column.name not in read.loose if take is None else take.exact
    equals = equals and constraint.op == "=" and not constraint.is_set
    exact = equals and known and goes_as_it_is(column, constraint.value)
    return Bound(
        constraint.position,
        column,
        constraint.op,
        take,
        constraint.is_set,
        known,
        exact and not (wanted.plain or wanted.settled),
        constraint.value,
        exact,
        equals and not known,
    )


def _takes(take: Take, constraint: Constraint) -> bool:
    if not constraint.same_rule or (constraint.is_set and "=" not in take.ops):
        return False
    if constraint.op not in take.ops and not (constraint.op == "=" and set(take.ops) & {">=", "<="}):
        return False
    if constraint.op == "<>" and constraint.value is UNKNOWN:
        return False  # a join would ask once for each value, and leave out next to nothing
    if constraint.value is UNKNOWN or not take.only:
        return constraint.value is not None
    return constraint.value in take.only


def fills(bound: Bound) -> bool:
    return bound.take is None or "=" in bound.take.ops


def misses(read: Read, usable: Sequence[Constraint]) -> str:
    """Why rows may be missing, unless the query asks for none of those that can be."""
    for column, values in read.among.items():
        for c in usable:
            known = c.column == column and c.same_rule and not c.is_set and c.value is not UNKNOWN
            if known and c.op == "=" and c.value not in values:
                return ""
            if known and c.op in ("<>", "is not") and values == (c.value,):
                return ""
    return read.partial


def not_told(table: Table, read: Read, used: frozenset[str]) -> str:
    """What the answer is to say of used columns that the read's rows leave out; "" = there is none."""
    names = absent(table, read) & used if read.lacks else set()
    if not names:
        return ""
    listed = ", ".join(column.name for column in table.columns if column.name.lower() in names)
    whole = (r for r in table.reads if r.required and not absent(table, r) & names)
    given = next((f"; known where {' and '.join(r.required)} is given" for r in whole), "")
    return f"GET {read.path} leaves out {listed} (NULL here{given})."


def lacks(table: Table, read: Read, used: frozenset[str]) -> bool:
    """The read's rows do not hold every column that is used."""
    return bool(read.lacks) and bool(used & absent(table, read))


def absent(table: Table, read: Read) -> set[str]:
    """Lower-case names of the columns that the read's rows leave out; an account's own ones go with the array
    in which they stand.
    """
    names = {name.lower() for name in read.lacks}
    if table.custom is not None and table.custom.at.rpartition(".")[2].lower() in names:
        names |= {column.name.lower() for column in table.columns if column.own}
    return names


def key_read(table: Table, used: frozenset[str]) -> tuple[Read, Take] | None:
    """The read that shows many rows as they are now, by their keys, and how it takes these."""
    for read in table.reads:
        for take in read.takes:
            by_key = (take.column,) == table.keys and "in" in take.ops and take.limit > 1
            if by_key and not (read.lag or read.partial or read.placeholders or lacks(table, read, used)):
                return read, take
    return None
