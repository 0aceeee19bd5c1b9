"""Objects of the account's own making: their list, their fields, their records, a table for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    INTEGER,
    ON_INSERT,
    TEXT,
    Changes,
    Column,
    Count,
    Family,
    Many,
    Read,
    Sort,
    Table,
    Take,
    Write,
)
from vtables.zendesk.own_fields import fields_by_key
from vtables.zendesk.shared import CREATED, UPDATED, URL, json_list, json_object

DOCS = "https://developer.zendesk.com/api-reference/custom-data/custom-objects"

custom_objects = Table(
    "custom_objects",
    "Objects of the account's own making; the records of each are a table, records_ and its key.",
    docs=f"{DOCS}/custom_objects/",
    reads=[
        Read("/api/v2/custom_objects/{key}", rows="custom_object[]", unique=True),
        Read("/api/v2/custom_objects", rows="custom_objects[]"),
    ],
    rows=5,
    examples=("select key, title from custom_objects",),
    columns=[
        Column("key", TEXT, "Key of the object.", key=True),
        URL,
        Column("title", TEXT, "What one record is called."),
        Column("raw_title", TEXT, "The same with placeholders of dynamic content."),
        Column("title_pluralized", TEXT, "What several records are called."),
        Column("raw_title_pluralized", TEXT, "The same with placeholders of dynamic content."),
        Column("description", TEXT, "What it is for."),
        Column("raw_description", TEXT, "The same with placeholders of dynamic content."),
        Column("created_by_user_id", TEXT, "User who made it (users.id)."),
        Column("updated_by_user_id", TEXT, "User who last changed it (users.id)."),
        CREATED,
        UPDATED,
    ],
)

custom_object_fields = Table(
    "custom_object_fields",
    "Definitions of the fields of custom objects.",
    docs=f"{DOCS}/custom_object_fields/",
    reads=[
        Read(
            "/api/v2/custom_objects/{custom_object_key}/fields",
            rows="custom_object_fields[]",
            walk=True,
        )
    ],
    rows=30,
    examples=("select key, title, type from custom_object_fields where custom_object_key = 'car'",),
    columns=[
        Column("id", INTEGER, "Number of the field.", key=True),
        URL,
        Column(
            "custom_object_key",
            TEXT,
            "Object it belongs to (custom_objects.key).",
            at="^.key",
            points_to="custom_objects.key",
        ),
        Column("key", TEXT, "Key of the field in records."),
        Column("type", TEXT, "Kind of field, as in user_fields."),
        Column("title", TEXT, "Title."),
        Column("raw_title", TEXT, "Title with placeholders of dynamic content."),
        Column("description", TEXT, "What it is for."),
        Column("raw_description", TEXT, "Description with placeholders of dynamic content."),
        Column("position", INTEGER, "Place in the list."),
        Column("active", BOOLEAN, "Whether it is in use."),
        Column("system", BOOLEAN, "Whether it is a field of the system's."),
        Column("regexp_for_validation", TEXT, "Pattern of the values of a regexp field."),
        json_list("custom_field_options", "Choices, an array of {id, name, value}."),
        Column("relationship_target_type", TEXT, "What a lookup field points to."),
        json_object("relationship_filter", "Which records a lookup field offers, an object."),
        CREATED,
        UPDATED,
    ],
)


def _columns(key: str) -> list[Column]:
    """Of the records of one object, or ("") of all."""
    return [
        Column("id", TEXT, "Name of the record, such as 01GCSJW391QVSC80GYDH7E93Q6.", key=True),
        URL,
        Column(
            "custom_object_key",
            TEXT,
            "Object it is a record of (custom_objects.key).",
            points_to="custom_objects.key",
            write=ON_INSERT if not key else BOTH & ~BOTH,
            required=not key,
        ),
        Column("name", TEXT, "Name.", write=BOTH),
        Column("external_id", TEXT, "Key of the record in another system.", write=BOTH),
        json_object("custom_object_fields", "Values of its fields, an object by key.", write=BOTH),
        json_object("photo", "Picture, an attachment."),
        Column("created_by_user_id", TEXT, "User who made it (users.id)."),
        Column("updated_by_user_id", TEXT, "User who last changed it (users.id)."),
        CREATED,
        UPDATED,
    ]


def _job(path: str, action: str) -> Many:
    return Many("POST", f"{path}/jobs", rows="job.items", fixed={"job.action": action})


def _records(name: str, description: str, key: str, example: str) -> Table:
    path = f"/api/v2/custom_objects/{key or '{custom_object_key}'}"
    # The bulk form names one object, so that of all objects' table has none.
    update = Write(
        "PATCH",
        f"{path}/records/{{id}}",
        wrap="custom_object_record",
        many=_job(path, "update") if key else None,
    )
    return Table(
        name,
        description,
        docs=f"{DOCS}/custom_object_records/",
        reads=[
            Read(f"{path}/records/{{id}}", rows="custom_object_record[]", unique=True),
            Read(
                f"{path}/records",
                rows="custom_object_records[]",
                takes=[
                    Take("id", ("=", "in"), "filter[ids]", many=",", limit=100),
                    Take("external_id", ("=",), "filter[external_ids]"),
                ],
                sort=Sort(
                    param="sort",
                    fields={"updated_at": "updated_at"},
                    ascending="",
                    descending="-",
                ),
                walk=not key,
                counts=Count(
                    f"{path}/records/count",
                    "count.value",
                    without=("id", "external_id"),
                    up_to=100_000,
                )
                if key
                else None,
            ),
        ],
        insert=Write(
            "POST",
            f"{path}/records",
            wrap="custom_object_record",
            many=_job(path, "create") if key else None,
        ),
        update=[update],
        delete=Write("DELETE", f"{path}/records/{{id}}", many=_job(path, "delete") if key else None),
        changes=Changes("updated_at", note="Deleted records are not seen."),
        custom=fields_by_key("custom_object_fields", update, {"custom_object_key": key}) if key else None,
        rows=1000,
        examples=(example,),
        columns=_columns(key),
    )


custom_object_records = _records(
    "custom_object_records",
    "Records of all objects of the account's own making.",
    "",
    "select id, name from custom_object_records where custom_object_key = 'car'",
)


def records_table(row: Mapping[str, Any]) -> Table:
    """The table of the records of one object, a row of custom_objects."""
    key = str(row["key"])
    name = f"records_{key}"
    title = " ".join(str(row.get("title_pluralized") or key).split())
    return _records(
        name, f"Records of the custom object {key}: {title}.", key, f"select id, name from {name}"
    )


RECORDS = Family("custom_objects", records_table)
