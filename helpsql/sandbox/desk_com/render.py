"""Rows as the API shows them: id, keys, links, and what was asked to be embedded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com.world.people import social_user
from helpsql.sandbox.desk_com.world.script import MESSAGE_CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Record, Row, Thread

# Kinds of rows that have an `id`, by the year of the shape. Topics, articles and companies were
# never recorded with one (TAPE of 2014, the newest of them); ASSUMED: all others have it in 2016.
_WITHOUT_ID = frozenset({"topic", "article", "company", "topic_translation", "article_translation"})
_WITH_ID_2014 = frozenset({"case", "customer", "user", "label"})
_ONLY_2016 = (
    "active_attachments_count", "active_notes_count", "has_pending_interactions",
    "has_failed_interactions", "route_status",
)  # fmt: skip
_ONLY_2014 = ("blurb", "label_ids", "changed_at", "avatar")


def numbered(call: Call, kind: str) -> bool:
    if call.age >= 2016:
        return kind not in _WITHOUT_ID
    return call.age >= 2014 and kind in _WITH_ID_2014


def shown(call: Call, kind: str, row: Row, data: Record, links: Record) -> Record:
    """The parts put together, cut to what `fields` names. ASSUMED: `_links` always stay."""
    found: Record = {"id": row.id} if numbered(call, kind) else {}
    found |= data
    if call.age < 2016:
        gone = _ONLY_2016 if call.age >= 2014 else _ONLY_2016 + _ONLY_2014
        found = {key: value for key, value in found.items() if key not in gone}
    if call.fields:
        found = {key: value for key, value in found.items() if key in call.fields}
    found["_links"] = links
    return found


def to(call: Call, row: Row, name: str, path: str, kind: str) -> Record | None:
    """The link to one row that `refs` names."""
    number = row.refs.get(name)
    return None if number is None else call.link(f"{path}/{number}", kind)


def embed(call: Call, found: Record, makers: dict[str, Callable[[], Record | None]]) -> Record:
    """ASSUMED: unknown names are ignored, and what a row does not have is left out."""
    wanted = {name: makers[name]() for name in call.embeds if name in makers}
    there = {name: record for name, record in wanted.items() if record is not None}
    if there:
        found["_embedded"] = there
    return found


# Cases -------------------------------------------------------------------------------------------


def case(call: Call, row: Row, thread: Thread, *, embedding: bool = True) -> Record:
    labels = [call.world.small["labels"].get(number) for number in row.refs["labels"]]
    alive = [label for label in labels if label is not None]
    data = row.data | {"labels": [r.data["name"] for r in alive], "label_ids": [r.id for r in alive]}
    found = shown(call, "case", row, data, _case_links(call, row, thread))
    return embed(call, found, _case_makers(call, row, thread)) if embedding and call.embeds else found


def _case_links(call: Call, row: Row, thread: Thread) -> Record:
    own = f"cases/{row.id}"

    def under(path: str, kind: str, count: int | None = None) -> Record | None:
        return call.link(f"{own}/{path}", kind, count)

    return {
        "self": call.link(own, "case"),
        "message": under("message", MESSAGE_CLASSES[row.data["type"]]),
        "customer": to(call, row, "customer", "customers", "customer"),
        "labels": under("labels", "label"),
        "assigned_user": to(call, row, "assigned_user", "users", "user"),
        "assigned_group": to(call, row, "assigned_group", "groups", "group"),
        "locked_by": to(call, row, "locked_by", "users", "user"),
        "history": under("history", "history"),
        "case_links": under("links", "case_link", len(thread.links)),
        "macro_preview": under("macros/preview", "macro_preview"),
        "replies": under("replies", "reply", len(thread.replies)),
        "draft": under("replies/draft", "reply"),
        "notes": under("notes", "note", len(thread.notes)),
        "attachments": under("attachments", "attachment", len(thread.attachments)),
        "feedbacks": None,
    }


def _case_makers(call: Call, row: Row, thread: Thread) -> dict[str, Callable[[], Record | None]]:
    world, refs = call.world, row.refs
    who = world.customers.get(refs["customer"])
    return {
        "customer": lambda: None if who is None else customer(call, who, embedding=False),
        "message": lambda: spoken(call, row, thread.message, embedding=False),
        "draft": lambda: None if thread.draft is None else spoken(call, row, thread.draft, embedding=False),
        "assigned_user": lambda: small(call, "users", refs["assigned_user"]),
        "assigned_group": lambda: small(call, "groups", refs["assigned_group"]),
        "facebook_user": lambda: social(call, "facebook_user", who),
        "twitter_user": lambda: social(call, "twitter_user", who),
    }


def spoken(call: Call, case_row: Row, row: Row, *, embedding: bool = True) -> Record:
    """The message, a reply or the draft of a case."""
    own = f"cases/{case_row.id}"
    path = _spoken_path(row)
    kind = MESSAGE_CLASSES[case_row.data["type"]]
    links = {
        "self": call.link(f"{own}/{path}", kind),
        "case": call.link(own, "case"),
        "customer": to(call, row, "customer", "customers", "customer"),
        "sent_by": to(call, row, "sent_by", "users", "user"),
        "entered_by": to(call, row, "entered_by", "users", "user"),
        "hidden_by": to(call, row, "hidden_by", "users", "user"),
        "erased_by": to(call, row, "erased_by", "users", "user"),
        "outbound_mailbox": to(call, row, "outbound_mailbox", "mailboxes/outbound", "outbound_mailbox"),
        "attachments": call.link(f"{own}/{path}/attachments", "attachment"),
    }
    if row.refs.get("twitter_account"):
        links["twitter_account"] = to(call, row, "twitter_account", "twitter_accounts", "twitter_account")
    found = shown(call, "reply", row, row.data, links)
    if not embedding or not call.embeds:
        return found
    who = call.world.customers.get(case_row.refs["customer"])
    return embed(
        call,
        found,
        {
            "sent_by": lambda: small(call, "users", row.refs.get("sent_by")),
            "entered_by": lambda: small(call, "users", row.refs.get("entered_by")),
            "facebook_user": lambda: social(call, "facebook_user", who),
            "twitter_user": lambda: social(call, "twitter_user", who),
        },
    )


def _spoken_path(row: Row) -> str:
    if row.data["status"] == "draft" and row.refs.get("is_draft"):
        return "replies/draft"
    return "message" if row.refs.get("is_message") else f"replies/{row.id}"


def note(call: Call, case_row: Row, row: Row) -> Record:
    own = f"cases/{case_row.id}"
    links = {
        "self": call.link(f"{own}/notes/{row.id}", "note"),
        "case": call.link(own, "case"),
        "user": to(call, row, "user", "users", "user"),
        "erased_by": to(call, row, "erased_by", "users", "user"),
    }
    found = shown(call, "note", row, row.data, links)
    return embed(call, found, {"user": lambda: small(call, "users", row.refs["user"])})


def attachment(call: Call, row: Row) -> Record:
    own = f"cases/{row.refs['case']}"
    path = f"{own}/attachments/{row.id}"
    url = f"{call.request.base}{call.href(path)}/url"
    data: Record = {}
    for key, value in row.data.items():
        data[key] = value
        if key == "size":
            data["url"] = url
    links = {
        "self": call.link(path, "attachment"),
        "case": call.link(own, "case"),
        "uploaded_by": to(call, row, "uploaded_by", "users", "user"),
    }
    if row.refs.get("reply"):
        links["reply"] = call.link(f"{own}/replies/{row.refs['reply']}", "reply")
    return shown(call, "attachment", row, data, links)


def event(call: Call, row: Row) -> Record:
    links = {
        "self": call.link(f"cases/{row.refs['case']}/history/{row.id}", "history"),
        "invoker": to(call, row, "invoker", "users", "user"),
    }
    if row.refs.get("rule"):
        links["rule"] = to(call, row, "rule", "rules", "rule")
    return shown(call, "history", row, row.data, links)


def case_link(call: Call, row: Row) -> Record:
    links = {
        "self": call.link(f"cases/{row.refs['case']}/links/{row.id}", "case_link"),
        "case": to(call, row, "case", "cases", "case"),
        "linked_case": to(call, row, "linked_case", "cases", "case"),
    }
    return shown(call, "case_link", row, row.data, links)


# People ------------------------------------------------------------------------------------------


def customer(call: Call, row: Row, *, embedding: bool = True) -> Record:
    own = f"customers/{row.id}"
    links = {
        "self": call.link(own, "customer"),
        # A link to nothing that is no null (TAPE).
        "locked_by": to(call, row, "locked_by", "users", "user") or _to_nothing(row),
        "company": to(call, row, "company", "companies", "company"),
        "facebook_user": to(call, row, "facebook_user", "facebook_users", "facebook_user"),
        "twitter_user": to(call, row, "twitter_user", "twitter_users", "twitter_user"),
        "cases": call.link(f"{own}/cases", "case", call.world.count_of_customer(row.id)),
    }
    found = shown(call, "customer", row, row.data, links)
    if not embedding or not call.embeds:
        return found
    return embed(
        call,
        found,
        {
            "facebook_user": lambda: social(call, "facebook_user", row),
            "twitter_user": lambda: social(call, "twitter_user", row),
        },
    )


def _to_nothing(row: Row) -> Record | None:
    return {"href": None, "class": "site"} if row.id % 10 == 2 else None


def company(call: Call, row: Row) -> Record:
    own = f"companies/{row.id}"
    links = {
        "self": call.link(own, "company"),
        "customers": call.link(f"{own}/customers", "customer"),
        "cases": call.link(f"{own}/cases", "case"),
    }
    return shown(call, "company", row, row.data, links)


def social(call: Call, kind: str, who: Row | None) -> Record | None:
    """The Twitter or Facebook profile of a customer."""
    number = None if who is None else who.refs.get(kind)
    return None if number is None else social_row(call, kind, number)


def social_row(call: Call, kind: str, number: int) -> Record:
    row = call.world.small[f"{kind}s"].get(number) or social_user(kind, number)
    return shown(call, kind, row, row.data, {"self": call.link(f"{kind}s/{number}", kind)})


def small(call: Call, collection: str, number: Any) -> Record | None:
    """A row of a small collection, by its kind's own description."""
    from helpsql.sandbox.desk_com.kinds import KINDS

    row = call.world.small[collection].get(number)
    return None if row is None else KINDS[collection].show(call, row)
