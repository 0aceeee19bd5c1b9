"""Where mail comes in and messages go out: support addresses, targets, sharing agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpsql.sandbox.zendesk import crud, values
from helpsql.sandbox.zendesk.endpoint import ADMIN, Endpoint
from helpsql.sandbox.zendesk.errors import invalid, json_response
from helpsql.sandbox.zendesk.world.account import BRANDS

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from helpsql.sandbox.zendesk.call import Call

Record = dict[str, Any]

_UNCHECKED = ("forwarding_status", "spf_status", "cname_status", "domain_verification_status")


def _address(call: Call, record: Record) -> Record:
    if "@" not in str(record["email"]):
        raise invalid("email", "Email: is not properly formatted")
    record["brand_id"] = record.get("brand_id") or BRANDS[0]
    kept = call.world.small["recipient_addresses"]
    if record["default"]:
        for other in list(kept.values()):
            kept[other["id"]] = other | {"default": False}
    return record


ADDRESSES = crud.Kind(
    "recipient_addresses",
    "recipient_address",
    {
        **dict.fromkeys(("name", "email"), values.text),
        "brand_id": values.whole,
        "default": values.truth,
    },
    {
        "name": None,
        "default": False,
        "domain_verification_code": None,
        **dict.fromkeys(_UNCHECKED, "unknown"),
    },
    required=("email",),
    unique="email",
    settle=_address,
)


def delete_address(call: Call, record_id: int) -> Response:
    if call.small("recipient_addresses", record_id)["default"]:
        raise invalid("base", "The default support address cannot be deleted")
    return crud.deleted(call, ADDRESSES, record_id)


def verify_address(call: Call, record_id: int) -> Response:
    """ASSUMED: the forwarding works at once."""
    found = call.small("recipient_addresses", record_id) | {"forwarding_status": "verified"}
    call.world.small["recipient_addresses"][record_id] = found
    return json_response({"recipient_address": ADDRESSES.url_of(call, found)})


_TARGET_TEXTS = ("title", "type", "email", "subject", "target_url", "method", "attribute", "username")
TARGETS = crud.Kind(
    "targets",
    "target",
    {**dict.fromkeys((*_TARGET_TEXTS, "content_type"), values.text), "active": values.truth},
    {"active": True},
    required=("title", "type"),
)
AGREEMENTS = crud.Kind(
    "sharing_agreements",
    "sharing_agreement",
    dict.fromkeys(("name", "type", "partner_name", "remote_subdomain", "status"), values.text),
    {"type": "outbound", "partner_name": None, "status": "pending", "name": None},
    required=("remote_subdomain",),
)

_ADDRESS = "/recipient_addresses/<int:record_id>"
ENDPOINTS = [
    *crud.endpoints(ADDRESSES, "list show create update"),
    Endpoint("DELETE", _ADDRESS, delete_address, role=ADMIN),
    Endpoint("PUT", f"{_ADDRESS}/verify", verify_address, role=ADMIN),
    *crud.endpoints(TARGETS),
    *crud.endpoints(AGREEMENTS, readers=ADMIN),
]
