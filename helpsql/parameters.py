"""Values given beside a statement: one that SQLite cannot hold, or that is missing, is refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from helpsql.errors import ProgrammingError
from helpsql.likeness import like, offered

if TYPE_CHECKING:
    from helpsql.values import SqlValue

Parameters = Sequence["SqlValue"] | Mapping[str, "SqlValue"]


@contextmanager
def naming_absent(parameters: Parameters) -> Iterator[None]:
    """A parameter that the mapping lacks, named."""
    try:
        yield
    except KeyError as error:
        if not isinstance(parameters, Mapping) or error.args[0] in parameters:
            raise
        name = str(error.args[0])
        near = [f":{one}" for one in like(name, parameters)]
        raise ProgrammingError(
            f"There is no value for :{name}.",
            hint=offered(near),
            code="bad-parameter",
            token=f":{name}",
            near=near,
        ) from None


def bindings(parameters: Parameters) -> Parameters | None:
    """As apsw takes them: an empty mapping still names what is missing, an empty sequence does not."""
    named = parameters.items() if isinstance(parameters, Mapping) else enumerate(parameters, start=1)
    for name, value in named:
        _check_parameter(name, value)
    return parameters if parameters or isinstance(parameters, Mapping) else None


def _check_parameter(name: object, value: object) -> None:
    """Refuse what SQLite cannot hold, naming the parameter."""
    wrong = ""
    if not (value is None or isinstance(value, int | float | str | bytes)):
        wrong = f"a {type(value).__name__} is no SQL value"
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        wrong = "the number does not fit 64 bits"
    elif isinstance(value, str) and not _is_text(value):
        wrong = "the text holds half a character (a lone surrogate)"
    if wrong:
        raise ProgrammingError(f"Parameter {name}: {wrong}.", code="bad-parameter")


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
