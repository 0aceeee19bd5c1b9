"""What is carried from Desk.com, copied once: later runs go on with the same rows."""

from __future__ import annotations

SNAPSHOT = [
    "create table if not exists main.desk_customers as select * from desk_com.customers",
    "create table if not exists main.desk_cases as select * from desk_com.cases",
    "create table if not exists main.desk_messages as select * from desk_com.messages",
    """create table if not exists main.desk_replies as
select * from desk_com.replies where status in ('sent', 'received')""",
    "create unique index if not exists main.a_reply on desk_replies(case_id, reply_id)",
]
