"""Definitions of properties, and what their values must be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from helpsql.sandbox.helpscout import hal
from helpsql.sandbox.helpscout.errors import Refusal, not_found
from helpsql.sandbox.helpscout.holdings import PropertyDefinition
from helpsql.sandbox.helpscout.typed_values import fits
from helpsql.sandbox.helpscout.validation import Body

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from helpsql.sandbox.helpscout.call import Call

MOST_DEFINITIONS, MOST_OPTIONS = 50, 100
TYPES = ("number", "text", "url", "date", "dropdown")


def property_problem(definition: PropertyDefinition | None, value: Any) -> tuple[str, str] | None:
    """(message, kind) of what is wrong with a property's value, if anything is."""
    if definition is None:
        return "unknown property", "InvalidIdentifier"
    text = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if not text:
        return "may not be empty", "NotEmpty"
    if not fits(definition.type, text, dict(definition.options)):
        return f"is not a valid value of a {definition.type} property", "InvalidValue"
    return None


def create_property(call: Call) -> Response:
    body = Body(call.object())
    definition = read_definition(call, body)
    if len(call.world.properties) >= MOST_DEFINITIONS:
        body.note("slug", f"there are {MOST_DEFINITIONS} definitions already", "Size")
    body.check()
    if definition.slug in call.world.properties:
        raise Refusal(409)
    call.world.properties[definition.slug] = definition
    call.world.changed()
    return hal.created(call.href(f"/v2/customer-properties/{definition.slug}"), definition.slug)


def read_definition(call: Call, body: Body) -> PropertyDefinition:
    """A definition of a body, with fresh ids for its options."""
    slug = body.text("slug", required=True) or ""
    if slug and not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", slug):
        body.note("slug", "must be 1 to 100 letters, digits, hyphens or underscores", "Pattern", slug)
    kind = body.choice("type", TYPES, required=True) or ""
    name = body.text("name", required=True) or ""
    labels = [
        item.text("label", required=True) or ""
        for item in body.objects("options", required=kind == "dropdown")
    ]
    if len(labels) > MOST_OPTIONS:
        body.note("options", f"size must be between 0 and {MOST_OPTIONS}", "Size")
    options = tuple((f"00000000-0000-4000-8000-{call.world.new_id():012d}", label) for label in labels)
    return PropertyDefinition(slug, name, kind, options, call.world.new_id())


def delete_property(call: Call, slug: str) -> Response:
    """ASSUMED: the customers' values go with the definition."""
    if call.world.properties.pop(slug, None) is None:
        raise not_found()
    call.world.changed()
    return hal.empty()


ROUTES: list[tuple[str, str, Callable[..., Any]]] = [
    ("POST", "/v2/customer-properties", create_property),
    ("DELETE", "/v2/customer-properties/<slug>", delete_property),
]
