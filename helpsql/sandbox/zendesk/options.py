"""The choices of dropdown and multiselect fields, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk.crud import no_content
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import invalid, json_response, not_found
from helpsql.sandbox.zendesk.pages import whole_response

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

CHOICES = ("tagger", "multiselect", "dropdown")


def make(call: Call, given: Record) -> Record:
    """An option as a field keeps it."""
    if not isinstance(given, dict) or not given.get("name") or not given.get("value"):
        raise invalid(
            "custom_field_options", "Custom field option: name and value cannot be blank", "BlankValue"
        )
    name = given["name"]
    return {
        "id": given.get("id") or call.world.new_id(),
        "name": name,
        "raw_name": name,
        "value": given["value"],
        "default": bool(given.get("default")),
    }


def endpoints(plural: str, limits: str = "") -> list[Endpoint]:
    """Those of the fields in the collection `plural`."""

    def kept(call: Call, record_id: int) -> list[Record]:
        found: list[Record] = call.small(plural, record_id).get("custom_field_options", [])
        return found

    def keep(call: Call, record_id: int, options: list[Record]) -> None:
        field = call.small(plural, record_id) | {"custom_field_options": options, "updated_at": call.stamp}
        call.world.small[plural][record_id] = field
        call.world.changed()

    def shown(call: Call, record_id: int, option: Record) -> Record:
        return {"url": call.url(f"{plural}/{record_id}/options/{option['id']}"), **option}

    def index(call: Call, record_id: int) -> Response:
        rows = [shown(call, record_id, option) for option in kept(call, record_id)]
        return whole_response(call, "custom_field_options", rows)

    def show(call: Call, record_id: int, option_id: int) -> Response:
        found = next((o for o in kept(call, record_id) if o["id"] == option_id), None)
        if found is None:
            raise not_found()
        return json_response({"custom_field_option": shown(call, record_id, found)})

    def put(call: Call, record_id: int) -> Response:
        """201 for a new option, 200 for one whose id is given."""
        if call.small(plural, record_id)["type"] not in CHOICES:
            raise invalid("base", "The field has no options")
        new, old = make(call, call.wrapped("custom_field_option")), kept(call, record_id)
        known = any(o["id"] == new["id"] for o in old)
        keep(call, record_id, [new if o["id"] == new["id"] else o for o in old] if known else [*old, new])
        return json_response({"custom_field_option": shown(call, record_id, new)}, 200 if known else 201)

    def delete(call: Call, record_id: int, option_id: int) -> Response:
        old = kept(call, record_id)
        if all(o["id"] != option_id for o in old):
            raise not_found()
        keep(call, record_id, [o for o in old if o["id"] != option_id])
        return no_content()

    path = f"/{plural}/<int:record_id>/options"
    return [
        Endpoint("GET", path, index, limits=limits),
        Endpoint("GET", f"{path}/<int:option_id>", show, limits=limits),
        Endpoint("POST", path, put, role=ADMIN, limits=limits),
        Endpoint("DELETE", f"{path}/<int:option_id>", delete, role=ADMIN, limits=limits),
    ]
