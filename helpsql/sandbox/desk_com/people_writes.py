"""Creating and changing customers and companies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.desk_com import drafts, render, values
from helpsql.sandbox.desk_com.errors import invalid, json_response
from helpsql.sandbox.desk_com.part_writes import made
from helpsql.sandbox.desk_com.world.rows import Row

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.desk_com.call import Call
    from helpsql.sandbox.desk_com.world.rows import Record

COLUMNS: drafts.Columns = {
    "first_name": values.text,
    "last_name": values.text,
    "title": values.text,
    "background": values.text,
    "external_id": values.text,
    "language": values.text,
    "locked_until": values.time,
    "access_private_portal": values.flag,
    "access_company_cases": values.flag,
}
LINKS: drafts.Links = {"company": "companies", "locked_by": "users"}
_KINDS = {
    "emails": ("home", "work", "other"),
    "phone_numbers": ("home", "work", "mobile", "other"),
    "addresses": ("home", "work", "other"),
}


def create_customer(call: Call) -> Response:
    """ASSUMED: some name or contact detail is needed."""
    body = call.body
    given = drafts.read(body, COLUMNS)
    lists = {name: values.details(name, body.get(name), kinds) for name, kinds in _KINDS.items()}
    if not (given.get("first_name") or given.get("last_name") or any(lists.values())):
        raise invalid("first_name", "blank")
    refs: Record = {"locked_by": None, "company": None, "twitter_user": None, "facebook_user": None}
    refs |= drafts.read_links(call, body, LINKS)
    number = call.world.new_id()
    _check_taken(call, number, lists["emails"])
    fresh: Record = dict.fromkeys((*COLUMNS, "company", "company_name", "display_name", "avatar"))
    fresh |= {"access_private_portal": False, "access_company_cases": False, "label_ids": []}
    own = drafts.own_fields(call, "customer", {}, body.get("custom_fields"))
    stamps = {"created_at": call.stamp, "updated_at": call.stamp}
    row = Row(number, fresh | given | stamps | {"custom_fields": own} | lists, refs)
    row = _named(call, row)
    call.world.put_customer(row)
    return made(call, render.customer(call, row))


def update_customer(call: Call, number: int) -> Response:
    row, body = call.customer(number), call.body
    given, refs = drafts.read(body, COLUMNS), drafts.read_links(call, body, LINKS)
    for name, kinds in _KINDS.items():
        how = drafts.action(body, f"{name}_update_action")
        if name in body:
            sent = values.details(name, body[name], kinds)
            given[name] = [*row.data[name], *sent] if how == "append" else sent
    if "emails" in given:
        _check_taken(call, number, given["emails"])
    if "custom_fields" in body:
        given["custom_fields"] = drafts.own_fields(
            call, "customer", row.data["custom_fields"], body["custom_fields"]
        )
    if given or refs:
        row = _named(call, row.changed(given | {"updated_at": call.stamp}, refs))
        call.world.put_customer(row)
    return json_response(render.customer(call, row))


def _check_taken(call: Call, own: int, emails: list[Record]) -> None:
    """An address belongs to one customer (DOC); the answer has one entry for each address."""
    taken = [call.world.customer_of_email(e["value"]) not in (None, own) for e in emails]
    if any(taken):
        raise invalid("emails", [{"value": ["taken"]} if each else {} for each in taken])


def _named(call: Call, row: Row) -> Row:
    """With the names that follow from others: the shown one, the company's."""
    number = row.refs["company"]
    company = None if number is None else call.company(number).data["name"]
    shown = " ".join(part for part in (row.data["first_name"], row.data["last_name"]) if part)
    return row.changed({"company": company, "company_name": company, "display_name": shown or None})


# Companies ---------------------------------------------------------------------------------------

COMPANY_COLUMNS: drafts.Columns = {
    "name": values.text,
    "domains": values.texts,
    "external_id": values.text,
}


def create_company(call: Call) -> Response:
    given = drafts.read(call.body, COMPANY_COLUMNS)
    drafts.need(given, "name")
    number = call.world.new_id()
    _check_name(call, number, given["name"])
    own = drafts.own_fields(call, "company", {}, call.body.get("custom_fields"))
    data: Record = {"name": None, "domains": [], "external_id": None} | given
    data |= {"created_at": call.stamp, "updated_at": call.stamp, "custom_fields": own}
    row = Row(number, data)
    call.world.put_company(row)
    return made(call, render.company(call, row))


def update_company(call: Call, number: int) -> Response:
    row, body = call.company(number), call.body
    given: dict[str, Any] = drafts.read(body, COMPANY_COLUMNS)
    if "name" in given:
        drafts.need(given, "name")
        _check_name(call, number, given["name"])
    if "custom_fields" in body:
        given["custom_fields"] = drafts.own_fields(
            call, "company", row.data["custom_fields"], body["custom_fields"]
        )
    if given:
        row = row.changed(given | {"updated_at": call.stamp})
        call.world.put_company(row)
    return json_response(render.company(call, row))


def _check_name(call: Call, own: int, name: str) -> None:
    """ASSUMED: two companies do not share a name."""
    companies = call.world.companies
    wanted = name.casefold()
    for number in companies.ids():
        if number != own and call.company(number).data["name"].casefold() == wanted:
            raise invalid("name", "taken")
