"""What `helpsql sandbox` opens, without serving it."""

from __future__ import annotations

from typing import Any

import pytest

from helpsql.cli.subcommands import sandbox_parser
from helpsql.sandbox import available, serve


@pytest.mark.parametrize(
    ("arguments", "rate"),
    [
        ([], 400),
        (["--service", "teamwork_desk"], 120),
        (["--service", "desk_com"], 300),
        (["--service", "zendesk", "--rate-limit", "7"], 7),
        (["--rate-limit", "0"], 0),
    ],
)
def test_each_service_has_its_own_limit(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], rate: int
) -> None:
    opened: dict[str, Any] = {}
    monkeypatch.setattr(serve, "open_sandbox", lambda service, **given: opened.update(given))
    monkeypatch.setattr(serve, "serve", lambda _sandbox, _port: None)
    assert serve.run(sandbox_parser().parse_args(arguments)) == 0
    assert opened["rate_limit"] == rate


def test_no_service_lacks_one() -> None:
    assert set(serve.RATES) == set(available())
