"""Values as they are sent: moments, flags, texts, links, lists of contact details."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from helpsql.sandbox.desk_com.errors import invalid
from helpsql.sandbox.times import stamp

Record = dict[str, Any]

_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z]{2,4})?")
LATEST = 4_102_444_800
_UNIX = re.compile(r"\d{1,10}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
LONGEST = 65_535
WIDEST = 1 << 31


def moment(value: str) -> int | None:
    """Epoch seconds of ISO 8601 (UTC where no offset is given, ASSUMED) or Unix seconds."""
    if _UNIX.fullmatch(value):
        return int(value)
    try:
        found = datetime.fromisoformat(
            value.strip().replace(" ", "+") if value[-6:-5] == " " else value.strip()
        )
    except ValueError:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return int(found.timestamp())


def time(name: str, value: Any) -> str | None:
    """A time as it is kept. Offsets are taken and stored in UTC (ASSUMED)."""
    if value is None or value == "":
        return None
    found = moment(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
    if found is None or not 0 <= found < LATEST:
        raise invalid(name)
    return stamp(found)


def text(name: str, value: Any) -> str | None:
    """ASSUMED: numbers become texts; structures are refused; too long texts too."""
    if value is None:
        return None
    if isinstance(value, bool | int | float):
        return str(value).lower()
    if not isinstance(value, str):
        raise invalid(name)
    if len(value) > LONGEST:
        raise invalid(name, "too_long")
    return value


def locale(name: str, value: Any) -> str:
    if not isinstance(value, str) or not _LOCALE.fullmatch(value):
        raise invalid(name, "blank" if value in (None, "") else "invalid")
    return value


def flag(name: str, value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    known = {"true": True, "1": True, "false": False, "0": False}
    found = known.get(str(value).lower()) if isinstance(value, str | int) else None
    if found is None:
        raise invalid(name)
    return found


def whole(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= WIDEST:
        raise invalid(name)
    return value


def texts(name: str, value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise invalid(name)
    return list(dict.fromkeys(value))


def one_of(*choices: str) -> Any:
    """A check for words of a list."""

    def check(name: str, value: Any) -> str:
        if value not in choices:
            raise invalid(name, "inclusion")
        return str(value)

    return check


def details(name: str, value: Any, kinds: tuple[str, ...]) -> list[Record]:
    """Mail addresses, phone numbers or addresses: `[{type, value}]`."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise invalid(name)
    return [_detail(name, item, kinds) for item in value]


def _detail(name: str, item: Any, kinds: tuple[str, ...]) -> Record:
    if not isinstance(item, dict):
        raise invalid(name)
    value = item.get("value")
    if not isinstance(value, str) or not value.strip():
        raise invalid(name, [{"value": ["blank"]}])
    kind = item.get("type", kinds[-1])  # ASSUMED: without a type it is the last of them, `other`
    if kind not in kinds:
        raise invalid(name, [{"type": ["inclusion"]}])
    return {"type": kind, "value": value.strip()}


def number_of(name: str, link: Any) -> int | None:
    """The number at the end of a link's address; None for a link that is null."""
    if link is None:
        return None
    href = link.get("href") if isinstance(link, dict) else None
    if isinstance(link, dict) and "href" in link and href is None:
        return None
    found = re.search(r"/(\d{1,15})$", href) if isinstance(href, str) else None
    if not found:
        raise invalid(f"_links.{name}")
    return int(found[1])


def own_field(name: str, data: Record, value: Any) -> Any:
    """A value for a field of the account's own, as new rows keep it.

    ASSUMED: a word that is not on the list, and what is no number or date, is refused; numbers
    stay texts (TAPE), booleans become real ones.
    """
    place, kind = f"custom_fields.{name}", data["type"]
    if value is None or value == "":
        return None
    if kind == "boolean":
        return flag(place, value)
    if kind == "integer":
        return str(whole(place, value))
    if kind == "list" and value not in data["choices"]:
        raise invalid(place, "inclusion")
    if kind == "date" and not (isinstance(value, str) and _DATE.fullmatch(value[:10])):
        raise invalid(place)
    return text(place, value)
