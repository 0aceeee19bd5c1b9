"""One change of one ticket: what the columns do to it, and the audit that tells of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.times import stamp
from helpsql.sandbox.zendesk import field_values
from helpsql.sandbox.zendesk.assigning import settle_assignment, settle_people
from helpsql.sandbox.zendesk.commenting import add_comment
from helpsql.sandbox.zendesk.errors import invalid, label
from helpsql.sandbox.zendesk.orders import PRIORITIES, STATUSES
from helpsql.sandbox.zendesk.world.records import Ticket
from helpsql.sandbox.zendesk.world.story import shown
from helpsql.sandbox.zendesk.world.tickets import via

if TYPE_CHECKING:
    from helpsql.sandbox.zendesk.world.world import World

Record = dict[str, Any]

TYPES = ("problem", "incident", "question", "task")
_PLAIN: tuple[str, ...] = (
    "subject",
    "requester_id",
    "priority",
    "type",
    "status",
    "organization_id",
    "brand_id",
    "ticket_form_id",
)
_PLAIN += ("custom_status_id", "assignee_id", "group_id", "external_id", "recipient", "problem_id", "due_at")
_LISTS = ("tags", "collaborator_ids", "follower_ids", "email_cc_ids")
"""Columns that events tell of, in their order."""


@dataclass(frozen=True, slots=True)
class Context:
    """Who writes, when, by which way."""

    world: World
    caller_id: int
    now: int
    client: str = ""
    channel: str = "api"

    @property
    def system(self) -> Record:
        return {
            "client": self.client,
            "ip_address": "203.0.113.7",
            "location": "Anytown, Example Land",
            "latitude": 12.5,
            "longitude": -45.25,
        }


def says_something(comment: Record) -> bool:
    return any(str(comment.get(name) or "").strip() for name in ("body", "html_body", "value"))


class Draft:
    """A ticket on its way from the old record to the new one."""

    def __init__(self, context: Context, record: Record, ticket: Ticket | None) -> None:
        self.context = context
        self.world = context.world
        self.before = record
        self.record = dict(record)
        self.ticket = ticket
        self.comment: Record | None = None
        self.extra: list[Record] = []
        self.custom: Record = {}

    def apply(self, given: Record) -> None:
        settle_people(self.context, self.record, given, new=self.ticket is None)
        self._plain(given)
        self._status(given)
        settle_assignment(self.context, self.record, self.before, given)
        self._fields_and_tags(given)
        self._comment(given)
        self._check_solvable()
        self.custom = given.get("metadata") or {}
        self._macros(given)

    def _plain(self, given: Record) -> None:
        r = self.record
        for name in ("external_id", "recipient", "problem_id", "due_at"):
            if name in given:
                r[name] = given[name]
        if "subject" in given:
            r["subject"] = r["raw_subject"] = given["subject"]
        for name, allowed in (("type", TYPES), ("priority", PRIORITIES)):
            if name in given:
                r[name] = _one_of(name, given[name] or None, allowed)
        for name, collection in (("brand_id", "brands"), ("ticket_form_id", "ticket_forms")):
            if given.get(name) is not None:
                if given[name] not in self.world.small[collection]:
                    raise invalid(name, f"{label(name)}: is invalid")
                r[name] = given[name]
        if r["type"] != "task":
            r["due_at"] = None
        self._problem(given)

    def _problem(self, given: Record) -> None:
        r = self.record
        if r["type"] != "incident":
            r["problem_id"] = None
        elif given.get("problem_id") is not None:
            problem = self.world.ticket(given["problem_id"])
            if problem is None or problem.record["type"] != "problem":
                raise invalid("problem_id", "Problem: is not a problem ticket")

    def _status(self, given: Record) -> None:
        r = self.record
        custom = self.world.small["custom_statuses"]
        if given.get("custom_status_id") is not None:
            chosen = custom.get(given["custom_status_id"])
            if chosen is None or not chosen["active"]:
                raise invalid("custom_status_id", "Custom status: is invalid")
            r["custom_status_id"], r["status"] = chosen["id"], chosen["status_category"]
        elif given.get("status"):
            wanted = _one_of("status", given["status"], STATUSES[:6])
            if wanted == "new" and self.ticket is not None and r["status"] != "new":
                # ASSUMED: a ticket that was open is never new again.
                raise invalid("status", "Status: cannot be changed to New")
            self.set_status(wanted)
        elif r["custom_status_id"] is None:
            self.set_status(r["status"])

    def set_status(self, status: str) -> None:
        """The status, and the default custom status of its category."""
        r = self.record
        custom = self.world.small["custom_statuses"]
        category = "solved" if status == "closed" else status
        kept = custom.get(r["custom_status_id"])
        if kept is None or kept["status_category"] != category:
            default = next(s for s in custom.values() if s["default"] and s["status_category"] == category)
            r["custom_status_id"] = default["id"]
        r["status"] = status

    def _fields_and_tags(self, given: Record) -> None:
        r, world = self.record, self.world
        old = self.before["custom_fields"] if self.ticket else r["custom_fields"]
        new = field_values.with_values(world, old, given.get("custom_fields") or [])
        tags = list(r["tags"])
        if "tags" in given or "set_tags" in given:
            tags = given["tags"] if "tags" in given else given["set_tags"]
        tags = tags + [t for t in given.get("additional_tags", ()) if t not in tags]
        tags = [t for t in tags if t not in given.get("remove_tags", ())]
        before = field_values.field_tags(world, old)
        new = field_values.without_tags(
            world, new, (before & set(r["tags"])) - set(tags) - self._set_now(old, new)
        )
        after = field_values.field_tags(world, new)
        tags = [t for t in tags if t not in before - after]
        r["tags"] = tags + sorted(after - set(tags))
        r["custom_fields"] = r["fields"] = new

    def _set_now(self, old: list[Record], new: list[Record]) -> set[str]:
        """Tags of fields that this change sets, which win over removed tags."""
        kept = {f["id"]: f["value"] for f in old}
        return field_values.field_tags(self.world, [f for f in new if kept.get(f["id"]) != f["value"]])

    def _comment(self, given: Record) -> None:
        comment = given.get("comment")
        if comment is None or not (says_something(comment) or comment.get("uploads")):
            return
        r = self.record
        first = self.ticket is None
        self.comment = add_comment(self.context, comment, public_by_default=bool(r["is_public"]))
        if first:
            r["description"], r["is_public"] = self.comment["body"], self.comment["public"]
        r["is_public"] = r["is_public"] or self.comment["public"]
        by_end_user = not self.world.is_staff(self.comment["author_id"])
        if not first and by_end_user and r["status"] in ("pending", "solved") and not given.get("status"):
            self.set_status("open")

    def _check_solvable(self) -> None:
        """Solving needs the required fields of the ticket's form."""
        r = self.record
        if r["status"] not in ("solved", "closed") or self.before["status"] in ("solved", "closed"):
            return
        form = self.world.small["ticket_forms"].get(r["ticket_form_id"]) or {"ticket_field_ids": []}
        filled = {f["id"] for f in r["custom_fields"] if f["value"] not in (None, "", False, [])}
        for number, field in field_values.custom_fields(self.world).items():
            if field["required"] and number in form["ticket_field_ids"] and number not in filled:
                more = {"ticket_field_id": number, "ticket_field_type": f"Field{field['type'].capitalize()}"}
                raise invalid("base", f"{field['title']}:: is required when solving a ticket", None, **more)

    def _macros(self, given: Record) -> None:
        for number in [*([given["macro_id"]] if given.get("macro_id") else []), *given.get("macro_ids", ())]:
            macro = self.world.small["macros"].get(number)
            if macro is not None:
                event = {
                    "type": "AgentMacroReference",
                    "macro_id": str(number),
                    "macro_title": macro["title"],
                }
                self.extra.append({"id": 0, **event})

    # The end -----------------------------------------------------------------------------------

    def finish(self, audits: tuple[Record, ...]) -> tuple[Ticket, Record | None]:
        context, world = self.context, self.world
        events = self._events()
        if not events and self.ticket is not None:
            # ASSUMED: a change that changes nothing leaves updated_at alone and answers `audit: null`.
            return self.ticket, None
        self.record["updated_at"] = stamp(context.now)
        audit = make_audit(context, self.record, events, self.custom)
        solved = self.ticket.solved if self.ticket else 0
        if self.record["status"] == "solved" and self.before["status"] != "solved":
            solved = context.now
        elif self.record["status"] == "closed":
            solved = solved or context.now
        else:
            solved = solved if self.record["status"] == "solved" else 0
        base = self.ticket or Ticket(self.record, context.now)
        ticket = replace(
            base, record=self.record, generated=context.now, solved=solved, audits=(*audits, audit)
        )
        world.put_ticket(ticket, context.now)
        _note_incident(context, ticket)
        return ticket, audit

    def _events(self) -> list[Record]:
        events = [self.comment] if self.comment else []
        new = self.ticket is None
        for name in (*_PLAIN, *_LISTS):
            before, after = self.before[name], self.record[name]
            if new and (name in _PLAIN[:9] or after not in (None, [])):
                events.append({"id": 0, "type": "Create", "value": shown(after), "field_name": name})
            elif not new and before != after:
                events.append(_changed(name, before, after))
        old = {f["id"]: f["value"] for f in self.before["custom_fields"]} if not new else {}
        for field in self.record["custom_fields"]:
            before, after = old.get(field["id"]), field["value"]
            if before != after and (before or after):
                name = str(field["id"])
                create = {"id": 0, "type": "Create", "value": shown(after), "field_name": name}
                events.append(create if new else _changed(name, before, after))
        return events + self.extra


