"""Fields of the account's own making, as users, organizations and custom objects have them: by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpsql.spec import BOOLEAN, BOTH, DATE, INTEGER, JSON, REAL, Custom, Write

FIELD_TYPES = {
    "checkbox": BOOLEAN,
    "date": DATE,
    "integer": INTEGER,
    "decimal": REAL,
    "multiselect": JSON,
    "lookup": INTEGER,
}
# Records of custom objects have text ids.
FIELD_TARGETS = {
    "zen:user": "users.id",
    "zen:organization": "organizations.id",
    "zen:ticket": "tickets.id",
}


def fields_by_key(member: str, update: Write, where: Mapping[str, Any] | None = None) -> Custom:
    """The fields that stand in this member of a record; their definitions' table is called as it is."""
    return Custom(
        table=member,
        name="key",
        key="key",
        kind="type",
        types=FIELD_TYPES,
        options="custom_field_options",
        option_label="name",
        option_value="value",
        at=member,
        match="",
        keyed=True,
        write=BOTH,
        body=member,
        update=update,
        active="active",
        where=where or {},
        merge=True,
        typed=True,
        clash=f"{member}_{{key}}",
        target="relationship_target_type",
        targets=FIELD_TARGETS,
    )
