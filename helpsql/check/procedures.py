"""What is wrong with procedures and their parameters."""

from __future__ import annotations

from collections.abc import Sequence

from helpsql.check.words import METHODS, NAME, PATH, Faults, not_sentence, points_to, twice, valid_values
from helpsql.spec import NOWHERE, PLACEHOLDER, Helpdesk, Parameter, Procedure, Style


def check_procedures(helpdesk: Helpdesk, procedures: Sequence[Procedure]) -> Faults:
    for name in twice(procedure.name for procedure in procedures):
        yield f"{helpdesk.name}: two procedures are called {name}."
    for procedure in procedures:
        yield from _procedure(helpdesk, procedure, f"{helpdesk.name}.{procedure.name}()")


def _procedure(helpdesk: Helpdesk, procedure: Procedure, where: str) -> Faults:
    if not NAME.fullmatch(procedure.name):
        yield f"{where}: {procedure.name!r} is no name."
    yield from not_sentence(where, procedure.description, capital=True)
    yield from (
        f"{where}: two parameters are called {one}." for one in twice(p.name for p in procedure.parameters)
    )
    yield from (f"{where}: returns {one} twice." for one in twice(procedure.returns))
    if (procedure.steps is None) == (not procedure.path):
        yield f"{where}: needs either a path or steps."
    if procedure.path:
        yield from _single(helpdesk, procedure, where)
    names = {parameter.name for parameter in procedure.parameters}
    for name in procedure.needs_one:
        if name not in names:
            yield f"{where}: needs {name}, which is no parameter."
    if procedure.needs_one:
        yield from not_sentence(where, procedure.because)
    yield from _touched(helpdesk, procedure, where)
    for name, path in procedure.gives.items():
        if name not in procedure.returns or not PATH.fullmatch(path):
            yield f"{where}: gives {name} from {path!r}, which it does not return."
    optional = ""
    for parameter in procedure.parameters:
        yield from _parameter(parameter, f"{where}: {parameter.name}")
        if parameter.required and optional:
            yield f"{where}: {parameter.name} is required, but comes after {optional}, which is not."
        optional = optional or ("" if parameter.required else parameter.name)


def _touched(helpdesk: Helpdesk, procedure: Procedure, where: str) -> Faults:
    """The rows that are said to change."""
    if procedure.makes and procedure.makes.lower() not in helpdesk.by_name:
        yield f"{where}: makes a row of {procedure.makes}, which is no table."
    if procedure.makes and "Id" not in procedure.returns:
        yield f"{where}: makes a row, but does not return its Id."
    for parameter in procedure.parameters:
        for target in parameter.points_to:
            yield from points_to(helpdesk, target, f"{where}: {parameter.name}")


def _single(helpdesk: Helpdesk, procedure: Procedure, where: str) -> Faults:
    """A procedure of one request."""
    if procedure.method not in METHODS:
        yield f"{where}: {procedure.method!r} is no method."
    if procedure.method == "GET" and procedure.writes:
        yield f"{where}: a GET is said to write."
    if not procedure.path.startswith("/"):
        yield f"{where}: the path {procedure.path} does not begin with a slash."
    by_name = {parameter.name: parameter for parameter in procedure.parameters}
    in_path = PLACEHOLDER.findall(procedure.path)
    for name in in_path:
        if name not in by_name:
            yield f"{where}: {{{name}}} in the path is no parameter."
        elif not by_name[name].required:
            yield f"{where}: {name} stands in the path and must be required."
    rest = [p for p in procedure.parameters if p.name not in in_path]
    if procedure.style is Style.EMPTY and (rest or procedure.fixed):
        yield f"{where}: has no body for {', '.join([*(p.name for p in rest), *procedure.fixed])}."
    for parameter in rest:
        if parameter.body == NOWHERE:
            yield f"{where}: {parameter.name} stands neither in the path nor in the body."
    places = [p.body or helpdesk.naming(p.name) for p in rest if p.body != NOWHERE]
    yield from (f"{where}: {one} of the body is set twice." for one in twice([*places, *procedure.fixed]))


def _parameter(parameter: Parameter, where: str) -> Faults:
    if not NAME.fullmatch(parameter.name):
        yield f"{where}: {parameter.name!r} is no name."
    yield from not_sentence(where, parameter.description)
    yield from valid_values(parameter.values, parameter.type, parameter.shape, where)
    if parameter.required and parameter.default is not None:
        yield f"{where}: required, and has a default."
