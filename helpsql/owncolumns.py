"""From definitions of an account's own fields to columns. Pure; no two columns get the same name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from helpsql.spec import Column, Custom, Own, Table, Type
from helpsql.values import SqlValue

Definition = Mapping[str, SqlValue]
Group = tuple[str, list[Definition]]
LABELS_SHOWN = 20
MOST_COLUMNS = 1900
"""SQLite takes 2,000 in a table; beyond this the second, hidden names are left out, then the last fields."""


def own_columns(
    table: Table, custom: Custom, definitions: Sequence[Definition], own_name: Callable[[str], str]
) -> list[Column]:
    """One column for each name, then the hidden ones whose names never change."""
    fields = [definition for definition in definitions if _is_shown(definition, custom)]
    named = _told_apart if custom.clash else _shared
    columns = [
        _column(name, group, custom)
        for name, group in named(table, custom, fields, lambda d: own_name(str(d[custom.name])))
    ]
    stable = _stable(custom, columns) if custom.stable else []
    room = MOST_COLUMNS - len(table.columns)
    return (columns + stable if len(columns) + len(stable) <= room else columns)[:room]


def _is_shown(definition: Definition, custom: Custom) -> bool:
    named = definition.get(custom.name) is not None and definition.get(custom.key) is not None
    in_use = not custom.active or definition.get(custom.active) != 0
    return named and in_use and definition.get(custom.kind) not in custom.skip


# Names


def _told_apart(
    table: Table, custom: Custom, fields: Sequence[Definition], name_of: Callable[[Definition], str]
) -> Iterator[Group]:
    """Fields that would be called alike, or as a column is, get the name that says which is which."""
    taken = {*table.by_name, *(_stable_name(custom, str(field[custom.key])).lower() for field in fields)}
    often = Counter(name_of(field).lower() for field in fields)
    alike = [often[name_of(field).lower()] > 1 or name_of(field).lower() in taken for field in fields]
    taken |= {name_of(field).lower() for field, is_alike in zip(fields, alike, strict=True) if not is_alike}
    for field, is_alike in zip(fields, alike, strict=True):
        name = name_of(field)
        if is_alike:
            name = _untaken(custom.clash.format(name=name, key=field[custom.key]), taken)
            taken.add(name.lower())
        yield name, [field]


def _untaken(name: str, taken: set[str]) -> str:
    candidate, number = name, 2
    while candidate.lower() in taken:
        candidate, number = f"{name}_{number}", number + 1
    return candidate


def _shared(
    table: Table, custom: Custom, fields: Sequence[Definition], name_of: Callable[[Definition], str]
) -> Iterator[Group]:
    """Fields of the same name that are defined for different places share a column."""
    groups: dict[str, list[Definition]] = {}
    for field in fields:
        groups.setdefault(_free(name_of(field), table, groups, field, custom), []).append(field)
    yield from groups.items()


def _free(
    name: str, table: Table, groups: Mapping[str, list[Definition]], field: Definition, custom: Custom
) -> str:
    """The name, with a suffix where a column or another field of the same place has it."""
    taken = {known.lower(): known for known in groups}
    candidate, number = (f"{name}_Custom" if name.lower() in table.by_name else name), 2
    while candidate.lower() in table.by_name or candidate.lower() in taken:
        known = taken.get(candidate.lower())
        if known and custom.within and all(d[custom.within] != field[custom.within] for d in groups[known]):
            return known
        candidate, number = f"{name}_{number}", number + 1
    return candidate


def _stable_name(custom: Custom, key: str) -> str:
    return custom.stable.format(key=key)


# Columns


def _column(name: str, group: Sequence[Definition], custom: Custom) -> Column:
    kinds = {str(d.get(custom.kind)) for d in group}
    types = {custom.types.get(kind, Type.TEXT) for kind in kinds}
    own = tuple(one for definition in group for one in _owns(definition, custom))
    kind = types.pop() if len(types) == 1 else Type.TEXT
    points_to, known = _target(group, custom)
    kind = kind if known else Type.TEXT
    return Column(
        name,
        kind,
        f"Own field {_title(group[0], custom)} ({', '.join(sorted(kinds))}){_labels(own, custom)}.",
        at=_place(own, custom),
        write=custom.write,
        shape="array" if kind is Type.JSON and any(one.options for one in own) else "",
        points_to=points_to,
        own=own,
        blank=custom.blank and kind is not Type.TEXT,
        labels=_shown_labels(own) if custom.labelled else {},
    )


def _shown_labels(own: Sequence[Own]) -> dict[str, str]:
    return {str(written): label for one in own for label, written in one.options.items()}


def _target(group: Sequence[Definition], custom: Custom) -> tuple[str, bool]:
    """The column whose ids the field holds ("": none, or not the same for all), and whether these ids are of
    the type that its kind says.
    """
    told = {str(d[custom.target]) for d in group if custom.target and d.get(custom.target) is not None}
    places = {custom.targets.get(one, "") for one in told}
    return places.pop() if len(places) == 1 else "", told <= custom.targets.keys()


def _title(definition: Definition, custom: Custom) -> str:
    return " ".join(str(definition[custom.name]).replace("\0", " ").split())


def _labels(own: Sequence[Own], custom: Custom) -> str:
    """The options as rows show them: by label, or by what is written with its label beside it."""
    shown = [
        label if custom.label or str(written) == label else f"{written} ({label})"
        for one in own
        for label, written in one.options.items()
    ]
    labels = list(dict.fromkeys(shown))
    more = ", …" if len(labels) > LABELS_SHOWN else ""
    return f": {', '.join(labels[:LABELS_SHOWN])}{more}" if labels else ""


def _place(own: Sequence[Own], custom: Custom) -> str:
    """Path of the value in a record."""
    if custom.keyed:
        return f"{custom.at}[={own[0].key}]"
    labelled = custom.label and any(one.options for one in own)
    keys = "|".join(dict.fromkeys(one.key for one in own))
    return f"{custom.at}[{custom.match}={keys}].{custom.label if labelled else custom.value}"


def _stable(custom: Custom, columns: Sequence[Column]) -> list[Column]:
    """Each field once more, hidden, by the name that stays when it gets another title."""
    return [
        Column(
            _stable_name(custom, column.own[0].key),
            column.type,
            f"The same as {column.name}, whatever it is called.",
            at=column.at,
            write=column.write,
            shape=column.shape,
            points_to=column.points_to,
            hidden=True,
            own=column.own,
            blank=column.blank,
            labels=column.labels,
        )
        for column in columns
    ]


def _owns(definition: Definition, custom: Custom) -> Iterator[Own]:
    """The field, once for each place that it is defined for."""
    kind, options = str(definition.get(custom.kind)), _options(definition, custom)
    for within in _places(definition, custom):
        yield Own(str(definition[custom.key]), within, options, kind)


def _places(definition: Definition, custom: Custom) -> list[str]:
    if not custom.places:
        return [str(definition[custom.within]) if custom.within else ""]
    found = _elements(definition.get(custom.places))
    return [str(one.get("id") if isinstance(one, dict) else one) for one in found] or [""]


def _elements(held: SqlValue) -> list[Any]:
    """Of a JSON array; none of anything else: what one field is like must not keep a table from opening."""
    try:
        found = orjson.loads(str(held))
    except orjson.JSONDecodeError:
        return []
    return found if isinstance(found, list) else []


def _options(definition: Definition, custom: Custom) -> dict[str, Any]:
    """Label -> what is written; of two with the same label the second goes by what is written."""
    options: dict[str, Any] = {}
    for option in _elements(definition.get(custom.options) if custom.options else None):
        members = option if isinstance(option, dict) else {custom.option_label: option}
        label = members.get(custom.option_label)
        written = members.get(custom.option_value, label)
        if label is not None:
            options[str(written if str(label) in options else label)] = written
    return options
