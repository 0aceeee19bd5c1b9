"""Tables, the fields of an account's own making in them, and tables of its own making."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from helpsql.spec.columns import NEVER, Column, Type, Writable
from helpsql.spec.reads import Read
from helpsql.spec.writes import Write


@dataclass(frozen=True, slots=True)
class Changes:
    """How later changes are found: the column to remember, and whether deletions are seen."""

    column: str
    sees_deletes: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Custom:
    """Fields of an account's own making, turned into columns.

    table     the table of their definitions, read once and cached (a Table of the same helpdesk)
    name, key, kind, options   its columns: display name, key in a record, type, JSON array of options
    types     its types -> column types (others become TEXT)
    at        path of the array of values in a record, whose elements hold `match` = key and `value`
    match, value, label   members of such an element; `label`, where present, is preferred (dropdowns)
    write     when they can be given. `body` is the array in an insert, with elements
              {body_key: key, body_value: value}; an update is sent by `update`, one request a field with the
              body {body_value: value} where its path holds `{key}` (the word, for the field's key)
    clear     the request that sets a field to NULL where `update` cannot; its path holds `{key}`
    option_value  a dropdown is written as this member of its option, found by `label` among `options`
    within    a column of both tables: a row has the fields whose definition agrees with it there
    places    a column of the definitions that holds an array of the places of a field, as references or as
              they are: `within` is then a column of the table alone. A field without one is everywhere
    where     filters of reading the definitions, column -> value
    active    a boolean column of the definitions: fields where it is false get no column
    skip      kinds that are no fields of the account's own (they have columns already)
    keyed     `at` is an object {key: value} and no array (`match` is ""); so is `body` in requests
    merge     fields that an update leaves out keep their values: only the changed ones are sent, in the body
              of `update` together with its other columns where that is one of the table's updates
    typed     values are written as JSON of their type (true, 5, ["a"]), not as text
    several   kinds of which several options may be chosen, as an array: their labels are joined by a comma
    labelled  records hold what is written of an option, and the column shows its label
    setting   where this setting of the connection is false, the fields have no columns and are not looked up
    option_label  the member of an option that people see; options that are plain texts are seen as written
    stable    a second, hidden column with a name that never changes: `custom_{key}`
    blank     an empty text in a record means that a field has no value, unless it is a text field
    clash     name where several fields, or a field and a column, would be called alike: `{name}_{key}`, for
              each of those fields ("": a suffix is found)
    target    a column of the definitions: what a field that holds ids refers to. `targets` has those values
              whose ids are of the field's type, each with the "Table.Column" it points to; with any other the
              field is TEXT

    A JSON field with options (several may be chosen) has an array of them as its value.
    """

    table: str
    name: str
    key: str
    kind: str
    types: Mapping[str, Type]
    at: str
    match: str
    value: str = "value"
    label: str = ""
    options: str = ""
    write: Writable = NEVER
    body: str = ""
    body_key: str = ""
    body_value: str = "value"
    update: Write | None = None
    option_value: str = ""
    clear: Write | None = None
    within: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    active: str = ""
    skip: tuple[str, ...] = ()
    keyed: bool = False
    merge: bool = False
    typed: bool = False
    option_label: str = "label"
    stable: str = ""
    clash: str = ""
    target: str = ""
    targets: Mapping[str, str] = field(default_factory=dict)
    blank: bool = False
    places: str = ""
    several: tuple[str, ...] = ()
    labelled: bool = False
    setting: str = ""


@dataclass(frozen=True)
class Table:
    """One object of a helpdesk: what it is, how to get it, how to change it, what is in it.

    rows      about how many rows an account has: a first guess for the planner
    instead   INSERT, UPDATE or DELETE -> what to do in its place where the API does not offer it
    includes  member of a record with a reference {id, …}, or an array of such -> the collection of full
              records that an answer holds beside its rows when asked (`Helpdesk.includes`). References are
              filled from it, for the columns that say `include`; it is asked for when one of them is used
    """

    name: str
    description: str
    columns: Sequence[Column]
    reads: Sequence[Read]
    docs: str = ""
    insert: Write | None = None
    update: Sequence[Write] = ()
    delete: Write | None = None
    changes: Changes | None = None
    custom: Custom | None = None
    aliases: tuple[str, ...] = ()
    rows: int = 1000
    examples: tuple[str, ...] = ()
    includes: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by lower-case name."""
        return {column.name.lower(): column for column in self.columns}

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)


@dataclass(frozen=True, slots=True)
class Family:
    """Tables of an account's own making, one for each row of `table`.

    make      a row, column -> value -> its Table. Pure; a name that a table has already is left out
    """

    table: str
    make: Callable[[Mapping[str, Any]], Table]
