"""Organizations, groups, and who belongs to them."""

from __future__ import annotations

from helpsql.spec import (
    BOOLEAN,
    BOTH,
    ON_INSERT,
    TEXT,
    Changes,
    Column,
    Count,
    Many,
    Read,
    Table,
    Write,
    equals,
)
from vtables.zendesk.own_fields import fields_by_key
from vtables.zendesk.shared import (
    CREATED,
    DOCS,
    EXPORT_LAG,
    EXPORT_LAGS,
    EXPORT_WEIGHT,
    FROM_THE_START,
    ID,
    OFFSET_CAP,
    OFFSET_PAGES,
    TIMED_EXPORT,
    UPDATED,
    URL,
    json_list,
    json_object,
    ref,
    since,
    some,
    total,
)

UPDATE = Write(
    "PUT",
    "/api/v2/organizations/{id}",
    wrap="organization",
    many=Many("PUT", "/api/v2/organizations/update_many", rows="organizations", same="organization"),
)
FIELDS = fields_by_key("organization_fields", UPDATE)

organizations = Table(
    "organizations",
    "Organizations that users belong to.",
    docs=f"{DOCS}/organizations/organizations/",
    reads=[
        Read("/api/v2/organizations/{id}", rows="organization[]", unique=True),
        Read("/api/v2/organizations/show_many", rows="organizations[]", takes=[some()]),
        # Both in any letter case.
        Read(
            "/api/v2/organizations/search",
            rows="organizations[]",
            takes=[equals("name", "name", required=True, about=1)],
            paging=OFFSET_PAGES,
            cap=OFFSET_CAP,
        ),
        Read(
            "/api/v2/organizations/search",
            rows="organizations[]",
            takes=[equals("external_id", "external_id", required=True, about=1)],
            paging=OFFSET_PAGES,
            cap=OFFSET_CAP,
        ),
        Read(
            "/api/v2/incremental/organizations",
            rows="organizations[]",
            params=FROM_THE_START,
            takes=[since("updated_at")],
            paging=TIMED_EXPORT,
            stale=EXPORT_LAGS,
            lag=EXPORT_LAG,
            weight=EXPORT_WEIGHT,
            filtered=True,
            # The export has deleted ones too.
            where={"deleted_at": (None,)},
        ),
        Read(
            "/api/v2/organizations",
            rows="organizations[]",
            counts=Count("/api/v2/organizations/count", "count.value", up_to=100_000),
        ),
    ],
    insert=Write(
        "POST",
        "/api/v2/organizations",
        wrap="organization",
        many=Many(
            "POST",
            "/api/v2/organizations/create_many",
            rows="organizations",
            known_by=("name", "external_id"),
        ),
    ),
    update=[UPDATE],
    delete=Write(
        "DELETE",
        "/api/v2/organizations/{id}",
        many=Many("DELETE", "/api/v2/organizations/destroy_many"),
    ),
    changes=Changes("updated_at", note="Deleted organizations are not seen."),
    custom=FIELDS,
    rows=500,
    examples=(
        "select id, name, domain_names from organizations order by name limit 10",
        "select o.name, count(*) from organizations o join users u on u.organization_id = o.id group by 1",
    ),
    columns=[
        ID,
        URL,
        Column("name", TEXT, "Name, unique in the account.", write=BOTH, required=True),
        Column("shared_tickets", BOOLEAN, "Whether its users see each other's tickets.", write=BOTH),
        Column(
            "shared_comments", BOOLEAN, "Whether its users may comment on each other's tickets.", write=BOTH
        ),
        Column("external_id", TEXT, "Key of the organization in another system.", write=BOTH),
        CREATED,
        UPDATED,
        json_list(
            "domain_names",
            "Mail domains whose users join it, an array of names; an UPDATE replaces all.",
            write=BOTH,
        ),
        Column("details", TEXT, "Anything about it, such as an address.", write=BOTH),
        Column("notes", TEXT, "Notes that agents see.", write=BOTH),
        ref("group_id", "groups.id", "Group that new tickets of its users go to", write=BOTH),
        json_list("tags", "Tags, an array of names; an UPDATE replaces all.", write=BOTH),
        json_object(
            "organization_fields",
            "Values of the account's own fields, an object by key; unknown keys are ignored.",
            write=BOTH,
        ),
    ],
)

