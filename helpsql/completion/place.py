"""What a place in a statement is: what may stand there, and what around it matters for that."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from helpsql.statements import Token


class Kind(enum.Enum):
    """What may stand at the cursor."""

    NOTHING = enum.auto()
    STATEMENT = enum.auto()
    TABLE = enum.auto()
    EXPRESSION = enum.auto()
    OPERATOR = enum.auto()
    JOINED = enum.auto()
    """Behind ON: how two tables belong together."""
    VALUE = enum.auto()
    """Within quotes."""
    TO_INSERT = enum.auto()
    TO_UPDATE = enum.auto()
    ROUTINE = enum.auto()
    ARGUMENT = enum.auto()
    CLAUSE = enum.auto()
    """A whole term is there: what continues the clause or begins the next."""
    NEW_NAME = enum.auto()
    USING = enum.auto()
    """Columns that two tables share."""
    PARAMETER = enum.auto()
    """Behind the colon of `:name`."""


@dataclass(frozen=True, slots=True)
class Place:
    """The cursor's surroundings.

    prefix    what of the word at the cursor stands before it; `start` is where that begins
    owner     names before a dot: schema, table or alias
    against   the column that a value is compared with, as it is written ("" : none)
    before    tokens of the statement up to the word at the cursor
    around    all tokens of the statement
    clause    the keyword that rules the place: from, where, set, …
    target    table or procedure that INSERT, UPDATE or CALL names
    index     place among the arguments or values, from 0
    listed    columns that an INSERT names
    quoted    the prefix stands in single quotes; `closed`: the closing one is there already
    quote     the quote that a name at the cursor begins with
    rest      what of the word or value stands behind the cursor
    """

    kind: Kind
    prefix: str = ""
    start: int = 0
    owner: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    before: tuple[Token, ...] = ()
    around: tuple[Token, ...] = ()
    clause: str = ""
    target: tuple[str, ...] = ()
    index: int = 0
    quoted: bool = False
    closed: bool = False
    listed: tuple[str, ...] = ()
    quote: str = ""
    rest: str = ""
