"""Cases of the tests over all tables that are known to fail, each with what they wait for."""

from __future__ import annotations

import pytest

_LIST = "the list by external_id leaves archived tickets out in the sandbox; the definition calls it whole"
_VIA = "`via` is a bare word in comment events and an object elsewhere: columns have one path"
_CAP = "Sort: the order of a list that misses rows is not handed on, since a whole read goes before it"
_FILTER, _SET = (
    "test_a_pushed_filter_gives_what_a_full_scan_gives",
    "test_a_set_of_values_gives_what_a_full_scan_gives",
)
AWAITED: dict[str, str] = {
    # Test[place] -> the word or fact that is missing. One that passes turns red: remove it then.
    f"{_FILTER}[zendesk.tickets]": _LIST,
    f"{_FILTER}[zendesk.ticket_comments]": _VIA,
    f"{_SET}[zendesk.ticket_comments]": _VIA,
    "test_a_promised_order_is_the_order_of_sql[zendesk.tickets]": _CAP,
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        reason = AWAITED.get(item.name)
        if reason is not None:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
