"""The page of a procedure."""

from __future__ import annotations

from collections.abc import Sequence

from helpsql.pages.markdown import Lines, code, fenced, grid, valid
from helpsql.spec import Helpdesk, Parameter, Procedure


def procedure_page(helpdesk: Helpdesk, procedure: Procedure) -> str:
    return "\n".join(procedure_lines(procedure, f"# {helpdesk.name}.")) + "\n"


def procedure_lines(procedure: Procedure, heading: str = "### ") -> Lines:
    yield f"{heading}{procedure.name}"
    yield ""
    yield procedure.description + (f" <{procedure.docs}>" if procedure.docs else "")
    yield from ("", *fenced("sql", f"{procedure.usage};"))
    if procedure.parameters:
        yield ""
        yield from grid(("parameter", "type", "", "what it is"), map(_parameter, procedure.parameters))
    yield from _rest(procedure)


def _rest(procedure: Procedure) -> Lines:
    """What it needs and gives back."""
    if procedure.needs_one:
        yield from ("", f"Needs one of {code(procedure.needs_one)}: {procedure.because}")
    if procedure.returns:
        yield from ("", f"Gives back {code(procedure.returns)}.")


def _parameter(parameter: Parameter) -> Sequence[str]:
    required = "required" if parameter.required else ""
    what = parameter.description + valid(parameter.description, parameter.values) + _default(parameter)
    return f"`{parameter.name}`", parameter.type.value, required, what


def _default(parameter: Parameter) -> str:
    """What is used when it is not given, where the description does not say so."""
    shown = "" if parameter.default is None else str(parameter.default).lower()
    return f" Default: {shown}." if shown and shown not in parameter.description.lower() else ""
