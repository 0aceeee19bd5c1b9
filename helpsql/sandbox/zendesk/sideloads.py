"""Side-loads: `include=` puts related records beside the asked ones, or into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from helpsql.sandbox.zendesk.call import Call
    from helpsql.sandbox.zendesk.world.records import Ticket

Record = dict[str, Any]

_ROLES_OF_TICKET = ("requester_id", "submitter_id", "assignee_id")


def _people(call: Call, user_ids: Iterable[int | None]) -> list[Record]:
    wanted = sorted({i for i in user_ids if i is not None})
    found = (call.world.users.get(i) for i in wanted)
    return [render.user(call, user) for user in found if user is not None]


def _organizations(call: Call, organization_ids: Iterable[int | None]) -> list[Record]:
    wanted = sorted({i for i in organization_ids if i is not None})
    found = (call.world.organizations.get(i) for i in wanted)
    return [render.with_url(call, "organizations")(o) for o in found if o is not None]


def _few(call: Call, collection: str, record_ids: Iterable[Any], path: str = "") -> list[Record]:
    kept = call.world.small[collection]
    wanted = sorted({i for i in record_ids if i in kept})
    return [render.with_url(call, path or collection)(kept[i]) for i in wanted]


# Tickets ---------------------------------------------------------------------------------------


def ticket_beside(call: Call, tickets: list[Ticket], includes: set[str] | None = None) -> Record:
    """The arrays that stand beside tickets."""
    asked = call.includes if includes is None else includes
    rows = [t.record for t in tickets]
    found: Record = {}
    if "users" in asked:
        people = {r[name] for r in rows for name in _ROLES_OF_TICKET}
        people.update(i for r in rows for i in r["collaborator_ids"])
        found["users"] = _people(call, people)
    if "groups" in asked:
        found["groups"] = _few(call, "groups", (r["group_id"] for r in rows))
    if "organizations" in asked:
        found["organizations"] = _organizations(call, (r["organization_id"] for r in rows))
    if "brands" in asked:
        found["brands"] = _few(call, "brands", (r["brand_id"] for r in rows))
    if "ticket_forms" in asked:
        found["ticket_forms"] = _few(call, "ticket_forms", (r["ticket_form_id"] for r in rows))
    if "custom_statuses" in asked:
        found["custom_statuses"] = _few(call, "custom_statuses", (r["custom_status_id"] for r in rows))
    if "sharing_agreements" in asked:
        found["sharing_agreements"] = []
    if "last_audits" in asked:
        found["last_audits"] = [render.audit(call, a[-1]) for t in tickets if (a := call.world.audits(t))]
    if "metric_sets" in asked and call.own_path.startswith("tickets"):
        found["metric_sets"] = [metric_set(call, t) for t in tickets]
    return found


def ticket_inside(call: Call, ticket: Ticket, shown: Record) -> Record:
    """The ticket with what stands inside it."""
    # ASSUMED: metric_sets stand inside the tickets of every list, as in exports, and beside them too.
    more: Record = {}
    if "metric_sets" in call.includes:
        more["metric_set"] = metric_set(call, ticket)
    if "comment_count" in call.includes:
        more["comment_count"] = len(call.world.comments(ticket))
    if "incident_counts" in call.includes:
        more["incident_count"] = len(incidents(call, ticket))
    if "dates" in call.includes:
        names: tuple[str, ...] = ("assignee_updated_at", "requester_updated_at", "status_updated_at")
        names += ("initially_assigned_at", "assigned_at", "solved_at", "latest_comment_added_at")
        metrics = call.world.metric_set(ticket)
        more["dates"] = {name: metrics.get(name) for name in names}
    return shown | more if more else shown


def metric_set(call: Call, ticket: Ticket) -> Record:
    found = call.world.metric_set(ticket)
    return {"url": call.url(f"ticket_metrics/{found['id']}"), **found}


def incidents(call: Call, ticket: Ticket) -> list[int]:
    """Ids of the tickets that are incidents of this problem."""
    world = call.world
    from helpsql.sandbox.zendesk.ids import ticket_id
    from helpsql.sandbox.zendesk.world.plots import incidents_of

    seeded = incidents_of(ticket.index) if ticket.index is not None else ()
    wanted = {ticket_id(i) for i in seeded} | world.tickets.written.keys()
    found = (world.ticket(i) for i in sorted(wanted))
    return [t.id for t in found if t is not None and t.record["problem_id"] == ticket.id]


# Users, comments, the rest ---------------------------------------------------------------------


def user_beside(call: Call, users: list[Record]) -> Record:
    asked, world = call.includes, call.world
    found: Record = {}
    if "organizations" in asked:
        found["organizations"] = _organizations(call, (u["organization_id"] for u in users))
    if "roles" in asked:
        found["roles"] = _few(call, "custom_roles", (u["custom_role_id"] for u in users))
    if "groups" in asked:
        found["groups"] = _few(call, "groups", (i for u in users for i in world.groups_of(u["id"])))
    if "identities" in asked:
        from helpsql.sandbox.zendesk.identities import identities_of

        found["identities"] = [i for u in users for i in identities_of(call, u)]
    if "open_ticket_count" in asked:
        counts = {}
        for user in users:
            mine = world.sketches_of_requester(user["id"])
            counts[str(user["id"])] = sum(1 for s in mine if s.status not in ("solved", "closed"))
        found["open_ticket_count"] = counts
    if "abilities" in asked:
        found["abilities"] = [
            {"user_id": u["id"], "can_edit": True, "can_assign": u["role"] != "end-user"} for u in users
        ]
    return found


def beside_by(call: Call, **columns: str) -> Callable[[list[Record]], Record]:
    """Side-loads users, groups, organizations or tickets by the named column of each record."""

    def extra(records: list[Record]) -> Record:
        found: Record = {}
        for name, column in columns.items():
            if name not in call.includes:
                continue
            wanted = {r.get(column) for r in records}
            if name == "users":
                found[name] = _people(call, wanted)
            elif name == "organizations":
                found[name] = _organizations(call, wanted)
            elif name == "tickets":
                loaded = (call.world.ticket(i) for i in sorted(i for i in wanted if i))
                found[name] = [render.ticket(call, t) for t in loaded if t is not None]
            else:
                found[name] = _few(call, name, wanted)
        return found

    return extra


def audit_beside(call: Call, audits: list[Record]) -> Record:
    found = beside_by(call, users="author_id", tickets="ticket_id")(audits)
    tickets = [t for t in (call.world.ticket(i) for i in {a["ticket_id"] for a in audits}) if t is not None]
    for name in ("organizations", "groups"):
        if name in call.includes:
            found |= ticket_beside(call, tickets, {name})
    return found
