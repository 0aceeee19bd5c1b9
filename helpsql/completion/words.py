"""SQLite's words: keywords by where they stand, and the functions that a query of helpdesk data wants."""

from __future__ import annotations

import re
from functools import lru_cache

PLAIN = re.compile(r"[^\W\d]\w*")
STATEMENTS = (
    "select", "with", "call", "insert into", "update", "delete from", "begin", "commit", "rollback",
    "savepoint", "release", "explain query plan", "create table", "create view", "drop table", "values",
)  # fmt: skip
CLAUSES = frozenset(
    {
        "select", "from", "join", "where", "on", "group", "order", "having", "set", "limit", "offset",
        "values", "into", "update", "call", "using", "returning", "with", "by", "delete",
    }
)  # fmt: skip
FOLLOWING = {
    "select": ("from", "as", "union all", "union", "limit"),
    "from": (
        "where", "join", "left join", "group by", "order by", "limit", "as", "cross join", "union all",
    ),
    "join": ("on", "using (", "where", "join", "left join", "group by", "order by", "limit", "as"),
    **dict.fromkeys(("left", "right", "full"), ("join", "outer join")),
    **dict.fromkeys(("inner", "cross", "natural", "outer"), ("join",)),
    "using": ("where", "join", "left join", "group by", "order by", "limit"),
    "on": ("and", "or", "where", "join", "left join", "group by", "order by", "limit"),
    "where": ("and", "or", "group by", "order by", "limit", "not", "union all", "returning"),
    "having": ("and", "or", "order by", "limit"),
    "group by": ("having", "order by", "limit"),
    "order by": ("desc", "asc", "limit", "nulls last", "nulls first"),
    "order": ("by",),
    **dict.fromkeys(("asc", "desc"), ("limit", "nulls last", "nulls first")),
    "nulls": ("last", "first"),
    "cast": ("text", "integer", "real", "numeric", "blob"),
    "group": ("by",),
    "delete": ("from",),
    "delete from": ("where", "returning", "as"),
    "union": ("all", "select", "values", "all select"),
    "except": ("select", "values"),
    "intersect": ("select", "values"),
    "all": ("select", "values"),
    "limit": ("offset",),
    "set": ("where", "returning"),
    "into": ("values", "select", "default values"),
    "update": ("set",),
    "values": ("returning",),
    "returning": ("as",),
    "with": ("as", "as materialized"),
}  # fmt: skip
"""What may follow a whole term of a clause."""
OF_WRITES = frozenset({"returning"})
OF_READS = frozenset({"group by", "having", "order by", "limit", "union", "union all"})
QUERIES = ("select", "with", "values")
SETS = frozenset({"union", "except", "intersect"})
TABLE_FUNCTIONS = {
    "json_each": "json_each(json): a row for each element",
    "json_tree": "json_tree(json): a row for each element, at any depth",
}
"""Functions that stand in the place of a table."""
OPERATORS = (
    "=", "<>", "<", "<=", ">", ">=", "in", "not in", "like", "not like", "is null", "is not null", "between",
    "glob",
)  # fmt: skip
WITHIN = ("case", "when", "then", "else", "end", "not", "null", "distinct", "exists", "cast", "true", "false")
"""Keywords that may begin or continue an expression."""
OPERAND_KEYWORDS = frozenset({"null", "end", "true", "false", "current_date", "current_timestamp"})

KEYWORDS = frozenset(
    {
        *CLAUSES,
        *(word for phrase in STATEMENTS for word in phrase.split()),
        *(word for group in FOLLOWING.values() for phrase in group for word in phrase.split()),
        *(word for phrase in OPERATORS for word in phrase.split() if word.isalpha()),
        *WITHIN,
        "inner", "outer", "natural", "recursive", "materialized", "except", "intersect", "all", "escape",
        "over", "partition", "rows", "filter", "collate", "indexed", "replace", "ignore", "conflict",
        "current_date", "current_timestamp", "plan", "query", "view", "if", "temp", "primary", "key",
        "abort", "fail", "to", "transaction", "do", "nothing", "index", "unique", "references", "check",
        "column", "alter", "add", "rename", "right", "full", *SETS,
    }
)  # fmt: skip

RESERVED = frozenset(
    {
        "add", "all", "alter", "and", "as", "autoincrement", "between", "case", "cast", "check",
        "collate", "commit", "constraint", "create", "cross", "current_date", "current_time",
        "current_timestamp", "default", "deferrable", "delete", "distinct", "drop", "else", "end",
        "escape", "except", "exists", "false", "foreign", "from", "full", "group", "having", "if", "in",
        "index", "indexed", "inner", "insert", "intersect", "into", "is", "isnull", "join", "left",
        "limit", "natural", "not", "nothing", "notnull", "null", "on", "or", "order", "outer",
        "primary", "raise", "references", "returning", "right", "select", "set", "table", "then", "to",
        "transaction", "true", "union", "unique", "update", "using", "values", "when", "where", "with",
    }
)  # fmt: skip
"""Words that are no names without quotes: those that SQLite 3.54 refuses, and those it takes for something
else."""

FUNCTIONS = {
    "count": "count(*) or count(x): how many rows, or values that are not NULL",
    "sum": "sum(x): NULL where there is no value",
    "total": "total(x): sum, 0.0 where there is no value",
    "avg": "avg(x)",
    "min": "min(x), or the least of several",
    "max": "max(x), or the greatest of several",
    "group_concat": "group_concat(x, separator)",
    "coalesce": "coalesce(x, y, …): the first that is not NULL",
    "ifnull": "ifnull(x, y)",
    "nullif": "nullif(x, y): NULL where they are equal",
    "iif": "iif(condition, then, else)",
    "length": "length(text)",
    "lower": "lower(text)",
    "upper": "upper(text)",
    "trim": "trim(text)",
    "substr": "substr(text, from, length): from 1",
    "replace": "replace(text, old, new)",
    "instr": "instr(text, part): its place from 1, 0 where it is not there",
    "round": "round(number, digits)",
    "abs": "abs(number)",
    "printf": "printf(format, …)",
    "date": "date(moment, modifier, …): as in date('now', '-7 days')",
    "datetime": "datetime(moment, modifier, …)",
    "time": "time(moment, modifier, …)",
    "strftime": "strftime(format, moment): '%Y-%W' is year and week",
    "julianday": "julianday(moment): days, so differences are days too",
    "unixepoch": "unixepoch(moment): seconds, so differences are seconds too",
    "json_extract": "json_extract(json, path): as in json_extract(tags, '$[0]')",
    "json_array_length": "json_array_length(json)",
    "json_group_array": "json_group_array(x): all values as a JSON array",
    "json_array": "json_array(x, …)",
    "json_object": "json_object(name, x, …)",
    "row_number": "row_number() over (partition by … order by …)",
    "rank": "rank() over (order by …)",
    "dense_rank": "dense_rank() over (order by …)",
    "lag": "lag(x) over (order by …): the row before",
    "lead": "lead(x) over (order by …): the row after",
    "first_value": "first_value(x) over (order by …)",
    "ntile": "ntile(n) over (order by …)",
    "typeof": "typeof(x): null, integer, real, text or blob",
    "random": "random()",
}
AGGREGATES = frozenset({"count", "sum", "total", "avg", "min", "max", "group_concat", "json_group_array"})


@lru_cache(10_000)
def quoted(name: str) -> str:
    """The name as SQL takes it."""
    if PLAIN.fullmatch(name) and name.lower() not in RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'
