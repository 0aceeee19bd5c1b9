"""Procedures: actions that are no rows, and the requests they are made of."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpsql.spec.columns import Type, Values
from helpsql.spec.writes import OBJECT, Style


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a procedure; matched by place or by name in any letter case.

    body      its path in the request body; default: its name, first letter in lower case. Parameters named
              in the path are not in the body; NOWHERE keeps one out of it
    values    valid values, SQL spelling -> API spelling, in any letter case
    default   used when it is not given (None: left out of the body)
    form      what stands in the body for its value, as a column's
    points_to "Table.Column", each: rows whose ids it holds, and which the call may change
    """

    name: str
    type: Type
    description: str
    required: bool = True
    body: str = ""
    values: Values = field(default_factory=dict)
    shape: str = ""
    default: Any = None
    form: Mapping[str, Any] = field(default_factory=dict)
    points_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A request to be made: path below the base URL with `params`, JSON `body` (None: none).

    raw       the answer is bytes, not JSON
    wait      seconds to wait before it is sent (a procedure that looks after a job); interruptible
    content   body as bytes, in the place of `body`; its type stands in `headers`
    elsewhere `path` is an https address on another host, which the API named: sent without credentials
    idempotency  header for a fresh key, the same for each attempt of this request
    """

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool | None = None
    raw: bool = False
    wait: float = 0.0
    content: bytes | None = None
    idempotency: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `json` is the decoded body (None when empty); `content` its bytes."""

    status: int
    headers: Mapping[str, str]
    json: Any
    content: bytes = b""


Steps = Generator[Request, Response, list[dict[str, Any]]]
"""A procedure of several requests, without I/O: yields requests, is sent responses, returns its rows."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """An action that is not a row: `call Name(...)`.

    request   method and path with parameters as placeholders; the other parameters make the body
    steps     for what one request cannot do: a named function beside the definition
    returns   columns of the row it gives back; "Id" is the id of what was made, a name that is also a
              parameter's (letter case aside) holds its argument
    wrap      key around the body
    fixed     members of the body that are always sent (dotted paths)
    gives     returned columns that are read from the answer, name -> path
    idempotency  header for a fresh key: with it, sending again cannot double
    needs_one at least one of these parameters must be given, as `because` says
    makes     the table whose new or changed row "Id" is
    """

    name: str
    description: str
    parameters: Sequence[Parameter]
    method: str = ""
    path: str = ""
    steps: Callable[[Mapping[str, Any]], Steps] | None = None
    returns: tuple[str, ...] = ("Id",)
    docs: str = ""
    wrap: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    style: Style = OBJECT
    repeatable: bool | None = None
    writes: bool = True
    gives: Mapping[str, str] = field(default_factory=dict)
    needs_one: tuple[str, ...] = ()
    because: str = ""
    idempotency: str = ""
    makes: str = ""

    @property
    def usage(self) -> str:
        shown = [p.name if p.required else f"[{p.name}]" for p in self.parameters]
        return f"call {self.name}({', '.join(shown)})"
