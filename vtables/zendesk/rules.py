"""Business rules: macros, triggers, automations and views."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    INTEGER,
    JSON,
    NOWHERE,
    TEXT,
    WHOLE,
    Changes,
    Column,
    Many,
    Read,
    Table,
    Write,
    equals,
)
from vtables.zendesk.shared import CREATED, DOCS, ID, UPDATED, URL, json_list, json_object, total

ACTIVE = equals("active", "active", exact=True)
TITLE = Column("title", TEXT, "Title.", write=BOTH, required=True)
RAW_TITLE = Column("raw_title", TEXT, "Title with placeholders of dynamic content.")
USED = Column("active", BOOLEAN, "Whether it is in use.", write=BOTH)
DESCRIPTION = Column("description", TEXT, "What it is for.", write=BOTH)
POSITION = Column("position", INTEGER, "Place in the list.", write=BOTH)
DEFAULT = Column("default", BOOLEAN, "Whether it came with the account.")
ACTIONS = json_list(
    "actions",
    "What it does, an array of {field, value}; an UPDATE replaces all.",
    write=BOTH,
    required=True,
)


def _conditions(*, body: str = "") -> tuple[Column, Column]:
    """Both lists go together in a change: one that is left out is emptied. `body`: where they are written."""
    return (
        json_list(
            "conditions_all",
            "What must all hold of a ticket, an array of {field, operator, value}.",
            at="conditions.all",
            write=BOTH,
            body=f"{body}all",
        ),
        json_list(
            "conditions_any",
            "Of what one must hold of a ticket, an array of {field, operator, value}.",
            at="conditions.any",
            write=BOTH,
            body=f"{body}any",
        ),
    )


def _restriction(whose: str) -> tuple[Column, ...]:
    return (
        json_object(
            "restriction",
            f"Who has the {whose}: {{type, id, ids}} with type Group or User; NULL is everyone.",
            write=BOTH,
        ),
        Column("restriction_type", TEXT, "Group or User, NULL for everyone.", at="restriction.type"),
        Column("restriction_id", INTEGER, "Group or user who has it.", at="restriction.id"),
        json_list("restriction_ids", "Groups that have it, an array of groups.id.", at="restriction.ids"),
    )


def _update(name: str, columns: tuple[str, ...] = ("position", "active")) -> Write:
    one = name.removesuffix("s")
    # Many at once can only be moved, and switched on and off.
    return Write(
        "PUT",
        f"/api/v2/{name}/{{id}}",
        wrap=one,
        many=Many("PUT", f"/api/v2/{name}/update_many", rows=name, job=False, columns=columns),
    )


def _update_conditions(name: str) -> Write:
    return Write(
        "PUT",
        f"/api/v2/{name}/{{id}}",
        style=WHOLE,
        columns=("conditions_all", "conditions_any"),
        wrap=name.removesuffix("s"),
    )


def _delete(name: str) -> Write:
    return Write(
        "DELETE",
        f"/api/v2/{name}/{{id}}",
        many=Many("DELETE", f"/api/v2/{name}/destroy_many", job=False),
    )


macros = Table(
    "macros",
    "Macros: changes that agents apply to tickets; ApplyMacro does so.",
    docs=f"{DOCS}/business-rules/macros/",
    reads=[
        Read("/api/v2/macros/{id}", rows="macro[]", unique=True),
        Read("/api/v2/macros", rows="macros[]", takes=[ACTIVE], counts=total("/api/v2/macros")),
    ],
    insert=Write("POST", "/api/v2/macros", wrap="macro"),
    update=[_update("macros")],
    delete=_delete("macros"),
    changes=Changes("updated_at", note="Deleted macros are not seen."),
    rows=100,
    examples=("select id, title, actions from macros where active",),
    columns=[
        ID,
        URL,
        Column("title", TEXT, "Title; Category::Title makes menus.", write=BOTH, required=True),
        RAW_TITLE,
        USED,
        DESCRIPTION,
        POSITION,
        DEFAULT,
        ACTIONS,
        *_restriction("macro"),
        CREATED,
        UPDATED,
    ],
)

triggers = Table(
    "triggers",
    "Triggers: what happens to a ticket at once when it is made or changed.",
    docs=f"{DOCS}/business-rules/triggers/",
    reads=[
        Read("/api/v2/triggers/{id}", rows="trigger[]", unique=True),
        Read(
            "/api/v2/triggers",
            rows="triggers[]",
            takes=[ACTIVE, equals("category_id", "category_id", exact=True)],
            counts=total("/api/v2/triggers"),
        ),
    ],
    insert=Write("POST", "/api/v2/triggers", wrap="trigger"),
    update=[_update("triggers"), _update_conditions("triggers")],
    delete=_delete("triggers"),
    changes=Changes("updated_at", note="Deleted triggers are not seen."),
    rows=50,
    examples=("select position, title from triggers where active order by position",),
    columns=[
        ID,
        URL,
        TITLE,
        RAW_TITLE,
        USED,
        DESCRIPTION,
        POSITION,
        DEFAULT,
        Column("category_id", TEXT, "Category it is in.", write=BOTH),
        *_conditions(body="conditions."),
        ACTIONS,
        CREATED,
        UPDATED,
    ],
)

automations = Table(
    "automations",
    "Automations: what happens to a ticket after some time.",
    docs=f"{DOCS}/business-rules/automations/",
    reads=[
        Read("/api/v2/automations/{id}", rows="automation[]", unique=True),
        Read("/api/v2/automations", rows="automations[]", counts=total("/api/v2/automations")),
    ],
    insert=Write("POST", "/api/v2/automations", wrap="automation"),
    update=[_update("automations"), _update_conditions("automations")],
    delete=_delete("automations"),
    changes=Changes("updated_at", note="Deleted automations are not seen."),
    rows=20,
    examples=("select position, title from automations where active order by position",),
    columns=[
        ID,
        URL,
        TITLE,
        RAW_TITLE,
        USED,
        POSITION,
        DEFAULT,
        *_conditions(body="conditions."),
        ACTIONS,
        CREATED,
        UPDATED,
    ],
)


def _execution(name: str, kind: str) -> Column:
    """How a view shows its tickets; written by `output`."""
    words = {
        "group_by": "Field it groups tickets by.",
        "group_order": "Order of the groups: asc or desc.",
        "sort_by": "Field it sorts tickets by.",
        "sort_order": "Order of the tickets: asc or desc.",
        "group": "How it groups, an object.",
        "sort": "How it sorts, an object.",
        "columns": "Its columns, an array of {id, title}.",
        "fields": "Its columns that are fields of the system's, an array.",
        "custom_fields": "Its columns that are own fields, an array.",
    }
    full = f"execution_{name}"
    at = f"execution.{name}"
    if kind == "text":
        return Column(full, TEXT, words[name], at=at)
    return Column(full, JSON, words[name], at=at, shape=kind)


views = Table(
    "views",
    "Views: lists of tickets that meet conditions; view_tickets has what one shows.",
    docs=f"{DOCS}/business-rules/views/",
    reads=[
        Read("/api/v2/views/{id}", rows="view[]", unique=True),
        Read("/api/v2/views", rows="views[]", takes=[ACTIVE], counts=total("/api/v2/views")),
    ],
    insert=Write("POST", "/api/v2/views", wrap="view"),
    update=[_update("views"), _update_conditions("views")],
    delete=_delete("views"),
    changes=Changes("updated_at", note="Deleted views are not seen."),
    rows=40,
    examples=("select id, title from views where active order by position",),
    columns=[
        ID,
        URL,
        TITLE,
        RAW_TITLE,
        DESCRIPTION,
        USED,
        DEFAULT,
        POSITION,
        # Read below conditions and execution, written at the top and as output.
        *_conditions(),
        *(_execution(name, "text") for name in ("group_by", "group_order", "sort_by", "sort_order")),
        *(_execution(name, "object") for name in ("group", "sort")),
        *(_execution(name, "array") for name in ("columns", "fields", "custom_fields")),
        *_restriction("view"),
        Column("watchable", BOOLEAN, "Whether it can be watched."),
        CREATED,
        UPDATED,
        json_object(
            "output",
            "How it shows tickets, an object of columns, group_by, group_order, sort_by and sort_order.",
            at=NOWHERE,
            write=BOTH,
            hidden=True,
        ),
    ],
)
