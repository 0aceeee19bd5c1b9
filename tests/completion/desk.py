"""A small catalogue, and the cases' notation: `|` is the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from helpsql.completion import complete
from helpsql.completion.catalogue import Field, Relation, Routine
from helpsql.completion.matching import Candidate

TICKETS = Relation(
    "desk",
    "Tickets",
    "Tickets.",
    (
        Field("Id", "INTEGER", "Number.", insertable=False, updatable=False),
        Field("Subject", "TEXT", "Subject."),
        Field("Status", "TEXT", "Status.", ("open", "closed", "can't say"), insertable=False),
        Field("UserId", "INTEGER", "Who asked.", points_to="Users.Id", updatable=False),
        Field("order", "INTEGER", "A name that is a keyword."),
        Field("Solved", "BOOLEAN", "Done."),
    ),
)
USERS = Relation(
    "desk",
    "Users",
    "People.",
    (Field("Id", "INTEGER", "Number."), Field("Name", "TEXT", "Name.")),
    frozenset({"update"}),
)
ORDERS = Relation("main", "my orders", "", (Field("Total", "REAL"),))
SET_STATUS = Routine(
    "desk",
    "SetStatus",
    "Sets it.",
    (Field("ticketId", "INTEGER", "Ticket."), Field("status", "TEXT", "Status.", ("open", "closed"))),
)


class Desk:
    """One helpdesk beside `main`."""

    schemas: Sequence[str] = ("main", "desk")
    parameters: Sequence[str] = ("since", "until")

    def relations(self, schema: str) -> Sequence[Relation]:
        return {"desk": [TICKETS, USERS], "main": [ORDERS]}[schema]

    def routines(self, schema: str) -> Sequence[Routine]:
        return [SET_STATUS] if schema == "desk" else []


def at(marked: str) -> list[Candidate]:
    """The candidates at the `|`."""
    cursor = marked.index("|")
    return complete(marked[:cursor] + marked[cursor + 1 :], cursor, Desk())


def texts(marked: str) -> list[str]:
    return [candidate.text for candidate in at(marked)]