def _changed(name: str, before: Any, after: Any) -> Record:
    change = {"id": 0, "type": "Change", "value": shown(after), "field_name": name}
    return change | {"previous_value": shown(before)}


def make_audit(
    context: Context, record: Record, events: list[Record], custom: Record, author: int | None = None
) -> Record:
    """The audit of a change; its events get their ids."""
    world = context.world
    audit_id = world.new_id()
    for event in events:
        event["id"] = world.new_id()
        if event["type"] == "Comment":
            event["audit_id"] = audit_id
    by = next((e["author_id"] for e in events if e["type"] == "Comment"), context.caller_id)
    return {
        "id": audit_id,
        "ticket_id": record["id"],
        "created_at": stamp(context.now),
        "author_id": by if author is None else author,
        "metadata": {"system": context.system, "custom": custom},
        "events": events,
        "via": via(context.channel),
    }


def _note_incident(context: Context, ticket: Ticket) -> None:
    problem = context.world.ticket(ticket.record["problem_id"] or 0)
    if problem is not None and not problem.record["has_incidents"]:
        changed = replace(problem, record=problem.record | {"has_incidents": True}, generated=context.now)
        context.world.put_ticket(changed, context.now)


def _one_of(name: str, value: Any, allowed: tuple[str, ...]) -> Any:
    if value is not None and value not in allowed:
        # ASSUMED: the text for a word that is none of the allowed ones.
        raise invalid(name, f"{label(name)}: {value} is not included in the list")
    return value