organization_memberships = Table(
    "organization_memberships",
    "Which user belongs to which organization.",
    docs=f"{DOCS}/organizations/organization_memberships/",
    reads=[
        Read("/api/v2/organization_memberships/{id}", rows="organization_membership[]", unique=True),
        Read("/api/v2/users/{user_id}/organization_memberships", rows="organization_memberships[]"),
        Read(
            "/api/v2/organizations/{organization_id}/organization_memberships",
            rows="organization_memberships[]",
        ),
        Read(
            "/api/v2/organization_memberships",
            rows="organization_memberships[]",
            counts=total("/api/v2/organization_memberships"),
        ),
    ],
    insert=Write(
        "POST",
        "/api/v2/organization_memberships",
        wrap="organization_membership",
        many=Many("POST", "/api/v2/organization_memberships/create_many", rows="organization_memberships"),
    ),
    delete=Write(
        "DELETE",
        "/api/v2/organization_memberships/{id}",
        many=Many("DELETE", "/api/v2/organization_memberships/destroy_many"),
    ),
    changes=Changes("updated_at", note="Memberships that ended are not seen."),
    rows=5000,
    examples=('select user_id, "default" from organization_memberships where organization_id = 1',),
    columns=[
        ID,
        URL,
        ref("user_id", "users.id", "User who belongs to it", write=ON_INSERT, required=True),
        ref(
            "organization_id",
            "organizations.id",
            "Organization that the user belongs to",
            write=ON_INSERT,
            required=True,
        ),
        Column(
            "default",
            BOOLEAN,
            "Whether it is the user's default organization; SetDefaultOrganization changes it.",
            write=ON_INSERT,
        ),
        Column("organization_name", TEXT, "Name of the organization."),
        Column("view_tickets", BOOLEAN, "Whether the user may see all its tickets."),
        CREATED,
        UPDATED,
    ],
)

groups = Table(
    "groups",
    "Groups of agents, deleted ones too.",
    docs=f"{DOCS}/groups/groups/",
    reads=[
        Read("/api/v2/groups/{id}", rows="group[]", unique=True),
        Read("/api/v2/groups", rows="groups[]", counts=total("/api/v2/groups")),
    ],
    insert=Write("POST", "/api/v2/groups", wrap="group"),
    update=[Write("PUT", "/api/v2/groups/{id}", wrap="group")],
    delete=Write("DELETE", "/api/v2/groups/{id}"),
    changes=Changes("updated_at", sees_deletes=True, note="A deleted group stays, with deleted true."),
    rows=30,
    examples=("select id, name from groups where not deleted",),
    columns=[
        ID,
        URL,
        Column("is_public", BOOLEAN, "Whether all see it; a private one cannot become public.", write=BOTH),
        Column("name", TEXT, "Name.", write=BOTH, required=True),
        Column("description", TEXT, "What it is for.", write=BOTH),
        Column("default", BOOLEAN, "Whether it is the default group of the account."),
        Column("deleted", BOOLEAN, "Whether it was deleted."),
        CREATED,
        UPDATED,
    ],
)

group_memberships = Table(
    "group_memberships",
    "Which agent belongs to which group.",
    docs=f"{DOCS}/groups/group_memberships/",
    reads=[
        Read("/api/v2/group_memberships/{id}", rows="group_membership[]", unique=True),
        Read("/api/v2/users/{user_id}/group_memberships", rows="group_memberships[]"),
        Read("/api/v2/groups/{group_id}/memberships", rows="group_memberships[]"),
        Read(
            "/api/v2/group_memberships",
            rows="group_memberships[]",
            counts=total("/api/v2/group_memberships"),
        ),
    ],
    insert=Write(
        "POST",
        "/api/v2/group_memberships",
        wrap="group_membership",
        many=Many("POST", "/api/v2/group_memberships/create_many", rows="group_memberships"),
    ),
    # The agent's open tickets of the group lose their assignee.
    delete=Write(
        "DELETE",
        "/api/v2/group_memberships/{id}",
        many=Many("DELETE", "/api/v2/group_memberships/destroy_many"),
    ),
    changes=Changes("updated_at", note="Memberships that ended are not seen."),
    rows=200,
    examples=(
        "select g.name, count(*) from group_memberships m join groups g on g.id = m.group_id group by 1",
    ),
    columns=[
        ID,
        URL,
        ref("user_id", "users.id", "Agent who belongs to it", write=ON_INSERT, required=True),
        ref("group_id", "groups.id", "Group that the agent belongs to", write=ON_INSERT, required=True),
        Column(
            "default",
            BOOLEAN,
            "Whether it is the agent's default group; SetDefaultGroup changes it.",
            write=ON_INSERT,
        ),
        CREATED,
        UPDATED,
    ],
)
