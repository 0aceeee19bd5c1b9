"""Who asks, who works on it, who listens: the people of a ticket and the rules among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk.errors import invalid
from helpsql.sandbox.zendesk.world.people import plain_user

if TYPE_CHECKING:
    from helpsql.sandbox.zendesk.drafts import Context

Record = dict[str, Any]


def settle_people(context: Context, record: Record, given: Record, *, new: bool) -> None:
    """Requester, organization, those in copy."""
    before = record["requester_id"]
    if given.get("requester") is not None and new:
        record["requester_id"] = requester_of(context, given["requester"])
    elif given.get("requester_id") is not None:
        record["requester_id"] = given["requester_id"]
    user = context.world.user(record["requester_id"])
    if user is None or not user["active"]:
        raise invalid("requester", "Requester: is invalid", "InvalidValue")
    if user["suspended"] and (new or before != record["requester_id"]):
        raise invalid("requester", f"Requester: {user['name']} is suspended.", "UserSuspended")
    _organization(context, record, given, user, changed=new or before != record["requester_id"])
    _copies(context, record, given)


def requester_of(context: Context, given: Record) -> int:
    """The user of an email, made if there is none."""
    world, email = context.world, given.get("email")
    found = world.user_by_email(str(email)) if email else None
    if found is not None:
        number: int = found["id"]
        return number
    if not given.get("name") and not email:
        raise invalid("requester", "Requester Name: is too short (minimum one character)", "ValueTooShort")
    return make_user(context, str(given.get("name") or email), None if email is None else str(email))


def make_user(context: Context, name: str, email: str | None) -> int:
    """A new end user."""
    number = context.world.new_id()
    at = stamp(context.now)
    user = {"id": number} | plain_user(name) | {"email": email, "created_at": at, "updated_at": at}
    context.world.put_user(user, context.now)
    return number


def _organization(context: Context, record: Record, given: Record, user: Record, *, changed: bool) -> None:
    if given.get("organization_id") is not None:
        mine = {m["organization_id"] for m in context.world.memberships_of(user_id=user["id"])}
        if given["organization_id"] not in mine | {user["organization_id"]}:
            # ASSUMED: the text for an organization that is not one of the requester's.
            raise invalid("organization", "Organization: is not one of the requester's organizations")
        record["organization_id"] = given["organization_id"]
    elif "organization_id" in given:
        record["organization_id"] = None
    elif changed:
        record["organization_id"] = user["organization_id"]


def _copies(context: Context, record: Record, given: Record) -> None:
    world = context.world
    listed = {name: list(record[name]) for name in ("collaborator_ids", "follower_ids", "email_cc_ids")}
    if "collaborator_ids" in given or "collaborators" in given:
        asked = [
            *given.get("collaborator_ids", ()),
            *(_person(context, p) for p in given.get("collaborators", ())),
        ]
        people = [i for i in dict.fromkeys(asked) if i is not None and world.user(i) is not None]
        listed["follower_ids"] = [i for i in people if world.is_staff(i)]
        listed["email_cc_ids"] = [i for i in people if not world.is_staff(i)]
    for person in given.get("additional_collaborators", ()):
        number = _person(context, person)
        if number is not None:
            name = "follower_ids" if world.is_staff(number) else "email_cc_ids"
            listed[name] = [*listed[name], *([] if number in listed[name] else [number])]
    for column, name in (("followers", "follower_ids"), ("email_ccs", "email_cc_ids")):
        for entry in given.get(column, ()):
            listed[name] = _put_or_delete(context, listed[name], entry)
    if (
        any(listed[name] != record[name] for name in ("follower_ids", "email_cc_ids"))
        or "collaborator_ids" in given
    ):
        listed["collaborator_ids"] = list(dict.fromkeys(listed["follower_ids"] + listed["email_cc_ids"]))
    record |= listed


def _put_or_delete(context: Context, kept: list[int], entry: Any) -> list[int]:
    entry = entry if isinstance(entry, dict) else {"user_id": entry}
    number = _person(context, entry.get("user_id") or entry.get("user_email"))
    if number is None:
        return kept
    if entry.get("action") == "delete":
        return [i for i in kept if i != number]
    return kept if number in kept else [*kept, number]


def _person(context: Context, person: Any) -> int | None:
    """The user of an id, an email, or `{name, email}`."""
    if isinstance(person, dict):
        return requester_of(context, person)
    if isinstance(person, int) or str(person).isdigit():
        return int(person) if context.world.user(int(person)) else None
    return requester_of(context, {"email": person}) if "@" in str(person) else None


def settle_assignment(context: Context, record: Record, before: Record, given: Record) -> None:
    """Assignee and group; an assignee makes a new ticket open."""
    world = context.world
    assignee = record["assignee_id"]
    if given.get("assignee_email"):
        found = world.user_by_email(given["assignee_email"])
        assignee = found["id"] if found else -1
    elif "assignee_id" in given:
        assignee = given["assignee_id"]
    asked = assignee != before["assignee_id"]
    if "group_id" in given:
        record["group_id"] = given["group_id"]
        group = world.small["groups"].get(given["group_id"])
        if given["group_id"] is not None and (group is None or group["deleted"]):
            raise invalid("group", "Group: is invalid")
    if assignee is not None and (asked or "group_id" in given):
        assignee = _checked_assignee(context, record, assignee, asked=asked, group_given="group_id" in given)
    record["assignee_id"] = assignee
    if assignee is not None and record["status"] == "new":
        _open(context, record)


def _checked_assignee(
    context: Context, record: Record, assignee: int, *, asked: bool, group_given: bool
) -> int | None:
    world = context.world
    user = world.user(assignee)
    if user is None or user["role"] == "end-user" or not user["active"]:
        raise invalid("assignee", "Assignee: is invalid")
    groups = world.groups_of(assignee)
    if record["group_id"] in groups:
        return assignee
    if group_given and record["group_id"] is not None:
        if asked:
            raise invalid("assignee", "Assignee: is not a member of the group")
        return None  # ASSUMED: a new group that the old assignee is not in unassigns the ticket
    record["group_id"] = user["default_group_id"] or (groups[0] if groups else None)
    return assignee


def _open(context: Context, record: Record) -> None:
    statuses = context.world.small["custom_statuses"].values()
    record["status"] = "open"
    record["custom_status_id"] = next(
        s["id"] for s in statuses if s["default"] and s["status_category"] == "open"
    )
