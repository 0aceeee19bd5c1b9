"""What the commands that look ask of the schema `helpsql`, and of SQLite's own tables, in SQL."""

from __future__ import annotations

OWN = """(
    select 'main' as schema, name, type, sql from main.sqlite_schema
    union all select 'temp', name, type, sql from temp.sqlite_schema
)"""
TABLES = f"""
select schema || '.' || name as "table", ltrim(replace(replace(replace(replace(
    verbs, 'SELECT', ''), 'INSERT', 'ins'), 'UPDATE', 'upd'), 'DELETE', 'del')) as writes, description
from helpsql.tables where :like is null or schema || '.' || name like :like
union all
select schema || '.' || name, case type when 'table' then 'ins upd del' end, type from {OWN}
where type in ('table', 'view') and name not like 'sqlite_%'
    and (:like is null or schema || '.' || name like :like)
union all
select 'helpsql.' || name, null, 'About this session.' from helpsql.sqlite_schema
where name not like '\\_%' escape '\\' and 'helpsql.' || name like :like
"""
WITH_WORDS = """
with named as (
    select 'table' as kind, schema || '.' || name as name, description, schema, 1 as rank from helpsql.tables
    union all
    select 'column', schema || '.' || "table" || '.' || name, description, schema, 3 from helpsql.columns
    union all
    select 'procedure', schema || '.' || name, description, schema, 2 from helpsql.procedures
)
select kind, name, description from named
where not exists (
    select 1 from json_each(:words) where instr(lower(name || ' ' || description), value) = 0
)
order by rank
"""
FOUND = """
select schema, name from helpsql.tables
where lower(name) = lower(:table) and (:schema is null or lower(schema) = lower(:schema))
"""
ONE_OF = """
|| case when instr(lower(description), lower(substr("values", 1, instr("values" || ',', ',') - 1))) then ''
    else ifnull(' One of ' || "values" || '.', '') end
"""
"""The valid values, where a description does not name them."""
COLUMNS = f"""
select name, type,
    replace(replace(replace(replace(operators, '=, in', '='), '>, >=, <, <=', '< >'), '>, >=', '>'), ',', '')
    as filter,
    trim(iif(insertable, 'ins ', '') || iif(updatable, 'upd', '')) as writes,
    case when required like '%select%' then 'Needed in WHERE. ' else '' end
    || case when required like '%insert%' then 'Needed in INSERT. ' else '' end
    || description
    || case when instr(description, points_to) then '' else ifnull(' (' || points_to || ')', '') end
    {ONE_OF} as description
from helpsql.columns where schema = :schema and "table" = :table
"""
DECLARED = """
select name, type, description from helpsql.columns where schema = :schema and "table" = :table
"""
LOCAL = f"""
select schema, type, sql from {OWN}
where lower(name) = lower(:table) and lower(ifnull(:schema, schema)) = schema
"""
LOCAL_COLUMNS = """
select name, type, case when pk then 'key' end as key from pragma_table_info(:table, :schema)
"""
PROCEDURES = """
select schema || '.' || name as procedure,
    iif(:short, null, rtrim(substr(usage, instr(usage, '(') + 1), ')')) as parameters, description
from helpsql.procedures where :like is null or schema || '.' || name like :like
"""
CALLED = """
select schema, name, usage, description from helpsql.procedures
where lower(name) = lower(:table) and (:schema is null or lower(schema) = lower(:schema))
"""
PARAMETERS = f"""
select name, type, case when required then 'yes' end as needed, description {ONE_OF} as description
from helpsql.parameters where schema = :schema and procedure = :table order by position
"""
NAMES = "select name from helpsql.tables union all select schema || '.' || name from helpsql.tables"
CONNECTIONS = "select name, title, requests, base_url from helpsql.connections"
REQUESTS = """
select id, connection, method, status, cast(round(ms) as integer) as ms, rows,
    nullif(attempt, 1) as attempt, path
from (select * from helpsql.requests order by id desc limit :n) order by id
"""
LIMITS = """
select connection, bucket, remaining, "limit",
    max(0, cast(round((julianday(resets_at) - julianday('now')) * 86400) as integer)) || ' s' as "resets in"
from helpsql.limits
"""
