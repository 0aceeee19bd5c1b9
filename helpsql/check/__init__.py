"""What is wrong with a definition: every fault at once, each as one line that names the place.

Pure; nothing is asked of the helpdesk. It knows the vocabulary and no helpdesk in particular, and says
nothing about whether a fact is true, only whether the facts fit together.
"""

from __future__ import annotations

from collections.abc import Iterable

from helpsql.check.procedures import check_procedures
from helpsql.check.tables import check_table
from helpsql.check.words import METHODS, Faults, not_sentence, twice
from helpsql.spec import PLACEHOLDER, Helpdesk, Limits, Procedure, Table

ESCAPES = {"", "lucene", "json", "phrase"}


def problems(helpdesk: Helpdesk, procedures: Iterable[Procedure] = ()) -> list[str]:
    """One line a fault, in the order of the definition; [] when the facts fit together."""
    return [*_helpdesk(helpdesk), *check_procedures(helpdesk, tuple(procedures))]


def _helpdesk(helpdesk: Helpdesk) -> Faults:
    name = helpdesk.name
    names = [one for table in helpdesk.tables for one in (table.name, *table.aliases)]
    yield from (f"{name}: two tables are called {one}." for one in twice(names))
    settings = {setting.name for setting in helpdesk.settings}
    for needed in dict.fromkeys(name for way in helpdesk.ways for name in way.settings):
        if needed not in settings:
            yield f"{name}: no setting {needed}, which signing in needs."
    for needed in PLACEHOLDER.findall(helpdesk.base_url):
        if not any(setting.name == needed and setting.required for setting in helpdesk.settings):
            yield f"{name}: {helpdesk.base_url} needs {needed}, which is no required setting."
    for setting in helpdesk.settings:
        yield from not_sentence(f"{name}: setting {setting.name}", setting.description)
    for param, join in helpdesk.joins.items():
        if join.escape not in ESCAPES:
            yield f"{name}: {param} is escaped by {join.escape}, an unknown rule."
        if join.around.count("{}") != 1:
            yield f"{name}: the terms of {param} have no place in {join.around!r}."
    if not helpdesk.base_url.startswith("https://"):
        yield f"{name}: {helpdesk.base_url} is not an https address."
    if helpdesk.check and not helpdesk.check.startswith("/"):
        yield f"{name}: the path {helpdesk.check} does not begin with a slash."
    yield from _limits(helpdesk.limits, name)
    if helpdesk.job is not None and PLACEHOLDER.findall(helpdesk.job.path) != ["id"]:
        yield f"{name}: {helpdesk.job.path} does not say which job is meant."
    for family in helpdesk.families:
        if family.table.lower() not in helpdesk.by_name:
            yield f"{name}: a family of tables is listed in {family.table}, which is no table."
    yield from (f"{name}: two recipes are called {one}." for one in twice(r.title for r in helpdesk.recipes))
    for recipe in helpdesk.recipes:
        if f"{name}." not in recipe.sql:
            yield f"{name}: the recipe {recipe.title!r} uses none of its tables and procedures."
    for table in helpdesk.tables:
        yield from check_table(helpdesk, table)
        yield from _asks(helpdesk, table)


def _asks(helpdesk: Helpdesk, table: Table) -> Faults:
    """What the writes of a table ask of the helpdesk as a whole."""
    writes = [write for write in (table.insert, *table.update, table.delete) if write is not None]
    where, settings = f"{helpdesk.name}.{table.name}", {setting.name for setting in helpdesk.settings}
    if helpdesk.job is None and any(write.many is not None and write.many.job for write in writes):
        yield f"{where}: writes in bulk end in jobs, of which nothing is said."
    for write in writes:
        if write.lock is not None and write.lock.setting not in settings:
            yield f"{where}: no setting {write.lock.setting}, which switches locking on."


def _limits(limits: Limits, name: str) -> Faults:
    yield from (f"{name}: two limits are called {one}." for one in twice(b.name for b in limits.buckets))
    for bucket in limits.buckets:
        if bucket.limit < 1 or bucket.window <= 0:
            yield f"{name}: limit {bucket.name} allows nothing."
        for request in bucket.requests:
            method, _, path = request.partition(" ")
            if method not in METHODS or not path.startswith("/"):
                yield f"{name}: limit {bucket.name}: {request!r} is no request."
    for header in limits.bucket_headers:
        if header.count("{}") != 1:
            yield f"{name}: the name of a limit has no place in the header {header!r}."
