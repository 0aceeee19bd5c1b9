"""The page of a procedure."""

from __future__ import annotations

from collections.abc import Sequence

from helpsql.pages.markdown import Lines, code, fenced, grid, valid
from helpsql.spec import Parameter, Procedure


def procedure_page(procedure: Procedure) -> str:
    return "\n".join(procedure_lines(procedure, "#")) + "\n"


def procedure_lines(procedure: Procedure, heading: str) -> Lines:
    yield f"{heading} {procedure.name}"
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
    values, default = valid(parameter.description, parameter.values), ""
    if parameter.default is not None:
        default = f" Default: {parameter.default}."
    return f"`{parameter.name}`", parameter.type.value, required, parameter.description + values + default
